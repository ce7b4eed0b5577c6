using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Audit;
using CrmKit.Plugins;
using CrmKit.Sessions;
using Microsoft.Extensions.Logging;

namespace CrmKit.Enrichment;

/// <summary>Asks sources with the rights of the caller, leaves out what he may not write or knows already, and saves what he accepts.</summary>
internal sealed class EnrichmentDoor(CrmSession session, RecordQueries queries, IAccess access, AuditActs acts, TimeProvider clock, ILogger<EnrichmentDoor> log) : IEnrichment
{
    // Somebody waits before a page.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<EnrichmentAnswer> ProposeAsync(EnrichmentRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var type = session.Catalog.Type(request.RecordType);
        var ids = request.Records.Distinct().ToList();
        if (ids.Count is 0 or > IEnrichment.MostRecords) throw new CrmValidationException(EnrichmentErrors.RecordCount(ids.Count));
        return await AskAsync(type, await ChangeableAsync(type, ids, cancellationToken), request.Ground, static _ => true, cancellationToken);
    }

    public async Task AcceptAsync(RecordRef record, IReadOnlyList<EnrichmentChoice> choices, int? expectedVersion = null, EnrichmentGround? ground = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (choices.Count == 0) throw new CrmValidationException(EnrichmentErrors.NothingChosen());
        if (choices.GroupBy(c => c.Field).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new CrmValidationException(EnrichmentErrors.Twice(twice.Key));
        var type = session.Catalog.Type(record.Type);
        var sources = choices.Select(c => c.Source).ToHashSet(StringComparer.Ordinal);
        var answer = await AskAsync(type, await ChangeableAsync(type, [record.Id], cancellationToken), ground, s => sources.Contains(s.Key), cancellationToken);
        var accepted = choices.Select(c => answer.Proposals.FirstOrDefault(p => p.Field == c.Field && p.Source.Key == c.Source) ?? throw new CrmRuleException(EnrichmentErrors.Gone(c))).ToList();
        await using var work = await session.BeginWorkAsync(cancellationToken);
        foreach (var some in accepted.GroupBy(p => p.Source.Key))
        {
            // One save for each source, so that the audit tells of every field where it comes from.
            await session.Records.SaveAsync(new ChangeSet { Reason = $"Proposed by '{some.Key}'." }.Patch(record, some.ToDictionary(p => p.Field, p => (object?)p.Value), expectedVersion), cancellationToken);
            expectedVersion = null;
        }
        await work.CommitAsync(cancellationToken);
    }

    private async Task<List<Record>> ChangeableAsync(RecordTypeDefinition type, List<Guid> ids, CancellationToken cancellationToken)
    {
        var records = (await queries.GetManyAsync(type.Key, ids, cancellationToken)).ToDictionary(r => r.Id);
        var found = ids.ConvertAll(id => records.TryGetValue(id, out var record) ? record : throw new CrmNotFoundException(RecordErrors.NotFound(type.Ref(id))));
        var may = await access.MayAsync(type, Operations.Update, found, cancellationToken);
        return found.Where((record, i) => may[i] ? true : throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Update, type, type.Ref(record.Id)))).ToList();
    }

    private async Task<EnrichmentAnswer> AskAsync(RecordTypeDefinition type, List<Record> records, EnrichmentGround? ground, Func<EnrichmentSourceDefinition, bool> isAsked, CancellationToken cancellationToken)
    {
        var sources = session.Catalog.EnrichmentSources.Where(s => s.RecordTypes.Contains(type.Key) && isAsked(s) && (!s.IsOutside || ground is not null)).ToList();
        if (sources.Any(s => s.IsOutside)) await NoteAsync(type, records, ground!.Value, sources, cancellationToken); // before anybody is told
        var hidden = await access.HiddenFieldsAsync(type, cancellationToken);
        var readOnly = await access.ReadOnlyFieldsAsync(type, cancellationToken);
        var proposals = new List<EnrichmentProposal>();
        var failed = new List<EnrichmentSourceDefinition>();
        foreach (var source in sources)
        {
            var given = new Dictionary<(Guid, string), EnrichmentProposal>();
            var known = records.ToHashSet<Record>(ReferenceEqualityComparer.Instance);
            var context = new EnrichmentContext(session, type, records, hidden, (record, key, value, reason, confidence) =>
            {
                if (!known.Contains(record)) throw new ArgumentException("A source can only propose values for the records that it was asked about.", nameof(record));
                var field = type.Field(key);
                if (field.Nature != FieldNature.Descriptive || hidden.Contains(key) || readOnly.Contains(key)) return;
                var current = field.Get(record);
                if (!IsSame(current, value)) given[(record.Id, key)] = new EnrichmentProposal(type.Ref(record.Id), key, value, current, source, reason, confidence);
            });
            if (await FailureAsync(source, context, cancellationToken) is not { } reason)
            {
                proposals.AddRange(given.Values);
                continue;
            }
            failed.Add(source);
            log.LogWarning("Enrichment source '{Source}' proposes nothing for {Count} records: {Reason}", source.Key, records.Count, reason);
        }
        var (order, rank) = (type.Fields.Select((f, i) => (f.Key, i)).ToDictionary(f => f.Key, f => f.i), records.Select((r, i) => (r.Id, i)).ToDictionary(r => r.Id, r => r.i));
        return new EnrichmentAnswer([.. proposals.OrderBy(p => rank[p.Record.Id]).ThenBy(p => order[p.Field]).ThenByDescending(p => p.ConfidencePercent)], failed);
    }

    private async Task<string?> FailureAsync(EnrichmentSourceDefinition source, EnrichmentContext context, CancellationToken cancellationToken)
    {
        if (session.Handlers<IEnrichmentSource>(source.Key) is not [var handler, ..]) return "It is gone.";
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return (await handler.CallAsync(CallKind.Background, context, static (s, c, token) => s.ProposeAsync(c, token), either.Token))?.Detail;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"It took longer than {Patience.TotalSeconds:0} seconds.";
        }
    }

    // Whom outsiders were asked about, and on what ground; not what they were told.
    private async Task NoteAsync(RecordTypeDefinition type, List<Record> records, EnrichmentGround ground, List<EnrichmentSourceDefinition> sources, CancellationToken cancellationToken)
    {
        foreach (var source in sources.Where(s => s.IsOutside))
            await acts.WriteAsync("enrichment", source.Key, new JsonObject { ["ground"] = EnumCode.Of(ground), ["records"] = new JsonArray([.. records.Select(r => (JsonNode)type.Ref(r.Id).ToString())]) }, cancellationToken);
    }

    private static bool IsSame(object? current, object value) => current is string text && value is string other ? string.Equals(text.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase) : Equals(current, value);
}
