namespace CrmKit;

/// <summary><c>crmkit match measure</c>: how well duplicates are found, on real sets and on bad input.</summary>
public sealed class MatchTests : IDisposable
{
    private const string Febrl = "given_name=name,surname=name~given_name,street_number=code,address_1=text,address_2=text~address_1,suburb=text,postcode=code,state=choice,date_of_birth=rare";

    private readonly Workbench _bench = new();

    [Theory]
    [InlineData("dataset1.csv", 1000, 500, false)]
    [InlineData("dataset1.csv", 1000, 500, true)]
    [InlineData("dataset2.csv", 5000, 1934, false)]
    [InlineData("dataset2.csv", 5000, 1934, true)]
    public async Task Persons_with_slips_are_found_without_being_told_who_is_who(string set, int records, int pairs, bool withId)
    {
        var told = await RunAsync(RealData.File("febrl", set), Febrl + (withId ? ",soc_sec_id=rare" : ""));
        Assert.Contains($"{records} records, {pairs} pairs of the same;", told.Output, StringComparison.Ordinal);

        var json = await RunAsync(RealData.File("febrl", set), Febrl + (withId ? ",soc_sec_id=rare" : ""), "--json");
        var half = json.Json.EnumerateArray().Single(r => r.GetProperty("threshold").GetDouble() == 0.5);
        Assert.InRange(half.GetProperty("precision").GetDouble(), 0.99, 1);
        Assert.InRange(half.GetProperty("recall").GetDouble(), 0.99, 1);
    }

    [Fact]
    public async Task Rows_of_which_none_are_the_same_are_told_apart()
    {
        var rows = Enumerable.Range(0, 50).Select(i => $"{i},{Word(i)},{Word(i * 7 + 3)},{1000 + i * 37}");
        var told = await RunAsync(_bench.Write("people.csv", "id,given,family,code\n" + string.Join("\n", rows)), "given=name,family=name~given,code=code", "--json");
        Assert.All(told.Json.EnumerateArray(), r => Assert.Equal((0, 0), (r.GetProperty("right").GetInt32(), r.GetProperty("wrong").GetInt32())));

        static string Word(int i) => string.Concat("bcdfgklmnprst"[i % 13], "aeiou"[i % 5], "bcdfgklmnprst"[i * 5 % 13], "aeiou"[i * 3 % 5], "bcdfgklmnprst"[i * 11 % 13]);
    }

    [Theory]
    [InlineData("given=name,family=guess", "id=^(.*)$", "cli.match-field")]
    [InlineData("given=name~surname", "id=^(.*)$", "cli.match-field")]
    [InlineData("given", "id=^(.*)$", "cli.match-field")]
    [InlineData("given=7", "id=^(.*)$", "cli.match-field")]
    [InlineData("given=name", "id", "cli.match-same")]
    [InlineData("given=name", "id=^.*$", "cli.match-same")]
    [InlineData("given=name", "id=(", "cli.match-same")]
    [InlineData("born=rare", "id=^(.*)$", "cli.match-column")]
    [InlineData("given=name", "key=^(.*)$", "cli.match-column")]
    public async Task What_cannot_be_compared_is_refused_with_what_to_write(string fields, string same, string code)
    {
        var file = _bench.Write("people.csv", "id,given\n1,Ada\n");
        var refused = await _bench.RunAsync("match", "measure", file, "--same", same, "--fields", fields);
        Assert.Equal(2, refused.Code);
        Assert.StartsWith(code, refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "import.empty")]
    [InlineData(null, "cli.file-missing")]
    public async Task A_file_that_is_empty_or_absent_is_refused(string? text, string code)
    {
        var file = text is null ? _bench.At("nowhere.csv") : _bench.Write("empty.csv", text);
        var refused = await _bench.RunAsync("match", "measure", file, "--same", "id=^(.*)$", "--fields", "given=name");
        Assert.Equal((2, code), (refused.Code, refused.Error.Split(':')[0]));
    }

    public void Dispose() => _bench.Dispose();

    private Task<Answer> RunAsync(string file, string fields, params string[] more) => _bench.RunAsync(["match", "measure", file, "--same", fields.Contains("given_name", StringComparison.Ordinal) ? @"rec_id=^rec-(\d+)" : @"id=^(\d+)", "--fields", fields, .. more]);
}
