using CrmKit.EntityFrameworkCore;
using CrmKit.Records;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

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

    /// <summary>Numbered over all tenants: told to nobody, and never found without the tenant's filter.</summary>
    private static readonly HashSet<Type> Numbered = [typeof(OutboxMessage), typeof(AuditEntry)];

    /// <summary>Values that nobody can choose: what is random is unique anyway.</summary>
    private static readonly HashSet<string> Random = ["ix_crm_api_key_hash", "ix_crm_outbox_message_id"];

    [Fact]
    public async Task Tenant_comes_first_in_every_key_reference_and_unique_index()
    {
        await using var reader = await Store.OpenReaderAsync(Tenant, Cancellation);
        var entities = ((IInfrastructure<IServiceProvider>)reader.Query<AuditEntry>()).Instance.GetRequiredService<ICurrentDbContext>().Context.Model.GetEntityTypes().Where(e => e.GetTableName() is not null).ToList();
        Assert.Equal(MappedClasses.Records.Count + MappedClasses.Rows.Count, entities.Count);
        foreach (var entity in entities)
        {
            if (!Numbered.Contains(entity.ClrType)) Assert.Equal("TenantId", entity.FindPrimaryKey()!.Properties[0].Name);
            Assert.All(entity.GetIndexes().Where(i => i.IsUnique && !Random.Contains(i.GetDatabaseName()!)), i => Assert.True(i.Properties[0].Name == "TenantId", i.GetDatabaseName()));
            Assert.All(entity.GetForeignKeys(), f => Assert.Equal(("TenantId", "TenantId"), (f.Properties[0].Name, f.PrincipalKey.Properties[0].Name)));
            Assert.NotEmpty(entity.GetDeclaredQueryFilters());
        }
    }

    [Fact]
    public async Task A023_Connection_given_back_in_the_middle_of_work_knows_no_tenant_any_more()
    {
        await InsertForAsync("one", [Property("of one")]);
        IQueryable<CustomRecord> kept;
        var abandoned = await Store.BeginAsync("one", Cancellation);
        await abandoned.WriteAsync(new StoreBatch { Inserts = { Property("never committed") } }, Cancellation);
        kept = abandoned.Query<CustomRecord>();
        await abandoned.DisposeAsync(); // as when the caller hangs up
        Assert.Throws<InvalidOperationException>(() => kept.ToList());

        for (var turn = 0; turn < 20; turn++)
        {
            using var aborted = new CancellationTokenSource();
            var reader = await Store.OpenReaderAsync("one", Cancellation);
            var asked = reader.ListAsync(reader.Query<CustomRecord>(), aborted.Token);
            await aborted.CancelAsync();
            try
            {
                await asked;
            }
            catch (OperationCanceledException)
            {
                // the point
            }
            await reader.DisposeAsync();
            await using var other = await Store.OpenReaderAsync("two", Cancellation);
            Assert.Empty(await other.ListAsync(other.Query<CustomRecord>(), Cancellation));
        }
    }

    [Fact]
    public async Task A024_Whatever_is_asked_first_for_one_tenant_is_asked_for_the_other_as_its_own()
    {
        var ids = new Dictionary<string, Guid>();
        foreach (var tenant in new[] { "one", "two" })
        {
            var record = Property($"of {tenant}");
            await InsertForAsync(tenant, [record]);
            ids[tenant] = record.Id;
        }
        foreach (var (tenant, foreign) in new[] { ("one", "two"), ("two", "one"), ("one", "two") })
        {
            await using var transaction = await Store.BeginAsync(tenant, Cancellation);
            var rows = transaction.Query<CustomRecord>();
            Assert.Equal($"of {tenant}", Assert.Single(await transaction.ListAsync(rows, Cancellation)).Name);
            Assert.Equal(1, await transaction.CountAsync(rows, Cancellation));
            var id = ids[foreign];
            Assert.Empty(await transaction.ListAsync(rows.Where(r => r.Id == id), Cancellation));
            Assert.Empty(await transaction.ListAsync(rows.Where(r => rows.Any(o => o.Id == id)), Cancellation));
            Assert.Equal(0, await transaction.RemoveAsync(rows.Where(r => r.Id == id), Cancellation));
            await transaction.SetAsync(rows, r => r.ExternalId, "touched by " + tenant, Cancellation);
            Assert.Equal(1, await transaction.RemoveAsync(rows, Cancellation)); // all there are: its own; and back again
        }
        foreach (var tenant in new[] { "one", "two" })
        {
            await using var reader = await Store.OpenReaderAsync(tenant, Cancellation);
            Assert.Null(Assert.Single(await reader.ListAsync(reader.Query<CustomRecord>(), Cancellation)).ExternalId);
        }
    }

    [Fact]
    public async Task A025_Deleted_records_are_seen_by_their_own_tenant_alone()
    {
        await InsertForAsync("one", [Property("deleted", r => r.DeletedAt = Instant)]);
        await using var other = await Store.OpenReaderAsync("two", Cancellation);
        Assert.Empty(await other.ListAsync(other.Query<CustomRecord>().IgnoreQueryFilters(["softDelete"]), Cancellation));
        await using var own = await Store.OpenReaderAsync("one", Cancellation);
        Assert.Single(await own.ListAsync(own.Query<CustomRecord>().IgnoreQueryFilters(["softDelete"]), Cancellation));
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
