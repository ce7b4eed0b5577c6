using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using CrmKit.Pages;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>Packages taken in by page, and what is not taken in.</summary>
public sealed class PluginUploadTests(UploadHost host) : IClassFixture<UploadHost>
{
    private const string Page = "/crm/_admin/plugins";

    [Fact]
    public async Task Package_is_looked_into_agreed_to_upgraded_and_removed_by_page()
    {
        var verdict = await LookAsync(host.Package("words", "1.0.0"));
        Assert.Contains(verdict.QuerySelectorAll("dd"), d => d.TextContent.Trim() == "words");
        Assert.Contains(verdict.QuerySelectorAll("tbody tr"), r => r.TextContent.Contains("rates.example.com", StringComparison.Ordinal) && r.TextContent.Contains("Rates of the day.", StringComparison.Ordinal));
        Assert.Null(Plugins.Find("words")); // nothing is done before somebody agrees
        var waits = await host.Browser.DoneAsync(verdict.QuerySelector("form[data-act=install]")!);
        Assert.Equal(PluginState.PendingConsent, Plugins.Find("words")!.State);
        var page = await host.Browser.PageAsync(waits);
        Assert.Equal("<b>Uploaded</b>", page.QuerySelector("main h2")!.TextContent.Trim()); // a plugin's texts are texts
        await host.Browser.DoneAsync(page.QuerySelector("form[data-act=enable]")!, ("consent", "true"));
        Assert.Equal(PluginState.Enabled, Plugins.Find("words")!.State);
        Assert.Contains((await host.Browser.PageAsync("/crm/leads", language: "de")).QuerySelectorAll("nav a"), a => a.TextContent.Trim().StartsWith("Anfrage", StringComparison.Ordinal));

        var newer = host.Package("words", "1.1.0", text: """{"type.lead.plural":"Interessenten"}""");
        verdict = await LookAsync(newer);
        await host.Browser.DoneAsync(verdict.QuerySelector("form[data-act=install]")!, ("reason", "better words"));
        Assert.Equal("1.1.0", Plugins.Find("words")!.Version);
        Assert.DoesNotContain(Directory.EnumerateFiles(host.Uploads), f => File.ReadAllBytes(f).SequenceEqual(newer));

        page = await host.Browser.PageAsync(Page + "?plugin=words");
        Assert.Contains(page.QuerySelectorAll("tbody tr"), r => r.TextContent.Contains("better words", StringComparison.Ordinal));
        await host.Browser.DoneAsync(page.QuerySelector("form[data-act=disable]")!);
        await host.Browser.DoneAsync((await host.Browser.PageAsync(Page + "?plugin=words")).QuerySelector("form[data-act=remove]")!);
        Assert.DoesNotContain((await host.Browser.PageAsync("/crm/leads", language: "de")).QuerySelectorAll("nav a"), a => a.TextContent.Trim().StartsWith("Interessent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Package_that_waits_can_be_dropped()
    {
        var verdict = await LookAsync(host.Package("dropped", "1.0.0"));
        await host.Browser.DoneAsync(verdict.QuerySelector("form[data-act=drop]")!);
        using var again = await host.Browser.SubmitAsync(verdict.QuerySelector("form[data-act=install]")!);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Null(Plugins.Find("dropped"));
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "text", "package.not-a-zip" }, { "unsigned", "package.unsigned" }, { "altered", "package.file-unlisted" }, { "bomb", "package.too-large" }, { "slip", "package.path" }, { "huge", "package.too-large" }, { "nothing", "package.upload-missing" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A077_A079_upload_that_is_no_trusted_package_is_refused_and_nothing_of_it_stays(string bad, string code)
    {
        var good = host.Package("bad", "1.0.0");
        var refused = await UploadAsync(bad switch
        {
            "text" => "not a package"u8.ToArray(),
            "unsigned" => host.Package("bad", "1.0.0", isSigned: false),
            "altered" => UploadHost.With(good, "i18n/fr.json", "{}"u8.ToArray()),
            "bomb" => UploadHost.With(good, "zeros.bin", new byte[10 * UploadHost.MostUnpacked]),
            "slip" => UploadHost.With(good, "../evil.dll", "MZ"u8.ToArray()),
            "huge" => new byte[2 * UploadHost.MostUnpacked],
            _ => null,
        }, HttpStatusCode.UnprocessableEntity);
        Assert.StartsWith(code, refused.QuerySelector("[role=alert] [data-code]")?.GetAttribute("data-code") ?? refused.QuerySelector("[role=alert]")?.GetAttribute("data-code") ?? refused.QuerySelector("main")!.InnerHtml, StringComparison.Ordinal);
        Assert.Null(Plugins.Find("bad"));
        Assert.False(File.Exists(Path.Combine(host.Uploads, "..", "evil.dll")));
        Assert.DoesNotContain(Directory.Exists(host.Uploads) ? Directory.EnumerateFiles(host.Uploads) : [], f => File.ReadAllBytes(f).SequenceEqual(good));
    }

    [Fact]
    public async Task A079_older_version_is_shown_with_what_stands_against_it_and_is_not_offered()
    {
        await host.Browser.DoneAsync((await LookAsync(host.Package("older", "2.0.0", text: """{"type.contact.plural":"Kontakte"}"""))).QuerySelector("form[data-act=install]")!, ("consent", "true"));
        var verdict = await LookAsync(host.Package("older", "1.0.0", text: """{"type.contact.plural":"Kontakte"}"""));
        Assert.Contains("plugin.downgrade", verdict.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Null(verdict.QuerySelector("form[data-act=install]"));
        Assert.Equal("2.0.0", Plugins.Find("older")!.Version);
    }

    [Fact]
    public async Task A080_upload_is_for_administrators_of_the_hosts_own_tenant_alone()
    {
        var (_, manager) = await host.BrowserOfAsync("sales-manager");
        await manager.PageAsync(Page, HttpStatusCode.Forbidden);
        var token = (await manager.PageAsync("/crm/")).QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var typed = await manager.SendAsync(HttpMethod.Post, Page, Form(token, host.Package("sneaked", "1.0.0")));
        Assert.Equal(HttpStatusCode.Forbidden, typed.StatusCode);
        Assert.Null(Plugins.Find("sneaked"));

        var page = host.Services.GetServices<IAdministrationPage>().Single(p => p.Key == "plugins");
        await using var own = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        await using var other = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"), tenantId: "north");
        Assert.Equal((true, false), (await page.IsForAsync(own, default), await page.IsForAsync(other, default)));
    }

    private IPluginRuntime Plugins => host.Services.GetRequiredService<IPluginRuntime>();

    private async Task<IHtmlDocument> LookAsync(byte[] package)
    {
        using var answer = await SendAsync(package);
        Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync());
        return await host.Browser.PageAsync(answer.Headers.Location!.ToString());
    }

    private async Task<IHtmlDocument> UploadAsync(byte[]? package, HttpStatusCode expected)
    {
        using var answer = await SendAsync(package);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, html);
        return new HtmlParser().ParseDocument(html);
    }

    private async Task<HttpResponseMessage> SendAsync(byte[]? package)
    {
        var form = (await host.Browser.PageAsync(Page)).QuerySelector("form[data-act=upload]")!;
        Assert.Equal("multipart/form-data", form.GetAttribute("enctype"));
        return await host.Browser.SendAsync(HttpMethod.Post, form.GetAttribute("action")!, Form(form.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!, package));
    }

    private static MultipartFormDataContent Form(string token, byte[]? package)
    {
        var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new StringContent("upload"), "act" } };
        if (package is not null) form.Add(new ByteArrayContent(package), "package", "words.crmpkg");
        return form;
    }
}

/// <summary>A host that says nothing about uploads.</summary>
public sealed class PluginUploadOffTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task A080_uploads_are_off_unless_the_host_allows_them()
    {
        var page = await host.Browser.PageAsync("/crm/_admin/plugins");
        Assert.Null(page.QuerySelector("input[type=file]"));
        using var typed = await host.Browser.SendAsync(HttpMethod.Post, "/crm/_admin/plugins", new FormUrlEncodedContent(
            [new("act", "upload"), new("__RequestVerificationToken", page.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!)]));
        Assert.Equal(HttpStatusCode.Forbidden, typed.StatusCode);
        Assert.Contains("package.upload-off", await typed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
