namespace CrmKit;

/// <summary><c>crmkit match aliases</c> and <c>crmkit duplicates</c>.</summary>
public sealed class AliasTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Real_names_of_suppliers_are_taken_with_precision_and_the_rest_is_offered()
    {
        var answer = await _bench.RunAsync("match", "aliases", RealData.File("cn_suppliers", "supplier_map.xlsx"), "--alias", "生产厂家名称", "--master", "供应商名称", "--json");
        var (row, chinese) = (Of(answer.Json, "all"), Of(answer.Json, "chinese"));
        Assert.InRange(chinese.GetProperty("precision").GetDouble(), 0.95, 1);
        Assert.InRange(chinese.GetProperty("recallTaken").GetDouble(), 0.7, 1);
        Assert.InRange(chinese.GetProperty("precisionNearest").GetDouble(), 0.9, 1);
        Assert.InRange(chinese.GetProperty("recallNearest").GetDouble(), 0.85, 1);
        Assert.InRange(chinese.GetProperty("recallOffered").GetDouble(), 0.9, 1);
        Assert.InRange(Of(answer.Json, "chinese-of-one").GetProperty("precisionNearest").GetDouble(), 0.9, 1);
        Assert.InRange(Of(answer.Json, "chinese-of-one").GetProperty("recallNearest").GetDouble(), 0.9, 1);
        Assert.InRange(Of(answer.Json, "chinese-of-one").GetProperty("recallTaken").GetDouble(), 0.8, 1);
        Assert.InRange(row.GetProperty("precision").GetDouble(), 0.95, 1);
        Assert.InRange(row.GetProperty("recallTaken").GetDouble(), 0.6, 1);
        Assert.InRange(row.GetProperty("recallOffered").GetDouble(), 0.9, 1);
        Assert.InRange(row.GetProperty("ambiguousTaken").GetInt32(), 0, 1); // one means two companies that have nothing in common
    }

    [Fact]
    public async Task A_name_that_two_companies_could_mean_is_offered_and_not_taken()
    {
        var file = _bench.Write("aliases.csv", "alias,master\n海峰机械,上海海峰机械有限公司\n海峰机械,广州海峰机械有限公司\n蓝天软件（深圳）有限公司,深圳蓝天软件有限公司\n蓝天軟件(深圳)有限公司,深圳蓝天软件有限公司\nVector Labs GmbH,Vector Labs\n");
        var told = await _bench.RunAsync("match", "aliases", file, "--alias", "alias", "--master", "master", "--json");
        var row = Of(told.Json, "all");
        Assert.Equal((2, 4), (Of(told.Json, "chinese").GetProperty("taken").GetInt32(), Of(told.Json, "chinese").GetProperty("pairs").GetInt32()));
        Assert.Equal((3, 3, 0), (row.GetProperty("taken").GetInt32(), row.GetProperty("right").GetInt32(), row.GetProperty("ambiguousTaken").GetInt32()));
        Assert.Equal(1, row.GetProperty("recallOffered").GetDouble());
        Assert.Equal(["cli.match-column"], (await _bench.RunAsync("match", "aliases", file, "--alias", "name", "--master", "master")).Codes);
        Assert.Equal(["cli.file-missing"], (await _bench.RunAsync("match", "aliases", _bench.At("nowhere.csv"), "--alias", "a", "--master", "b")).Codes);
    }

    [Theory]
    [InlineData("特变电工衡阳变压器有限公司", "特变电工衡阳变压器有限公司", "特变电工沈阳变压器有限公司", true)] // another place is another company, however alike it looks
    [InlineData("华丰自动仪表有限公司", "华丰自动仪表有限公司", "华锋自动仪表有限公司", false)] // what sounds the same is mistyped for it
    [InlineData("HITECH", "HITECH", "HITEC", false)]
    [InlineData("NORDEX公司", "NORDEX", "北京NORDEX有限公司", false)] // and elsewhere there is one of the same name
    [InlineData("荷兰NORDEX公司", "NORDEX BV公司", "上海电器有限公司", true)]
    [InlineData("北方电力整流器有限公司", "北方电力系统有限公司", "北方电力电容器有限公司", true)] // who makes capacitors does not make rectifiers
    public void A_name_is_taken_for_the_nearest_one_unless_it_may_as_well_mean_another(string alias, string meant, string other, bool isTaken)
    {
        var found = new Matching.AliasMatching([meant, other, "新都水泥有限公司", "海天轴承有限公司"], [alias]).Find(alias);
        Assert.Equal((meant, isTaken), (found[0].Name, found[0].IsTaken));
        Assert.All(found.Skip(1), f => Assert.False(f.IsTaken));
    }

    private static System.Text.Json.JsonElement Of(System.Text.Json.JsonElement rows, string of) => rows.EnumerateArray().Single(r => r.GetProperty("of").GetString() == of);

    [Fact]
    public async Task Duplicates_are_scanned_listed_merged_and_taken_apart_at_a_prompt()
    {
        var file = _bench.Write("people.csv", "First name,Last name,E-mail\nAda,Lovelace,ada@example.com\nAda,Lovelace,ada+x@example.com\nGrace,Hopper,grace@example.com\n");
        var map = _bench.Write("map.json", """{"columns":{"First name":"firstName","Last name":"lastName","E-mail":"email"}}""");
        Assert.Equal(0, (await _bench.RunAsync("import", "contact", file, "--map", map)).Code);
        Assert.Equal(1, (await _bench.RunAsync("duplicates", "scan", "contact")).Code);
        Assert.Equal(1, (await _bench.RunAsync("duplicates", "list", "contact")).Code);
        var merged = (await _bench.RunAsync("duplicates", "merge", "--same", "contact", "--json")).Json.EnumerateArray().Single();
        Assert.Equal(0, (await _bench.RunAsync("duplicates", "list", "contact")).Code);
        Assert.Equal(0, (await _bench.RunAsync("duplicates", "unmerge", merged.GetProperty("merge").GetString()!)).Code);
        Assert.Equal(["merge.undone"], (await _bench.RunAsync("duplicates", "unmerge", merged.GetProperty("merge").GetString()!)).Codes);
        Assert.Equal(["duplicates.unknown"], (await _bench.RunAsync("duplicates", "dismiss", Guid.NewGuid().ToString())).Codes);
    }
}
