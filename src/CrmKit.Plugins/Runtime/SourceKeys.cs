namespace CrmKit.Plugins.Runtime;

/// <summary>Keys of a plugin begin with its id: two plugins never meet by accident, and everybody sees whose a key is.</summary>
internal static class SourceKeys
{
    public static IReadOnlyList<CrmError> Check(ExtensionSource source)
    {
        var keys = source.RecordTypes.Select(t => ("record type", t.Key))
            .Concat(source.Fields.Select(f => ("field", f.Field.Key)))
            .Concat(source.RecordTypes.SelectMany(t => t.Fields.Where(f => f.IsCustom)).Select(f => ("field", f.Key)))
            .Concat(source.Pipelines.Select(p => ("pipeline", p.Key)))
            .Concat(source.Processes.Select(p => ("process", p.Key)))
            .Concat(source.Roles.Select(r => ("role", r.Key)))
            .Concat(source.Reports.Select(r => ("report", r.Key)))
            .Concat(source.Settings.Select(s => ("setting", s.Field.Key)))
            .Concat(source.Endpoints.Select(e => ("endpoint", e.Key)))
            .Concat(source.ScoringFactors.Select(x => ("scoring factor", x.Key)))
            .Concat(source.EnrichmentSources.Select(x => ("enrichment source", x.Key)))
            .Concat(source.FieldTypes.Select(x => ("field type", x.Key)))
            .Concat(source.Pages.Select(x => ("page", x.Key)))
            .Concat(source.Widgets.Select(x => ("widget", x.Key)))
            .Concat(source.Jobs.Select(j => ("job", j.Key)));
        return [.. keys.Where(k => !k.Item2.StartsWith(source.Id + ".", StringComparison.Ordinal)).Select(k => PluginErrors.KeyForeign(source.Id, k.Item1, k.Item2))];
    }
}
