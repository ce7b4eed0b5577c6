using CrmKit.Fields;

namespace CrmKit.Records;

public sealed class CustomRecordReadingTests : IAsyncLifetime
{
    private static readonly Field<decimal> Area = Field.Decimal("test.area");

    private readonly TestCrm _crm = new(plugin: plugin => plugin
        .RecordType("test.house", t => t.Named("House", "Houses").Fields(f => f.Add(Area, "Area")))
        .RecordType("test.boat", t => t.Named("Boat", "Boats").Fields(f => f.Add(Area, "Area"))));

    public async ValueTask InitializeAsync() => await _crm.AddAsync(
        new CustomRecord("test.house", "Small") { [Area] = 50 }, new CustomRecord("test.house", "Large") { [Area] = 250.5m }, new CustomRecord("test.house", "Unknown"), new CustomRecord("test.boat", "Boat") { [Area] = 60 });

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Types_that_share_a_table_do_not_mix()
    {
        await using var session = _crm.OpenSession();
        var page = await session.Records.QueryAsync(new RecordQuery("test.house") { Filter = "custom.test.area ge 50", OrderBy = "-custom.test.area" });
        Assert.Equal(["Large", "Small"], page.Items.Cast<CustomRecord>().Select(r => r.Name));
        Assert.Equal(1, await session.Records.CountAsync(new Specification<CustomRecord>(r => r[Area] > 10).OfType("test.boat")));
        Assert.Empty(await session.Records.GetManyAsync("test.boat", [page.Items[0].Id]));
        Assert.Equal("Large", (await session.Records.FindAsync<CustomRecord>(page.Items[0].Id))!.Name);
        Assert.Null(await session.Records.FindAsync(new RecordRef("test.boat", page.Items[0].Id)));
    }

    [Fact]
    public async Task A_specification_of_custom_records_must_name_their_type()
    {
        await using var session = _crm.OpenSession();
        await Assert.ThrowsAsync<ArgumentException>(() => session.Records.ListAsync(new Specification<CustomRecord>()));
        Assert.Equal("catalog.type-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Records.QueryAsync(new RecordQuery("test.castle")))).Error.Code);
    }
}
