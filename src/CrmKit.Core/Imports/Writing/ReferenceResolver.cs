using CrmKit.Imports.Mapping;
using CrmKit.Sessions;

namespace CrmKit.Imports.Writing;

/// <summary>Finds the records that texts name: one query per column and chunk, and a bounded memory of what was found.</summary>
internal sealed class ReferenceResolver(CrmSession session, ImportPlan plan)
{
    // Null stands for a text that several records have.
    private readonly Dictionary<ReferenceSource, Dictionary<string, Guid?>> _found = [];
    private readonly Dictionary<string, RecordLookup> _lookups = [];

    /// <summary>Forgets everything: the transaction that may have created some of it was rolled back.</summary>
    public void Forget() => _found.Clear();

    /// <summary>Remembers records that were just created, under the texts by which later rows may name them.</summary>
    public void Remember(RecordTypeDefinition type, IEnumerable<Record> created)
    {
        foreach (var source in _found.Keys.Where(s => s.Type.Key == type.Key).ToList())
            foreach (var record in created)
                if (source.Lookup.Get(record) is string text) Add(_found[source], text, record.Id);
    }

    /// <summary>Puts ids in the place of texts; refuses rows whose text names nothing or too much; lets rows wait for records of their own type.</summary>
    public async Task ResolveAsync(IReadOnlyList<RowAttempt> rows, bool mayWait, CancellationToken cancellationToken)
    {
        for (var i = 0; i < plan.Targets.Count; i++)
        {
            if (plan.Targets[i] is not { Source: { } source } target) continue;
            var naming = rows.Where(r => r.IsOpen && r.Values[i] is ReferenceText).ToList();
            if (naming.Count == 0) continue;
            var known = await KnownAsync(source, naming.Select(r => ((ReferenceText)r.Values[i]!).Text).ToHashSet(), cancellationToken);
            if (target.Column.CreateMissing) await CreateAsync(target, source, known, naming, i, cancellationToken);
            foreach (var row in naming)
            {
                if (!row.IsOpen) continue;
                var text = ((ReferenceText)row.Values[i]!).Text;
                if (!known.TryGetValue(text, out var id))
                {
                    if (mayWait && plan.SelfReferences.Contains(i)) row.Settle(RowFate.Waiting);
                    else row.Refuse(target.Name, text, ImportErrors.ReferenceMissing(target.Name, source.Type.Key, source.Lookup.Key));
                }
                else if (id is null) row.Refuse(target.Name, text, ImportErrors.ReferenceAmbiguous(target.Name, source.Type.Key, source.Lookup.Key));
                else row.Values[i] = id.Value;
            }
        }
    }

    private async Task<Dictionary<string, Guid?>> KnownAsync(ReferenceSource source, HashSet<string> texts, CancellationToken cancellationToken)
    {
        if (!_found.TryGetValue(source, out var known)) _found[source] = known = new Dictionary<string, Guid?>(StringComparer.Ordinal);
        else if (known.Count > ImportLimits.RememberedReferences) known.Clear();

        var missing = texts.Where(t => !known.ContainsKey(t)).ToDictionary(t => t, t => Comparable(source.Lookup, t));
        var values = missing.Values.OfType<object>().Distinct().ToList();
        if (values.Count == 0) return known;
        if (!_lookups.TryGetValue(source.Type.Key, out var lookup)) _lookups[source.Type.Key] = lookup = RecordLookup.For(source.Type);
        var records = await lookup.FindAsync(session, [(source.Lookup, values)], cancellationToken);
        var byValue = records.ToLookup(r => source.Lookup.Get(r));
        foreach (var (text, value) in missing)
            if (value is not null)
                foreach (var record in byValue[value]) Add(known, text, record.Id);
        if (source.Lookup.Key == "externalId") await FollowMergesAsync(source, lookup, [.. missing.Keys.Where(t => !known.ContainsKey(t))], known, cancellationToken);
        return known;
    }

    // The external id of a record that was merged leads to the one in which it lives on.
    private async Task FollowMergesAsync(ReferenceSource source, RecordLookup lookup, IReadOnlyList<string> texts, Dictionary<string, Guid?> known, CancellationToken cancellationToken)
    {
        if (texts.Count == 0) return;
        var aliases = await session.Service<MergedRecords>().ByExternalIdAsync(source.Type, texts, cancellationToken);
        if (aliases.Count == 0) return;
        var visible = (await lookup.FindAsync(session, [(source.Type.Field("id"), [.. aliases.Values.Distinct().Select(id => (object)id)])], cancellationToken)).Select(r => r.Id).ToHashSet();
        foreach (var (text, id) in aliases)
            if (visible.Contains(id)) Add(known, text, id);
    }

    /// <summary>What the lookup field holds for a text; <see langword="null"/> when it can hold no such thing.</summary>
    public static object? Comparable(FieldDefinition lookup, string text) => lookup.Key == "id"
        ? Guid.TryParse(text, out var id) ? id : null
        : lookup.Kind == FieldKind.Email ? text.ToLowerInvariant() : text;

    private async Task CreateAsync(ImportTarget target, ReferenceSource source, Dictionary<string, Guid?> known, List<RowAttempt> naming, int at, CancellationToken cancellationToken)
    {
        var missing = naming.Select(r => ((ReferenceText)r.Values[at]!).Text).Where(t => !known.ContainsKey(t)).Distinct().ToList();
        if (missing.Count == 0) return;
        var newRecord = ImportPlan.Factory(source.Type);
        var changes = new ChangeSet { AllOrNothing = false };
        foreach (var text in missing)
        {
            var record = newRecord();
            source.Lookup.Set(record, text);
            changes.Create(record);
        }
        var result = await session.Records.SaveAsync(changes, cancellationToken);
        for (var i = 0; i < missing.Count; i++)
        {
            if (result.Outcomes[i].IsSaved)
            {
                known[missing[i]] = result.Outcomes[i].Ref.Id;
                continue;
            }
            foreach (var row in naming.Where(r => r.IsOpen && r.Values[at] is ReferenceText named && named.Text == missing[i]))
                foreach (var error in result.Outcomes[i].Errors) row.Refuse(target.Name, missing[i], error);
        }
    }

    private static void Add(Dictionary<string, Guid?> known, string text, Guid id) => known[text] = known.TryGetValue(text, out var other) && other != id ? null : id;
}
