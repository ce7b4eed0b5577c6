using System.Net;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore;

public sealed class SqlitePublicKnowledgeTests(PatientHost host) : PublicKnowledgeTests(host), IClassFixture<PatientHost>;

public sealed class PostgreSqlPublicKnowledgeTests(PostgreSqlApiHost host) : PublicKnowledgeTests(host), IClassFixture<PostgreSqlApiHost>;

/// <summary>Articles as customers meet them: without a key, over HTTP.</summary>
public abstract class PublicKnowledgeTests(ApiHost host)
{
    [Fact]
    public async Task S103_customers_find_and_read_public_articles_by_themselves_in_their_language_and_say_whether_they_helped()
    {
        var word = Word();
        var id = await ArticleAsync($"Resetting the {word} counter", "Press both keys.\nWait for <b>three</b> seconds.", "published", true);
        using var stranger = host.Client();
        using var list = await stranger.GetAsync(new Uri($"/help?text={word}&lang=en", UriKind.Relative), TestContext.Current.CancellationToken);
        var policy = list.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script", policy, StringComparison.Ordinal);
        Assert.Contains($"/help/{id}?lang=en", await TextAsync(list), StringComparison.Ordinal);
        Assert.Contains($"/help/{id}?lang=zh-Hant", await PageAsync($"/help?text={word}&lang=zh-TW&all=true"), StringComparison.Ordinal);
        Assert.DoesNotContain(id, await PageAsync($"/help?text={word}&lang=zh-CN"), StringComparison.Ordinal); // written in English
        Assert.Contains(id, await PageAsync("/help?category=question&lang=en"), StringComparison.Ordinal);
        Assert.DoesNotContain(id, await PageAsync("/help?category=billing&lang=en"), StringComparison.Ordinal);

        var article = await PageAsync($"/help/{id}?lang=zh-TW");
        Assert.Contains("&lt;b&gt;three&lt;/b&gt;", article, StringComparison.Ordinal);
        Assert.Contains("這篇文章有幫助嗎", article, StringComparison.Ordinal);
        Assert.DoesNotContain("Admin", article, StringComparison.Ordinal); // nobody's name
        foreach (var said in new[] { "yes", "no", "no" }) // one reader, who thinks better of it
        {
            using var sent = await stranger.PostAsync(new Uri($"/help/{id}?lang=en", UriKind.Relative), Said(said), TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.SeeOther, $"/help/{id}?lang=en&thanks=true"), (sent.StatusCode, sent.Headers.Location!.OriginalString));
        }
        Assert.Contains("Thank you", await PageAsync($"/help/{id}?lang=en&thanks=true"), StringComparison.Ordinal);
        var vote = Assert.Single((await host.Admin.GetAsync($"/api/article-votes?filter=knowledgeArticleId eq '{id}'", HttpStatusCode.OK))["items"]!.AsArray())!;
        Assert.False((bool)vote["hasHelped"]!);
        Assert.DoesNotContain("127.0.0.1", vote.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("draft", true), InlineData("retired", true), InlineData("published", false)]
    public async Task S103_drafts_retired_and_internal_articles_are_as_unknown_to_strangers_as_what_was_never_written(string status, bool isPublic)
    {
        var word = Word();
        var id = await ArticleAsync($"Secret of the {word}", "Nobody shall know.", status, isPublic);
        using var stranger = host.Client();
        Assert.DoesNotContain(id, await PageAsync($"/help?text={word}&all=true"), StringComparison.Ordinal);
        Assert.Empty(JsonNode.Parse(await PageAsync($"/help/suggestions?text={word}&all=true"))!["items"]!.AsArray());
        var unknown = await PageAsync($"/help/{Guid.NewGuid()}?lang=en", HttpStatusCode.NotFound);
        Assert.Equal(unknown, await PageAsync($"/help/{id}?lang=en", HttpStatusCode.NotFound));
        using var rated = await stranger.PostAsync(new Uri($"/help/{id}", UriKind.Relative), Said("yes"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, rated.StatusCode);
    }

    [Fact]
    public async Task S103_a_form_of_the_sites_own_suggests_articles_before_a_case_is_sent()
    {
        var word = Word();
        var id = await ArticleAsync($"The {word} leaks", "Tighten the nut.", "published", true);
        using var stranger = host.Client();
        using var answer = await stranger.GetAsync(new Uri($"/help/suggestions?lang=en&text=My+{word}+is+leaking!", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        var item = JsonNode.Parse(await TextAsync(answer))!["items"]!.AsArray()[0]!;
        Assert.Equal((id, $"The {word} leaks", "Tighten the nut.", $"/help/{id}?lang=en"), ((string)item["id"]!, (string)item["title"]!, (string)item["excerpt"]!, (string)item["path"]!));
        Assert.Empty(JsonNode.Parse(await PageAsync("/help/suggestions?lang=en"))!["items"]!.AsArray());
    }

    [Fact]
    public async Task A040_what_customers_and_agents_write_is_shown_as_text_and_other_sites_do_not_speak_for_readers()
    {
        const string script = "\"><script>alert(1)</script>";
        var id = await ArticleAsync(script, script, "published", true);
        Assert.DoesNotContain("<script", await PageAsync($"/help/{id}"), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", await PageAsync($"/help?text={Uri.EscapeDataString(script)}&category={Uri.EscapeDataString(script)}"), StringComparison.OrdinalIgnoreCase);
        using var stranger = host.Client();
        using var sending = new HttpRequestMessage(HttpMethod.Post, $"/help/{id}") { Content = Said("yes") };
        sending.Headers.Add("Origin", "https://elsewhere.example");
        using var refused = await stranger.SendAsync(sending, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var neither = await stranger.PostAsync(new Uri($"/help/{id}", UriKind.Relative), Said("perhaps"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, neither.StatusCode);
        await PageAsync("/help?page=0", HttpStatusCode.BadRequest);
        await PageAsync($"/help?text={new string('x', 201)}", HttpStatusCode.BadRequest);
    }

    private static string Word() => "z" + Guid.NewGuid().ToString("N")[..8].Replace('e', 'q').Replace('d', 'q'); // no usual ending

    private Task<string> ArticleAsync(string title, string body, string status, bool isPublic) => host.Admin.CreateAsync("knowledge-articles",
        new JsonObject { ["title"] = title, ["body"] = body, ["status"] = status, ["isPublic"] = isPublic, ["category"] = "question", ["language"] = "en" }.ToJsonString());

    private async Task<string> PageAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var stranger = host.Client();
        using var answer = await stranger.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(expected, answer.StatusCode);
        return await TextAsync(answer);
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private static FormUrlEncodedContent Said(string helped) => new(new Dictionary<string, string> { ["helped"] = helped });
}
