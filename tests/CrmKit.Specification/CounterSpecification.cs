using CrmKit.Storage;

namespace CrmKit.Specification;

public abstract class CounterSpecification : StoreSpecification
{
    private static readonly Guid Ann = Guid.CreateVersion7();

    [Fact]
    public async Task Fold_adds_deltas_to_their_counters_and_keeps_the_total_at_every_step()
    {
        await InsertAsync(Delta("new", 1, 100.25m), Delta("new", 1, 50m), Delta("won", 1, 7m), Delta("new", -1, -100.25m), Delta("new", 1, 1m, Guid.Empty));
        for (var left = 5; left > 0; left -= 2)
        {
            Assert.Equal(Math.Min(2, left), await Store.Counters.FoldAsync(2, Cancellation));
            var counters = await ReadAsync<Counter>();
            var deltas = await ReadAsync<CounterDelta>();
            Assert.Equal((3L, 58m), (counters.Sum(c => c.Count) + deltas.Sum(d => d.Count), counters.Sum(c => c.Amount) + deltas.Sum(d => d.Amount)));
        }
        Assert.Equal(0, await Store.Counters.FoldAsync(2, Cancellation));
        Assert.Equal([("new", Guid.Empty, 1L, 1m), ("new", Ann, 1L, 50m), ("won", Ann, 1L, 7m)],
            (await ReadAsync<Counter>()).OrderBy(c => c.StageKey).ThenBy(c => c.OwnerId).Select(c => (c.StageKey, c.OwnerId, c.Count, c.Amount)));
    }

    [Fact]
    public async Task Fold_keeps_tenants_apart()
    {
        await InsertAsync(Delta("new", 1, 1m));
        await InsertForAsync("other", [Delta("new", 1, 2m)]);
        await Store.Counters.FoldAsync(100, Cancellation);
        Assert.Equal(1m, Assert.Single(await ReadAsync<Counter>()).Amount);
    }

    [Fact]
    public async Task Replace_puts_new_counters_in_place_of_old_ones_and_deltas_of_one_tenant()
    {
        await InsertAsync(Delta("new", 1, 1m));
        await InsertForAsync("other", [Delta("new", 1, 2m)]);
        await Store.Counters.FoldAsync(100, Cancellation);
        await InsertAsync(Delta("new", 1, 1m));
        var counter = new Counter { TenantId = Tenant, RecordType = "opportunity", PipelineKey = "sales", StageKey = "won", OwnerId = Ann, PassedStageKeys = "new won", Currency = "USD", Count = 9, Amount = 99.5m };
        await Store.Counters.ReplaceAsync(Tenant, [counter], Cancellation);
        var stored = Assert.Single(await ReadAsync<Counter>());
        Assert.Equal(("won", Ann, 9L, 99.5m, "new won"), (stored.StageKey, stored.OwnerId, stored.Count, stored.Amount, stored.PassedStageKeys));
        Assert.Empty(await ReadAsync<CounterDelta>());
        await using var other = await Store.OpenReaderAsync("other", Cancellation);
        Assert.Equal(2m, Assert.Single(await other.ListAsync(other.Query<Counter>(), Cancellation)).Amount);
    }

    [Fact]
    public async Task Folds_at_once_with_writers_count_every_delta_once()
    {
        var writers = Task.WhenAll(Enumerable.Range(0, 4).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++) await InsertAsync(Delta("new", 1, 1m), Delta(w % 2 == 0 ? "won" : "lost", 1, 2m));
        })));
        var folds = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!writers.IsCompleted) await Store.Counters.FoldAsync(7, Cancellation);
        })));
        await Task.WhenAll(writers, folds);
        while (await Store.Counters.FoldAsync(50, Cancellation) > 0) { }
        Assert.Empty(await ReadAsync<CounterDelta>());
        Assert.Equal([("lost", 40L, 80m), ("new", 80L, 80m), ("won", 40L, 80m)], (await ReadAsync<Counter>()).OrderBy(c => c.StageKey, StringComparer.Ordinal).Select(c => (c.StageKey, c.Count, c.Amount)));
    }

    private static CounterDelta Delta(string stage, long count, decimal amount, Guid? owner = null) => new()
    {
        RecordType = "opportunity", PipelineKey = "sales", StageKey = stage, OwnerId = owner ?? Ann, PassedStageKeys = "new won", Currency = "USD", Count = count, Amount = amount,
    };
}
