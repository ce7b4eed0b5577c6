using System.Collections.Frozen;
using CrmKit.Plugins.Manifests;

namespace CrmKit.Plugins.Runtime;

/// <summary>Keeps plugins from the sessions of tenants that they are switched off for, with everything that needs them. Used under the runtime's turn only.</summary>
internal sealed class PluginTenants(PluginBoard board, PluginLifecycle life, IExtensionHost host)
{
    private string _applied = "";

    /// <summary>Whether nothing of a plugin is there in a tenant's sessions: it is off for the tenant, or something that it needs is.</summary>
    public bool IsOff(string id, string tenant) => IsOff(id, tenant, []);

    /// <summary>The plugins that run, are there for a tenant, and need one, in the order in which they leave.</summary>
    public List<PluginEntry> DependentsOf(string id, string tenant) => [.. board.AllDependentsOf(id).Where(d => !IsOff(d.Manifest!.Id, tenant))];

    /// <summary>Does what the rows say.</summary>
    /// <exception cref="CrmRuleException">Something that stays for a tenant refers to what goes: no session of that tenant opens until this is put right.</exception>
    public void Apply()
    {
        var entries = board.Entries.Where(e => e.Manifest is not null).ToList();
        foreach (var entry in entries) (entry.OffFor, entry.FeaturesOffFor) = (life.RowOf(entry.Manifest!.Id).OffFor, life.RowOf(entry.Manifest.Id).FeaturesOffFor);
        var tenants = life.Rows.SelectMany(r => r.OffFor.Concat(r.FeaturesOffFor.Select(f => f[..f.IndexOf('/', StringComparison.Ordinal)]))).Distinct().Order(StringComparer.Ordinal).ToList();
        var hidden = tenants.ToDictionary(t => t, t => (IReadOnlySet<string>)entries.SelectMany(e => HiddenOf(e.Manifest!, t)).ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var text = string.Join('\n', hidden.Select(h => $"{h.Key}: {string.Join(' ', h.Value.Order(StringComparer.Ordinal))}"));
        if (text == _applied) return;
        _applied = text;
        host.Hide(hidden);
    }

    private IEnumerable<string> HiddenOf(PluginManifest manifest, string tenant) =>
        IsOff(manifest.Id, tenant) ? [manifest.Id] : manifest.Features.Where(f => PluginFeatures.IsOff(manifest, f.Id, life.RowOf(manifest.Id), tenant)).Select(f => $"{manifest.Id}/{f.Id}");

    private bool IsOff(string id, string tenant, HashSet<string> seen) =>
        seen.Add(id) && (life.RowOf(id).OffFor.Contains(tenant) || board.Find(id)?.Manifest?.Dependencies.Any(d => !d.IsOptional && IsOff(d.Id, tenant, seen)) == true);
}
