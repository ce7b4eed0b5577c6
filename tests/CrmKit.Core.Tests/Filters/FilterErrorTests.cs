namespace CrmKit.Filters;

public sealed class FilterErrorTests
{
    private readonly FilterWorld _world = new();

    [Theory]
    [InlineData("", "filter.syntax", 0)]
    [InlineData("   ", "filter.syntax", 3)]
    [InlineData("amount gt", "filter.syntax", 9)]
    [InlineData("amount gt 1 and", "filter.syntax", 15)]
    [InlineData("amount gt 1 amount", "filter.syntax", 12)]
    [InlineData("(amount gt 1", "filter.syntax", 12)]
    [InlineData("amount gt 1)", "filter.syntax", 11)]
    [InlineData("amount > 1", "filter.syntax", 7)]
    [InlineData("amount gt 1; drop table opportunities", "filter.syntax", 11)]
    [InlineData("name eq 'open", "filter.syntax", 8)]
    [InlineData("name eq \"won\"", "filter.syntax", 8)]
    [InlineData("name eq won", "filter.syntax", 8)]
    [InlineData("amount equals 1", "filter.syntax", 7)]
    [InlineData("amount gt 1.2.3", "filter.syntax", 10)]
    [InlineData("amount gt 1.", "filter.syntax", 10)]
    [InlineData("closedOn eq 2025-02-30", "filter.syntax", 12)]
    [InlineData("createdAt gt 2025-01-01T08:00:00", "filter.syntax", 13)]
    [InlineData("stage in ()", "filter.syntax", 10)]
    [InlineData("stage in ('a' 'b')", "filter.syntax", 14)]
    [InlineData("stage in 'a'", "filter.syntax", 9)]
    [InlineData("and amount gt 1", "filter.syntax", 0)]
    [InlineData("not", "filter.syntax", 3)]
    [InlineData("ownerId eq you()", "filter.syntax", 11)]
    [InlineData("closedOn gt today(1.5)", "filter.syntax", 18)]
    [InlineData("closedOn gt today(99999999)", "filter.syntax", 18)]
    [InlineData("'won' eq stage", "filter.syntax", 0)]
    [InlineData("amout gt 1", "filter.field-unknown", 0)]
    [InlineData("stage eq 'won' and custom.test.aera gt 1", "filter.field-unknown", 19)]
    [InlineData("account.nam eq 'x'", "filter.field-unknown", 8)]
    [InlineData("name.length gt 1", "filter.field-unknown", 0)]
    [InlineData("tenantId eq 'other'", "filter.field-unknown", 0)]
    [InlineData("custom eq 1", "filter.field-unknown", 0)]
    [InlineData("custom. eq 1", "filter.field-unknown", 0)]
    [InlineData("amount eq 'x'", "filter.type", 10)]
    [InlineData("amount eq 0.00001", "filter.type", 10)]
    [InlineData("amount eq 99999999999999999999", "filter.type", 10)]
    [InlineData("version eq 1.5", "filter.type", 11)]
    [InlineData("version eq 99999999999", "filter.type", 11)]
    [InlineData("name eq 5", "filter.type", 8)]
    [InlineData("custom.test.urgent eq 'yes'", "filter.type", 22)]
    [InlineData("closedOn eq 2025-01-01T00:00:00Z", "filter.type", 12)]
    [InlineData("closedOn eq 'yesterday'", "filter.type", 12)]
    [InlineData("createdAt eq '2025-01-01T00:00:00'", "filter.type", 13)]
    [InlineData("ownerId eq 'Darcel'", "filter.type", 11)]
    [InlineData("stageCategory eq 'wonn'", "filter.type", 17)]
    [InlineData("amount contains 1", "filter.operator", 7)]
    [InlineData("ownerId gt me()", "filter.operator", 8)]
    [InlineData("stage startswith 'w'", "filter.operator", 6)]
    [InlineData("amount", "filter.operator", 0)]
    [InlineData("amount gt null", "filter.operator", 7)]
    [InlineData("custom.test.urgent gt true", "filter.operator", 19)]
    [InlineData("account.parent.parent.parent.name eq 'x'", "filter.too-complex", 22)]
    [InlineData("amount ge closedOn", "filter.type", 10)]
    [InlineData("stage eq stageCategory", "filter.type", 9)]
    [InlineData("createdAt ge custom.test.seen", "filter.type", 13)]
    [InlineData("ownerId gt accountId", "filter.operator", 8)]
    [InlineData("name contains nextStep", "filter.syntax", 14)]
    [InlineData("name in (nextStep)", "filter.syntax", 9)]
    [InlineData("name eq account.name", "filter.syntax", 8)]
    [InlineData("account.name eq name", "filter.syntax", 16)]
    [InlineData("amount gt not", "filter.syntax", 10)]
    public async Task Bad_filters_are_refused_with_a_code_and_a_position(string filter, string code, int position)
    {
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => _world.NamesAsync(filter));
        Assert.Equal((code, (int?)position), (refused.Error.Code, refused.Error.Position));
    }

    [Theory]
    [InlineData("amout gt 1", "'amount'")]
    [InlineData("custom.test.aera gt 1", "'custom.test.area'")]
    [InlineData("acount.name eq 'x'", "'account'")]
    [InlineData("stageCategory eq 'wonn'", "'won'")]
    [InlineData("name start 'x'", "'startswith'")]
    [InlineData("amount == 1", "eq")]
    public async Task Misspelt_names_come_with_a_suggestion(string filter, string suggestion) =>
        Assert.Contains(suggestion, (await Assert.ThrowsAsync<CrmValidationException>(() => _world.NamesAsync(filter))).Error.Message, StringComparison.Ordinal);

    [Fact]
    public async Task A095_filters_have_limits()
    {
        async Task TooComplexAsync(string filter) =>
            Assert.Equal("filter.too-complex", (await Assert.ThrowsAsync<CrmValidationException>(() => _world.NamesAsync(filter))).Error.Code);

        await TooComplexAsync($"name eq '{new string('x', 4_000)}'");
        await TooComplexAsync(new string('(', 21) + "amount gt 1" + new string(')', 21));
        await TooComplexAsync(string.Concat(Enumerable.Repeat("not ", 21)) + "amount gt 1");
        await TooComplexAsync(string.Join(" or ", Enumerable.Repeat("amount gt 1", 51)));
        await TooComplexAsync($"amount in ({string.Join(',', Enumerable.Range(1, 501))})");
        await _world.NamesAsync(new string('(', 20) + "amount gt 1" + new string(')', 20));
        await _world.NamesAsync(string.Join(" or ", Enumerable.Repeat("amount gt 1", 50)));
        await _world.NamesAsync($"amount in ({string.Join(',', Enumerable.Range(1, 500))})");
    }

    [Fact]
    public async Task A031_any_text_at_all_is_either_compiled_or_refused()
    {
        var random = new Random(99);
        string[] parts = ["amount", "gt", "1", "'", "''", "(", ")", ",", "and", "or", "not", "in", "null", "me()", "today(", "-", "2025-01-01", "\0", "';--", "%", "custom.", ".", "account.", "name", "eq", " ", "é", "😀", "\\"];
        for (var i = 0; i < 3_000; i++)
        {
            var text = string.Join(random.Next(3) == 0 ? "" : " ", Enumerable.Range(0, random.Next(1, 12)).Select(_ => parts[random.Next(parts.Length)]));
            try
            {
                await _world.NamesAsync(text);
            }
            catch (CrmValidationException e)
            {
                Assert.StartsWith("filter.", e.Error.Code, StringComparison.Ordinal);
                Assert.InRange(e.Error.Position!.Value, 0, text.Length);
            }
        }
    }
}
