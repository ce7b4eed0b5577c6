using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>The logs of the administration read in words, and are asked in words.</summary>
public sealed class LogPagesTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Audit_of_a_record_is_found_by_its_name_and_from_its_history()
    {
        var id = await host.Admin.CreateAsync("accounts", """{"name":"Audited by name"}""");
        var page = await host.Browser.PageAsync("/crm/_admin/audit?type=account&record=Audited+by+name");
        Assert.Equal($"/crm/accounts/{id}", Assert.Single(page.QuerySelectorAll("tbody tr a")).GetAttribute("href"));
        var unknown = await host.Browser.PageAsync("/crm/_admin/audit?type=account&record=Nobody+is+called+this");
        Assert.Contains("Nobody is called this", unknown.QuerySelector(".alert-warning")!.TextContent, StringComparison.Ordinal);
        var history = await host.Browser.PageAsync($"/crm/accounts/{id}/_history");
        Assert.Equal($"/crm/_admin/audit?type=account&record={id}", history.QuerySelector("[data-part=audit]")!.GetAttribute("href"));
        var (_, seller) = await host.BrowserOfAsync("sales-rep");
        var own = await seller.DoneAsync((await seller.PageAsync("/crm/leads/_new")).QuerySelector("main form")!, ("f.name", "Of a seller"));
        Assert.Null((await seller.PageAsync(own + "/_history")).QuerySelector("[data-part=audit]"));
    }

    [Fact]
    public async Task Security_log_names_keys_roles_and_records_in_the_reader_s_language()
    {
        var user = await host.Admin.CreateAsync("users", """{"name":"Given a key","email":"given.a.key@example.com","roles":"sales-rep"}""");
        var (keys, crm) = (host.Services.GetRequiredService<IApiKeys>(), host.Services.GetRequiredService<ICrm>());
        await using (var session = crm.OpenSession(Actor.System("test")))
        {
            var made = await keys.CreateAsync(session, Guid.Parse(user), "For the phone", cancellationToken: TestContext.Current.CancellationToken);
            await keys.RevokeAsync(session, made.Id, TestContext.Current.CancellationToken);
        }
        await host.Browser.PageAsync($"/crm/_admin/see-as?user={user}&type=lead");
        var log = (await host.Browser.PageAsync($"/crm/_admin/security?user={user}", language: "zh-CN")).QuerySelector("table")!.TextContent;
        Assert.All(["已新建用户：销售代表", "For the phone: 全部权限", "线索"], said => Assert.Contains(said, log, StringComparison.Ordinal));
        Assert.DoesNotContain("key ", log, StringComparison.Ordinal);
    }
}
