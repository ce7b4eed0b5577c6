using System.Linq.Expressions;
using CrmKit.Fields;
using CrmKit.Records;
using CrmKit.Storage;

namespace CrmKit.Specification;

public abstract class CustomFieldSpecification : StoreSpecification
{
    private static readonly Field<decimal> Area = Field.Decimal("realestate.area");
    private static readonly Field<long> Rooms = Field.Integer("realestate.rooms");
    private static readonly Field<string> Code = Field.Text("realestate.code-no");
    private static readonly Field<bool> Listed = Field.Bool("realestate.listed");
    private static readonly Field<DateOnly> Built = Field.Date("realestate.built");
    private static readonly Field<DateTimeOffset> Seen = Field.Instant("realestate.seen");
    private static readonly Field<Guid> Agent = Field.Reference("realestate.agent");
    private static readonly Guid Ann = Guid.CreateVersion7();

    public static TheoryData<string, int[]> Conditions => new()
    {
        { "number", [2, 3] }, { "number equal", [2] }, { "number null", [4] }, { "number has value", [1, 2, 3] }, { "whole number", [3] }, { "text", [2] }, { "text not", [1, 3, 4] }, { "text contains", [1, 2, 3] },
        { "text after", [3] }, { "bool", [1, 3] }, { "not bool", [2, 4] }, { "date", [2, 3] }, { "date equal", [1] }, { "instant", [3] }, { "reference", [2] }, { "reference null", [1, 3, 4] },
        { "function", [3] }, { "both", [3] }, { "day of both kinds", [2] }, { "later of both kinds", [3] }, { "reference of both kinds", [2] }, { "number of both kinds", [1, 2] },
    };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await InsertAsync(Enumerable.Range(1, 4).Select(Make));
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task Condition_over_typed_fields_finds_what_it_finds_in_memory(string name, int[] expected)
    {
        var condition = Condition(name);
        Assert.Equal(expected, (await PropertiesAsync(q => q.Where(condition))).Select(r => int.Parse(r.Name, System.Globalization.CultureInfo.InvariantCulture)).Order());
        Assert.Equal(expected, Enumerable.Range(1, 4).Where(i => condition.Compile()(Make(i))));
    }

    [Fact]
    public async Task Typed_fields_order_and_project()
    {
        var areas = await ReadAsync<CustomRecord, decimal?>(q => q.Where(r => r[Area] != null).OrderByDescending(r => r[Area]).ThenBy(r => r[Built]).Select(r => r[Area]));
        Assert.Equal([88.5m, 60.25m, 9m], areas);
    }

    [Fact]
    public async Task Field_key_that_is_none_never_reaches_the_database()
    {
        var key = "a\"') OR 1=1 --";
        await Assert.ThrowsAsync<InvalidOperationException>(() => PropertiesAsync(q => q.Where(r => CustomField.Text(r.Custom, key) == "x")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Index_of_a_field_is_used_and_changes_no_answer(bool isIndexed)
    {
        foreach (var (key, kind) in new[] { (Area.Key, FieldKind.Number), (Code.Key, FieldKind.Text) })
        {
            var definition = new FieldDefinition { Key = key, Kind = kind, Label = new("x"), IsCustom = true };
            await Store.SetCustomIndexAsync("realestate.property", definition, true, Cancellation);
            await Store.SetCustomIndexAsync("realestate.property", definition, true, Cancellation); // again: no harm
            if (!isIndexed) await Store.SetCustomIndexAsync("realestate.property", definition, false, Cancellation);
        }
        var (least, code) = (50m, "C-2");
        await using var reader = await Store.OpenReaderAsync(Tenant, Cancellation);
        foreach (var (query, expected) in new[]
        {
            (reader.Query<CustomRecord>().Where(r => r[Area] > least).OrderBy(r => r[Area]).ThenBy(r => r.Id), "2 3"),
            (reader.Query<CustomRecord>().Where(r => r[Code] == code), "2"),
        })
        {
            Assert.Equal(expected, string.Join(' ', (await reader.ListAsync(query, Cancellation)).Select(r => r.Name)));
            Assert.Equal(isIndexed, (await Database.ExplainAsync(reader, query)).Contains("ix_cf_realestate_property_", StringComparison.Ordinal));
        }
    }

    private static Expression<Func<CustomRecord, bool>> Condition(string name)
    {
        var (least, day, instant, agent) = (50m, new DateOnly(2001, 1, 1), Instant.AddDays(2), Ann);
        return name switch
        {
            "number" => r => r[Area] > least,
            "number equal" => r => r[Area] == 60.25m,
            "number null" => r => r[Area] == null,
            "number has value" => r => r[Area].HasValue,
            "whole number" => r => r[Rooms] >= 3,
            "text" => r => r[Code] == "C-2",
            "text not" => r => r[Code] != "C-2",
            "text contains" => r => TextMatch.Contains(r[Code], "c-"),
            "text after" => r => TextMatch.Greater(r[Code], "C-2"),
            "bool" => r => r[Listed],
            "not bool" => r => !r[Listed],
            "date" => r => r[Built] > day,
            "date equal" => r => r[Built] == day,
            "instant" => r => r[Seen] > instant,
            "reference" => r => r[Agent] == agent,
            "reference null" => r => r[Agent] == null,
            "function" => r => CustomField.Number(r.Custom, Area.Key) >= 88.5,
            "day of both kinds" => r => CustomField.DayText(r.ClosedOn) == CustomField.Text(r.Custom, Built.Key),
            "later of both kinds" => r => TextMatch.Greater(CustomField.Text(r.Custom, Built.Key), CustomField.DayText(r.ClosedOn)!),
            "reference of both kinds" => r => r.OwnerId != null && CustomField.IdTextOrNull(r.OwnerId) == CustomField.Text(r.Custom, Agent.Key),
            "number of both kinds" => r => r.Version + 1 >= CustomField.Number(r.Custom, Rooms.Key),
            _ => r => r[Listed] && r[Area] > least,
        };
    }

    private static CustomRecord Make(int n)
    {
        var record = Property($"{n}");
        record.ClosedOn = new DateOnly(2002, 1, 1);
        if (n == 4) return record;
        record[Area] = n switch { 1 => 9m, 2 => 60.25m, _ => 88.5m };
        record[Rooms] = n;
        record[Code] = $"C-{n}";
        record[Listed] = n != 2;
        record[Built] = new DateOnly(2000 + n, 1, 1);
        record[Seen] = Instant.AddDays(n);
        if (n == 2) record[Agent] = Ann;
        record.OwnerId = n == 3 ? Guid.CreateVersion7() : Ann;
        return record;
    }
}
