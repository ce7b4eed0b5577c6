using CrmKit.Records;

namespace CrmKit.Products;

public sealed class DefaultPriceBookTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Second_default_of_a_currency_is_refused_and_the_first_stays()
    {
        var first = await _crm.AddAsync(Default("List"));
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => _crm.AddAsync(Default("Other")));
        Assert.Equal(("product.default-price-book", "isDefault"), (refused.Error.Code, refused.Error.Field));
        Assert.True((await _crm.FindAsync<PriceBook>(first.Id))!.IsDefault);
        await Assert.ThrowsAsync<CrmValidationException>(() => _crm.AddAsync(Default("A", "USD"), Default("B", "USD")));
    }

    [Fact]
    public async Task Each_currency_and_each_season_may_have_its_own()
    {
        await _crm.AddAsync(Default("Euro 2025", until: new(2025, 12, 31)), Default("Euro 2026", from: new(2026, 1, 1)), Default("Dollar", "USD"));
        await Assert.ThrowsAsync<CrmValidationException>(() => _crm.AddAsync(Default("Overlap", from: new(2025, 12, 31), until: new(2025, 12, 31))));
    }

    [Fact]
    public async Task Being_the_default_passes_on_in_one_change_set()
    {
        var old = await _crm.AddAsync(Default("Old"));
        old.IsDefault = false;
        await using var session = _crm.OpenSession();
        await session.Records.SaveAsync(new ChangeSet().Create(Default("New")).Update(old));
        Assert.False((await _crm.FindAsync<PriceBook>(old.Id))!.IsDefault);
    }

    [Fact]
    public async Task Deleted_default_does_not_come_back_beside_its_successor()
    {
        var old = await _crm.AddAsync(Default("Old"));
        await using var session = _crm.OpenSession();
        await session.Records.SaveAsync(new ChangeSet().Delete(new RecordRef("price-book", old.Id)));
        await _crm.AddAsync(Default("New"));
        await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.SaveAsync(new ChangeSet().Restore(new RecordRef("price-book", old.Id))));
    }

    private static PriceBook Default(string name, string currency = "EUR", DateOnly? from = null, DateOnly? until = null) =>
        new() { Name = name, Currency = currency, IsDefault = true, ValidFromOn = from, ValidUntilOn = until };
}
