using System.Net;
using CrmKit.AspNetCore;
using CrmKit.Catalog;
using CrmKit.Fields;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

public sealed class EveryTypeTests(WebHost host) : IClassFixture<WebHost>
{
    // Of each kind of hole one: element, attribute, script, address, template.
    private static readonly string[] Corpus =
    [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</textarea><svg onload=alert(1)>", "javascript:alert(1)", "{{7*7}}", "&lt;b&gt;", "<!--", "\u2028alert(1)",
    ];

    public static TheoryData<string> Types()
    {
        using var services = new ServiceCollection().AddCrmKit(_ => { }).BuildServiceProvider();
        return [.. services.GetRequiredService<ICatalog>().Current.Types.Select(t => t.Key)];
    }

    public static TheoryData<string> Pipelines()
    {
        using var services = new ServiceCollection().AddCrmKit(_ => { }).BuildServiceProvider();
        return [.. services.GetRequiredService<ICatalog>().Current.Pipelines.Select(p => p.Key)];
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task List_and_form_answer_with_the_labels_of_the_catalog_in_both_languages(string key)
    {
        var type = Catalog.Type(key);
        foreach (var (language, culture) in new[] { ("en", "en"), ("zh-CN", "zh-CN") })
        {
            var list = await host.Browser.PageAsync($"/crm/{type.PluralKey}", language: language);
            Assert.Equal(type.PluralLabel.For(culture), list.QuerySelector("h1")!.TextContent);
            Assert.Contains(list.QuerySelectorAll("th"), h => h.TextContent == type.Field(type.NameField).Label.For(culture));
            if (type.IsAppendOnly) continue;
            var form = await host.Browser.PageAsync($"/crm/{type.PluralKey}/_new", language: language);
            foreach (var field in type.Fields.Where(f => f.Nature == FieldNature.Descriptive && f.Key != "externalId"))
                Assert.Contains(field.Label.For(culture), form.QuerySelector($"[data-field='f.{field.Key}'] :is(label, .form-check-label)")!.TextContent, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Pipelines))]
    public async Task Board_shows_every_stage_of_its_pipeline(string key)
    {
        var pipeline = Catalog.Pipeline(key);
        var board = await host.Browser.PageAsync($"/crm/_boards/{key}", language: "zh-CN");
        Assert.Equal(pipeline.Stages.Select(s => s.Label.For("zh-CN")), board.QuerySelectorAll(".crm-board h2 a").Select(a => a.TextContent));
    }

    [Fact]
    public async Task A040_what_people_typed_is_text_on_every_page()
    {
        foreach (var evil in Corpus)
        {
            var name = $"{Guid.NewGuid():N} {evil}";
            var form = (await host.Browser.PageAsync("/crm/accounts/_new")).QuerySelector("main form")!;
            var record = await host.Browser.DoneAsync(form, ("f.name", name), ("f.description", evil), ("f.street", evil));
            foreach (var path in new[] { record, record + "/_edit", $"/crm/accounts?filter={Uri.EscapeDataString(evil)}", "/crm/accounts", "/crm/_search?q=" + Uri.EscapeDataString(evil), "/crm/" + Uri.EscapeDataString(evil) })
            {
                using var response = await host.Browser.SendAsync(HttpMethod.Get, path);
                var html = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync());
                Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
                Assert.Empty(html.QuerySelectorAll("script:not([src]),main svg,main img,[onerror],[onload],[onmouseover],a[href^='javascript:' i]"));
                if (path == record) Assert.Equal(name, html.QuerySelector("h1")!.TextContent);
            }
        }
    }

    private CatalogSnapshot Catalog => host.Services.GetRequiredService<ICatalog>().Current;
}
