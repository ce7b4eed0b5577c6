using System.Text;
using CrmKit.Fields;
using CrmKit.Filters;
using CrmKit.Opportunities;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Records;

public sealed class PagingTests : IAsyncLifetime
{
    private readonly FilterWorld _world = new();
    private readonly TestCrm _crm = new(plugin: FilterWorld.AddFields);

    public async ValueTask InitializeAsync()
    {
        await _crm.Crm.InitializeAsync();
        await using var transaction = await _crm.Services.GetRequiredService<ICrmStore>().BeginAsync("default", default);
        var rows = new StoreBatch();
        rows.Inserts.AddRange(_world.Accounts);
        rows.Inserts.AddRange(_world.Opportunities);
        await transaction.WriteAsync(rows, default);
        await transaction.CommitAsync(default);
    }

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("amount")]
    [InlineData("-amount")]
    [InlineData("amount,-closedOn,name")]
    [InlineData("-closedOn,amount")]
    [InlineData("nextStep,-custom.test.area")]
    [InlineData("-custom.test.note")]
    [InlineData("custom.test.urgent,-custom.test.rooms")]
    [InlineData("stageCategory,-createdAt")]
    [InlineData("-probabilityOverridePercent,custom.test.seen,custom.test.moving")]
    [InlineData("ownerId,-accountId")]
    [InlineData("id")]
    public async Task Walking_the_pages_gives_every_record_once_in_the_order_of_one_sort(string? order)
    {
        await using var session = _crm.OpenSession();
        var walked = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await session.Records.QueryAsync(new RecordQuery("opportunity") { OrderBy = order, Size = 7, Cursor = cursor, WithTotal = cursor is null });
            if (cursor is null) Assert.Equal(_world.Opportunities.Count, page.Total);
            walked.AddRange(page.Items.Select(r => r.Id));
            cursor = page.Next;
        }
        while (cursor is not null && walked.Count <= _world.Opportunities.Count);

        Assert.Equal(Sorted(session, order).Select(o => o.Name), walked.Select(id => _world.Opportunities.Find(o => o.Id == id)!.Name));
    }

    [Fact]
    public async Task Specifications_page_over_properties_and_typed_fields()
    {
        await using var session = _crm.OpenSession();
        var specification = new Specification<Opportunity>(o => o[FilterWorld.Area] > 0 && o.Name.Contains('a')).OrderByDescending(o => o[FilterWorld.Area]).OrderBy(o => o.Name);
        var expected = _world.Opportunities.Where(o => o[FilterWorld.Area] > 0 && o.Name.Contains('a')).OrderByDescending(o => o[FilterWorld.Area]).ThenBy(o => o.Name, StringComparer.Ordinal).Select(o => o.Id).ToList();
        Assert.NotEmpty(expected);
        var walked = new List<Guid>();
        for (string? cursor = null; ;)
        {
            var page = await session.Records.PageAsync(specification.Page(4, cursor));
            walked.AddRange(page.Items.Select(o => o.Id));
            if ((cursor = page.Next) is null) break;
        }
        Assert.Equal(expected, walked);
        Assert.Equal(expected.Count, await session.Records.CountAsync(specification));
        Assert.Equal(expected.Count, (await session.Records.ListAsync(new Specification<Opportunity, (Guid, decimal?)>(new Specification<Opportunity>(specification.Criteria!), o => new ValueTuple<Guid, decimal?>(o.Id, o.Amount)))).Count);
    }

    [Fact]
    public async Task A_total_is_counted_as_far_as_is_asked()
    {
        await using var session = _crm.OpenSession();
        var query = new RecordQuery("opportunity") { Size = 1, WithTotal = true };
        var all = _world.Opportunities.Count;
        foreach (var (limit, total) in ((int?, long)[])[(1, 1), (all - 1, all - 1), (all, all), (all + 1, all), (null, all)])
            Assert.Equal(total, (await session.Records.QueryAsync(query with { TotalLimit = limit })).Total);
        Assert.Equal("query.total-limit", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.QueryAsync(query with { TotalLimit = 0 }))).Error.Code);
    }

    [Fact]
    public async Task A_filter_stays_with_its_pages()
    {
        await using var session = _crm.OpenSession();
        var expected = (await _world.NamesAsync("amount gt 0 and account.name ne 'Acme'")).Order().ToList();
        var names = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = await session.Records.QueryAsync(new RecordQuery("opportunities") { Filter = "amount gt 0 and account.name ne 'Acme'", OrderBy = "-amount", Size = 3, Cursor = cursor });
            names.AddRange(page.Items.Select(r => ((Opportunity)r).Name));
            if ((cursor = page.Next) is null) break;
        }
        Assert.Equal(_world.Opportunities.Where(o => o.Amount > 0 && (o.AccountId is not { } id || _world.Accounts.Find(a => a.Id == id) is not { Name: "Acme" })).Select(o => o.Name).Order(), names.Order());
        Assert.NotEmpty(expected);
    }

    [Theory]
    [InlineData("nam", "filter.field-unknown", 0, "record type 'opportunity' has no field 'nam'. Did you mean 'name'")]
    [InlineData("amount, -nam", "filter.field-unknown", 9, "has no field 'nam'")]
    [InlineData("amount,,name", "query.order", 7, "expected a field key")]
    [InlineData("-", "query.order", 0, "expected a field key")]
    [InlineData("id,id,id,id,id,id,id,id,name", "query.order", 24, "expected the end: only 8 keys")]
    [InlineData("name,-description", "query.order", 6, "'description' cannot be sorted by")]
    public async Task A_bad_order_says_where_and_what_was_expected(string order, string code, int position, string said)
    {
        await using var session = _crm.OpenSession();
        var error = (await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.QueryAsync(new RecordQuery("opportunity") { OrderBy = order }))).Errors[0];
        Assert.Equal((code, position), (error.Code, error.Position));
        Assert.StartsWith($"Order, at character {position}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("filter", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A031_cursors_are_not_believed()
    {
        await using var session = _crm.OpenSession();
        var query = new RecordQuery("opportunity") { OrderBy = "amount", Size = 5 };
        var cursor = (await session.Records.QueryAsync(query)).Next!;
        string Forge(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var hash = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor)).Split('"')[3];
        RecordQuery[] wrong =
        [
            query with { Cursor = "" }, query with { Cursor = "!!" }, query with { Cursor = cursor[..^3] }, query with { Cursor = new string('A', 20_000) },
            query with { Cursor = cursor, OrderBy = "-amount" }, query with { Cursor = cursor, Filter = "amount gt 1" }, query with { Cursor = cursor, Deleted = true },
            query with { Cursor = Forge("[]") }, query with { Cursor = Forge("{\"h\":\"" + hash + "\"}") },
            query with { Cursor = Forge("{\"h\":\"" + hash + "\",\"k\":[1]}") },
            query with { Cursor = Forge("{\"h\":\"" + hash + "\",\"k\":[\"x\",\"y\"]}") },
            query with { Cursor = Forge("{\"h\":\"" + hash + "\",\"k\":[1e300,\"0197f3a0-0000-7000-8000-000000000000\"]}") },
            query with { Cursor = Forge("{\"h\":\"" + hash + "\",\"k\":[1,null]}") },
            query with { Cursor = Forge("{\"h\":\"" + hash + "\",\"k\":[{\"a\":{\"b\":{}}},1]}") },
        ];
        foreach (var attempt in wrong)
        {
            var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.QueryAsync(attempt));
            Assert.Equal("query.cursor-invalid", refused.Error.Code);
        }
    }

    [Theory]
    [InlineData(0, null, "query.size")]
    [InlineData(-1, null, "query.size")]
    [InlineData(1_000_000_000, null, "query.size")]
    [InlineData(10, "amount,,name", "query.order")]
    [InlineData(10, "-", "query.order")]
    [InlineData(10, "description", "query.order")]
    [InlineData(10, "name,name,name,name,name,name,name,name,name", "query.order")]
    [InlineData(10, "name; drop table", "filter.field-unknown")]
    [InlineData(10, "account.name", "filter.field-unknown")]
    [InlineData(10, "tenantId", "filter.field-unknown")]
    public async Task A095_sizes_and_orders_have_limits(int size, string? order, string code)
    {
        await using var session = _crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.QueryAsync(new RecordQuery("opportunity") { Size = size, OrderBy = order }));
        Assert.Equal(code, refused.Error.Code);
    }

    // SQLite puts nulls first in ascending order.
    private IEnumerable<Opportunity> Sorted(ICrmSession session, string? order)
    {
        var type = session.Catalog.Type("opportunity");
        var sorted = _world.Opportunities.OrderBy(_ => 0);
        foreach (var part in order?.Split(',') ?? [])
        {
            var field = type.Field(part.TrimStart('-').Replace("custom.", "", StringComparison.Ordinal));
            object? Key(Opportunity o) => field.Get(o) switch
            {
                Guid id => id.ToString("D"),
                string code when field.Key == "stageCategory" => (long)Array.IndexOf(["open", "won", "lost", "shelved"], code),
                var value => value,
            };
            var nulls = TestDatabase.NullsFirst ? -1 : 1;
            var comparer = Comparer<object?>.Create((a, b) => a is null ? (b is null ? 0 : nulls) : b is null ? -nulls : a is string x && b is string y ? string.CompareOrdinal(x, y) : Comparer<object>.Default.Compare(a, b));
            sorted = part.StartsWith('-') ? sorted.ThenByDescending(Key, comparer) : sorted.ThenBy(Key, comparer);
        }
        return order is null || order.Split(',')[^1].StartsWith('-') ? sorted.ThenByDescending(o => o.Id) : sorted.ThenBy(o => o.Id);
    }
}
