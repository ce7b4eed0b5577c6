using CrmKit.Catalog;
using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Storage;

namespace CrmKit.Reports;

public sealed class CounterMathTests
{
    private static readonly Field<decimal> Amount = Field.Money("amount");
    private static readonly CrmKitOptions Options = new() { TimeZone = "Asia/Shanghai", Currency = "CNY" };
    private static readonly RecordTypeDefinition Type = Bids();

    [Fact]
    public void A_new_record_counts_once_in_the_currency_of_the_tenant()
    {
        var delta = Assert.Single(CounterMath.Deltas(Type, null, Bid("new", 12.5m), Options));
        Assert.Equal((1, 12.5m, "new", "CNY", Guid.Empty), (delta.Count, delta.Amount, delta.PassedStageKeys, delta.Currency, delta.OwnerId));
        Assert.Equal(("bid", "bid.standard", "new"), (delta.RecordType, delta.PipelineKey, delta.StageKey));
    }

    [Fact]
    public void A_move_takes_the_record_out_of_one_counter_and_into_another()
    {
        var before = Bid("new", 10);
        var after = (RootRecord)before.Copy();
        (after.StageKey, after.PassedStageKeys) = ("won", "new won");
        after[Amount] = 11;

        var deltas = CounterMath.Deltas(Type, before, after, Options).ToList();
        Assert.Equal(2, deltas.Count);
        Assert.Equal((-1, -10m, "new"), (deltas[0].Count, deltas[0].Amount, deltas[0].StageKey));
        Assert.Equal((1, 11m, "won", "new won"), (deltas[1].Count, deltas[1].Amount, deltas[1].StageKey, deltas[1].PassedStageKeys));
    }

    [Fact]
    public void A_changed_amount_alone_is_one_delta_without_a_count()
    {
        var before = Bid("new", 10);
        var after = (RootRecord)before.Copy();
        after[Amount] = 7;
        var delta = Assert.Single(CounterMath.Deltas(Type, before, after, Options));
        Assert.Equal((0, -3m), (delta.Count, delta.Amount));
    }

    [Fact]
    public void A_change_of_nothing_counted_has_no_deltas() => Assert.Empty(CounterMath.Deltas(Type, Bid("new", 10), Bid("new", 10), Options));

    [Fact]
    public void Deleted_records_and_records_without_a_pipeline_count_nothing()
    {
        var alive = Bid("new", 10);
        var deleted = (RootRecord)alive.Copy();
        deleted.DeletedAt = alive.CreatedAt;
        Assert.Equal(-1, Assert.Single(CounterMath.Deltas(Type, alive, deleted, Options)).Count);
        Assert.Equal(1, Assert.Single(CounterMath.Deltas(Type, deleted, alive, Options)).Count);
        Assert.Empty(CounterMath.Deltas(Type, null, new CustomRecord("bid", "no pipeline"), Options));
    }

    private static CustomRecord Bid(string stage, decimal amount) => new("bid", "A bid")
    {
        PipelineKey = "bid.standard",
        StageKey = stage,
        PassedStageKeys = stage,
        CreatedAt = new DateTimeOffset(2025, 1, 5, 0, 0, 0, TimeSpan.Zero),
        [Amount] = amount,
    };

    private static RecordTypeDefinition Bids()
    {
        var source = new ExtensionSource("test");
        new ExtensionBuilder(source).RecordType("bid", t => t.Named("Bid", "Bids").Fields(f => f.Add(Amount, "Amount")));
        return source.RecordTypes[0];
    }
}
