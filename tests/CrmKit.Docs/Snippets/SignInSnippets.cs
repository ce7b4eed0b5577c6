using CrmKit.AspNetCore;
using CrmKit.Identity;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using System.Security.Claims;

namespace CrmKit.Docs.Snippets;

internal static class SignInSnippets
{
    public static void Embed(string[] args)
    {
        #region sign-in-embed
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(); // what the application has already

        builder.Services.AddCrmKit(crm => crm.UseSqlite("crm.db"));
        builder.Services.AddCrmKitApi(api => api.MapUser(ClaimTypes.Email));

        var app = builder.Build();
        app.UseAuthentication();
        app.UseCrmKitSecurityHeaders();
        app.MapCrmKit();
        app.Run();
        #endregion
    }

    public static void BySubject(IServiceCollection services)
    {
        #region sign-in-subject
        services.AddCrmKitApi(api => api.MapUser("sub", UserKey.ExternalId));
        #endregion
    }

    public static void Own(WebApplicationBuilder builder)
    {
        #region sign-in-identity
        builder.Services.AddCrmKitIdentity(identity =>
        {
            identity.PublicUrl = new Uri("https://crm.example.com");
            identity.MinPasswordLength = 12;
        });
        var app = builder.Build();
        app.MapCrmKit();
        app.MapCrmKitIdentity();
        #endregion
    }
}
