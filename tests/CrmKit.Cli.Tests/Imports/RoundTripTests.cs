using System.Text.Json;

namespace CrmKit.Imports;

/// <summary>What is exported and imported again is what it was, whatever the values are.</summary>
public sealed class RoundTripTests : IDisposable
{
    private static readonly string[] Hard =
    [
        "=1+1", "+43 1 555", "-5", "@SUM(A1)", "'quoted", "''=x", "line\nbreak", "tab\there", "a \"quote\" and, a comma; semicolon", "王小明 北京", "emoji 🚀👩‍👩‍👧 end", "12345678901234567890", "00123", "1e5", "TRUE", "2024-01-02",
        "_x0041_", "back\\slash \\n not a break", "<b>&amp;</b>", "ﬀ ligature é é", "- dash", "=HYPERLINK(\"http://x\")", "\u200Bzero", "ŽÝ ß",
    ];
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("csv", true)]
    [InlineData("xlsx", false)]
    [InlineData("jsonl", false)]
    public async Task Accounts_with_hard_values_come_back_as_they_were(string format, bool isGuarded)
    {
        var random = new Random(41);
        var lines = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            var account = new Dictionary<string, object?>
            {
                ["externalId"] = $"{Hard[i % Hard.Length].ReplaceLineEndings(" ").Trim()} {i}",
                ["name"] = Hard[(i * 7 + 3) % Hard.Length].Trim() + (i < Hard.Length ? "" : $" {i}"),
                ["description"] = string.Join(' ', Enumerable.Range(0, 3).Select(_ => Hard[random.Next(Hard.Length)])).Trim(),
                ["annualRevenue"] = random.Next(4) == 0 ? null : Math.Round((decimal)(random.NextDouble() * Math.Pow(10, random.Next(1, 11))) - 50, 4),
                ["employeeCount"] = random.Next(3) == 0 ? null : random.Next(10_000_000),
                ["city"] = random.Next(3) == 0 ? null : Hard[random.Next(Hard.Length)].ReplaceLineEndings(" ").Trim(),
                ["kind"] = random.Next(2) == 0 ? "partner" : "supplier",
            };
            lines.Add(JsonSerializer.Serialize(account.Where(v => v.Value is not null).ToDictionary()));
        }
        var map = """{ "columns": { "externalId": "externalId", "name": "name", "description": "description", "annualRevenue": "annualRevenue", "employeeCount": "employeeCount", "city": "city", "kind": "kind" } }""";
        var made = await _bench.RunAsync("import", "account", _bench.Write("first.jsonl", string.Join('\n', lines)), "--map", _bench.Write("map.json", map), "--json");
        Assert.True(made.Code == 0, made.Error + made.Output);
        var before = await StateAsync(_bench, "account");

        const string Fields = "externalId,name,description,annualRevenue,employeeCount,city,kind";
        var exported = await _bench.RunAsync("export", "account", _bench.At("out." + format), "--format", format, "--fields", Fields);
        Assert.True(exported.Code == 0, exported.Error);
        using var other = new Workbench();
        var again = await other.RunAsync("import", "account", _bench.At("out." + format), "--map", other.Write("map.json", isGuarded ? map.Replace("{ \"columns\"", "{ \"guarded\": true, \"columns\"", StringComparison.Ordinal) : map), "--json");
        Assert.True(again.Code == 0, again.Error + again.Output);
        Assert.Equal(before, await StateAsync(other, "account"));
    }

    [Theory]
    [InlineData("vcard", "VERSION:4.0")]
    [InlineData("vcard3", "VERSION:3.0")]
    public async Task Contacts_go_out_as_cards_and_come_back_with_their_account(string format, string version)
    {
        var map = """{ "columns": { "externalId": "externalId", "firstName": "firstName", "lastName": "lastName", "account": { "field": "account", "createMissing": true }, "email": "email", "phone": "phone", "mobile": "mobile", "jobTitle": "jobTitle", "department": "department", "bornOn": "bornOn", "street": "street", "city": "city", "postalCode": "postalCode", "country": "country", "description": "description" } }""";
        var file = _bench.Write("people.jsonl", string.Join('\n', Enumerable.Range(0, Hard.Length).Select(i => JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["externalId"] = $"p-{i}", ["firstName"] = $"A{i}; b,c", ["lastName"] = Hard[i].ReplaceLineEndings(" ").Replace('\t', ' ').Trim(), ["account"] = $"Müller, Söhne; & Co {i % 3}", ["email"] = $"p{i}@x.example", ["phone"] = "+43 1 555", ["mobile"] = $"+43 664 {i}", ["jobTitle"] = "Head, \"R&D\"",
            ["department"] = "IT; Ops", ["bornOn"] = "1980-02-03", ["street"] = "Ring 5; Top 7", ["city"] = "北京", ["postalCode"] = "01010", ["country"] = "AT", ["description"] = string.Concat(Enumerable.Repeat(Hard[i].Trim() + " 很长的说明 ", 6)).Trim(),
        }))));
        var made = await _bench.RunAsync("import", "contact", file, "--map", _bench.Write("map.json", map), "--json");
        Assert.True(made.Code == 0, made.Error + made.Output);
        var exported = await _bench.RunAsync("export", "contact", _bench.At("out.vcf"), "--format", format);
        Assert.True(exported.Code == 0, exported.Error);
        var text = await File.ReadAllTextAsync(_bench.At("out.vcf"), TestContext.Current.CancellationToken);
        Assert.Contains(version, text);
        Assert.All(text.Split("\r\n"), line => Assert.True(System.Text.Encoding.UTF8.GetByteCount(line) <= 75, line));

        using var other = new Workbench();
        var again = await other.RunAsync("import", "contact", _bench.At("out.vcf"), "--json"); // without a map: the columns of cards are known
        Assert.True(again.Code == 0, again.Error + again.Output);
        Assert.Equal(await StateAsync(_bench, "contact"), await StateAsync(other, "contact"));
        Assert.Equal(3, (await other.ListAsync("account")).Count);
    }

    private static async Task<string> StateAsync(Workbench bench, string type)
    {
        var accounts = (await bench.ListAsync("account")).ToDictionary(a => a.GetProperty("id").GetString()!, a => a.GetProperty("name").GetString()!);
        string[] fields = type == "account" ? ["externalId", "name", "description", "annualRevenue", "employeeCount", "city", "kind"]
            : ["externalId", "firstName", "lastName", "email", "phone", "mobile", "jobTitle", "department", "bornOn", "street", "city", "postalCode", "country", "description"];
        return string.Join("\n\n", (await bench.ListAsync(type)).Select(r => string.Join(" | ", fields.Select(f => $"{f}={r.GetProperty(f)}")) + (type == "contact" ? $" at {accounts[r.GetProperty("accountId").GetString()!]}" : "")).Order(StringComparer.Ordinal));
    }
}
