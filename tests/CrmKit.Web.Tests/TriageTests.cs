using System.Net;
using AngleSharp.Dom;
using CrmKit.AspNetCore;
using CrmKit.Cases;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>S104, S105: cases of nobody are classified and given to persons and teams, by page and by rule.</summary>
public sealed class TriageTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task S104_case_is_classified_and_given_to_a_teams_pool_by_one_click_and_taken_from_there()
    {
        var team = await TeamAsync();
        var (me, agent) = await host.BrowserOfAsync("service-agent", team);
        var id = await SaveAsync(new SupportCase { Subject = "Which one is it", Channel = "phone", Description = "It beeps" });
        var row = Row(await host.Browser.PageAsync("/crm/_cases/triage"), id);
        Assert.Contains("It beeps", row.TextContent, StringComparison.Ordinal);
        var button = row.QuerySelector($"button[value='{team}']")!;
        Assert.Equal("to", button.GetAttribute("name"));
        Assert.Equal("/crm/_cases/triage", await host.Browser.DoneAsync(row.QuerySelector("form")!, ("f.category", "defect"), ("f.priority", "high"), ("to", team.ToString())));
        var given = await FindAsync(id);
        Assert.Equal((null, team, "defect", CasePriority.High), (given.OwnerId, given.TeamId, given.Category, given.Priority));

        var mine = Row(await agent.PageAsync("/crm/_cases/triage?category=defect&priority=high"), id);
        Assert.Equal("/crm/_cases/triage?category=defect&priority=high", await agent.DoneAsync(mine.QuerySelector("form")!, ("to", "me")));
        Assert.Equal(me, (await FindAsync(id)).OwnerId);
        Assert.Null((await agent.PageAsync("/crm/_cases/triage")).QuerySelector($"[data-case='{id}']"));
        await host.Browser.SubmitAsync(row.QuerySelector("form")!, HttpStatusCode.Conflict, ("to", "me")); // somebody was first
    }

    [Fact]
    public async Task S104_case_is_given_to_a_person_by_name_and_what_is_wrong_changes_nothing()
    {
        var (_, name) = (await host.BrowserOfAsync("service-agent"), "Triage " + Guid.NewGuid().ToString("N")[..8]);
        var user = Guid.Parse(await host.Admin.CreateAsync("users", $$"""{"name":"{{name}}","email":"{{Guid.NewGuid():N}}@example.com","roles":"service-agent"}"""));
        var id = await SaveAsync(new SupportCase { Subject = "For somebody" });
        var form = Row(await host.Browser.PageAsync("/crm/_cases/triage?category=-"), id).QuerySelector("form")!;
        await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("f.category", "billing"), ("f.ownerId", "Nobody such"));
        Assert.Null((await FindAsync(id)).Category);
        await host.Browser.SubmitAsync(form, HttpStatusCode.BadRequest, ("id", "none"));
        await host.Browser.DoneAsync(form, ("f.category", "billing"), ("f.ownerId", name));
        Assert.Equal((user, "billing"), ((await FindAsync(id)).OwnerId, (await FindAsync(id)).Category));
        var (_, reader) = await host.BrowserOfAsync("reader");
        var other = await SaveAsync(new SupportCase { Subject = "Looked at" });
        var seen = Row(await reader.PageAsync("/crm/_cases/triage"), other);
        Assert.Empty(seen.QuerySelectorAll("button"));
        await reader.SubmitAsync(seen.QuerySelector("form")!, HttpStatusCode.Forbidden, ("to", "me"));
        Assert.Equal("服务单分诊", (await host.Browser.PageAsync("/crm/_cases/triage", language: "zh-CN")).QuerySelector("h1")!.FirstChild!.TextContent.Trim());
    }

    [Fact]
    public async Task S105_records_are_given_to_a_team_on_their_page_and_many_at_once()
    {
        var (name, mark) = ("Department " + Guid.NewGuid().ToString("N")[..8], Guid.NewGuid().ToString("N")[..8]);
        var team = Guid.Parse(await host.Admin.CreateAsync("teams", $$"""{"name":"{{name}}"}"""));
        var one = await SaveAsync(new SupportCase { Subject = "One " + mark }, host.AdminId);
        var page = await host.Browser.PageAsync("/crm/cases/" + one);
        Assert.Contains(page.QuerySelectorAll("#teams option"), o => o.GetAttribute("value") == name);
        var form = page.QuerySelector("form[action$=_assign]")!;
        await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("f.ownerId", ""), ("f.teamId", "No such department"));
        await host.Browser.DoneAsync(form, ("f.ownerId", ""), ("f.teamId", name));
        Assert.Equal((null, team), ((await FindAsync(one)).OwnerId, (await FindAsync(one)).TeamId));
        await host.Browser.DoneAsync(form, ("f.ownerId", host.AdminId.ToString()), ("f.teamId", name));
        Assert.Equal((host.AdminId, team), ((await FindAsync(one)).OwnerId, (await FindAsync(one)).TeamId));

        var two = await SaveAsync(new SupportCase { Subject = "Two " + mark }, host.AdminId);
        var list = await host.Browser.PageAsync($"/crm/cases?filter={Uri.EscapeDataString($"subject endswith '{mark}'")}");
        var asked = await host.Browser.SubmitAsync(list.QuerySelector("main form[method=post]")!, HttpStatusCode.OK, ("act", "owner"), ("all", "true"));
        var preview = await host.Browser.SubmitAsync(asked.QuerySelector("main form[method=post]")!, HttpStatusCode.OK, ("f.ownerId", ""), ("f.teamId", name), ("step", "preview"));
        Assert.All(preview.QuerySelectorAll("tbody tr"), r => Assert.EndsWith(name, r.TextContent.Trim(), StringComparison.Ordinal));
        await host.Browser.SubmitAsync(preview.QuerySelector("main form[method=post]")!, HttpStatusCode.OK, ("step", "do"));
        Assert.All([await FindAsync(one), await FindAsync(two)], c => Assert.Equal((null, team), (c.OwnerId, c.TeamId)));
    }

    [Fact]
    public async Task S104_administrator_says_by_page_who_gets_which_cases_and_takes_it_back()
    {
        var (key, team) = ("web-" + Guid.NewGuid().ToString("N")[..8], await TeamAsync());
        var form = (await host.Browser.PageAsync("/crm/_admin/routing?type=case")).QuerySelector("form[data-act=new]")!;
        Assert.NotNull((await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("is.category", "return"), ("key", key))).QuerySelector("[data-code='assignment.route-to-nobody'], .invalid-feedback"));
        await host.Browser.DoneAsync(form, ("is.category", "return"), ("is.channel", "email"), ("when", "subject startswith 'R'"), ("team", team.ToString()), ("order", "5"), ("key", key));
        var address = (await host.Browser.PageAsync("/crm/_admin/routing")).QuerySelectorAll("tbody a").Single(a => a.TextContent.Trim() == key).GetAttribute("href")!;
        var rule = (await host.Admin.GetAsync("/api/catalog/routing?type=case", HttpStatusCode.OK))["items"]!.AsArray().Single(r => (string)r!["key"]! == key)!;
        Assert.Equal((5, team.ToString()), ((int)rule["order"]!, (string)rule["teamId"]!));
        var made = await host.Admin.CreateAsync("cases", """{"subject":"Returned","category":"return","channel":"email"}""");
        Assert.Equal((null, team), ((await FindAsync(Guid.Parse(made))).OwnerId, (await FindAsync(Guid.Parse(made))).TeamId));
        await host.Browser.DoneAsync((await host.Browser.PageAsync(address)).QuerySelector("form[data-act=save]")!, ("owner", host.AdminId.ToString()));
        await host.Browser.DoneAsync((await host.Browser.PageAsync(address)).QuerySelector("form[data-act=undo]")!);
        await host.Browser.DoneAsync((await host.Browser.PageAsync(address)).QuerySelector("form[data-act=remove]")!);
        Assert.Equal(host.AdminId, (await FindAsync(Guid.Parse(await host.Admin.CreateAsync("cases", """{"subject":"Returned","category":"return","channel":"email"}""")))).OwnerId);
        await host.Admin.JsonAsync("PUT", "/api/catalog/routing/" + key, """{"recordType":"case"}""", HttpStatusCode.UnprocessableEntity);
    }

    private static IElement Row(IParentNode page, Guid id) => page.QuerySelector($"[data-case='{id}']")!;

    private async Task<Guid> TeamAsync() => Guid.Parse(await host.Admin.CreateAsync("teams", $$"""{"name":"!{{Guid.NewGuid():N}}"}""")); // among the first by name

    private async Task<Guid> SaveAsync(SupportCase record, Guid? owner = null)
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(owner is { } user ? Actor.User(user) : Actor.System("test"));
        return (await session.Records.CreateAsync(record)).Id;
    }

    private async Task<SupportCase> FindAsync(Guid id)
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        return await session.Records.GetAsync<SupportCase>(id);
    }
}
