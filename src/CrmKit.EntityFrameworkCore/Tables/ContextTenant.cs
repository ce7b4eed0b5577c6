using CrmKit.Tables;
using Microsoft.EntityFrameworkCore;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Whose rows a context reads, be it the store's or a plugin's.</summary>
internal static class ContextTenant
{
    public static string Of(DbContext context) => context is PluginDbContext plugin ? plugin.TenantId : ((CrmContext)context).TenantId;
}
