using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CrmKit.AspNetCore.OpenApi;

namespace CrmKit.AspNetCore;

/// <summary>What problems say, in the caller's language.</summary>
public sealed partial class MessageTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly string[] Ways = ["several", "verb"];

    [Theory]
    [InlineData(null, "en", "Not found", "There is no lead/{0}, or you may not see it.")]
    [InlineData("de, en;q=0.5", "en", "Not found", "There is no lead/{0}, or you may not see it.")]
    [InlineData("zh-CN", "zh-Hans", "找不到", "没有 lead/{0}，或者您无权查看。")]
    [InlineData("zh-Hans, en;q=0.5", "zh-Hans", "找不到", "没有 lead/{0}，或者您无权查看。")]
    [InlineData("zh-TW", "zh-Hant", "找不到", "沒有 lead/{0}，或者您無權查看。")]
    [InlineData("zh-Hant-HK", "zh-Hant", "找不到", "沒有 lead/{0}，或者您無權查看。")]
    public async Task A_refusal_is_told_in_the_language_that_is_asked_for_with_what_it_is_about(string? asked, string told, string title, string detail)
    {
        var id = Guid.CreateVersion7();
        var (problem, language) = await RefusedAsync("GET", $"/api/leads/{id}", null, asked);
        Assert.Equal((told, title, "record.not-found"), (language, (string)problem["title"]!, problem.Code()));
        Assert.StartsWith(string.Format(System.Globalization.CultureInfo.InvariantCulture, detail, id), (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Equal((string)problem["detail"]!, (string)problem["errors"]![0]!["message"]!);
    }

    [Fact]
    public async Task Several_errors_rights_and_items_of_batches_are_told_in_it_too()
    {
        var (several, _) = await RefusedAsync("POST", "/api/leads", """{"nome":1,"city":7}""", "zh-Hans");
        Assert.StartsWith("共有 2 处问题，第一处：", (string)several["detail"]!, StringComparison.Ordinal);
        var (_, seller) = await host.UserAsync("sales-rep");
        var (forbidden, _) = await RefusedAsync("GET", "/api/leads/export", null, "zh-Hans", seller);
        Assert.StartsWith("您无权导出类型为“lead”的记录。", (string)forbidden["detail"]!, StringComparison.Ordinal);
        var (batch, _) = await RefusedAsync("POST", "/api/batch", """{"allOrNothing":false,"changes":[{"op":"create","type":"lead","values":{}}]}""", "zh-Hant");
        Assert.Contains("必須有值", (string)batch["results"]![0]!["errors"]![0]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_are_called_what_they_are_called_in_it()
    {
        var (problem, language) = await RefusedAsync("POST", "/api/opportunities", """{"name":"Deal","amount":-1,"currency":"USD"}""", "zh-Hans");
        Assert.Equal("zh-Hans", language);
        Assert.StartsWith("“金额”", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_translated_says_so_and_keeps_its_words()
    {
        var (problem, language) = await RefusedAsync("POST", "/api/events", """{"events":[{"source":"a b","key":"k","kind":"view","identities":[{"kind":"email","value":"ada@example.com"}]}]}""", "zh-Hans");
        Assert.Equal(("behaviour.source-invalid", "en", "请求无效"), (problem.Code(), language, (string)problem["title"]!));
        Assert.StartsWith("'a b' is no name of a source", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_codes_that_users_meet_most_are_translated_in_both_scripts_by_texts_that_the_sources_have()
    {
        var (hans, hant) = (MessageTexts.Find("zh-Hans")!.Texts, MessageTexts.Find("zh-Hant")!.Texts);
        Assert.Equal(hans.Keys, hant.Keys);
        foreach (var (code, texts) in hans)
        {
            Assert.Equal(texts.Keys, hant[code].Keys);
            foreach (var (english, text) in texts.Concat(hant[code]).Where(_ => !Ways.Contains(code))) Assert.Equal(Places(english), Places(text));
        }

        var codes = hans.Keys.Except(Ways).Where(c => !c.StartsWith("title.", StringComparison.Ordinal)).ToList();
        var sources = Directory.EnumerateFiles(Path.Combine(Tools.Repository, "src"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText).ToList();
        var rewritten = from code in codes
                        let files = string.Join('\n', sources.Where(s => s.Contains($"\"{code}\"", StringComparison.Ordinal)))
                        from english in hans[code].Keys
                        where Word().Matches(Place().Replace(english, " ")).Any(w => !files.Contains(w.Value, StringComparison.Ordinal))
                        select $"{code}: {english}";
        Assert.Empty(rewritten);

        var all = ProblemCodes.All.Select(c => c.Code).ToHashSet(StringComparer.Ordinal);
        var reference = await File.ReadAllTextAsync(Path.Combine(Tools.Repository, "docs", "reference", "errors.md"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(codes, c => !reference.Contains($"| `{c}` |", StringComparison.Ordinal));
        var guide = await File.ReadAllTextAsync(Path.Combine(Tools.Repository, "docs", "guides", "api.md"), TestContext.Current.CancellationToken);
        Assert.Contains($"{codes.Count} codes", guide, StringComparison.Ordinal); // what is covered is said where callers read it
        var core = all.Where(c => c.Split('.')[0] is not ("plugin" or "package" or "tables" or "cli" or "engineering" or "realestate" or "retail" or "chinasales")).ToList();
        Assert.True(core.Intersect(codes).Count() >= core.Count * 0.85, $"Only {core.Intersect(codes).Count()} of {core.Count} codes of the core are translated; without texts are {string.Join(", ", core.Except(codes))}.");
        foreach (var family in (string[])["field.", "filter.", "record.", "request.", "pipeline.", "sign-in."])
            Assert.True(codes.Count(c => c.StartsWith(family, StringComparison.Ordinal)) * 2 >= all.Count(c => c.StartsWith(family, StringComparison.Ordinal)), $"Less than half of the codes {family}* are translated.");
    }

    [Theory]
    [InlineData("2026-01-31T08:00:00+08:00", "2026-01-31T00:00:00Z")]
    [InlineData("2026-01-31T08:00:00Z", "2026-01-31T08:00:00Z")]
    [InlineData("2026-01-31T08:00:00", null)]
    [InlineData("2026-01-31", null)]
    [InlineData("31.01.2026 08:00", null)]
    public async Task An_instant_is_taken_with_its_offset_and_told_in_UTC_and_one_without_is_refused(string given, string? told)
    {
        using var response = await host.Admin.SendAsync("POST", "/api/opportunities", $$"""{"name":"Timed","stage":"engaging","stageEnteredAt":"{{given}}"}""");
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        if (told is null) Assert.Equal(("field.type", "stageEnteredAt"), (answer.Code(), (string)answer["errors"]![0]!["field"]!));
        else Assert.Equal(told, (string)answer["stageEnteredAt"]!);
    }

    [Theory]
    [InlineData("2026-01-31", HttpStatusCode.Created)]
    [InlineData("2026-01-31T00:00:00Z", HttpStatusCode.BadRequest)]
    [InlineData("2026-02-30", HttpStatusCode.BadRequest)]
    public async Task A_day_is_a_day_and_no_instant(string given, HttpStatusCode expected) =>
        await host.Admin.JsonAsync("POST", "/api/opportunities", $$"""{"name":"Dated","openedOn":"{{given}}"}""", expected);

    [Fact]
    public async Task A_filter_refuses_an_instant_without_its_offset()
    {
        await host.Admin.GetAsync("/api/leads?filter=createdAt gt 2026-01-31T08:00:00Z", HttpStatusCode.OK);
        await host.Admin.GetAsync("/api/leads?filter=createdAt gt 2026-01-31", HttpStatusCode.OK);
        Assert.StartsWith("filter.", (await host.Admin.GetAsync("/api/leads?filter=createdAt gt 2026-01-31T08:00:00", HttpStatusCode.BadRequest)).Code(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(p => p.Value).Order();

    private async Task<(JsonNode Answer, string? Language)> RefusedAsync(string method, string path, string? body, string? language, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        if (body is not null) request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        if (language is not null) request.Headers.TryAddWithoutValidation("Accept-Language", language);
        using var response = await (client ?? host.Admin).SendAsync(request, TestContext.Current.CancellationToken);
        return (JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!, response.Content.Headers.ContentLanguage.FirstOrDefault());
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Place();

    [GeneratedRegex("[A-Za-z-]{4,}")]
    private static partial Regex Word();
}
