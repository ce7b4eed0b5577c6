using System.Net;
using CrmKit.AspNetCore;
using CrmKit.AspNetCore.Extensions;
using CrmKit.Components;
using CrmKit.Pages;
using Microsoft.AspNetCore.Components.Rendering;

namespace CrmKit.Web;

/// <summary>Components that throw, never end, or bring markup that does things by itself.</summary>
public sealed class ComponentFaultTests(ExtensionHost host) : IClassFixture<ExtensionHost>, IDisposable
{
    [Fact]
    public async Task Component_that_throws_says_so_in_its_place_and_the_page_and_its_other_widgets_stay()
    {
        host.Put("acme", plugin => plugin
            .AddComponent<Throws>(Of("acme.throws"))
            .AddComponentPage<Echo>(new PageDefinition { Key = "acme.page", Label = new("Echo", "回声"), Sections = [new PageSection { Key = "below", Widgets = ["acme.throws"] }] }));
        using var browser = Browser();
        var page = await browser.PageAsync("/crm/_pages/acme.page?said=%3Cscript%3E&id=x");
        Assert.Equal("<script> 1.5", page.QuerySelector("[data-echo]")!.TextContent);
        Assert.Equal("en 1.5", (await browser.PageAsync("/crm/_pages/acme.page", language: "en")).QuerySelector("[data-echo]")!.TextContent);
        var address = page.QuerySelector("[data-widget='acme.throws']")!.GetAttribute("hx-get")!;
        Assert.Equal("/crm/_widgets/acme.throws?said=%3Cscript%3E", address); // what the page was asked for goes along
        var broken = await browser.PageAsync(address, HttpStatusCode.UnprocessableEntity);
        Assert.DoesNotContain("the secret", broken.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(broken.QuerySelector("[role=alert]"));
    }

    [Fact]
    public async Task Page_whose_component_throws_keeps_its_frame()
    {
        host.Put("acme", plugin => plugin.AddComponentPage<Throws>(new PageDefinition { Key = "acme.page", Label = new("Broken", "坏") }));
        using var browser = Browser();
        var page = await browser.PageAsync("/crm/_pages/acme.page", HttpStatusCode.UnprocessableEntity);
        Assert.NotNull(page.QuerySelector("nav#nav"));
        Assert.NotNull(page.QuerySelector("main [role=alert]"));
    }

    [Fact]
    public void Page_is_a_widget_of_code_or_none()
    {
        Assert.Equal("catalog.definition-invalid", Assert.Throws<CrmRuleException>(() => host.Put("acme", plugin => plugin.AddPage(new PageDefinition { Key = "acme.page", Label = new("None"), Body = "acme.nothing" }))).Error.Code);
    }

    public void Dispose() => host.Remove("acme");

    private WebClient Browser() => new(host.Admin.BaseAddress!, host.Admin.DefaultRequestHeaders.Authorization!.Parameter);

    private static WidgetDefinition Of(string key) => new() { Key = key, Label = new("Widget"), Kind = WidgetKind.Code };

    private sealed class Echo : PluginComponent
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            ArgumentNullException.ThrowIfNull(builder);
            builder.AddMarkupContent(0, "<p data-echo>");
            builder.AddContent(1, $"{Request.Values.GetValueOrDefault("said", Request.Culture)} {1.5m}");
            builder.AddMarkupContent(2, "</p>");
        }
    }

    private sealed class Throws : PluginComponent
    {
        protected override void OnInitialized() => throw new InvalidOperationException("the secret of the plugin");
    }
}
