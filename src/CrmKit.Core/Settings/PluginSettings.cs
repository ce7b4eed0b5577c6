using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Settings;

/// <summary>One source's view of its own settings.</summary>
internal sealed class PluginSettings(IServiceProvider host, ExtensionSource source) : IPluginSettings
{
    public async ValueTask<SettingValues> ReadAsync(string tenantId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenantId);
        await host.GetRequiredService<ICrm>().InitializeAsync(cancellationToken);
        await using var reader = await host.GetRequiredService<ICrmStore>().OpenReaderAsync(tenantId, cancellationToken);
        var (stored, _) = await StoredSettings.ReadAsync(reader, source.Id, cancellationToken);
        return SettingSchema.Of(source.Id, source.With(static _ => true).Settings).Effective(stored, host.GetService<ISecretProtector>(), withSecrets: true);
    }
}
