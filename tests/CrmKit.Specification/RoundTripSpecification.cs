using System.Reflection;
using CrmKit.EntityFrameworkCore;
using CrmKit.Fields;
using CrmKit.Records;
using CrmKit.Storage;

namespace CrmKit.Specification;

public abstract class RoundTripSpecification : StoreSpecification
{
    public static TheoryData<Type> Classes => [.. MappedClasses.Records.Concat(MappedClasses.Rows)];

    [Theory]
    [MemberData(nameof(Classes))]
    public async Task Every_property_of_every_class_comes_back(Type type)
    {
        var rows = new[] { 0, 1, 2 }.Select(variant => Sample.Of(type, variant)).ToList();
        if (type.IsSubclassOf(typeof(PartRecord))) await InsertAsync(Sample.Parents(rows.Cast<PartRecord>()));
        await InsertAsync(rows);

        await using var reader = await Store.OpenReaderAsync(Tenant, Cancellation);
        var stored = await Sample.AllAsync(reader, type, Cancellation);
        Assert.Equal(rows.Select(Sample.Describe).Order(), stored.Select(Sample.Describe).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("华为技术有限公司")]
    [InlineData("👩‍💻 é ß Ж א \u0001 ' \" \\ % _ \r\n")]
    public async Task Text_comes_back_as_it_was(string text)
    {
        await InsertAsync(Property(text, p => p.Custom = p.Custom.With("acme.note", text)));
        var record = Assert.Single(await ReadAsync<CustomRecord>());
        Assert.Equal(text, record.Name);
        Assert.Equal(text, record.Custom.Text("acme.note"));
    }

    [Fact]
    public async Task Long_text_comes_back()
    {
        var text = string.Concat(Enumerable.Repeat("客户 ", 500_000));
        await InsertAsync(Property(text));
        Assert.Equal(text, Assert.Single(await ReadAsync<CustomRecord>()).Name);
    }

    [Theory]
    [InlineData("0.0001")]
    [InlineData("-0.0001")]
    [InlineData("922337203685477.5807")]
    [InlineData("-922337203685477.5808")]
    public async Task Amounts_keep_four_decimals_up_to_the_ends_of_their_range(string text)
    {
        var amount = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        await InsertAsync(Delta(amount));
        Assert.Equal(amount, Assert.Single(await ReadAsync<CounterDelta>()).Amount);
    }

    [Fact]
    public async Task Amounts_beyond_the_range_are_refused_and_nothing_is_written()
    {
        await Assert.ThrowsAsync<OverflowException>(() => InsertAsync(Delta(1), Delta(922_337_203_685_477.5808m)));
        Assert.Empty(await ReadAsync<CounterDelta>());
    }

    [Fact]
    public async Task Dates_and_instants_come_back_at_the_ends_of_their_range()
    {
        var last = new DateTimeOffset(DateTimeOffset.MaxValue.Ticks - 9, TimeSpan.Zero);
        await InsertAsync(Property("first", p => (p.CreatedAt, p.ClosedOn) = (DateTimeOffset.MinValue, DateOnly.MinValue)), Property("last", p => (p.CreatedAt, p.ClosedOn) = (last, DateOnly.MaxValue)));
        var records = await PropertiesAsync(q => q.OrderBy(p => p.CreatedAt));
        Assert.Equal([(DateTimeOffset.MinValue, DateOnly.MinValue), (last, DateOnly.MaxValue)], records.Select(r => (r.CreatedAt, r.ClosedOn!.Value)));
    }

    [Fact]
    public async Task Instants_of_other_zones_come_back_in_utc()
    {
        await InsertAsync(Property(change: p => p.CreatedAt = Instant.ToOffset(TimeSpan.FromHours(8))));
        var stored = Assert.Single(await ReadAsync<CustomRecord>()).CreatedAt;
        Assert.Equal((Instant, TimeSpan.Zero), (stored, stored.Offset));
    }

    private static CounterDelta Delta(decimal amount) => new() { RecordType = "opportunity", Month = new DateOnly(2026, 3, 1), Currency = "USD", Amount = amount };
}
