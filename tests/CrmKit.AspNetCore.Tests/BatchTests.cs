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
        Assert.Equal((string)first["results"]![0]!["lead"]!["id"]!, (string)second["results"]![0]!["lead"]!["id"]!);
    }

    private async Task AssertSavedAsync(string mark, int expected) =>
        Assert.Equal(expected, (int)(await host.Admin.GetAsync($"/api/leads?filter=source eq '{mark}'&total=true", HttpStatusCode.OK))["total"]!);
}
