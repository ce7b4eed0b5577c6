using System.Text.Json;

namespace CrmKit.Imports;

/// <summary>Rows that point at records of several types, say what they were made out of, or need several columns for one number.</summary>
public sealed class LinkedImportTests : IDisposable
{
    private const string Sales = """{ "key": ["externalId"], "onExisting": "update", "columns": { "id": "externalId", "name": "name", "lead": { "field": "convertedFrom", "lookup": "externalId" } } }""";
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task An_activity_is_about_the_first_record_that_its_columns_name()
    {
        await LeadsAsync();
        Assert.Equal((1, 1, 0, 0, 0), (await _bench.ImportAsync("account", "id,name\na-1,Acme\n", """{ "columns": { "id": "externalId", "name": "name" } }""")).Counts);
        var calls = await _bench.ImportAsync("phone-call", "what,lead,account\nboth,l-1,a-1\naccount,,a-1\nnothing,,\nwrong,l-9,\n", """
            { "columns": { "what": "subject", "lead": { "field": "regarding", "type": "lead", "lookup": "externalId" }, "account": { "field": "regarding", "type": "account", "lookup": "externalId" } } }
            """);
        Assert.Equal(((4, 3, 0, 0, 1), "import.reference-missing"), (calls.Counts, Assert.Single(calls.RefusedCodes)));
        var kept = (await _bench.ListAsync("phone-call", "--order", "subject")).ToDictionary(c => c.GetProperty("subject").GetString()!);
        Assert.Equal(("lead", "account", JsonValueKind.Null), (kept["both"].GetProperty("regardingType").GetString(), kept["account"].GetProperty("regardingType").GetString(), kept["nothing"].GetProperty("regardingId").ValueKind));
        Assert.Equal((await _bench.ListAsync("account"))[0].GetProperty("id").GetString(), kept["account"].GetProperty("regardingId").GetString());
    }

    [Fact]
    public async Task A_sale_says_out_of_which_lead_it_was_made_and_the_lead_is_converted()
    {
        await LeadsAsync();
        var sales = await _bench.ImportAsync("opportunity", "id,name,lead\no-1,Deal,l-1\no-2,Other deal,\n", Sales);
        Assert.Equal((2, 2, 0, 0, 0), sales.Counts);
        var leads = (await _bench.ListAsync("lead")).ToDictionary(l => l.GetProperty("externalId").GetString()!);
        Assert.Equal(("converted", "disqualified"), (leads["l-1"].GetProperty("stage").GetString(), leads["l-2"].GetProperty("stage").GetString()));
        Assert.Equal(JsonValueKind.String, leads["l-1"].GetProperty("convertedAt").ValueKind);
        Assert.Equal((1, 0, 1, 0, 0), (await _bench.ImportAsync("opportunity", "id,name,lead\no-1,Deal renamed,l-1\n", Sales)).Counts); // it is that lead's sale already
    }

    [Fact]
    public async Task A_lead_becomes_one_sale_alone_also_within_a_file()
    {
        await LeadsAsync();
        var sales = await _bench.ImportAsync("opportunity", "id,name,lead\no-1,Deal,l-2\no-2,Again,l-2\n", Sales);
        Assert.Equal(((2, 1, 0, 0, 1), "conversion.done"), (sales.Counts, Assert.Single(sales.RefusedCodes)));
        var later = await _bench.ImportAsync("opportunity", "id,name,lead\no-3,Once more,l-2\n", Sales);
        Assert.Equal(((1, 0, 0, 0, 1), "conversion.done"), (later.Counts, Assert.Single(later.RefusedCodes)));
    }

    [Fact]
    public async Task An_import_of_sales_that_is_taken_back_leaves_the_leads_as_they_were()
    {
        await LeadsAsync();
        var sales = await _bench.ImportAsync("opportunity", "id,name,lead\no-1,Deal,l-1\no-2,Deal,l-2\n", Sales);
        Assert.Equal(0, (await _bench.RunAsync("revert", sales.Json.GetProperty("id").GetString()!)).Code);
        var leads = (await _bench.ListAsync("lead")).ToDictionary(l => l.GetProperty("externalId").GetString()!);
        Assert.Equal(("contacted", "disqualified"), (leads["l-1"].GetProperty("stage").GetString(), leads["l-2"].GetProperty("stage").GetString()));
        Assert.All(leads.Values, l => Assert.Equal(JsonValueKind.Null, l.GetProperty("convertedAt").ValueKind));
        Assert.Equal((2, 2, 0, 0, 0), (await _bench.ImportAsync("opportunity", "id,name,lead\no-1,Deal again,l-1\no-2,Deal again,l-2\n", Sales)).Counts);
    }

    [Fact]
    public async Task Columns_are_added_up_and_an_empty_one_counts_nothing()
    {
        var answer = await _bench.ImportAsync("opportunity", "name,net,tax,off\nA,\"1,000.50\",190,90.5\nB,10,,\nC,10,much,\n", """
            { "columns": { "name": "name", "net": { "field": "amount", "plus": ["tax"], "minus": ["off"] } } }
            """);
        Assert.Equal(((3, 2, 0, 0, 1), "import.value"), (answer.Counts, Assert.Single(answer.RefusedCodes)));
        Assert.Equal([10m, 1100m], (await _bench.ListAsync("opportunity")).Select(o => o.GetProperty("amount").GetDecimal()).Order());
    }

    [Theory]
    [InlineData("phone-call", """{ "columns": { "a": "subject", "b": { "field": "regarding", "lookup": "externalId" } } }""")] // of which type?
    [InlineData("phone-call", """{ "columns": { "a": "subject", "b": { "field": "regarding", "type": "nothing" } } }""")]
    [InlineData("opportunity", """{ "columns": { "a": "name", "b": { "field": "account", "type": "lead" } } }""")] // always an account
    [InlineData("opportunity", """{ "columns": { "a": "name", "b": { "field": "convertedFrom", "type": "order" } } }""")]
    [InlineData("account", """{ "columns": { "a": "name", "b": { "field": "convertedFrom" } } }""")] // made out of nothing
    [InlineData("account", """{ "columns": { "a": { "field": "name", "plus": ["b"] } } }""")] // no number
    [InlineData("account", """{ "columns": { "a": { "field": "name", "type": "lead" }, "b": "city" } }""")] // no reference
    public async Task Maps_that_cannot_mean_anything_are_refused_before_the_first_row(string type, string map) =>
        Assert.Equal(["import.map-invalid"], (await _bench.ImportAsync(type, "a,b\n1,2\n", map)).Codes.Distinct());

    [Fact]
    public async Task Record_types_and_fields_are_defined_by_a_file_and_a_second_time_brought_up_to_date()
    {
        var file = _bench.Write("visit.json", """{ "type": "visit", "plural": "visits", "label": "Visit", "fields": { "fee": { "kind": "money", "minimum": 0 } } }""");
        Assert.Equal(0, (await _bench.RunAsync("define", file)).Code);
        Assert.Equal(0, (await _bench.RunAsync("define", _bench.Write("visit.json", """{ "type": "visit", "plural": "visits", "label": "Visit", "fields": { "lead": { "kind": "reference", "refersTo": "lead" } } }"""))).Code);
        await LeadsAsync();
        Assert.Equal((2, 1, 0, 0, 1), (await _bench.ImportAsync("visit", "n,f,l\nFirst,10,l-1\nSecond,-1,l-1\n", """{ "columns": { "n": "name", "f": "fee", "l": { "field": "lead", "lookup": "externalId" } } }""")).Counts);
        foreach (var wrong in (string[])["nothing", "{}", """{ "type": "visit", "wrong": 1 }""", """{ "type": "visit", "fields": { "x": { "kind": "strange" } } }"""])
            Assert.Equal((2, "cli.definition"), ((await _bench.RunAsync("define", _bench.Write("wrong.json", wrong))).Code, (await _bench.RunAsync("define", _bench.At("wrong.json"))).Codes[0]));
        Assert.Equal("cli.file-missing", (await _bench.RunAsync("define", _bench.At("absent.json"))).Codes[0]);
    }

    private async Task LeadsAsync() => Assert.Equal((2, 2, 0, 0, 0), (await _bench.ImportAsync("lead", "id,name,stage\nl-1,Ada,contacted\nl-2,Tom,disqualified\n",
        """{ "columns": { "id": "externalId", "name": "name", "stage": "stage" }, "constants": { "lossReason": "unknown" } }""")).Counts);
}
