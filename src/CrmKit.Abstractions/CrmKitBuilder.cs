using Microsoft.Extensions.DependencyInjection;

namespace CrmKit;

/// <summary>Configures CrmKit in a host: <c>services.AddCrmKit(crm => crm.UseSqlite("crm.db"))</c>. Extended by the other packages with <c>Use…</c> and <c>Add…</c>.</summary>
public sealed class CrmKitBuilder
{
    internal CrmKitBuilder(IServiceCollection services) => Services = services;

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }
}
