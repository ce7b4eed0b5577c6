using System.Net;

namespace CrmKit.AspNetCore;

public sealed class SearchTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Records_are_found_with_the_parts_that_match()
    {
        var id = await host.Admin.CreateAsync("accounts", """{"name":"Zephyr 中国银行"}""");
        var page = await host.Admin.GetAsync("/api/search?q=zgyh%20zeph&counts=true", HttpStatusCode.OK);
        var found = page["items"]!.AsArray().Single()!;
        Assert.Equal(id, (string)found["record"]!["id"]!);
        var match = found["matches"]!.AsArray().Single()!;
        Assert.Equal(["Zeph", "中国银行"], match["parts"]!.AsArray().Select(p => ((string)match["text"]!).Substring((int)p!["start"]!, (int)p["length"]!)));
        Assert.Equal(1, (int)page["counts"]!["account"]!);
    }

    [Theory]
    [InlineData("q=", "search.empty")]
    [InlineData("", "search.empty")]
    [InlineData("q=%27%22*", "search.empty")]
    [InlineData("q=acme&size=0", "search.size")]
    [InlineData("q=acme&types=nonsense", "catalog.type-unknown", HttpStatusCode.NotFound)]
    [InlineData("q=acme&what=x", "request.parameter-unknown")]
    public async Task Bad_searches_say_what_is_wrong(string query, string code, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        var problem = await host.Admin.GetAsync("/api/search?" + query, status);
        Assert.Contains(code, problem.ToJsonString(), StringComparison.Ordinal);
    }
}
