namespace CrmKit.Filters;

public sealed class FilterTests
{
    private readonly FilterWorld _world = new();

    [Fact]
    public async Task Random_filters_give_what_the_plain_reading_gives()
    {
        var (random, oracle) = (new RandomFilters(new Random(4711)), new NaiveFilter(_world));
        var (some, none) = (0, 0);
        for (var i = 0; i < 5_000; i++)
        {
            var node = random.Node();
            var text = RandomFilters.Write(node);
            if (text.Length > FilterLimits.Characters) continue;
            Assert.Equal(text, RandomFilters.Write(FilterParser.Parse(text)));

            var expected = _world.Opportunities.Where(o => oracle.Holds(node, o)).Select(o => o.Name).ToList();
            var actual = await _world.NamesAsync(text);
            Assert.True(expected.SequenceEqual(actual), $"Case {i}: {text}{Environment.NewLine}expected {string.Join("; ", expected)}{Environment.NewLine}actual   {string.Join("; ", actual)}");
            _ = expected.Count > 0 ? some++ : none++;
        }
        Assert.True(some > 1_000 && none > 100, $"{some} filters matched something, {none} nothing: the cases say little.");
    }

    [Theory]
    [InlineData("stage eq 'won' and amount gt 1000")]
    [InlineData("custom.test.area ge 50 or test.area lt 0")]
    [InlineData("account.name startswith 'Ac' and not (stage in ('won','lost'))")]
    [InlineData("closedOn ge 2025-01-01 and createdAt lt 2025-06-01T08:00:00+08:00 and ownerId eq me() and nextStep eq null")]
    [InlineData("owner ne me() AND closedOn LE today(-30) And createdAt gt now()")]
    [InlineData("custom.test.urgent and not custom.test.urgent eq false")]
    [InlineData("createdAt ge '2025-06-01' and closedOn lt '2025-07-01' and createdAt gt '2025-06-01T00:00:00Z'")]
    [InlineData("id eq '000003e8-0000-7000-8000-000000000000' or id in (a0000000-0000-7000-8000-000000000000)")]
    [InlineData("stageCategory in ('won', null) and account.parent.parent.name eq 'x'")]
    public async Task Documented_forms_compile(string filter) => await _world.NamesAsync(filter);

    [Fact]
    public async Task Quotes_and_wildcards_in_texts_are_literal()
    {
        Assert.All(await _world.NamesAsync("name contains '50%_'"), n => Assert.Contains("50%_", n, StringComparison.Ordinal));
        Assert.All(await _world.NamesAsync("nextStep eq 'x'' or ''1'' eq ''1'"), n => Assert.Equal("x' or '1' eq '1", _world.Opportunities.Find(o => o.Name == n)!.NextStep));
        Assert.Empty(await _world.NamesAsync("name eq '%'"));
    }

    [Fact]
    public async Task An_empty_field_fails_every_comparison_and_passes_its_negation()
    {
        var empty = _world.Opportunities.Where(o => o.Amount is null).Select(o => o.Name).ToHashSet();
        Assert.Empty(empty.Intersect(await _world.NamesAsync("amount gt 0")));
        Assert.Empty(empty.Intersect(await _world.NamesAsync("amount le 0")));
        Assert.Empty(empty.Except(await _world.NamesAsync("not (amount gt 0)")));
        Assert.Empty(empty.Except(await _world.NamesAsync("amount ne 1000")));
        Assert.Equal(empty, (await _world.NamesAsync("amount eq null")).ToHashSet());
    }

    [Fact]
    public async Task Two_fields_of_a_record_are_compared_with_each_other()
    {
        var later = await _world.NamesAsync("closedOn ge custom.test.moving");
        Assert.Equal(_world.Opportunities.Where(o => o.ClosedOn >= o[FilterWorld.Moving]).Select(o => o.Name), later);
        Assert.Equal(_world.Opportunities.Select(o => o.Name).Except(later), await _world.NamesAsync("not (closedOn ge custom.test.moving)"));
        Assert.All(_world.Opportunities.Where(o => o.ClosedOn is null && o[FilterWorld.Moving] is null), o => Assert.DoesNotContain(o.Name, later));
        Assert.NotEmpty(await _world.NamesAsync("amount gt custom.test.area and probabilityOverridePercent lt amount"));
    }

    [Fact]
    public async Task A_reference_to_something_hidden_reads_as_empty()
    {
        var hidden = _world.Accounts.Find(a => a.Name == "Hidden")!.Id;
        var names = _world.Opportunities.Where(o => o.AccountId == hidden).Select(o => o.Name).ToList();
        Assert.NotEmpty(names);
        Assert.Empty(await _world.NamesAsync("account.name eq 'Hidden'"));
        Assert.Empty(names.Except(await _world.NamesAsync("account.name eq null")));
        Assert.Empty(names.Except(await _world.NamesAsync("account.name ne 'Acme'")));
    }

    [Fact]
    public async Task Nobody_is_not_the_owner_of_records_without_owner()
    {
        _world.Me = null;
        Assert.Empty(await _world.NamesAsync("ownerId eq me()"));
        Assert.Equal(_world.Opportunities.Count, (await _world.NamesAsync("ownerId ne me()")).Count);
    }

    [Theory]
    [InlineData("opportunity", "amount", "amount gt 1")]
    [InlineData("opportunity", "amount", "custom.test.area le amount")]
    [InlineData("opportunity", "test.area", "custom.test.area eq null")]
    [InlineData("opportunity", "accountId", "account.name eq 'x'")]
    [InlineData("account", "name", "stage eq 'won' or account.name eq 'x'")]
    public async Task A005_fields_that_may_not_be_read_may_not_be_asked_about(string type, string field, string filter)
    {
        _world.Hide(type, field);
        var refused = await Assert.ThrowsAsync<CrmForbiddenException>(() => _world.NamesAsync(filter));
        Assert.Equal(("filter.field-forbidden", field), (refused.Error.Code, refused.Error.Field));
    }
}
