using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

/// <summary>Small forms of stages and conversions follow what is typed, as whole forms do.</summary>
public sealed class SmallFormTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Form_of_a_stage_shows_a_field_as_soon_as_its_condition_holds_and_asks_for_it_only_then()
    {
        await host.Admin.JsonAsync("PUT", "/api/catalog/fields/lead/site", """{"kind":"text","label":{"english":"Site"},"shownWhen":"estimatedAmount gt 1000"}""", HttpStatusCode.NoContent);
        await host.Admin.JsonAsync("PUT", "/api/catalog/pipelines/web-sized", """
            {"recordType":"lead","label":{"english":"Sized"},"stages":[{"key":"begun","label":{"english":"Begun"}},{"key":"sized","label":{"english":"Sized"},"requiredFields":["estimatedAmount","site"]}]}
            """, HttpStatusCode.NoContent);
        var record = "/crm/leads/" + await host.Admin.CreateAsync("leads", """{"name":"Sized","pipeline":"web-sized"}""");
        var page = await host.Browser.PageAsync(record + "/_stage?stage=sized");
        Assert.Equal((record, "Sized"), (page.QuerySelector("main p a")!.GetAttribute("href"), page.QuerySelector("main p a")!.TextContent)); // a way back
        var asked = Form(page);
        Assert.True(Field(asked, "site").HasAttribute("hidden"));
        Assert.True(asked.HasAttribute("data-check"));

        var shown = await host.Browser.SubmitAsync(asked, HttpStatusCode.OK, ("f.estimatedAmount", "2000"), ("check", "f.estimatedAmount"));
        Assert.False(Field(shown, "site").HasAttribute("hidden"));
        Assert.Empty(shown.QuerySelectorAll(".invalid-feedback")); // it is empty as yet
        Assert.NotNull(Field(await host.Browser.SubmitAsync(asked, HttpStatusCode.OK, ("f.estimatedAmount", "a lot"), ("check", "f.estimatedAmount")), "estimatedAmount").QuerySelector(".invalid-feedback"));
        var redrawn = Form(await host.Browser.SubmitAsync(asked, HttpStatusCode.OK, ("f.estimatedAmount", "2000"), ("note", "By hand"), ("redraw", "true"))); // the button of those without scripts
        Assert.False(Field(redrawn, "site").HasAttribute("hidden"));
        Assert.Contains("By hand", redrawn.QuerySelector("[name=note]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("begun", (string)(await host.Admin.GetAsync("/api" + record["/crm".Length..], HttpStatusCode.OK))["stage"]!); // nobody moved it

        var lacking = Form(await host.Browser.SubmitAsync(redrawn, HttpStatusCode.UnprocessableEntity));
        Assert.NotNull(Field(lacking, "site").QuerySelector(".invalid-feedback"));
        await host.Browser.DoneAsync(lacking, ("f.site", "Hall 4"));
        Assert.Equal("sized", (string)(await host.Admin.GetAsync("/api" + record["/crm".Length..], HttpStatusCode.OK))["stage"]!);

        var small = "/crm/leads/" + await host.Admin.CreateAsync("leads", """{"name":"Small","pipeline":"web-sized"}""");
        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync(small + "/_stage?stage=sized")), ("f.estimatedAmount", "20"));
    }

    [Fact]
    public async Task Conversion_asks_for_a_field_by_what_is_typed_into_it()
    {
        await host.Admin.JsonAsync("PUT", "/api/catalog/fields/opportunity/approval", """{"kind":"text","label":{"english":"Approval"},"isRequired":true,"shownWhen":"amount gt 1000"}""", HttpStatusCode.NoContent);
        var lead = "/crm/leads/" + await host.Admin.CreateAsync("leads", """{"name":"Converted on a condition","companyName":"Conditional Works","estimatedAmount":10}""");
        var page = await host.Browser.PageAsync(lead + "/_convert?to=opportunity");
        Assert.Equal(lead, page.QuerySelector("main p a")!.GetAttribute("href"));
        var wizard = Form(page);
        Assert.True(Field(wizard, "approval").HasAttribute("hidden"));

        var shown = await host.Browser.SubmitAsync(wizard, HttpStatusCode.OK, ("f.amount", "2000"), ("check", "f.amount"));
        Assert.False(Field(shown, "approval").HasAttribute("hidden"));
        Assert.Empty(shown.QuerySelectorAll(".invalid-feedback"));
        var refused = Form(await host.Browser.SubmitAsync(wizard, HttpStatusCode.UnprocessableEntity, ("f.amount", "2000"), ("act", "convert")));
        Assert.NotNull(Field(refused, "approval").QuerySelector(".invalid-feedback"));
        Assert.StartsWith("/crm/opportunities/", await host.Browser.DoneAsync(refused, ("f.approval", "By the board"), ("act", "convert")), StringComparison.Ordinal);
    }

    private static IHtmlFormElement Form(IHtmlDocument page) => page.QuerySelectorAll("main form").OfType<IHtmlFormElement>().Single(f => f.QuerySelector("[data-field]") is not null);

    private static IElement Field(IParentNode form, string key) => form.QuerySelector($"[data-field='f.{key}']") ?? throw new InvalidOperationException($"No field '{key}'.");
}
