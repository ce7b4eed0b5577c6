using System.Text.Json;

namespace CrmKit;

/// <summary>Real files of many kinds, imported by the documented commands; the figures were computed independently.</summary>
public sealed class RealImportTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Contacts_with_several_addresses_come_in_with_their_companies()
    {
        var answer = await ImportAsync("contact", RealData.File("contacts", "contacts.csv"), """
            { "key": ["externalId"], "columns": { "id": "externalId", "first_name": "firstName", "last_name": "lastName", "title": "jobTitle", "background": "description", "first_seen": "createdAt",
              "company": { "field": "account", "createMissing": true }, "email_work": "email", "phone_work": "phone", "phone_home": "mobile" },
              "ignore": ["gender", "last_seen", "has_newsletter", "status", "tags", "company_id", "sales_id", "linkedin_url", "company_name", "nb_tasks", "sales", "email_home", "email_other", "phone_other"] }
            """);
        Assert.Equal((500, 500, 0, 0, 0), answer.Counts);
        Assert.Equal(55, (await _bench.ListAsync("account")).Count);
    }

    [Fact]
    public async Task Exports_of_the_Salesforce_data_loader_are_recognised_and_link_by_their_ids()
    {
        var (accounts, deals) = (RealData.File("salesforce_dataloader", "accountData.csv"), RealData.File("salesforce_dataloader", "opportunityData.csv"));
        foreach (var (type, file) in new[] { ("account", accounts), ("opportunity", deals) })
        {
            var preview = await _bench.RunAsync("import", "preview", type, file, "--save", _bench.At($"{type}.json"), "--json");
            Assert.True(preview.Code is 0 or 1, preview.Error);
            Assert.Equal("salesforce", preview.Json.GetProperty("preset").GetString());
            var answer = await _bench.RunAsync("import", type, file, "--map", _bench.At($"{type}.json"), "--errors", _bench.At("errors.csv"), "--json");
            Assert.True(answer.Code is 0 or 1, answer.Error);
            Assert.Equal(type == "account" ? 423 : 38, answer.Counts.Created + answer.Counts.Refused);
            Assert.True(answer.Counts.Refused <= answer.Counts.Rows / 10, answer.Output);
        }
        Assert.Equal(8, (await _bench.ListAsync("opportunity", "--filter", "stage eq 'won'")).Count);
        Assert.All(await _bench.ListAsync("opportunity"), o => Assert.NotEqual(JsonValueKind.Null, o.GetProperty("accountId").ValueKind));
    }

    [Fact]
    public async Task Fixtures_of_the_Salesforce_data_loader_are_previewed_and_imported_without_a_crash()
    {
        var folder = Path.GetDirectoryName(RealData.File("salesforce_dataloader", Path.Combine("testfixtures", "csvtext.csv")))!;
        foreach (var file in Directory.GetFiles(folder, "*.csv"))
        {
            var preview = await _bench.RunAsync("import", "preview", "account", file, "--json");
            Assert.True(preview.Code is 0 or 1 || preview.Codes[0].StartsWith("import.", StringComparison.Ordinal), $"{file}: {preview.Error}");
        }
    }

    [Fact]
    public async Task Marketing_leads_and_the_deals_that_some_became()
    {
        var leads = await ImportAsync("lead", RealData.File("olist_funnel", "marketing_qualified_leads.csv"), """
            { "key": ["externalId"], "columns": { "mql_id": ["externalId", "name"], "first_contact_date": "createdAt", "origin": { "field": "source", "empty": ["unknown"] } }, "ignore": ["landing_page_id"] }
            """);
        Assert.Equal((3981, 3981, 0, 0, 0), leads.Counts);
        var deals = await ImportAsync("lead", RealData.File("olist_funnel", "closed_deals.csv"), """
            { "key": ["externalId"], "onExisting": "update", "columns": { "mql_id": "externalId", "business_segment": "companyName", "declared_monthly_revenue": "estimatedAmount" }, "constants": { "stage": "qualified" },
              "ignore": ["seller_id", "sdr_id", "sr_id", "won_date", "lead_type", "lead_behaviour_profile", "has_company", "has_gtin", "average_stock", "business_type", "declared_product_catalog_size"] }
            """);
        Assert.Equal((416, 0, 416, 0), (deals.Counts.Rows, deals.Counts.Created, deals.Counts.Updated, deals.Counts.Refused));
        Assert.Equal(416, (await _bench.ListAsync("lead", "--filter", "stage eq 'qualified'")).Count);
    }

    [Fact]
    public async Task Leads_of_a_school_with_placeholders_and_a_column_without_a_name()
    {
        var file = RealData.File("education_leads", "leads.csv");
        var ignored = (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken))[0].Split(',').Where(c => c.Length > 0 && c is not ("Prospect ID" or "Lead Number" or "Lead Source" or "Converted" or "City" or "Country"));
        var answer = await ImportAsync("lead", file, $$"""
            { "key": ["externalId"], "columns": { "Prospect ID": "externalId", "Lead Number": "name", "Lead Source": "source", "City": { "field": "city", "empty": ["Select"] }, "Country": "country", "Converted": { "field": "stage", "values": { "1": "qualified", "0": "new" } } },
              "ignore": {{JsonSerializer.Serialize(ignored)}} }
            """);
        Assert.Equal((4651, 4651, 0, 0, 0), answer.Counts);
        Assert.Equal(1784, await CountAsync("lead", "stage eq 'qualified'"));
        Assert.Equal(0, await CountAsync("lead", "city eq 'Select'"));
    }

    [Fact]
    public async Task Subscribers_and_who_of_them_left()
    {
        var file = RealData.File("telco_churn", "telco_churn.csv");
        var ignored = (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken))[0].Split(',').Where(c => c is not ("customerID" or "Contract" or "Churn" or "TotalCharges"));
        var answer = await ImportAsync("lead", file, $$"""
            { "key": ["externalId"], "columns": { "customerID": ["externalId", "name"], "Contract": "source", "TotalCharges": "estimatedAmount", "Churn": { "field": "stage", "values": { "Yes": "disqualified", "No": "qualified" } } },
              "constants": { "lossReason": "churn" }, "ignore": {{JsonSerializer.Serialize(ignored)}} }
            """);
        Assert.Equal((7043, 7043, 0, 0, 0), answer.Counts);
        Assert.Equal((1869, 11), (await CountAsync("lead", "stage eq 'disqualified'"), await CountAsync("lead", "estimatedAmount eq null")));
        foreach (var (contract, rate) in new[] { ("Month-to-month", 42.71m), ("One year", 11.27m), ("Two year", 2.83m) })
            Assert.Equal(rate, Math.Round(100m * await CountAsync("lead", $"source eq '{contract}' and stage eq 'disqualified'") / await CountAsync("lead", $"source eq '{contract}'"), 2));
    }

    [Fact]
    public async Task Terms_of_contracts_with_days_that_are_none_are_refused_row_by_row()
    {
        var file = RealData.File("contracts", "contract_terms.csv");
        var preview = await _bench.RunAsync("import", "preview", "contract", file, "--json");
        Assert.True(preview.Code is 0 or 1, preview.Error);
        var ignored = preview.Json.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("name").GetString()!).Where(c => c.Length > 0 && c is not ("Filename" or "Agreement Date-Answer" or "Governing Law-Answer"));
        var answer = await ImportAsync("contract", file, $$"""
            { "key": ["externalId"], "columns": { "Filename": ["externalId", "name"], "Agreement Date-Answer": { "field": "signedOn", "formats": ["M/d/yyyy", "M/d/yy"] }, "Governing Law-Answer": "description" }, "ignore": {{JsonSerializer.Serialize(ignored)}} }
            """);
        Assert.Equal(260, answer.Counts.Created + answer.Counts.Refused);
        Assert.All(answer.RefusedCodes, code => Assert.Equal("import.value", code));
        Assert.InRange(answer.Counts.Refused, 10, 60);
    }

    private async Task<Answer> ImportAsync(string type, string file, string map)
    {
        var answer = await _bench.RunAsync("import", type, file, "--map", _bench.Write("map.json", map), "--errors", _bench.At("errors.csv"), "--json");
        Assert.True(answer.Code is 0 or 1, answer.Error);
        return answer;
    }

    // Lists are pages of a thousand; a file takes all.
    private async Task<int> CountAsync(string type, string filter)
    {
        var answer = await _bench.RunAsync("export", type, _bench.At("count.jsonl"), "--format", "jsonl", "--fields", "id", "--filter", filter, "--force");
        Assert.True(answer.Code == 0, answer.Error);
        return File.ReadLines(_bench.At("count.jsonl")).Count();
    }
}
