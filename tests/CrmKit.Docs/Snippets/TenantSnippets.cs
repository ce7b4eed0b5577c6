using CrmKit.AspNetCore;
using CrmKit.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Docs.Snippets;

internal static class TenantSnippets
{
    public static void Sources(WebApplicationBuilder builder)
    {
        #region tenant-sources
        builder.Services.AddCrmKitApi(api =>
        {
            api.TenantSources.Add(TenantSources.Claim("tenant")); // of the host's own sign-in
            api.TenantSources.Add(TenantSources.SubDomain("crm.example.com")); // acme.crm.example.com
            api.TenantSources.Add(TenantSources.Header("X-Tenant")); // for programs
        });
        #endregion
    }

    public static void Files(IServiceCollection services)
    {
        #region tenant-files
        services.AddCrmKit(crm => crm.UseSqlite("crm.db", sqlite => sqlite.FilePerTenant = true));
        #endregion
    }

    public static async Task CreateAsync(ITenants tenants, CancellationToken cancellationToken)
    {
        #region tenant-create
        var first = await tenants.CreateAsync("acme", "Ada Admin", "ada@acme.example", cancellationToken);
        Console.WriteLine(first.Key.Key); // the administrator's API key, shown this once
        await tenants.SuspendAsync("acme", cancellationToken); // nobody is let in, data stay; other processes follow within five seconds
        await tenants.ResumeAsync("acme", cancellationToken);
        #endregion
    }
}
