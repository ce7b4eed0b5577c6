using CrmKit.Plugins;

namespace CrmKit.Catalog;

/// <summary>Makes one catalog out of all sources, or says what clashes.</summary>
internal static class CatalogComposer
{
    public static CatalogSnapshot Compose(long version, IReadOnlyList<ExtensionSource> sources)
    {
        var types = sources.SelectMany(s => s.RecordTypes).ToList();
        for (var i = 0; i < types.Count; i++)
        {
            var added = sources.SelectMany(s => s.Fields).Where(f => f.RecordType == types[i].Key).Select(f => f.Field).ToList();
            if (added.Count > 0) types[i] = types[i].With([.. types[i].Fields, .. added]);
        }
        return new CatalogSnapshot(version, types,
            [.. sources.SelectMany(s => s.Pipelines)],
            [.. sources.SelectMany(s => s.Conversions)],
            [.. sources.SelectMany(s => s.Processes)],
            [.. sources.SelectMany(s => s.Roles)],
            [.. sources.SelectMany(s => s.Reports)]);
    }
}
