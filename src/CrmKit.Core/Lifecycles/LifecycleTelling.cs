using CrmKit.Events;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Lifecycles;

/// <summary>Keeps in which class customers are, and tells when it becomes another one: as the system, out of all purchases.</summary>
internal sealed class LifecycleTelling(CrmSession session, Purchases purchases) : ISessionService
{
    /// <summary>What is told of a customer rests on what was told before.</summary>
    public static readonly StoreLock Lock = new("lifecycle");

    private const int Chunk = 500;

    /// <summary>Looks at some accounts or contacts, in the unit of work under way or in one of its own.</summary>
    /// <returns>How many are in another class.</returns>
    public async Task<int> LookAsync(bool isContact, IReadOnlyCollection<Guid> customers, CancellationToken cancellationToken)
    {
        if (customers.Count == 0) return 0;
        using var system = session.AsSystem("lifecycle");
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([Lock], cancellationToken);
        var changed = 0;
        foreach (var some in customers.Distinct().Chunk(Chunk)) changed += await ChunkAsync(work.Transaction, isContact, some, cancellationToken);
        Failpoint.Hit("lifecycle.before-commit");
        await work.CommitAsync(cancellationToken);
        return changed;
    }

    /// <summary>Looks at those whose class becomes another one by time.</summary>
    public async Task<int> DueAsync(CancellationToken cancellationToken)
    {
        var changed = 0;
        while (true)
        {
            var (today, reader) = (session.Today, await session.ReaderAsync(cancellationToken));
            var due = await reader.ListAsync(reader.Query<LifecycleChange>().Where(c => c.NextOn != null && c.NextOn <= today).OrderBy(c => c.NextOn).Take(Chunk).Select(c => new { c.RecordType, c.RecordId }), cancellationToken);
            foreach (var type in due.GroupBy(d => d.RecordType)) changed += await LookAsync(type.Key == "contact", [.. type.Select(d => d.RecordId)], cancellationToken);
            if (due.Count < Chunk) return changed;
        }
    }

    /// <summary>Looks at all that bought, and all of whom something was told.</summary>
    public async Task<int> AllAsync(CancellationToken cancellationToken)
    {
        var changed = 0;
        foreach (var isContact in new[] { false, true })
        {
            var type = isContact ? "contact" : "account";
            foreach (var told in new[] { false, true })
                for (IReadOnlyList<Guid> some = [Guid.Empty]; some.Count > 0;)
                {
                    var (after, reader) = (some[^1], await session.ReaderAsync(cancellationToken));
                    using (session.AsSystem("lifecycle"))
                        some = told
                            ? await reader.ListAsync(reader.Query<LifecycleChange>().Where(c => c.CurrentId > after && c.RecordType == type).OrderBy(c => c.CurrentId).Select(c => c.RecordId).Take(Chunk), cancellationToken)
                            : await purchases.CustomersAsync(isContact, after, Chunk, cancellationToken);
                    changed += await LookAsync(isContact, some, cancellationToken);
                }
        }
        return changed;
    }

    private async Task<int> ChunkAsync(IStoreTransaction transaction, bool isContact, Guid[] customers, CancellationToken cancellationToken)
    {
        var (type, today, days, now) = (isContact ? "contact" : "account", session.Today, session.Options.LifecycleDays, session.Now);
        var ids = customers.Select(c => (Guid?)c).ToArray();
        var told = (await transaction.ListAsync(transaction.Query<LifecycleChange>().Where(c => ids.Contains(c.CurrentId)), cancellationToken)).ToDictionary(c => c.RecordId);
        var bought = await purchases.DaysOfAsync(isContact, customers, cancellationToken);
        var (rows, changes) = (new StoreBatch(), new List<LifecycleChange>());
        foreach (var customer in customers)
        {
            var all = bought[customer].ToList();
            var (kind, next) = (Lifecycle.Of(all, today, days).Class, Next(all, today, days));
            var last = told.GetValueOrDefault(customer);
            if (kind == (last?.ToClass ?? LifecycleClass.Potential))
            {
                if (last is null && next is null) continue; // never bought, and will not by what is known
                if (last is not null && last.NextOn == next) continue;
                if (last is not null)
                {
                    last.NextOn = next;
                    rows.RowUpdates.Add(new StoreRowUpdate(last, [nameof(last.NextOn)]));
                    continue;
                }
            }
            if (last is not null)
            {
                (last.NextOn, last.CurrentId) = (null, null);
                rows.RowUpdates.Add(new StoreRowUpdate(last, [nameof(last.NextOn), nameof(last.CurrentId)]));
            }
            var history = Lifecycle.History(all, today, days);
            var change = new LifecycleChange
            {
                RecordType = type,
                RecordId = customer,
                CurrentId = customer,
                FromClass = last?.ToClass ?? LifecycleClass.Potential,
                ToClass = kind,
                ChangedOn = history.Count == 0 ? today : history[^1].From,
                At = now,
                NextOn = next,
            };
            rows.Inserts.Add(change);
            if (change.FromClass != change.ToClass) changes.Add(change);
        }
        if (changes.Count > 0)
            rows.Inserts.Add(EventWriter.Message(session, $"{type}.lifecycle-changed", changes, static (json, change) =>
            {
                json.WriteString("id", change.RecordId);
                json.WriteString("from", EnumCode.Of(change.FromClass));
                json.WriteString("to", EnumCode.Of(change.ToClass));
                json.WriteString("on", change.ChangedOn.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            }));
        // What stood before gives its place up first.
        await transaction.WriteAsync(Of(rows.RowUpdates), cancellationToken);
        rows.RowUpdates.Clear();
        await transaction.WriteAsync(rows, cancellationToken);
        return changes.Count;
    }

    private static StoreBatch Of(IEnumerable<StoreRowUpdate> updates)
    {
        var batch = new StoreBatch();
        batch.RowUpdates.AddRange(updates);
        return batch;
    }

    // Also orders that are dated ahead come into the window by time.
    private static DateOnly? Next(List<DateOnly> all, DateOnly today, int days) =>
        new[] { Lifecycle.NextChange(all, today, days), all.Where(d => d > today).Select(d => (DateOnly?)d).Min() }.Min();
}
