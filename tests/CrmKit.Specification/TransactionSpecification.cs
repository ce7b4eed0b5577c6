using System.Globalization;
using CrmKit.Orders;
using CrmKit.Records;
using CrmKit.Storage;

namespace CrmKit.Specification;

public abstract class TransactionSpecification : StoreSpecification
{
    [Fact]
    public async Task Update_writes_the_named_properties_and_the_version()
    {
        var record = Property(change: p => p.ExternalId = "x-1");
        await InsertAsync(record);
        (record.Name, record.ExternalId, record.Version, record.UpdatedAt) = ("Lake View 6", "x-2", 2, Instant.AddHours(1));
        await UpdateAsync(new StoreUpdate(record, 1, [nameof(CustomRecord.Name)]));

        var stored = Assert.Single(await ReadAsync<CustomRecord>());
        Assert.Equal(("Lake View 6", "x-1", 2, Instant.AddHours(1)), (stored.Name, stored.ExternalId, stored.Version, stored.UpdatedAt));
    }

    [Fact]
    public async Task Update_of_an_older_version_is_a_conflict_naming_every_record()
    {
        var records = new[] { Property("a"), Property("b"), Property("c") };
        await InsertAsync(records);
        foreach (var record in records) record.Version = 3;
        var conflict = await Assert.ThrowsAsync<StoreConflictException>(() => UpdateAsync(
            new StoreUpdate(records[0], 2, []), new StoreUpdate(records[1], 1, []), new StoreUpdate(records[2], 2, [])));
        Assert.Equal([records[0].Id, records[2].Id], conflict.Ids);
        Assert.All(await ReadAsync<CustomRecord>(), r => Assert.Equal(1, r.Version));
    }

    [Fact]
    public async Task Second_record_with_the_same_external_id_is_refused()
    {
        await InsertAsync(Property("a", p => p.ExternalId = "x-1"), Property("none"), Property("none either"));
        var duplicate = await Assert.ThrowsAsync<StoreDuplicateException>(() => InsertAsync(Property("b", p => p.ExternalId = "x-1")));
        Assert.Contains("external_id", duplicate.Constraint);
        Assert.Equal(3, (await ReadAsync<CustomRecord>()).Count);
    }

    [Fact]
    public async Task Transaction_goes_on_after_a_duplicate()
    {
        await using var transaction = await Store.BeginAsync(Tenant, Cancellation);
        await WriteAsync(transaction, Property("a", p => p.ExternalId = "x-1"));
        await using (await transaction.SavepointAsync(Cancellation))
            await Assert.ThrowsAsync<StoreDuplicateException>(() => WriteAsync(transaction, Property("b"), Property("c", p => p.ExternalId = "x-1")));
        await WriteAsync(transaction, Property("d"));
        await transaction.CommitAsync(Cancellation);
        Assert.Equal(["a", "d"], (await ReadAsync<CustomRecord>()).Select(r => r.Name).Order());
    }

    [Fact]
    public async Task Among_many_rows_a_duplicate_a_missing_parent_and_a_failing_value_are_told_alike_and_the_transaction_goes_on()
    {
        await using var transaction = await Store.BeginAsync(Tenant, Cancellation);
        await WriteAsync(transaction, Property("first", p => p.ExternalId = "x-1"));
        await using (await transaction.SavepointAsync(Cancellation))
        {
            var duplicate = await Assert.ThrowsAsync<StoreDuplicateException>(() => WriteAsync(transaction, [.. Many(), Property("again", p => p.ExternalId = "x-1"), .. Many()]));
            Assert.Contains("external_id", duplicate.Constraint);
        }
        await using (await transaction.SavepointAsync(Cancellation))
            await Assert.ThrowsAsync<StoreReferenceException>(() => WriteAsync(transaction, [.. Enumerable.Range(0, 200).Select(_ => new OrderLine { OrderId = Guid.NewGuid(), Version = 1 })]));
        await using (await transaction.SavepointAsync(Cancellation))
            await Assert.ThrowsAsync<OverflowException>(() => WriteAsync(transaction, [.. Many(), new CounterDelta { RecordType = "opportunity", Currency = "USD", Amount = decimal.MaxValue }]));
        await WriteAsync(transaction, [.. Many()]);
        await transaction.CommitAsync(Cancellation);
        Assert.Equal(201, (await ReadAsync<CustomRecord>()).Count);

        static IEnumerable<object> Many() => Enumerable.Range(0, 200).Select(i => Property($"one of many {i}"));
    }

    [Fact]
    public async Task Dispose_without_commit_undoes_everything()
    {
        await using (var transaction = await Store.BeginAsync(Tenant, Cancellation)) await WriteAsync(transaction, Property());
        Assert.Empty(await ReadAsync<CustomRecord>());
    }

    [Fact]
    public async Task Transaction_reads_its_own_writes_and_readers_only_what_is_committed()
    {
        await using var reader = await Store.OpenReaderAsync(Tenant, Cancellation);
        await using var transaction = await Store.BeginAsync(Tenant, Cancellation);
        await WriteAsync(transaction, Property());
        Assert.Single(await transaction.ListAsync(transaction.Query<CustomRecord>(), Cancellation));
        Assert.Equal(1, await transaction.CountAsync(transaction.Query<CustomRecord>(), Cancellation));
        Assert.Empty(await reader.ListAsync(reader.Query<CustomRecord>(), Cancellation));
        await transaction.CommitAsync(Cancellation);
        Assert.Single(await reader.ListAsync(reader.Query<CustomRecord>(), Cancellation));
    }

    [Fact]
    public async Task Savepoint_undoes_what_came_after_it_unless_released()
    {
        await using var transaction = await Store.BeginAsync(Tenant, Cancellation);
        await WriteAsync(transaction, Property("before"));
        await using (var kept = await transaction.SavepointAsync(Cancellation))
        {
            await WriteAsync(transaction, Property("kept"));
            await using (await transaction.SavepointAsync(Cancellation)) await WriteAsync(transaction, Property("undone"));
            kept.Release();
        }
        await transaction.CommitAsync(Cancellation);
        Assert.Equal(["before", "kept"], (await ReadAsync<CustomRecord>()).Select(r => r.Name).Order());
    }

    [Fact]
    public async Task Committed_transaction_takes_no_more_writes()
    {
        await using var transaction = await Store.BeginAsync(Tenant, Cancellation);
        await transaction.CommitAsync(Cancellation);
        await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync(transaction, Property()));
    }

    [Fact]
    public async Task Machinery_rows_are_written_over_by_their_key()
    {
        var run = new ImportRun { RecordType = "lead", FileName = "leads.csv", Fingerprint = "f", StartedAt = Instant };
        await InsertAsync(run);
        (run.Rows, run.Status, run.FileName) = (500, "finished", "not written");
        await using (var transaction = await Store.BeginAsync(Tenant, Cancellation))
        {
            await transaction.WriteAsync(new StoreBatch { RowUpdates = { new StoreRowUpdate(run, [nameof(ImportRun.Rows), nameof(ImportRun.Status)]) } }, Cancellation);
            await transaction.CommitAsync(Cancellation);
        }
        var stored = Assert.Single(await ReadAsync<ImportRun>());
        Assert.Equal((500L, "finished", "leads.csv"), (stored.Rows, stored.Status, stored.FileName));
    }

    [Fact]
    public async Task Part_without_its_parent_is_refused_and_comes_after_it_in_any_order()
    {
        var line = (OrderLine)Sample.Of(typeof(OrderLine), 0);
        await Assert.ThrowsAsync<StoreReferenceException>(() => InsertAsync(line));
        Assert.Empty(await ReadAsync<OrderLine>());
        await InsertAsync([line, .. Sample.Parents([line])]);
        Assert.Equal(line.OrderId, Assert.Single(await ReadAsync<OrderLine>()).OrderId);
    }

    [Fact]
    public async Task Of_32_writers_none_is_lost()
    {
        await Task.WhenAll(Enumerable.Range(0, 32).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++) await InsertAsync(Property($"{writer}/{i}"));
        })));
        Assert.Equal(320, (await ReadAsync<CustomRecord>()).Select(r => r.Name).Distinct().Count());
    }

    [Fact]
    public async Task F18_Of_16_that_change_one_record_at_once_each_change_counts_once_and_its_events_are_claimed_in_the_order_of_versions()
    {
        var record = Property("0");
        await InsertAsync(record);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => AddOneAsync(record.Id))));

        var stored = Assert.Single(await ReadAsync<CustomRecord>());
        Assert.Equal(("16", 17), (stored.Name, stored.Version));
        var claimed = await Store.Outbox.ClaimAsync(100, TimeSpan.FromMinutes(1), Instant, Cancellation);
        Assert.Equal(Enumerable.Range(2, 16).Select(v => $"v{v}"), claimed.Select(m => m.Name));
    }

    [Fact]
    public async Task What_is_read_after_a_lock_stays_true_to_the_end()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(async () =>
        {
            await using var transaction = await Store.BeginAsync(Tenant, Cancellation);
            await transaction.LockAsync([new("places", IsShared: true), new("places/window")], Cancellation);
            if (await transaction.CountAsync(transaction.Query<CustomRecord>(), Cancellation) > 0) return;
            await WriteAsync(transaction, Property($"{i}"));
            await transaction.CommitAsync(Cancellation);
        })));
        Assert.Single(await ReadAsync<CustomRecord>());
    }

    private async Task AddOneAsync(Guid id)
    {
        while (true)
        {
            await using var transaction = await Store.BeginAsync(Tenant, Cancellation);
            var record = (await transaction.ListAsync(transaction.Query<CustomRecord>().Where(r => r.Id == id), Cancellation))[0];
            var version = record.Version++;
            record.Name = $"{int.Parse(record.Name, CultureInfo.InvariantCulture) + 1}";
            var batch = new StoreBatch { Inserts = { new OutboxMessage { Class = "event", Name = $"v{record.Version}", Payload = "{}", At = Instant, DueAt = Instant } }, Updates = { new StoreUpdate(record, version, [nameof(CustomRecord.Name)]) } };
            try
            {
                await transaction.WriteAsync(batch, Cancellation);
                await transaction.CommitAsync(Cancellation);
                return;
            }
            catch (StoreConflictException)
            {
                // somebody was faster: read again
            }
        }
    }

    internal static Task WriteAsync(IStoreTransaction transaction, params IEnumerable<object> rows)
    {
        var batch = new StoreBatch();
        batch.Inserts.AddRange(rows);
        return transaction.WriteAsync(batch, Cancellation);
    }

    private async Task UpdateAsync(params IEnumerable<StoreUpdate> updates)
    {
        await using var transaction = await Store.BeginAsync(Tenant, Cancellation);
        var batch = new StoreBatch();
        batch.Updates.AddRange(updates);
        await transaction.WriteAsync(batch, Cancellation);
        await transaction.CommitAsync(Cancellation);
    }
}
