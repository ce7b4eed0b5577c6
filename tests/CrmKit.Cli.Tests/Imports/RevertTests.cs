using System.Text.Json;

namespace CrmKit.Imports;

/// <summary>An import is taken back as a whole, but for what was changed since.</summary>
public sealed class RevertTests : IDisposable
{
    private const string Accounts = """{ "key": ["externalId"], "onExisting": "update", "columns": { "id": "externalId", "name": "name", "revenue": "annualRevenue", "employees": "employeeCount", "parent": { "field": "parent", "createMissing": true } } }""";
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A098_What_was_created_goes_what_was_changed_comes_back_and_what_was_edited_since_stays_and_is_listed()
    {
        Assert.Equal(0, (await _bench.ImportAsync("account", "id,name,revenue,employees,parent\n1,One,10.5,5,\n2,Two,20,,\n3,Three,30,,\n", Accounts)).Code);
        var before = await StateAsync();
        var second = await _bench.ImportAsync("account", "id,name,revenue,employees,parent\n1,Uno,11,6,Group\n2,Dos,21,7,\n4,Four,40,,\n5,Five,50,,\n", Accounts);
        Assert.Equal((0, (4, 2, 2, 0, 0)), (second.Code, second.Counts));
        var third = await _bench.ImportAsync("account", "id,name,revenue,employees,parent\n2,Dos,99,,\n5,Five,51,,\n", Accounts);
        Assert.Equal((0, (2, 0, 2, 0, 0)), (third.Code, third.Counts));

        var id = second.Json.GetProperty("id").GetString()!;
        for (var round = 0; round < 2; round++) // asked for again, it says the same
        {
            var reverted = await _bench.RunAsync("revert", id, "--json");
            Assert.True(reverted.Code == 1, reverted.Error);
            Assert.Equal((2, 1, 2), (reverted.Json.GetProperty("removed").GetInt32(), reverted.Json.GetProperty("restored").GetInt32(), reverted.Json.GetProperty("kept").GetInt32()));
            Assert.Equal(["import.edited", "import.edited"], reverted.Json.GetProperty("keptRecords").EnumerateArray().Select(k => k.GetProperty("code").GetString()!));
        }
        var after = await StateAsync();
        Assert.Equal(before["1"], after["1"]);
        Assert.Equal(before["3"], after["3"]);
        Assert.Equal(("Dos", 99m), (after["2"].Name, after["2"].Revenue));
        Assert.Equal(["1", "2", "3", "5"], after.Keys.Order()); // and the account that was created for the name alone is gone

        var again = await _bench.ImportAsync("account", "id,name,revenue,employees,parent\n1,Uno,11,6,Group\n2,Dos,21,7,\n4,Four,40,,\n5,Five,50,,\n", Accounts);
        Assert.Equal((0, (4, 1, 3, 0, 0)), (again.Code, again.Counts)); // a file that was taken back may come again
    }

    [Fact]
    public async Task Stages_go_back_to_where_they_were()
    {
        const string Map = """{ "key": ["externalId"], "onExisting": "update", "currency": "USD", "columns": { "id": "externalId", "name": "name", "account": { "field": "account", "createMissing": true }, "stage": "stage", "closed": "closedOn", "amount": "amount" } }""";
        Assert.Equal(0, (await _bench.ImportAsync("opportunity", "id,name,account,stage,closed,amount\n1,Deal,Acme,engaging,,100\n", Map)).Code);
        var second = await _bench.ImportAsync("opportunity", "id,name,account,stage,closed,amount\n1,Deal,Acme,won,2020-01-05,200\n", Map);
        Assert.Equal((0, 1), (second.Code, (int)second.Counts.Updated));
        var reverted = await _bench.RunAsync("revert", second.Json.GetProperty("id").GetString()!);
        Assert.True(reverted.Code == 0, reverted.Error + reverted.Output);
        var deal = Assert.Single(await _bench.ListAsync("opportunity"));
        Assert.Equal(("engaging", 100m, JsonValueKind.Null), (deal.GetProperty("stage").GetString(), deal.GetProperty("amount").GetDecimal(), deal.GetProperty("closedOn").ValueKind));
    }

    [Fact]
    public async Task An_import_that_nobody_made_or_that_another_made_is_not_there()
    {
        Assert.Equal(["import.unknown"], (await _bench.RunAsync("revert", Guid.NewGuid().ToString())).Codes);
        Assert.Equal(0, (await _bench.ImportAsync("user", "name,mail,role\nMia,mia@example.org,sales-rep\n", """{ "columns": { "name": "name", "mail": "email", "role": "roles" } }""")).Code);
        var made = await _bench.ImportAsync("account", "id,name,revenue,employees,parent\n1,One,1,,\n", Accounts);
        var refused = await _bench.RunAsync("revert", made.Json.GetProperty("id").GetString()!, "--as", "mia@example.org");
        Assert.Equal(["import.unknown"], refused.Codes);
        Assert.Single(await _bench.ListAsync("account"));
    }

    private async Task<Dictionary<string, (string Name, decimal Revenue, int? Employees, string? Parent)>> StateAsync() =>
        (await _bench.ListAsync("account")).ToDictionary(a => a.GetProperty("externalId").GetString() ?? a.GetProperty("name").GetString()!, a => (
            a.GetProperty("name").GetString()!, a.GetProperty("annualRevenue").ValueKind == JsonValueKind.Null ? 0 : a.GetProperty("annualRevenue").GetDecimal(),
            a.GetProperty("employeeCount").ValueKind == JsonValueKind.Null ? (int?)null : a.GetProperty("employeeCount").GetInt32(), a.GetProperty("parentId").GetString()));
}
