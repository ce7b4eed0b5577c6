using System.Net;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

/// <summary>A backup by the administration's page, and back.</summary>
public sealed class BackupPageTests(WebHost host) : IClassFixture<WebHost>
{
    private const string Address = "/crm/_admin/backups";

    [Fact]
    public async Task F23_backup_is_downloaded_and_restored_by_page_and_what_is_there_is_replaced_only_when_that_is_said()
    {
        var kept = await host.Admin.CreateAsync("accounts", """{"name":"Kept"}""");
        var page = await host.Browser.PageAsync(Address);
        var link = Assert.Single(page.QuerySelectorAll("main a").OfType<IHtmlAnchorElement>(), a => a.TextContent == "Download a backup");
        Assert.Equal("false", link.GetAttribute("hx-boost"));
        using var file = await host.Browser.SendAsync(HttpMethod.Get, link.GetAttribute("href")!, null);
        Assert.EndsWith(".crmbackup", file.Content.Headers.ContentDisposition!.FileNameStar ?? file.Content.Headers.ContentDisposition.FileName!.Trim('"'), StringComparison.Ordinal);
        var backup = await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        var late = await host.Admin.CreateAsync("accounts", """{"name":"Late"}""");
        Assert.NotNull((await RestoreAsync(page, backup, replaces: false, HttpStatusCode.UnprocessableEntity)).QuerySelector("[data-code='backup.not-empty']"));
        await host.Admin.GetAsync("/api/accounts/" + late, HttpStatusCode.OK);

        var done = await RestoreAsync(page, backup, replaces: true, HttpStatusCode.OK);
        Assert.Contains("The backup is in place", done.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await host.Admin.GetAsync("/api/accounts/" + kept, HttpStatusCode.OK);
        await host.Admin.GetAsync("/api/accounts/" + late, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task F24_what_is_no_backup_is_refused_and_nobody_else_takes_or_restores_one()
    {
        var page = await host.Browser.PageAsync(Address);
        Assert.NotNull((await RestoreAsync(page, "no backup"u8.ToArray(), replaces: true, HttpStatusCode.UnprocessableEntity)).QuerySelector("[data-code='backup.damaged']"));
        Assert.NotNull((await RestoreAsync(page, null, replaces: true, HttpStatusCode.UnprocessableEntity)).QuerySelector("[data-code='field.required']"));

        var (_, other) = await host.BrowserOfAsync("sales-manager");
        await other.PageAsync(Address, HttpStatusCode.Forbidden);
        using var refused = await other.SendAsync(HttpMethod.Get, "/crm/_admin/backup-now", null);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private async Task<IHtmlDocument> RestoreAsync(IHtmlDocument page, byte[]? backup, bool replaces, HttpStatusCode expected)
    {
        var form = page.QuerySelector("form[data-act='restore']")!;
        using var content = new MultipartFormDataContent();
        foreach (var hidden in form.QuerySelectorAll("input[type=hidden]")) content.Add(new StringContent(hidden.GetAttribute("value")!), hidden.GetAttribute("name")!);
        if (replaces) content.Add(new StringContent("true"), "replace");
        if (backup is not null) content.Add(new ByteArrayContent(backup), "file", "acme.crmbackup");
        using var response = await host.Browser.SendAsync(HttpMethod.Post, Address, content);
        return await WebClient.ParseAsync(response, expected, "POST " + Address);
    }
}
