using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace CrmKit.Imports;

/// <summary>A dry run says field by field what would be different and leaves the database as it is; its report is kept, like those of imports and reverts.</summary>
public sealed class DryRunTests : IDisposable
{
    private const string Accounts = """{ "key": ["externalId"], "onExisting": "update", "columns": { "id": "externalId", "name": "name", "revenue": "annualRevenue", "mail": "email", "parent": { "field": "parent", "createMissing": true } } }""";
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task The_difference_is_told_before_and_after_and_nothing_is_written_but_the_report()
    {
        Assert.Equal(0, (await _bench.ImportAsync("account", "id,name,revenue,mail,parent\n1,One,10.50,A@one.example,\n2,Two,20,,\n", Accounts)).Code);
        var before = Content();
        var tried = await _bench.ImportAsync("account", "id,name,revenue,mail,parent\n1,Uno,10.5,b@one.example,\n2,Two,20,,\n3,Three,,,Group\n4,Four,much,,\n", Accounts, "--dry-run");
        Assert.Equal((1, (4, 1, 1, 1, 1)), (tried.Code, tried.Counts));
        Assert.Equal(before, Content());

        var changes = tried.Json.GetProperty("changes").EnumerateArray().ToDictionary(c => c.GetProperty("line").GetInt32(), c => c);
        Assert.Equal([2, 4], changes.Keys.Order());
        Assert.Equal([("email", "a@one.example", "b@one.example"), ("name", "One", "Uno")], Fields(changes[2]).Where(f => f.Field is not ("emailDomain" or "currency")).Order());
        Assert.NotEqual(JsonValueKind.Null, changes[2].GetProperty("record").ValueKind);
        Assert.Equal(JsonValueKind.Null, changes[4].GetProperty("record").ValueKind);
        Assert.Contains(("name", null, "Three"), Fields(changes[4]));
        Assert.Contains("'One' → 'Uno'", (await _bench.RunAsync("import", "account", _bench.At("input.csv"), "--map", _bench.At("map.json"), "--dry-run")).Output);

        var id = tried.Json.GetProperty("id").GetString()!;
        var kept = await _bench.RunAsync("import", "report", id, "--json");
        Assert.Equal((0, "tried", "input.csv"), (kept.Code, kept.Json.GetProperty("status").GetString(), kept.Json.GetProperty("fileName").GetString()));
        Assert.True(JsonElement.DeepEquals(tried.Json.GetProperty("changes"), kept.Json.GetProperty("result").GetProperty("changes")));
        Assert.Equal("import.value", kept.Json.GetProperty("result").GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Equal(["import.unknown"], (await _bench.RunAsync("revert", id)).Codes); // there is nothing to take back
    }

    [Fact]
    public async Task Reports_of_imports_and_reverts_are_read_again_by_those_whom_they_concern()
    {
        Assert.Equal(0, (await _bench.ImportAsync("user", "name,mail,role\nMia,mia@example.org,sales-manager\nTom,tom@example.org,sales-manager\n", """{ "columns": { "name": "name", "mail": "email", "role": "roles" } }""")).Code);
        var made = await _bench.ImportAsync("account", "id,name,revenue,mail,parent\n1,One,10,,\n", Accounts, "--as", "mia@example.org");
        Assert.True(made.Code == 0, made.Error);
        var id = made.Json.GetProperty("id").GetString()!;
        Assert.Equal(0, (await _bench.RunAsync("revert", id)).Code);
        var report = await _bench.RunAsync("import", "report", id, "--json", "--as", "mia@example.org");
        Assert.Equal(("reverted", 1, 1), (report.Json.GetProperty("status").GetString(), report.Json.GetProperty("result").GetProperty("created").GetInt32(), report.Json.GetProperty("revert").GetProperty("removed").GetInt32()));
        Assert.Equal("name", report.Json.GetProperty("map").GetProperty("columns").GetProperty("name").GetString());
        Assert.Equal(["import.unknown"], (await _bench.RunAsync("import", "report", id, "--as", "tom@example.org")).Codes);
        Assert.Equal([id], (await _bench.RunAsync("import", "list", "--json", "--as", "mia@example.org")).Json.EnumerateArray().Select(i => i.GetProperty("id").GetString()!));
        Assert.Empty((await _bench.RunAsync("import", "list", "--json", "--as", "tom@example.org")).Json.EnumerateArray());
        Assert.Equal(2, (await _bench.RunAsync("import", "list", "--json")).Json.GetArrayLength());
        Assert.Equal(["import.at-most"], (await _bench.RunAsync("import", "list", "--limit", "0")).Codes);
    }

    [Fact]
    public async Task A_map_is_kept_under_a_name_and_found_by_it()
    {
        var file = _bench.Write("firms.csv", "Company,Town\nAcme,Wien\n");
        Assert.Equal(0, (await _bench.RunAsync("import", "preview", "account", file, "--save-as", "Firms of the fair")).Code);
        var answer = await _bench.RunAsync("import", "account", file, "--map", "Firms of the fair", "--json");
        Assert.Equal((0, (1, 1, 0, 0, 0)), (answer.Code, answer.Counts));
        Assert.Equal("Wien", Assert.Single(await _bench.ListAsync("account")).GetProperty("city").GetString());

        Assert.Equal(["import.mapping-unknown"], (await _bench.RunAsync("import", "account", file, "--map", "Nothing")).Codes);
        Assert.Equal(["import.mapping-type"], (await _bench.RunAsync("import", "lead", file, "--map", "Firms of the fair")).Codes);
        Assert.NotEqual(0, (await _bench.RunAsync("import", "preview", "account", file, "--save-as", "Firms of the fair")).Code); // one of a name
        var broken = await _bench.ImportAsync("import-mapping", "n,t,d\nA,account,{}\nB,nothing,\"{\"\"columns\"\":{\"\"a\"\":\"\"name\"\"}}\"\n", """{ "columns": { "n": "name", "t": "recordType", "d": "definition" } }""");
        Assert.Equal(["import.map-invalid", "catalog.type-unknown"], broken.RefusedCodes);
    }

    private static IEnumerable<(string Field, string? Before, string? After)> Fields(JsonElement change) =>
        change.GetProperty("fields").EnumerateArray().Select(f => (f.GetProperty("field").GetString()!, f.GetProperty("before").GetString(), f.GetProperty("after").GetString()));

    // Every row of every table but that of the reports.
    private string Content()
    {
        using var connection = new SqliteConnection($"Data Source={_bench.Database};Pooling=False");
        connection.Open();
        var content = new System.Text.StringBuilder();
        foreach (var table in Read(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'crm_%' AND name <> 'crm_import_run' ORDER BY name"))
            content.AppendJoin('\n', Read(connection, $"SELECT * FROM {table}").Order(StringComparer.Ordinal)).Append('\n').Append(table);
        return content.ToString();
    }

    private static List<string> Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "∅" : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        return rows;
    }
}
