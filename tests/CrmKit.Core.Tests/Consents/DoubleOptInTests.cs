using System.Collections.Concurrent;
using System.Text.Json;
using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Forms;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Consents;

/// <summary>Forms whose consent counts once a link in a mail was followed, on each database.</summary>
public sealed class DoubleOptInTests : IAsyncLifetime
{
    private readonly TestCrm _crm = new(
        crm =>
        {
            crm.Services.AddSingleton<ISecretProtector, Sealing>();
            crm.Configure(o => o.FormsUrl = new Uri("https://www.example.com/forms"));
        },
        plugin => plugin.AddEffectExecutor<Postman>("mail"));

    private WebForm _form = null!;
    private int _turn;

    public async ValueTask InitializeAsync()
    {
        Postman.Sent.Clear();
        await using var session = _crm.OpenSession();
        _form = await session.Forms.SaveAsync(Draft);
    }

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S46_A_newsletter_is_allowed_once_the_link_in_the_mail_was_followed_and_not_before()
    {
        var lead = await SubmitAsync("Ada@Example.com", "zh-Hant");
        Assert.Equal((false, ConsentReason.NotConfirmed), await MayAsync(lead));
        var mail = Assert.Single(await MailAsync());
        Assert.Equal(("ada@example.com", "consent.confirm", "zh-Hant", "請確認"), (Text(mail, "to"), Text(mail, "template"), Text(mail, "language"), Text(mail, "subject")));
        Assert.StartsWith("https://www.example.com/forms/consents/", Text(mail, "link"), StringComparison.Ordinal);
        Assert.Contains(Text(mail, "link"), Text(mail, "text"), StringComparison.Ordinal);

        var token = TokenOf(mail);
        await using var session = _crm.OpenSession("web form");
        Assert.Equal((ConsentAct.Given, "newsletter", "您可以寫信給我。", false), Link(await session.Consents.FindLinkAsync(token)));
        Assert.Equal((false, ConsentReason.NotConfirmed), await MayAsync(lead)); // programs that look at links confirm nothing
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var one = _crm.OpenSession("web form");
            Assert.True((await one.Consents.FollowLinkAsync(token)).IsDone);
        }));
        Assert.Equal((true, ConsentReason.Given), await MayAsync(lead));
        var proofs = await session.Consents.ListAsync(new RecordRef("lead", lead));
        Assert.Equal([(ConsentAct.Given, ConsentMethod.Link), (ConsentAct.Asked, ConsentMethod.Form)], proofs.Select(p => (p.Act, p.Method)));
        Assert.Equal(("192.0.2.7", "您可以寫信給我。"), (proofs[1].Network, proofs[1].Text));
        Assert.Contains("Newsletter", proofs[1].Evidence!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_came_too_late_confirms_nothing()
    {
        var lead = await SubmitAsync("ada@example.com");
        var token = TokenOf(Assert.Single(await MailAsync()));
        _crm.Clock.Advance(ConsentLinks.Age);
        await using var session = _crm.OpenSession("web form");
        Assert.Equal("consent.link-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Consents.FollowLinkAsync(token))).Error.Code);
        Assert.Equal((false, ConsentReason.NotConfirmed), await MayAsync(lead));
        await SubmitAsync("ada@example.com"); // once more, then
        await session.Consents.FollowLinkAsync(TokenOf((await MailAsync())[^1]));
        Assert.Equal((true, ConsentReason.Given), await MayAsync(lead));
    }

    [Fact]
    public async Task Somebody_elses_mailbox_is_not_filled_and_whoever_confirmed_is_not_asked_again()
    {
        for (var i = 0; i < 4; i++) await SubmitAsync("ada@example.com");
        var mail = Assert.Single(await MailAsync());
        await using var session = _crm.OpenSession("web form");
        await session.Consents.FollowLinkAsync(TokenOf(mail));
        _crm.Clock.Advance(TimeSpan.FromHours(2));
        await SubmitAsync("ada@example.com");
        Assert.Single(await MailAsync());
    }

    [Fact]
    public async Task An_erased_person_leaves_no_link_behind_and_no_mail_that_waits()
    {
        var lead = await SubmitAsync("ada@example.com");
        await using var session = _crm.OpenSession();
        await session.Persons.EraseAsync(new RecordRef("lead", lead));
        Assert.Empty(await MailAsync());
        Assert.All(await session.Consents.ListAsync(new RecordRef("lead", lead)), p => Assert.Equal((null, null, null), (p.Address, p.Network, p.Evidence)));
    }

    [Fact]
    public async Task What_was_set_apart_as_spam_is_asked_about_when_a_person_lets_it_in()
    {
        await SubmitAsync("ada@example.com", trap: "https://spam.example", expectsLead: false);
        Assert.Empty(await MailAsync());
        await using var session = _crm.OpenSession();
        var apart = Assert.Single(await session.Forms.SubmissionsAsync(_form.Id, FormSubmissionStatus.Quarantined));
        Assert.Equal("You may write to me.", apart.Consent);
        var lead = await session.Forms.ReleaseAsync(apart.Id);
        Assert.Equal("You may write to me.", Assert.Single(await session.Forms.SubmissionsAsync(_form.Id)).Consent);
        await session.Consents.FollowLinkAsync(TokenOf(Assert.Single(await MailAsync())));
        Assert.Equal((true, ConsentReason.Given), await MayAsync(lead.Id));
    }

    [Fact]
    public async Task A_form_that_could_ask_nobody_is_refused()
    {
        await using var session = _crm.OpenSession();
        foreach (var (form, code) in (((WebForm, string)[])
            [(Draft with { Consent = new Dictionary<string, string>() }, "form.confirmation"), (Draft with { Fields = [new("name", true), new("email")] }, "form.confirmation"), (Draft with { ConsentPurpose = "News" }, "consent.purpose")]))
            Assert.Equal(code, (await Assert.ThrowsAsync<CrmValidationException>(() => session.Forms.SaveAsync(form))).Error.Code);
        await using var nowhere = new TestCrm(crm => crm.Services.AddSingleton<ISecretProtector, Sealing>());
        await using var there = nowhere.OpenSession();
        Assert.Equal("form.confirmation", (await Assert.ThrowsAsync<CrmValidationException>(() => there.Forms.SaveAsync(Draft))).Error.Code);
    }

    private static WebForm Draft { get; } = new()
    {
        Name = "Newsletter",
        Fields = [new("name"), new("email", IsRequired: true)],
        Consent = new Dictionary<string, string> { ["en"] = "You may write to me.", ["zh-Hant"] = "您可以寫信給我。" },
        ConsentPurpose = "newsletter",
        IsConfirmedByMail = true,
    };

    private async Task<Guid> SubmitAsync(string email, string language = "en", string? trap = null, bool expectsLead = true)
    {
        await using var session = _crm.OpenSession("web form");
        var token = session.Forms.NewToken(_form);
        _crm.Clock.Advance(TimeSpan.FromSeconds(5));
        await session.Forms.SubmitAsync(_form, new FormPosting
        {
            Token = token, Values = new Dictionary<string, string> { ["name"] = $"Ada {++_turn}", ["email"] = email }, Consents = true, Language = language, Address = "192.0.2.7", Trap = trap,
        });
        var leads = await session.Records.ListAsync(new Specification<Lead>());
        return expectsLead ? Assert.Single(leads).Id : Guid.Empty;
    }

    private async Task<IReadOnlyList<JsonElement>> MailAsync()
    {
        await _crm.Services.GetRequiredService<IDispatcher>().DrainAsync();
        return [.. Postman.Sent];
    }

    private async Task<(bool, ConsentReason)> MayAsync(Guid lead)
    {
        await using var session = _crm.OpenSession();
        var answer = (await session.Consents.MayAsync([new ConsentQuestion(new RecordRef("lead", lead), "newsletter")]))[0];
        return (answer.MaySend, answer.Reason);
    }

    private static (ConsentAct, string, string?, bool) Link(ConsentLink link) => (link.Act, link.Purpose, link.Text, link.IsDone);

    private static string Text(JsonElement mail, string key) => mail.GetProperty(key).GetString()!;

    private static string TokenOf(JsonElement mail) => Text(mail, "link").Split('/')[^1];

    private sealed class Postman : IEffectExecutor
    {
        public static ConcurrentQueue<JsonElement> Sent { get; } = new();

        public ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken)
        {
            Sent.Enqueue(effect.Payload.Clone());
            return default;
        }
    }

    private sealed class Sealing : ISecretProtector
    {
        public string Protect(string purpose, string secret) => $"{purpose}!{new string([.. secret.Reverse()])}";

        public string? Unprotect(string purpose, string protectedText) => protectedText.StartsWith(purpose + "!", StringComparison.Ordinal) ? new string([.. protectedText[(purpose.Length + 1)..].Reverse()]) : null;
    }
}
