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
    public Task Every_property_of_every_class_comes_back(Type type) => ComesBackAsync(type, 3);

    // Databases have faster ways for many rows than for few.
    [Theory]
    [MemberData(nameof(Classes))]
    public Task Every_property_of_many_rows_of_every_class_comes_back(Type type) => ComesBackAsync(type, 100);

    private async Task ComesBackAsync(Type type, int count)
    {
        var rows = Enumerable.Range(0, Math.Min(count, Sample.Most(type))).Select(variant => Sample.Of(type, variant)).ToList();
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

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Long_text_comes_back(int rows)
    {
        var text = string.Concat(Enumerable.Repeat("客户 ", 500_000 / rows));
        await InsertAsync(Enumerable.Range(0, rows).Select(_ => Property(text)));
        Assert.All(await ReadAsync<CustomRecord>(), r => Assert.Equal(text, r.Name));
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

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task Dates_and_instants_come_back_at_the_ends_of_their_range(int times)
    {
        var last = new DateTimeOffset(DateTimeOffset.MaxValue.Ticks - 9, TimeSpan.Zero);
        await InsertAsync(Enumerable.Range(0, times).SelectMany(_ => new[]
        {
            Property("first", p => (p.CreatedAt, p.ClosedOn) = (DateTimeOffset.MinValue, DateOnly.MinValue)), Property("last", p => (p.CreatedAt, p.ClosedOn) = (last, DateOnly.MaxValue)),
        }));
        var records = await PropertiesAsync(q => q.OrderBy(p => p.CreatedAt));
        Assert.Equal(2 * times, records.Count);
        Assert.Equal([(DateTimeOffset.MinValue, DateOnly.MinValue), (last, DateOnly.MaxValue)], records.Select(r => (r.CreatedAt, r.ClosedOn!.Value)).Distinct());
    }

    [Fact]
    public async Task Instants_of_other_zones_come_back_in_utc()
    {
        await InsertAsync(Property(change: p => p.CreatedAt = Instant.ToOffset(TimeSpan.FromHours(8))));
        var stored = Assert.Single(await ReadAsync<CustomRecord>()).CreatedAt;
        Assert.Equal((Instant, TimeSpan.Zero), (stored, stored.Offset));
    }

    private static CounterDelta Delta(decimal amount) => new() { RecordType = "opportunity", Currency = "USD", Amount = amount };
}
