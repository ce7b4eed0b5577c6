using CrmKit.EntityFrameworkCore;
using CrmKit.Records;
using CrmKit.Storage;

namespace CrmKit.Specification;

public abstract class TenantSpecification : StoreSpecification
{
    public static TheoryData<Type> Classes => [.. MappedClasses.Records.Concat(MappedClasses.Rows)];

    [Theory]
    [MemberData(nameof(Classes))]
    public async Task No_query_sees_a_row_of_another_tenant(Type type)
    {
        var row = Sample.Of(type, 0);
        if (row is PartRecord part) await InsertAsync(Sample.Parents([part]));
        await InsertAsync(row);
        await using var other = await Store.OpenReaderAsync("other", Cancellation);
        Assert.Empty(await Sample.AllAsync(other, type, Cancellation));
        await using var transaction = await Store.BeginAsync("other", Cancellation);
        Assert.Empty(await Sample.AllAsync(transaction, type, Cancellation));
    }

    [Fact]
    public async Task Connections_lent_again_serve_the_new_tenant()
    {
        await InsertForAsync("one", [Property("of one")]);
        await InsertForAsync("two", [Property("of two")]);
        foreach (var tenant in new[] { "one", "two", "one" })
        {
            await using var reader = await Store.OpenReaderAsync(tenant, Cancellation);
            Assert.Equal($"of {tenant}", Assert.Single(await reader.ListAsync(reader.Query<CustomRecord>(), Cancellation)).Name);
        }
    }

    [Fact]
    public async Task Row_of_another_tenant_is_neither_written_nor_written_over()
    {
        var record = Property();
        await InsertForAsync("one", [record]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => InsertForAsync("two", [record]));

        var copy = Property();
        (copy.Id, copy.Version) = (record.Id, 2);
        await using var transaction = await Store.BeginAsync("two", Cancellation);
        await Assert.ThrowsAsync<StoreConflictException>(() =>
            transaction.WriteAsync(new StoreBatch { Updates = { new StoreUpdate(copy, 1, [nameof(CustomRecord.Name)]) } }, Cancellation));
    }

    [Fact]
    public async Task Without_a_tenant_nothing_opens()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.OpenReaderAsync("", Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.BeginAsync("", Cancellation));
        await InsertAsync(Property()); // the turn was given back
    }
}
