using System.Net;
using CrmKit.AspNetCore;
using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Cases;
using CrmKit.Effects;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>A host that has something to send mail by.</summary>
public sealed class SendingHost : WebHost
{
    protected override void Configure(IServiceCollection services) => services.AddCrmKit(crm => crm.AddPlugin("sender", new Sender()));

    private sealed class Sender : CrmPlugin
    {
        public override void Configure(ICrmPluginBuilder plugin) => plugin.AddEffectExecutor<Nowhere>("mail");
    }

    private sealed class Nowhere : IEffectExecutor
    {
        public ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken) => default;
    }
}

/// <summary>S107: customers are answered beside the queue.</summary>
public sealed class CaseAnswerPageTests(SendingHost host) : IClassFixture<SendingHost>
{
    [Fact]
    public async Task S107_customer_is_answered_beside_the_queue_and_the_case_waits_for_him()
    {
        var contact = await SaveAsync(new Contact { LastName = "Wong", Email = "wong@example.com" });
        var id = await SaveAsync(new SupportCase { Subject = "It drips", ContactId = contact });
        await SaveAsync(new ChannelMessage { Subject = "Still", Direction = ActivityDirection.Incoming, Channel = "messenger", Platform = "whatsapp", Address = "+4930123456", RegardingType = "case", RegardingId = id });
        var page = await host.Browser.PageAsync($"/crm/_cases?view=all&case={id}");
        var form = page.QuerySelector("[data-form=answer]")!;
        Assert.Equal(["E-mail · wong@example.com"], form.QuerySelectorAll("[name=channel] option").Select(o => o.TextContent));
        Assert.Contains("messenger", form.QuerySelector("#answer-why")!.TextContent, StringComparison.Ordinal); // nothing sends there
        Assert.Equal("waiting", form.QuerySelector("[name=stage] option[selected]")!.GetAttribute("value"));

        var refused = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("text", "Hello"), ("channel", "messenger"));
        Assert.Equal("Hello", refused.QuerySelector("[data-form=answer] textarea")!.TextContent.Trim());
        Assert.Equal($"/crm/_cases?view=all&case={id}", await host.Browser.DoneAsync(form, ("text", "We come\r\nat noon")));
        page = await host.Browser.PageAsync($"/crm/_cases?view=all&case={id}");
        Assert.Contains(page.QuerySelectorAll("#conversation li[data-said=out]"), l => l.TextContent.Contains("We come\nat noon", StringComparison.Ordinal));
        Assert.Null(page.QuerySelector("[data-form=answered]")); // it is
        Assert.Null(page.QuerySelector("[data-form=answer] [name=stage] option[selected]")); // it waits already
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        var item = await session.Records.GetAsync<SupportCase>(id);
        Assert.Equal("waiting", item.StageKey);
        Assert.NotNull(item.FirstRespondedAt);
        Assert.Equal("回复客户", (await host.Browser.PageAsync($"/crm/_cases?view=all&case={id}", language: "zh-CN")).QuerySelector("#answer h3")!.TextContent);
    }

    [Fact]
    public async Task S107_button_says_why_nothing_can_be_sent_and_who_may_only_read_has_none()
    {
        var id = await SaveAsync(new SupportCase { Subject = "Of nobody we know" });
        var form = (await host.Browser.PageAsync($"/crm/_cases?view=all&case={id}")).QuerySelector("[data-form=answer]")!;
        Assert.True(form.QuerySelector("button")!.HasAttribute("disabled"));
        Assert.NotEqual("", form.QuerySelector("#answer-why")!.TextContent.Trim());
        var (_, reader) = await host.BrowserOfAsync("reader");
        Assert.Null((await reader.PageAsync($"/crm/_cases?view=all&case={id}")).QuerySelector("[data-form=answer]"));
    }

    [Fact]
    public async Task S107_programs_ask_for_the_ways_and_answer_over_them()
    {
        var contact = await SaveAsync(new Contact { LastName = "Wong", Email = "wong@example.com" });
        var id = await SaveAsync(new SupportCase { Subject = "It drips", ContactId = contact });
        var ways = (await host.Admin.GetAsync($"/api/cases/{id}/answers", HttpStatusCode.OK))["items"]!;
        Assert.Equal(("email", "wong@example.com", true), ((string)ways[0]!["channel"]!, (string)ways[0]!["address"]!, (bool)ways[0]!["works"]!));
        var said = await host.Admin.JsonAsync("POST", $"/api/cases/{id}/answers", """{"channel":"email","text":"We come at noon","stage":"waiting"}""", HttpStatusCode.Created);
        Assert.Equal("wong@example.com", (string)(await host.Admin.GetAsync($"/api/email-messages/{(string)said["id"]!}", HttpStatusCode.OK))["toAddresses"]!);
        Assert.Equal("case.answer-address", (await host.Admin.JsonAsync("POST", $"/api/cases/{id}/answers", """{"channel":"sms","text":"Hello"}""", HttpStatusCode.UnprocessableEntity)).Code());
    }

    private async Task<Guid> SaveAsync<T>(T record) where T : Records.Record
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(host.AdminId));
        return (await session.Records.CreateAsync(record)).Id;
    }
}
