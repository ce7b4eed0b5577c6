using System.Text.Json;
using System.Text.Json.Nodes;
using CrmKit.Behaviour;
using CrmKit.Events;
using CrmKit.Plugins;
using CrmKit.Search;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Persons;

/// <summary>Empties everything that says something about a person, in one transaction.</summary>
internal sealed class PersonEraser(CrmSession session, PersonScope scope, RecordLoader loader, RecordWriter writer, PersonTraces traces) : ISessionService
{
    /// <summary>What stands where a record cannot be without a text.</summary>
    public const string Blank = "[erased]";

    private const string Reason = "personal data erased";

    public async Task<ErasureReport> RunAsync(RecordTypeDefinition type, Guid id, ErasureGround? ground, CancellationToken cancellationToken)
    {
        var actor = session.Actor.UserId;
        using var system = session.AsSystem("erasure");
        using var door = session.Through("erasure");
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var transaction = work.Transaction;
        await transaction.LockAsync([VisitorLinks.Lock], cancellationToken);
        var set = await scope.OfAsync(type, id, cancellationToken);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);

        var words = await WordsAsync(set, cancellationToken);
        await EmptyAsync(set, cancellationToken);
        await HistoryAsync(set, counts, ground is { } why ? $"{Reason}: {EnumCode.Of(why)}" : Reason, cancellationToken);
        await traces.RemoveAsync(set, counts, cancellationToken);
        await ForgetAsync(words, cancellationToken);
        await PluginsAsync(set, counts, cancellationToken);
        await RememberAsync(set, actor, cancellationToken);
        Failpoint.Hit("erasure.before-commit");
        await work.CommitAsync(cancellationToken);
        Failpoint.Hit("erasure.after-commit");
        return new ErasureReport([.. set.People.Select(p => p.Ref)], set.Related.GroupBy(r => r.Type.Key).ToDictionary(g => g.Key, g => g.Count()), counts);
    }

    // Deleted first: rules about living records have no say in it, and counters, segments and connectors follow a deletion as any other.
    private async Task EmptyAsync(PersonSet set, CancellationToken cancellationToken)
    {
        var dying = set.Own.Where(r => r.Record.DeletedAt is null).Select(r => new WriteRequest { Operation = RecordOperation.Delete, Ref = r.Ref, IsTrusted = true }).ToList();
        await writer.ExecuteAsync(dying, allOrNothing: true, Reason, cancellationToken);
        var emptied = set.All.Select(r => new WriteRequest
        {
            Operation = RecordOperation.Update,
            Ref = r.Ref,
            Values = r.Fields.Where(f => f.Get(r.Record) is not (null or "")).ToDictionary(f => f.Key, f => (object?)BlankOf(r.Type, f)),
            IsExact = true,
            IsTrusted = true,
        });
        await writer.ExecuteAsync([.. emptied.Where(r => r.Values.Count > 0)], allOrNothing: true, Reason, cancellationToken);

        // What plugins that are not there any more left in a person's record: nobody knows what it says.
        var rows = new StoreBatch();
        foreach (var group in set.People.GroupBy(p => p.Type))
            foreach (var record in await loader.LoadAsync(group.Key, [.. group.Select(p => p.Record.Id)], withDeleted: true, cancellationToken))
            {
                var unknown = record.Custom.Keys.Where(k => !group.Key.TryField(k, out _)).ToList();
                if (unknown.Count == 0) continue;
                record.Custom = record.Custom.With(unknown.Select(k => new KeyValuePair<string, object?>(k, null)));
                rows.Updates.Add(new StoreUpdate(record, record.Version++, [nameof(Record.Custom)]));
            }
        await session.Transaction!.WriteAsync(rows, cancellationToken);
    }

    private static string? BlankOf(RecordTypeDefinition type, FieldDefinition field) =>
        field.Key == type.NameField || (field.IsRequired && field.Kind is FieldKind.Text or FieldKind.LongText) ? Blank : null;

    // Who changed which record when stays; what the values were goes.
    private async Task HistoryAsync(PersonSet set, SortedDictionary<string, int> counts, string reason, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        var rows = new StoreBatch();
        foreach (var record in set.All)
        {
            var (type, id) = (record.Type.Key, record.Record.Id);
            var fields = record.Fields.Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
            foreach (var entry in await transaction.ListAsync(transaction.Query<AuditEntry>().Where(a => a.RecordId == id && a.RecordType == type), cancellationToken))
            {
                var changes = record.IsOwn ? "{}" : Without(entry.Changes, fields);
                if (changes == entry.Changes && entry.Reason is null or Reason) continue;
                (entry.Changes, entry.Reason) = (changes, entry.Reason == Reason ? Reason : null);
                rows.RowUpdates.Add(new StoreRowUpdate(entry, [nameof(AuditEntry.Changes), nameof(AuditEntry.Reason)]));
            }
        }
        PersonTraces.Count(counts, "audit", rows.RowUpdates.Count);
        if (rows.RowUpdates.Count > 0) rows.Inserts.Add(AuditChain.Erased(rows.RowUpdates.Select(u => (AuditEntry)u.Row), session.Actor, session.Now, "erasure", reason));
        await transaction.WriteAsync(rows, cancellationToken);
    }

    private static string Without(string changes, HashSet<string> fields)
    {
        var json = JsonNode.Parse(changes)!.AsObject();
        var removed = false;
        foreach (var field in fields) removed |= json.Remove(field);
        return removed ? json.ToJsonString(JsonSerializerOptions.Web) : changes;
    }

    // Those of today and those of before: a name that was changed left its words behind.
    private async Task<HashSet<string>> WordsAsync(PersonSet set, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in set.All)
        {
            var name = record.Type.Field(record.Type.NameField);
            if (!name.IsPersonal) continue;
            var (type, id) = (record.Type.Key, record.Record.Id);
            var texts = (await transaction.ListAsync(transaction.Query<AuditEntry>().Where(a => a.RecordId == id && a.RecordType == type).Select(a => a.Changes), cancellationToken)).SelectMany(c => Texts(c, name.Key));
            foreach (var text in texts.Append(name.Get(record.Record) as string).OfType<string>()) words.UnionWith(SearchPlan.VocabularyOf(text));
        }
        return words;
    }

    private static IEnumerable<string> Texts(string changes, string field) => JsonNode.Parse(changes)![field] switch
    {
        JsonArray both => both.Select(v => v?.GetValueKind() == JsonValueKind.String ? v.GetValue<string>() : null).OfType<string>(),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        _ => [],
    };

    private async Task ForgetAsync(HashSet<string> words, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        var nobodys = new List<string>();
        foreach (var word in words)
            if (await transaction.CountAsync(transaction.Search(new SearchExpression([[SearchTerms.Word(word, isPrefix: false)]])), cancellationToken) == 0) nobodys.Add(word);
        await transaction.ForgetWordsAsync(nobodys, cancellationToken);
    }

    private async Task PluginsAsync(PersonSet set, SortedDictionary<string, int> counts, CancellationToken cancellationToken)
    {
        foreach (var plugin in session.Handlers<IPersonData>("*"))
        {
            var context = new PersonErasureContext(session, [.. set.People.Select(p => p.Ref)], set.Identifiers, count => PersonTraces.Count(counts, plugin.Source, count));
            if (await plugin.CallAsync(CallKind.Transaction, context, static (p, c, token) => p.EraseAsync(c, token), cancellationToken) is { } fault)
                throw new CrmRuleException(PersonErrors.PluginFailed(plugin.Source, fault.Reason));
        }
    }

    private async Task RememberAsync(PersonSet set, Guid? actor, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        var rows = new StoreBatch();
        foreach (var person in set.People)
        {
            var hash = ErasureHash.Of(session.TenantId, person.Ref);
            if (await transaction.CountAsync(transaction.Query<PersonErasure>().Where(e => e.Hash == hash), cancellationToken) == 0) rows.Inserts.Add(new PersonErasure { Hash = hash, At = session.Now, ActorId = actor });
        }
        foreach (var type in set.People.GroupBy(p => p.Type.Key))
            rows.Inserts.Add(EventWriter.Message(session, $"{type.Key}.erased", type, static (json, person) => json.WriteString("id", person.Record.Id)));
        await transaction.WriteAsync(rows, cancellationToken);
    }
}
