using System.Net;

namespace CrmKit.AspNetCore.OpenApi;

/// <summary>The document as pages for people.</summary>
public sealed class ApiPageTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Pages_show_what_there_is_with_bodies_answers_and_examples_without_a_script_or_anything_from_elsewhere()
    {
        var overview = await PageAsync("/api-docs");
        Assert.Contains("href=\"?part=leads\"", overview, StringComparison.Ordinal);
        Assert.Contains("href=\"/api/openapi.json\"", overview, StringComparison.Ordinal);
        var leads = await PageAsync("/api-docs?part=leads");
        foreach (var shown in (string[])["id=\"createLead\"", "/leads/{id}/convert", "LeadNew", "Ada Lovelace", "Idempotency-Key"]) Assert.Contains(shown, leads, StringComparison.Ordinal);
        foreach (var page in (string[])[overview, leads])
        {
            Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(" src=", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("style=", page, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_part_that_there_is_not_is_not_found_and_nothing_of_the_question_comes_back()
    {
        using var response = await host.Admin.SendAsync("GET", "/api-docs?part=%3Cscript%3E");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.DoesNotContain("<script>", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_led_to_the_sign_in()
    {
        using var response = await host.Client().SendAsync("GET", "/api-docs");
        Assert.Equal((HttpStatusCode.Redirect, "/account/sign-in"), (response.StatusCode, response.Headers.Location!.ToString()));
    }

    private async Task<string> PageAsync(string path)
    {
        using var response = await host.Admin.SendAsync("GET", path);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
