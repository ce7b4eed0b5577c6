using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore.Extensions;

/// <summary>The sample host, with plugins that tests put in and take out while it runs.</summary>
public sealed class ExtensionHost : ApiHost
{
    internal void Put(string id, Action<ICrmPluginBuilder> configure)
    {
        var host = Services.GetRequiredService<IExtensionHost>();
        var source = new ExtensionSource(id) { Rank = 2 };
        var builder = host.NewBuilder(source);
        configure(builder);
        source.Services = builder.Services.BuildServiceProvider();
        host.Put(source);
    }

    internal void Remove(string id) => Services.GetRequiredService<IExtensionHost>().Remove(id);
}
