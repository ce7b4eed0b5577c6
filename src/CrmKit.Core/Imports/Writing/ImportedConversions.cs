using CrmKit.Access;
using CrmKit.Conversions;
using CrmKit.Imports.Mapping;
using CrmKit.Pipelines;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Imports.Writing;

/// <summary>Rows that say out of which record theirs was made elsewhere: the link that the conversion would have left, and the mark on its source. What a conversion does beside that was done there.</summary>
internal sealed class ImportedConversions
{
    private readonly CrmSession _session;
    private readonly RecordWriter _writer;
    private readonly ImportPlan _plan;
    private readonly string _reason;
    private readonly int _at;
    private readonly RecordTypeDefinition _from;
    private readonly RecordLookup _lookup;
    private readonly Dictionary<Guid, RootRecord> _sources = [];

    private ImportedConversions(CrmSession session, RecordWriter writer, ImportPlan plan, string reason, int at)
    {
        (_session, _writer, _plan, _reason, _at, _from) = (session, writer, plan, reason, at, plan.Targets[at].Source!.Type);
        _lookup = RecordLookup.For(_from);
    }

    /// <summary><see langword="null"/> when no column names a source.</summary>
    public static ImportedConversions? Of(CrmSession session, RecordWriter writer, ImportPlan plan, string reason)
    {
        for (var at = 0; at < plan.Targets.Count; at++)
            if (plan.Targets[at].Kind == TargetKind.ConvertedFrom) return new ImportedConversions(session, writer, plan, reason, at);
        return null;
    }

    /// <summary>Refuses rows whose source became another record before, or may not be converted by the actor; a second row with the same source waits for the first.</summary>
    public async Task CheckAsync(List<RowAttempt> attempts, Dictionary<RowAttempt, Record> matches, List<MappedRow> later, CancellationToken cancellationToken)
    {
        _sources.Clear();
        var first = new Dictionary<Guid, RowAttempt>();
        foreach (var row in attempts.Where(a => a.IsOpen && !matches.ContainsKey(a) && a.Values[_at] is Guid).ToList())
        {
            if (first.TryAdd((Guid)row.Values[_at]!, row)) continue;
            later.Add(row.Row);
            attempts.Remove(row);
        }
        if (first.Count == 0) return;
        var links = (await LinksAsync(first.Keys, cancellationToken)).ToDictionary(l => l.SourceId);
        var sources = (await _lookup.FindAsync(_session, [(_from.Field("id"), [.. first.Keys.Select(id => (object)id)])], cancellationToken)).OfType<RootRecord>().ToList();
        var may = await _session.Access.MayAsync(_from, Operations.Convert, sources, cancellationToken);
        for (var i = 0; i < sources.Count; i++)
            if (may[i]) _sources[sources[i].Id] = sources[i];
        foreach (var (source, row) in first)
        {
            if (links.TryGetValue(source, out var link)) row.Refuse(_plan.Targets[_at].Name, null, ConversionErrors.Done(_from.Ref(source), ConversionLinks.Made(link)));
            else if (!_sources.ContainsKey(source)) row.Refuse(_plan.Targets[_at].Name, null, AccessErrors.Forbidden(Operations.Convert, _from, _from.Ref(source)));
        }
    }

    /// <summary>Writes the links of what was created, and marks the sources.</summary>
    public async Task LinkAsync(IEnumerable<(RowAttempt Row, SaveOutcome Outcome)> written, CancellationToken cancellationToken)
    {
        var batch = new StoreBatch();
        var marks = new List<WriteRequest>();
        foreach (var (row, outcome) in written)
        {
            if (row.Fate != RowFate.Created || row.Values[_at] is not Guid source) continue;
            var made = _plan.Type.Ref(outcome.Record!.Id);
            batch.Inserts.Add(new ConversionLink
            {
                TenantId = _session.TenantId,
                SourceType = _from.Key,
                SourceId = source,
                TargetType = made.Type,
                TargetId = made.Id,
                At = outcome.Record.CreatedAt,
                ActorId = _session.Actor.UserId,
                Made = ConversionLinks.Json([made]),
            });
            marks.Add(new WriteRequest { Operation = RecordOperation.Update, Ref = _from.Ref(source), Right = Operations.Convert, MarkConverted = true, Stage = Entry(_sources[source]) });
        }
        if (marks.Count == 0) return;
        await _session.Transaction!.WriteAsync(batch, cancellationToken);
        await _writer.ExecuteAsync(marks, allOrNothing: true, _reason, cancellationToken);
    }

    // Where a conversion leaves its source; it happened, whatever the stage says in which the other system left it.
    private StageEntry? Entry(RootRecord source) =>
        _session.Catalog.TryConversion(_from.Key, _plan.Type.Key, out var conversion) && conversion.SourceStage is { } stage && source.StageCategory != StageCategory.Won
            && source.PipelineKey is { } key && _session.Catalog.TryPipeline(key, out var pipeline) && pipeline.FindStage(stage) is not null ? new StageEntry { Stage = stage, IsReopening = true } : null;

    private async Task<IReadOnlyList<ConversionLink>> LinksAsync(IReadOnlyCollection<Guid> sources, CancellationToken cancellationToken)
    {
        var (from, to, found) = (_from.Key, _plan.Type.Key, new List<ConversionLink>());
        foreach (var some in sources.Chunk(500))
            found.AddRange(await _session.Transaction!.ListAsync(_session.Transaction.Query<ConversionLink>().Where(l => l.SourceType == from && l.TargetType == to && some.Contains(l.SourceId)), cancellationToken));
        return found;
    }
}
