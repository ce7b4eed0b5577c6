using System.Linq.Expressions;
using CrmKit.Fields;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Storage;

namespace CrmKit.Specification;

public abstract class QuerySpecification : StoreSpecification
{
    private static readonly CustomRecord A = Make("Alpha 中心", 1), B = Make("beta_50%", 2), C = Make("Gamma\\", 3), None = Property("none");

    public static TheoryData<string, string[]> Conditions => new()
    {
        { "instant", [B.Name, C.Name] }, { "instant equal", [B.Name] }, { "day", [C.Name] }, { "enum", [A.Name, C.Name] }, { "null", [None.Name] },
        { "guid list", [A.Name, C.Name] }, { "instant list", [A.Name] }, { "enum list", [B.Name] }, { "code list", [A.Name, B.Name] },
        { "contains", [A.Name] }, { "contains folds", [A.Name] }, { "contains wildcard", [B.Name] }, { "starts with wildcard", [] }, { "starts with", [B.Name] }, { "ends with", [C.Name] },
        { "text greater", [C.Name, B.Name, None.Name] }, { "text less", [A.Name] }, { "guid after", [C.Name, None.Name] },
    };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var (record, n) in new[] { A, B, C, None }.Select((r, i) => (r, i)))
            (record.TenantId, record.Id) = ("", new Guid(0x01900000, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, (byte)(n + 0x0A)));
        await InsertAsync(A, B, C, None);
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task Condition_finds_what_it_finds_in_memory(string name, string[] expected)
    {
        var condition = Condition(name);
        var found = (await PropertiesAsync(q => q.Where(condition))).Select(r => r.Name).Order().ToList();
        Assert.Equal(expected.Order(), found);
        if (!name.StartsWith("text ", StringComparison.Ordinal)) Assert.Equal(new[] { A, B, C, None }.Where(condition.Compile()).Select(r => r.Name).Order(), found);
    }

    [Fact]
    public async Task Order_by_instant_and_id_is_the_order_of_time()
    {
        var records = await PropertiesAsync(q => q.OrderByDescending(r => r.CreatedAt).ThenBy(r => r.Id));
        Assert.Equal(new[] { A, B, C, None }.OrderByDescending(r => r.CreatedAt).ThenBy(r => r.Id).Select(r => r.Name), records.Select(r => r.Name));
    }

    [Fact]
    public async Task Nulls_stand_at_the_end_that_the_store_says()
    {
        await using var reader = await Store.OpenReaderAsync(Tenant, Cancellation);
        var ascending = await reader.ListAsync(reader.Query<CustomRecord>().OrderBy(r => r.ClosedOn).Select(r => r.ClosedOn), Cancellation);
        Assert.Null(reader.NullsFirst ? ascending[0] : ascending[^1]);
        var descending = await reader.ListAsync(reader.Query<CustomRecord>().OrderByDescending(r => r.ClosedOn).Select(r => r.ClosedOn), Cancellation);
        Assert.Null(reader.NullsFirst ? descending[^1] : descending[0]);
    }

    [Fact]
    public async Task Amounts_compare_order_and_sum_exactly()
    {
        decimal[] amounts = [9.5m, 10.5m, -0.0001m, 100_000_000.0001m];
        await InsertAsync(amounts.Select(a => new CounterDelta { StageKey = a > 10 ? "late" : "early", PassedStageKeys = "early", Amount = a, Count = 1 }));
        var limit = 9.5m;
        Assert.Equal([10.5m, 100_000_000.0001m], await ReadAsync<CounterDelta, decimal>(q => q.Where(d => d.Amount > limit).OrderBy(d => d.Amount).Select(d => d.Amount)));
        var sums = await ReadAsync<CounterDelta, StageSum>(q => q.GroupBy(d => new { d.StageKey, d.PassedStageKeys }).Select(g => new StageSum(g.Key.StageKey, g.Key.PassedStageKeys, g.Sum(d => d.Amount), g.Max(d => d.Amount), g.Count())));
        Assert.Equal([new("early", "early", 9.4999m, 9.5m, 2), new("late", "early", 100_000_010.5001m, 100_000_000.0001m, 2)], sums.OrderBy(s => s.Stage));
    }

    [Fact]
    public async Task Groups_by_enum_and_null_count_every_row()
    {
        var groups = await ReadAsync<CustomRecord, KeyValuePair<StageCategory?, int>>(q => q.GroupBy(r => r.StageCategory).Select(g => new KeyValuePair<StageCategory?, int>(g.Key, g.Count())));
        Assert.Equal([(null, 1), (StageCategory.Open, 2), (StageCategory.Won, 1)], groups.Select(g => (g.Key, g.Value)).OrderBy(g => g.Key));
    }

    [Fact]
    public async Task Groups_by_a_value_tuple_are_found()
    {
        var groups = await ReadAsync<CustomRecord, (string?, StageCategory?, int)>(q =>
            q.GroupBy(r => new { r.StageKey, r.StageCategory }).Select(g => new ValueTuple<string?, StageCategory?, int>(g.Key.StageKey, g.Key.StageCategory, g.Count())));
        Assert.Equal(4, groups.Count);
        Assert.Contains(("s2", StageCategory.Won, 1), groups);
    }

    [Fact]
    public async Task Subquery_over_another_class_filters()
    {
        await InsertAsync(new StageHistoryEntry { RecordType = "realestate.property", RecordId = B.Id, PipelineKey = "sale", StageKey = "new", Category = StageCategory.Open, EnteredAt = Instant });
        await using var reader = await Store.OpenReaderAsync(Tenant, Cancellation);
        var entered = reader.Query<StageHistoryEntry>().Where(h => h.Category == StageCategory.Open).Select(h => h.RecordId);
        Assert.Equal(B.Name, Assert.Single(await reader.ListAsync(reader.Query<CustomRecord>().Where(r => entered.Contains(r.Id)), Cancellation)).Name);
    }

    [Fact]
    public async Task Keyset_walk_over_a_nullable_key_meets_every_row_once()
    {
        await InsertAsync(Enumerable.Range(0, 40).Select(i => Property($"{i}", p => p.ClosedOn = i % 3 == 0 ? null : new DateOnly(2026, 1, 1 + (i % 5)))));
        await using var reader = await Store.OpenReaderAsync(Tenant, Cancellation);
        var all = await reader.ListAsync(reader.Query<CustomRecord>().OrderBy(r => r.ClosedOn).ThenBy(r => r.Id), Cancellation);
        var walked = new List<Guid>();
        CustomRecord? last = null;
        while (true)
        {
            IQueryable<CustomRecord> query = reader.Query<CustomRecord>();
            if (last is { ClosedOn: null } onNull)
                query = reader.NullsFirst ? query.Where(r => r.ClosedOn != null || r.Id.CompareTo(onNull.Id) > 0) : query.Where(r => r.ClosedOn == null && r.Id.CompareTo(onNull.Id) > 0);
            else if (last is { ClosedOn: { } day } onDay)
                query = reader.NullsFirst
                    ? query.Where(r => r.ClosedOn > day || (r.ClosedOn == day && r.Id.CompareTo(onDay.Id) > 0))
                    : query.Where(r => r.ClosedOn == null || r.ClosedOn > day || (r.ClosedOn == day && r.Id.CompareTo(onDay.Id) > 0));
            var page = await reader.ListAsync(query.OrderBy(r => r.ClosedOn).ThenBy(r => r.Id).Take(7), Cancellation);
            if (page.Count == 0) break;
            walked.AddRange(page.Select(r => r.Id));
            last = page[^1];
        }
        Assert.Equal(all.Select(r => r.Id), walked);
    }

    [Fact]
    public async Task Ids_order_as_in_memory()
    {
        var stored = await ReadAsync<CustomRecord, Guid>(q => q.OrderBy(r => r.Id).Select(r => r.Id));
        Assert.Equal(stored.Order(), stored);
    }

    private static Expression<Func<CustomRecord, bool>> Condition(string name)
    {
        var (instant, day, category, id, text) = (Instant.AddHours(1), new DateOnly(2026, 3, 16), StageCategory.Open, B.Id, "beta_50%");
        Guid[] ids = [A.Id, C.Id];
        return name switch
        {
            "instant" => r => r.CreatedAt > instant,
            "instant equal" => r => r.CreatedAt == B.CreatedAt,
            "day" => r => r.ClosedOn > day,
            "enum" => r => r.StageCategory == category,
            "null" => r => r.StageCategory == null,
            "guid list" => r => ids.Contains(r.Id),
            "instant list" => r => new[] { A.CreatedAt }.Contains(r.CreatedAt),
            "enum list" => r => new StageCategory?[] { StageCategory.Won, StageCategory.Lost }.Contains(r.StageCategory),
            "code list" => r => new[] { "s1", "s2" }.Contains(r.StageKey),
            "contains" => r => TextMatch.Contains(r.Name, "中心"),
            "contains folds" => r => TextMatch.Contains(r.Name, "ALPHA"),
            "contains wildcard" => r => TextMatch.Contains(r.Name, "_50%"),
            "starts with wildcard" => r => TextMatch.StartsWith(r.Name, "%"),
            "starts with" => r => TextMatch.StartsWith(r.Name, "BETA_"),
            "ends with" => r => TextMatch.EndsWith(r.Name, "\\"),
            "text greater" => r => TextMatch.Greater(r.Name, "Alpha 中心"),
            "text less" => r => TextMatch.Less(r.Name, "B"),
            "guid after" => r => r.Id.CompareTo(id) > 0,
            _ => throw new ArgumentOutOfRangeException(nameof(name), text),
        };
    }

    private static CustomRecord Make(string name, int n) => Property(name, p =>
    {
        (p.CreatedAt, p.ClosedOn, p.StageKey) = (Instant.AddHours(n), new DateOnly(2026, 3, 14 + n), $"s{n}");
        p.StageCategory = n == 2 ? StageCategory.Won : StageCategory.Open;
    });

    private sealed record StageSum(string Stage, string Passed, decimal Amount, decimal Greatest, int Count);
}
