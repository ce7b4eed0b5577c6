using System.Net;
using CrmKit.Activities;
using CrmKit.AspNetCore;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>Times where the reader is.</summary>
public sealed class TimeZoneTests(WebHost host) : IClassFixture<WebHost>
{
    private static readonly DateTimeOffset Due = new(2030, 6, 30, 22, 15, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_person_reads_and_types_times_in_his_own_zone_across_the_date_line()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        var lead = await SaveAsync(me, new Lead { Name = "Across the line" });
        var task = await SaveAsync(me, new FollowUp { Subject = "Call them", DueAt = Due, RegardingType = "lead", RegardingId = lead });
        foreach (var (zone, input) in new[] { ("", "2030-06-30T22:15"), ("Pacific/Kiritimati", "2030-07-01T12:15"), ("Pacific/Pago_Pago", "2030-06-30T11:15"), ("Asia/Shanghai", "2030-07-01T06:15") })
        {
            Assert.Equal("/crm/_admin/profile", await browser.DoneAsync(Profile(await browser.PageAsync("/crm/_admin/profile")), ("timeZone", zone)));
            Assert.Equal(zone, Profile(await browser.PageAsync("/crm/_admin/profile")).QuerySelector("option[selected]")?.GetAttribute("value") ?? "");
            var form = (await browser.PageAsync($"/crm/follow-ups/{task}/_edit")).QuerySelector("[name='f.dueAt']")!;
            Assert.Equal((zone, input), (zone, form.GetAttribute("value")));
            var shown = DateTime.ParseExact(input, "yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture).ToString("g", System.Globalization.CultureInfo.GetCultureInfo("en"));
            foreach (var place in new[] { $"/crm/follow-ups/{task}", $"/crm/follow-ups?columns=subject,dueAt&filter=id%20eq%20%27{task}%27", $"/crm/follow-ups/{task}/_history", $"/crm/leads/{lead}" })
                Assert.Contains(Plain(shown), Plain((await browser.PageAsync(place)).QuerySelector("main")!.TextContent), StringComparison.Ordinal);
            Assert.Equal(Due, await DueAsync(task));
            await browser.DoneAsync((await browser.PageAsync($"/crm/follow-ups/{task}/_edit")).QuerySelector("[name='f.dueAt']")!.Closest("form")!, ("f.subject", "Call them " + zone)); // what is not touched stays the instant that it was
            Assert.Equal(Due, await DueAsync(task));
        }
    }

    [Theory]
    [InlineData("2031-03-09T02:30", "2031-03-09T10:30:00Z")] // clocks go from two to three: half past two is half past three
    [InlineData("2031-03-09T01:59", "2031-03-09T09:59:00Z")]
    [InlineData("2031-11-02T00:59", "2031-11-02T07:59:00Z")]
    [InlineData("2031-11-02T02:00", "2031-11-02T10:00:00Z")]
    public async Task Typed_times_mean_what_clocks_show_also_on_the_day_on_which_they_change(string typed, string expected)
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        await browser.DoneAsync(Profile(await browser.PageAsync("/crm/_admin/profile")), ("timeZone", "America/Los_Angeles"));
        var task = await SaveAsync(me, new FollowUp { Subject = "Clocks", DueAt = Due });
        await browser.DoneAsync((await browser.PageAsync($"/crm/follow-ups/{task}/_edit")).QuerySelector("[name='f.dueAt']")!.Closest("form")!, ("f.dueAt", typed));
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), await DueAsync(task));
    }

    [Fact]
    public async Task Lists_filter_by_the_days_of_the_person_and_the_API_by_those_of_the_firm()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        await browser.DoneAsync(Profile(await browser.PageAsync("/crm/_admin/profile")), ("timeZone", "Pacific/Kiritimati"));
        var task = await SaveAsync(me, new FollowUp { Subject = "Told in UTC", DueAt = Due });
        var filter = Uri.EscapeDataString($"id eq '{task}' and dueAt ge 2030-07-01");
        Assert.Contains("Told in UTC", (await browser.PageAsync($"/crm/follow-ups?filter={filter}")).QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        Assert.Empty((await host.Admin.GetAsync($"/api/follow-ups?filter={filter}", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal("2030-06-30T22:15:00Z", (string)(await host.Admin.GetAsync($"/api/follow-ups/{task}", HttpStatusCode.OK))["dueAt"]!);
    }

    [Fact]
    public async Task A_zone_is_chosen_over_the_API_too_and_one_that_is_none_is_refused()
    {
        await host.Admin.JsonAsync("PATCH", "/api/me", """{"timeZone":"Asia/Tokyo"}""", HttpStatusCode.NoContent);
        Assert.Equal("Asia/Tokyo", (string)(await host.Admin.GetAsync($"/api/users/{host.AdminId}", HttpStatusCode.OK))["timeZone"]!);
        await host.Admin.JsonAsync("PATCH", "/api/me", "{}", HttpStatusCode.NoContent);
        Assert.Equal("Asia/Tokyo", (string)(await host.Admin.GetAsync($"/api/users/{host.AdminId}", HttpStatusCode.OK))["timeZone"]!);
        await host.Admin.JsonAsync("PATCH", "/api/me", """{"timeZone":"Nowhere/Land"}""", HttpStatusCode.BadRequest);
        await host.Admin.JsonAsync("PATCH", "/api/me", """{"name":"Me"}""", HttpStatusCode.BadRequest);
        await host.Admin.JsonAsync("PATCH", "/api/me", """{"timeZone":null}""", HttpStatusCode.NoContent);
        var page = await host.Browser.PageAsync("/crm/_admin/profile", language: "zh-CN");
        Assert.Equal("个人设置", page.QuerySelector("h1")!.TextContent);
    }

    private static AngleSharp.Dom.IElement Profile(AngleSharp.Dom.IParentNode page) => page.QuerySelector("main [name=timeZone]")!.Closest("form")!;

    private static string Plain(string text) => text.Replace('\u202f', ' ').Replace('\u00a0', ' ');

    private async Task<DateTimeOffset?> DueAsync(Guid id)
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(host.AdminId));
        return (await session.Records.GetAsync<FollowUp>(id)).DueAt;
    }

    private async Task<Guid> SaveAsync<T>(Guid owner, T record) where T : Records.Record
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(owner));
        return (await session.Records.CreateAsync(record)).Id;
    }
}
