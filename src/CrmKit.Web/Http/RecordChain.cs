using CrmKit.Conversions;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>What a record came from and what became of it, as far as the person may see it.</summary>
internal sealed class RecordChain
{
    private readonly IReadOnlyList<ConversionLink> _links;

    private RecordChain(IReadOnlyList<ConversionLink> links, IReadOnlyList<ChainStep> steps) => (_links, Steps) = (links, steps);

    /// <summary>The trail, the beginning first; empty for a record that stands alone.</summary>
    public IReadOnlyList<ChainStep> Steps { get; }

    public static async Task<RecordChain> OfAsync(WebCall call, RecordTypeDefinition type, Record record)
    {
        if (!type.IsRoot) return new RecordChain([], []);
        var links = await call.Session.Conversions.ChainAsync(type.Ref(record.Id), call.Cancelled);
        var refs = links.SelectMany(l => new[] { new RecordRef(l.SourceType, l.SourceId), new RecordRef(l.TargetType, l.TargetId) }).Distinct().ToList();
        var records = new Dictionary<RecordRef, Record>();
        foreach (var group in refs.GroupBy(r => r.Type, r => r.Id))
            foreach (var found in await call.Session.Records.GetManyAsync(group.Key, [.. group], call.Cancelled)) records[new RecordRef(group.Key, found.Id)] = found;
        var steps = new List<ChainStep>(refs.Count);
        foreach (var step in refs.Where(records.ContainsKey)) steps.Add(await StepAsync(call, step, records[step], step.Id == record.Id));
        return new RecordChain(links, steps);
    }

    /// <summary>Whether a record was converted into one of a type.</summary>
    public bool Became(RecordRef record, string type) => _links.Any(l => l.SourceType == record.Type && l.SourceId == record.Id && l.TargetType == type);

    private static async Task<ChainStep> StepAsync(WebCall call, RecordRef at, Record record, bool isCurrent)
    {
        var type = call.Session.Catalog.Type(at.Type);
        var hidden = await call.HiddenAsync(type);
        var stage = type.TryField("stage", out var field) && !hidden.Contains(field.Key) ? call.Text.Of(field, record) : "";
        return new ChainStep(type.Label.For(call.Culture), RecordNames.Of(call, type, record, hidden), call.Links.Record(type, record.Id), stage, isCurrent);
    }
}
