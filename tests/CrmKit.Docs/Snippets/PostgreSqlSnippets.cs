using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Docs.Snippets;

internal static class PostgreSqlSnippets
{
    public static void Choose(IServiceCollection services)
    {
        #region postgresql
        services.AddCrmKit(crm => crm.UsePostgreSql("Host=db;Database=crm;Username=crm;Password=secret").AddPlugins("plugins"));
        #endregion
    }

    public static void Fence(IServiceCollection services, string connectionString)
    {
        #region postgresql-row-level-security
        services.AddCrmKit(crm => crm.UsePostgreSql(connectionString, o => o.RowLevelSecurity = true));
        #endregion
    }
}
