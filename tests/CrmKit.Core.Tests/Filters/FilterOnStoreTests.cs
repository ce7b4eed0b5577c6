using CrmKit.Accounts;
using CrmKit.Catalog;
using CrmKit.Fields;
using CrmKit.Opportunities;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Filters;

public sealed class FilterOnStoreTests
{
    [Fact]
    public async Task Random_filters_give_the_same_in_the_database_as_in_memory()
    {
        var world = new FilterWorld();
        await using var crm = new TestCrm();
        await crm.Crm.InitializeAsync();
        var store = crm.Services.GetRequiredService<ICrmStore>();
        await using (var transaction = await store.BeginAsync("default", default))
        {
            var rows = new StoreBatch();
            rows.Inserts.AddRange(world.Accounts);
            rows.Inserts.AddRange(world.Opportunities);
            await transaction.WriteAsync(rows, default);
            await transaction.CommitAsync(default);
        }

        await using var reader = await store.OpenReaderAsync("default", default);
        var (random, scope) = (new RandomFilters(new Random(1848)), new StoreScope(world, reader));
        for (var i = 0; i < 150; i++)
        {
            var text = RandomFilters.Write(random.Node());
            if (text.Length > FilterLimits.Characters) continue;
            var expected = await world.NamesAsync(text);
            var condition = await Filter.CompileAsync<Opportunity>(text, world.Type, scope, default);
            var actual = await reader.ListAsync(reader.Query<Opportunity>().Where(condition).OrderBy(o => o.Id).Select(o => o.Name), default);
            Assert.True(expected.SequenceEqual(actual), $"Case {i}: {text}{Environment.NewLine}in memory   {string.Join("; ", expected)}{Environment.NewLine}in database {string.Join("; ", actual)}");
        }
    }

    /// <summary>As the world, with referenced records in the database.</summary>
    private sealed class StoreScope(FilterWorld world, IStoreReader reader) : IFilterScope
    {
        public CatalogSnapshot Catalog => world.Catalog;
        public Guid? Me => world.Me;
        public DateOnly Today => world.Today;
        public DateTimeOffset Now => world.Now;
        public string TimeZone => world.TimeZone;

        public ValueTask<IReadOnlySet<string>> HiddenFieldsAsync(RecordTypeDefinition type, CancellationToken cancellationToken) => world.HiddenFieldsAsync(type, cancellationToken);

        public void Reads(RecordTypeDefinition type, FieldDefinition field) => world.Reads(type, field);

        public Task<IQueryable> VisibleAsync(RecordTypeDefinition type, CancellationToken cancellationToken) =>
            Task.FromResult<IQueryable>(reader.Query<Account>().Where(a => a.Name != "Hidden"));
    }
}
