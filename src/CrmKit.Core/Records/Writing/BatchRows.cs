using System.Runtime.InteropServices;
using CrmKit.Events;
using CrmKit.Reports;
using CrmKit.Search;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Records;

/// <summary>All rows of one change set: the records, and what goes with them: audit, words to search by, counter deltas, events.</summary>
internal sealed class BatchRows(CrmSession session) : ISessionService
{
    /// <summary>Finds what differs, stamps versions, and collects the records; those in which nothing differs are left alone.</summary>
    public StoreBatch Records(WriteBatch batch, DateTimeOffset now)
    {
        var rows = new StoreBatch();
        foreach (var group in batch.Groups)
            foreach (var item in group.Items)
            {
                if (item.IsRefused) continue;
                if (item.Before is null) Insert(item, rows, now);
                else if (Differences(item, group.Plan) is { Count: > 0 } changed) Update(item, changed, rows, now);
                else if (item.Request.Touches) Update(item, [], rows, now);
                else item.IsUnchanged = true;
            }
        return rows;
    }

    /// <summary>Adds what goes with the records; reads nothing but these, which are stamped by then.</summary>
    public void AddTraces(WriteBatch batch, StoreBatch rows, string? reason, DateTimeOffset now)
    {
        using var audit = new AuditRows(session, reason, now);
        var counters = new Dictionary<CounterKey, CounterSum>();
        foreach (var group in batch.Groups)
        {
            foreach (var item in group.Items)
            {
                if (item.IsRefused || item.IsUnchanged) continue;
                rows.Inserts.Add(audit.Of(item, group.Plan));
                session.Touched?.Add(item.Ref);
                SearchRows.Add(item, rows);
                if (group.Type.IsRoot) Count(counters, group.Type, item);
            }
            AddEvents(group, rows);
        }
        foreach (var (key, sum) in counters)
        {
            if (sum == default) continue;
            var delta = CounterMath.Delta(key, sum);
            delta.TenantId = session.TenantId;
            rows.Inserts.Add(delta);
        }
    }

    private void Insert(WriteItem item, StoreBatch rows, DateTimeOffset now)
    {
        var record = item.After!;
        record.TenantId = session.TenantId;
        record.Version = 1;
        record.CreatedAt = item.Request.CreatedAt is { } at ? Instants.Truncate(at) : now;
        record.CreatedById = session.Actor.UserId;
        (record.UpdatedAt, record.UpdatedById) = (now, session.Actor.UserId);
        rows.Inserts.Add(record);
    }

    private void Update(WriteItem item, List<FieldPlan> changed, StoreBatch rows, DateTimeOffset now)
    {
        item.Changed = changed;
        var (record, version) = (item.After!, item.Before!.Version);
        record.Version = version + 1;
        (record.UpdatedAt, record.UpdatedById) = (now, session.Actor.UserId);
        var properties = new HashSet<string>(changed.Count, StringComparer.Ordinal);
        foreach (var field in changed) properties.Add(field.Property);
        if (item.Stage?.Target is not null) properties.Add(nameof(RootRecord.PassedStageKeys));
        rows.Updates.Add(new StoreUpdate(record, version, properties));
    }

    private static List<FieldPlan>? Differences(WriteItem item, TypePlan plan)
    {
        List<FieldPlan>? changed = null;
        var compareCustom = !ReferenceEquals(item.Before!.Custom, item.After!.Custom);
        foreach (var field in plan.Fields)
            if ((compareCustom || !field.Definition.IsCustom) && field.Differs(item.Before, item.After)) (changed ??= []).Add(field);
        return changed;
    }

    // What leaves a counter and what enters it meet in one sum.
    private void Count(Dictionary<CounterKey, CounterSum> counters, RecordTypeDefinition type, WriteItem item)
    {
        if (CounterMath.Of(type, (RootRecord?)item.Before, session.Options) is { } left) Add(counters, left.Key, default(CounterSum) - left.Sum);
        if (CounterMath.Of(type, (RootRecord)item.After!, session.Options) is { } entered) Add(counters, entered.Key, entered.Sum);
    }

    private static void Add(Dictionary<CounterKey, CounterSum> counters, CounterKey key, CounterSum change)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(counters, key, out _);
        sum += change;
    }

    private void AddEvents(TypeGroup group, StoreBatch rows)
    {
        foreach (var kind in group.Items.Where(i => i is { IsRefused: false, IsUnchanged: false }).GroupBy(i => i.Operation))
            rows.Inserts.Add(EventWriter.Message(session, $"{group.Type.Key}.{Past(kind.Key)}", kind, static (json, item) =>
            {
                json.WriteString("id", item.Ref.Id);
                json.WriteNumber("version", item.After!.Version);
                if (item.Operation != RecordOperation.Update) return;
                json.WriteStartArray("changed");
                foreach (var field in item.Changed!) json.WriteStringValue(field.JsonKey);
                json.WriteEndArray();
            }));
    }

    private static string Past(RecordOperation operation) => operation switch
    {
        RecordOperation.Create => "created",
        RecordOperation.Update => "updated",
        RecordOperation.Delete => "deleted",
        _ => "restored",
    };
}
