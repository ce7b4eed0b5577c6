using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Docs.Snippets;

internal static class WebSnippets
{
    public static void Map(string[] args)
    {
        #region web-map
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddCrmKit(crm => crm.UseSqlite("crm.db"));
        builder.Services.AddCrmKitIdentity(); // or the sign-in that the application has already
        builder.Services.AddCrmKitWeb(web => (web.SignInPath, web.SignOutPath) = ("/account/sign-in", "/account/sign-out"));

        var app = builder.Build();
        app.MapCrmKitIdentity();
        app.MapCrmKitWeb("/crm");
        app.Run();
        #endregion
    }
}
