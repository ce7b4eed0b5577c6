using System.Net;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore;

public sealed class BatchTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Order_and_its_lines_are_saved_together_by_ids_of_the_caller()
    {
        var order = Guid.CreateVersion7();
        var result = await host.Admin.JsonAsync("POST", "/api/batch", $$$"""
            {"reason":"shop","changes":[
              {"op":"create","type":"order","values":{"id":"{{{order}}}","name":"Shop order"}},
              {"op":"create","type":"order-line","values":{"orderId":"{{{order}}}","quantity":2,"unitPrice":10.5}},
              {"op":"create","type":"order-line","values":{"orderId":"{{{order}}}","quantity":1,"unitPrice":4}}]}
            """);
        Assert.Equal(3, (int)result["saved"]!);
        Assert.Equal("25", (await host.Admin.GetAsync($"/api/orders/{order}", HttpStatusCode.OK))["total"]!.ToJsonString());
        Assert.Equal("shop", (string)(await host.Admin.GetAsync($"/api/orders/{order}/history", HttpStatusCode.OK))["items"]!.AsArray()[^1]!["reason"]!);
    }

    [Fact]
    public async Task Id_that_is_taken_is_refused_and_its_record_stays()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Mine"}""");
        using var response = await host.Admin.SendAsync("POST", "/api/leads", $$$"""{"id":"{{{id}}}","name":"Thief"}""");
        Assert.InRange((int)response.StatusCode, 400, 499);
        Assert.Equal("Mine", (string)(await host.Admin.GetAsync($"/api/leads/{id}", HttpStatusCode.OK))["name"]!);
    }

    [Fact]
    public async Task All_or_nothing_names_every_wrong_item_and_saves_none()
    {
        var mark = Guid.NewGuid().ToString("N");
        var problem = await host.Admin.JsonAsync("POST", "/api/batch", $$$"""
            {"changes":[
              {"op":"create","type":"lead","values":{"name":"Good","source":"{{{mark}}}"}},
              {"op":"create","type":"lead","values":{"name":"Bad","score":"x"}},
              {"op":"create","type":"moon","values":{}}]}
            """, HttpStatusCode.BadRequest);
        Assert.Equal([1, 2], problem["errors"]!.AsArray().Select(e => (int)e!["index"]!));
        await AssertSavedAsync(mark, 0);

        problem = await host.Admin.JsonAsync("POST", "/api/batch", $$$"""
            {"changes":[{"op":"create","type":"lead","values":{"name":"Good","source":"{{{mark}}}"}},{"op":"create","type":"lead","values":{"source":"{{{mark}}}"}}]}
            """, HttpStatusCode.BadRequest);
        Assert.Equal(1, (int)problem["errors"]![0]!["index"]!);
        await AssertSavedAsync(mark, 0);
    }

    [Fact]
    public async Task Without_all_or_nothing_each_item_has_its_own_result()
    {
        var mark = Guid.NewGuid().ToString("N");
        var result = await host.Admin.JsonAsync("POST", "/api/batch", $$$"""
            {"allOrNothing":false,"changes":[
              {"op":"create","type":"lead","values":{"name":"Bad","score":"x"}},
              {"op":"create","type":"lead","values":{"name":"Good","source":"{{{mark}}}"}},
              {"op":"create","type":"lead","values":{"source":"{{{mark}}}"}},
              {"op":"delete","type":"lead","id":"{{{Guid.CreateVersion7()}}}"}]}
            """);
        Assert.Equal([false, true, false, false], result["results"]!.AsArray().Select(r => (bool)r!["saved"]!));
        Assert.Equal(["field.type", "field.required", "record.not-found"], result["results"]!.AsArray().Where(r => r!["errors"] is not null).Select(r => (string)r!["errors"]![0]!["code"]!));
        Assert.Equal([0, 1, 2, 3], result["results"]!.AsArray().Select(r => (int)r!["index"]!));
        await AssertSavedAsync(mark, 1);
    }

    [Fact]
    public async Task Acts_on_records_go_with_writes_in_their_order()
    {
        var (id, (user, _)) = (Guid.CreateVersion7(), await host.UserAsync("sales-rep"));
        var other = await host.Admin.CreateAsync("leads", """{"name":"Other","stage":"contacted"}""");
        var result = await host.Admin.JsonAsync("POST", "/api/batch", $$$"""
            {"changes":[
              {"op":"create","type":"lead","values":{"id":"{{{id}}}","name":"New"}},
              {"op":"stage","type":"lead","id":"{{{id}}}","stage":"contacted","note":"Called","values":{"email":"new@example.com"}},
              {"op":"stage","type":"lead","id":"{{{other}}}","stage":"disqualified","lossReason":"price"},
              {"op":"assign","type":"lead","id":"{{{id}}}","ownerId":"{{{user}}}"},
              {"op":"reopen","type":"lead","id":"{{{other}}}","version":2},
              {"op":"update","type":"lead","id":"{{{other}}}","values":{"name":"Back"}}]}
            """);
        Assert.Equal(6, (int)result["saved"]!);
        Assert.Equal([1, 2, 2, 3, 3, 4], result["results"]!.AsArray().Select(r => (int)r!["version"]!));
        var now = await host.Admin.GetAsync($"/api/leads/{id}", HttpStatusCode.OK);
        Assert.Equal(("contacted", "new@example.com", user.ToString()), ((string)now["stage"]!, (string)now["email"]!, (string)now["ownerId"]!));
        Assert.Equal("contacted", (string)(await host.Admin.GetAsync($"/api/leads/{other}", HttpStatusCode.OK))["stage"]!);
    }

    [Fact]
    public async Task One_refused_act_takes_all_of_a_batch_with_it_and_is_named_by_its_place()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Stays"}""");
        foreach (var (wrong, status, code) in new[]
        {
            ($$$"""{"op":"stage","type":"lead","id":"{{{id}}}","stage":"nowhere"}""", HttpStatusCode.UnprocessableEntity, "pipeline.stage-unknown"),
            ($$$"""{"op":"assign","type":"lead","id":"{{{id}}}","ownerId":"{{{Guid.CreateVersion7()}}}"}""", HttpStatusCode.UnprocessableEntity, "assignment.user-inactive"),
            ($$$"""{"op":"reopen","type":"lead","id":"{{{id}}}"}""", HttpStatusCode.UnprocessableEntity, "pipeline.not-closed"),
            ($$$"""{"op":"claim","type":"lead","id":"{{{id}}}","version":1}""", HttpStatusCode.Conflict, "record.conflict"),
            ($$$"""{"op":"assign","type":"lead","id":"{{{Guid.CreateVersion7()}}}","ownerId":"{{{host.AdminId}}}"}""", HttpStatusCode.NotFound, "record.not-found"),
        })
        {
            var problem = await host.Admin.JsonAsync("POST", "/api/batch", $$$"""{"changes":[{"op":"update","type":"lead","id":"{{{id}}}","values":{"name":"Changed"}},{{{wrong}}}]}""", status);
            Assert.Equal((code, 1), ((string)problem["errors"]![0]!["code"]!, (int)problem["errors"]![0]!["index"]!));
        }
        Assert.Equal(1, (int)(await host.Admin.GetAsync($"/api/leads/{id}", HttpStatusCode.OK))["version"]!);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("key")]
    public async Task Without_all_or_nothing_refused_acts_leave_the_others(string? key)
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++) ids.Add(await host.Admin.CreateAsync("leads", $$$"""{"name":"Lead {{{i}}}"}"""));
        var missing = Guid.CreateVersion7();
        using var response = await host.Admin.SendAsync("POST", "/api/batch", $$$"""
            {"allOrNothing":false,"changes":[
              {"op":"assign","type":"lead","id":"{{{ids[0]}}}","ownerId":"{{{host.AdminId}}}"},
              {"op":"assign","type":"lead","id":"{{{missing}}}","ownerId":"{{{host.AdminId}}}"},
              {"op":"assign","type":"lead","id":"{{{ids[1]}}}","ownerId":"{{{host.AdminId}}}"},
              {"op":"stage","type":"lead","id":"{{{ids[1]}}}","stage":"nowhere"},
              {"op":"stage","type":"lead","id":"{{{ids[2]}}}","stage":"contacted"},
              {"op":"dance","type":"lead","id":"{{{ids[2]}}}"},
              {"op":"claim","type":"lead","id":"{{{ids[2]}}}","ownerId":"{{{host.AdminId}}}"}]}
            """, key: key is null ? null : Guid.NewGuid().ToString());
        var result = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal([true, false, true, false, true, false, false], result["results"]!.AsArray().Select(r => (bool)r!["saved"]!));
        Assert.Equal(["record.not-found", "pipeline.stage-unknown", "request.property", "request.property-unknown"], result["results"]!.AsArray().Where(r => r!["errors"] is not null).Select(r => (string)r!["errors"]![0]!["code"]!));
        Assert.Equal("contacted", (string)(await host.Admin.GetAsync($"/api/leads/{ids[2]}", HttpStatusCode.OK))["stage"]!);
    }

    [Fact]
    public async Task Conversions_and_merges_are_done_in_one_request_each_with_what_it_made()
    {
        var mark = Guid.NewGuid().ToString("N");
        var leads = new List<string>();
        foreach (var name in new[] { "First", "Second", "Gone" }) leads.Add(await host.Admin.CreateAsync("leads", $$$"""{"name":"{{{name}}} {{{mark}}}","companyName":"Batch {{{mark}}}","stage":"qualified"}"""));
        var (winner, loser) = (await host.Admin.CreateAsync("accounts", $$$"""{"name":"Winner {{{mark}}}"}"""), await host.Admin.CreateAsync("accounts", $$$"""{"name":"Loser {{{mark}}}","website":"https://loser.example"}"""));
        await host.Admin.JsonAsync("DELETE", $"/api/leads/{leads[2]}", null, HttpStatusCode.NoContent);
        var result = await host.Admin.JsonAsync("POST", "/api/batch", $$$"""
            {"allOrNothing":false,"reason":"spring cleaning","changes":[
              {"op":"convert","type":"lead","id":"{{{leads[0]}}}","version":1,"to":"opportunity","values":{"name":"Deal {{{mark}}}"}},
              {"op":"convert","type":"lead","id":"{{{leads[1]}}}"},
              {"op":"convert","type":"lead","id":"{{{leads[2]}}}"},
              {"op":"convert","type":"lead","id":"{{{leads[0]}}}"},
              {"op":"convert","type":"lead","id":"{{{leads[1]}}}","values":{"nothing":1}},
              {"op":"merge","type":"account","id":"{{{winner}}}","loser":"{{{loser}}}","fields":{"name":"winner"}},
              {"op":"merge","type":"account","id":"{{{winner}}}","loser":"{{{loser}}}"},
              {"op":"merge","type":"account","id":"{{{winner}}}"}]}
            """);
        var results = result["results"]!.AsArray();
        Assert.Equal([true, true, false, false, false, true, false, false], results.Select(r => (bool)r!["saved"]!));
        Assert.Equal(["record.not-found", "conversion.done", "catalog.field-unknown"], results.Skip(2).Take(3).Select(r => (string)r!["errors"]![0]!["code"]!));
        var deal = results[0]!["conversion"]!["target"]!;
        Assert.Equal("opportunity", (string)deal["type"]!);
        Assert.Equal($"Deal {mark}", (string)(await host.Admin.GetAsync($"/api/opportunities/{deal["id"]}", HttpStatusCode.OK))["name"]!);
        Assert.Equal("account", (string)Assert.Single(results[1]!["conversion"]!["matched"]!.AsArray(), m => (string)m!["type"]! == "account")!["type"]!); // made by the first, found by the second
        Assert.Equal("https://loser.example", (string)(await host.Admin.GetAsync($"/api/accounts/{winner}", HttpStatusCode.OK))["website"]!);
        await host.Admin.JsonAsync("POST", $"/api/merges/{results[5]!["merge"]}/undo");
        Assert.Equal($"Loser {mark}", (string)(await host.Admin.GetAsync($"/api/accounts/{loser}", HttpStatusCode.OK))["name"]!);
    }

    [Fact]
    public async Task One_refused_conversion_or_merge_takes_all_of_a_batch_with_it()
    {
        var lead = await host.Admin.CreateAsync("leads", """{"name":"Stays a lead","stage":"qualified"}""");
        var (winner, loser) = (await host.Admin.CreateAsync("accounts", """{"name":"One"}"""), await host.Admin.CreateAsync("accounts", """{"name":"Two"}"""));
        foreach (var (wrong, status, code) in new[]
        {
            ($$$"""{"op":"convert","type":"lead","id":"{{{lead}}}"}""", HttpStatusCode.Conflict, "conversion.done"),
            ($$$"""{"op":"merge","type":"account","id":"{{{winner}}}","loser":"{{{winner}}}"}""", HttpStatusCode.BadRequest, "merge.same"),
            ($$$"""{"op":"merge","type":"account","id":"{{{winner}}}","loser":"{{{loser}}}","version":7}""", HttpStatusCode.Conflict, "record.conflict"),
        })
        {
            var problem = await host.Admin.JsonAsync("POST", "/api/batch", $$$"""{"changes":[{"op":"convert","type":"lead","id":"{{{lead}}}"},{{{wrong}}}]}""", status);
            Assert.Equal((code, 1), ((string)problem["errors"]![0]!["code"]!, (int)problem["errors"]![0]!["index"]!));
        }
        Assert.Equal(1, (int)(await host.Admin.GetAsync($"/api/leads/{lead}", HttpStatusCode.OK))["version"]!);
        Assert.Equal("Two", (string)(await host.Admin.GetAsync($"/api/accounts/{loser}", HttpStatusCode.OK))["name"]!);
    }

    [Fact]
    public async Task More_than_a_thousand_changes_are_refused()
    {
        var changes = new JsonArray([.. Enumerable.Range(0, 1001).Select(i => (JsonNode)new JsonObject { ["op"] = "create", ["type"] = "lead", ["values"] = new JsonObject { ["name"] = "x" } })]);
        Assert.Equal("request.batch-size", (await host.Admin.JsonAsync("POST", "/api/batch", new JsonObject { ["changes"] = changes }, HttpStatusCode.BadRequest)).Code());
    }

    [Fact]
    public async Task Signal_is_taken_in_once()
    {
        const string Signal = """{"signals":[{"source":"web-form","key":"f-1","name":"Grace","companyName":"Compilers Ltd","email":"grace@compilers.example","channel":"web"}]}""";
        var first = await host.Admin.JsonAsync("POST", "/api/intake", Signal);
        var second = await host.Admin.JsonAsync("POST", "/api/intake", Signal);
        Assert.Equal(("created", "repeated"), ((string)first["results"]![0]!["outcome"]!, (string)second["results"]![0]!["outcome"]!));
        Assert.Equal((string)first["results"]![0]!["record"]!["id"]!, (string)second["results"]![0]!["record"]!["id"]!);
    }

    [Fact]
    public async Task S102_problem_that_an_app_reports_is_a_case_whose_number_is_told_back()
    {
        var told = await host.Admin.JsonAsync("POST", "/api/intake", """{"signals":[{"source":"app","key":"p-1","use":"case","name":"Grace","email":"grace@problems.example","channel":"app","message":"No light","values":{"category":"defect"}}]}""");
        var result = told["results"]![0]!;
        var item = await host.Admin.GetAsync("/api/cases/" + (string)result["record"]!["id"]!, HttpStatusCode.OK);
        Assert.Equal(("case", "No light", "defect", (string)result["number"]!), ((string)result["record"]!["type"]!, (string)item["subject"]!, (string)item["category"]!, (string)item["number"]!));
        Assert.Equal("request.property", (await host.Admin.JsonAsync("POST", "/api/intake", """{"signals":[{"source":"app","key":"p-2","use":"anger","name":"Grace"}]}""", HttpStatusCode.BadRequest)).Code());
    }

    private async Task AssertSavedAsync(string mark, int expected) =>
        Assert.Equal(expected, (int)(await host.Admin.GetAsync($"/api/leads?filter=source eq '{mark}'&total=true", HttpStatusCode.OK))["total"]!);
}
