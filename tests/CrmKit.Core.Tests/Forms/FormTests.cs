using CrmKit.Activities;
using CrmKit.Intake;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Forms;

public sealed class FormTests : IAsyncLifetime
{
    private static readonly WebForm Draft = new()
    {
        Name = "Contact",
        Fields = [new("name", IsRequired: true), new("email", IsRequired: true), new("phone"), new("needDescription"), new("score")],
        Values = new Dictionary<string, string> { ["source"] = "landing-page", ["city"] = "Bonn" },
        Consent = new Dictionary<string, string> { ["en"] = "You may write to me.", ["zh-Hans"] = "您可以给我写信。" },
        PerAddress = 3,
        PerHour = 5,
    };

    private readonly TestCrm _crm = new(crm => crm.Services.AddSingleton<ISecretProtector, Sealing>());
    private WebForm _form = null!;

    public async ValueTask InitializeAsync() => _form = await AsAdminAsync(f => f.SaveAsync(Draft));

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S42_What_is_filled_in_is_a_lead_at_once_and_sending_it_twice_changes_nothing()
    {
        var posting = await PostingAsync();
        await SubmitAsync(posting);
        await SubmitAsync(posting);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SubmitAsync(posting)));
        var lead = Assert.Single(await LeadsAsync());
        Assert.Equal(("Ada", "ada@example.com", "landing-page", "Bonn", "Call me", 70), (lead.Name, lead.Email, lead.Source, lead.City, lead.NeedDescription, lead.Score));
        var kept = Assert.Single(await AsAdminAsync(f => f.SubmissionsAsync(_form.Id)));
        Assert.Equal((FormSubmissionStatus.Taken, lead.Id, "您可以给我写信。", null), (kept.Status, kept.LeadId, kept.Consent, kept.Reason));
        Assert.Empty(kept.Values);

        await SubmitAsync(await PostingAsync() with { Values = With("needDescription", "Call me again") }); // the same person: added, not a second lead
        Assert.Single(await LeadsAsync());
    }

    [Fact]
    public async Task S15_S44_answers_to_a_survey_are_kept_with_their_day_counted_and_move_with_the_lead()
    {
        _form = await AsAdminAsync(f => f.SaveAsync(_form with { Questions = Survey }));
        await SubmitAsync(await PostingAsync() with { Values = new Dictionary<string, string>(With("lamp", "Desk")) { ["why"] = "It is bright" } });
        var posting = await PostingAsync() with { Values = With("lamp", "Floor") };
        await SubmitAsync(posting);
        await SubmitAsync(posting); // the same page sent twice
        var lead = Assert.Single(await LeadsAsync());
        await using var session = _crm.OpenSession();
        var answers = await session.Records.ListAsync(new Specification<SurveyAnswer>());
        Assert.Equal(["lamp Desk 您最喜欢哪盏灯？", "lamp Floor 您最喜欢哪盏灯？", "why It is bright Why?"], answers.Select(a => $"{a.Question} {a.Answer} {a.Subject}").Order(StringComparer.Ordinal));
        Assert.All(answers, a => Assert.Equal((lead.Id, "Contact", true), (a.RegardingId!.Value, a.Survey, a.StartsAt <= _crm.Clock.Now)));
        Assert.Contains((await session.Timeline.ForAsync(new("lead", lead.Id))).Items, e => e is { Kind: "survey-answer", Detail.English: "It is bright" });
        Assert.Equal([["Contact", "lamp", "Desk", 1L, 50m], ["Contact", "lamp", "Floor", 1L, 50m], ["Contact", "why", "It is bright", 1L, 100m]], (await session.Reports.RunAsync("answers")).Rows.Select(r => r.ToArray()));
        Assert.Single((await session.Records.QueryAsync(new RecordQuery("lead") { Filter = "any(survey-answers, question eq 'lamp' and answer eq 'Desk')" })).Items);
    }

    [Fact]
    public async Task What_no_question_asks_or_offers_is_refused_and_so_are_questions_that_cannot_be_asked()
    {
        _form = await AsAdminAsync(f => f.SaveAsync(_form with { Questions = Survey }));
        foreach (var (key, value, code) in new[] { ("lamp", "Ceiling", "form.value"), ("lamp", "", "form.required"), ("colour", "red", "form.field-unknown") })
            Assert.Contains((await Assert.ThrowsAsync<CrmValidationException>(async () => await SubmitAsync(await PostingAsync() with { Values = With(key, value) }))).Errors, e => e.Code == code);
        foreach (var wrong in new[] { Survey[0] with { Key = "name" }, Survey[0] with { Key = "Lamp" }, Survey[0] with { Text = new Dictionary<string, string> { ["zh-Hans"] = "?" } }, Survey[0] with { Options = ["Desk", "Desk"] } })
            Assert.Equal("form.questions", (await Assert.ThrowsAsync<CrmValidationException>(() => AsAdminAsync(f => f.SaveAsync(_form with { Questions = [wrong] })))).Errors[0].Code);
        await using var session = _crm.OpenSession();
        Assert.Empty(await session.Records.ListAsync(new Specification<SurveyAnswer>()));
    }

    private static readonly FormQuestion[] Survey =
    [
        new("lamp", new Dictionary<string, string> { ["en"] = "Which lamp?", ["zh-Hans"] = "您最喜欢哪盏灯？" }, IsRequired: true) { Options = ["Desk", "Floor"] },
        new("why", new Dictionary<string, string> { ["en"] = "Why?" }),
    ];

    [Fact]
    public async Task A090_Of_several_who_change_a_form_at_once_one_does_and_the_others_read_it_again()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            try
            {
                return (await AsAdminAsync(f => f.SaveAsync(_form with { Name = $"Form {i}" }))).Name;
            }
            catch (CrmConflictException refused)
            {
                return refused.Error.Code;
            }
        }));
        Assert.Equal(3, outcomes.Count(o => o == "form.conflict"));
        var stored = await AsAdminAsync(f => f.GetAsync(_form.Id));
        Assert.Equal((_form.Version + 1, outcomes.Single(o => o != "form.conflict"), _form.Key), (stored.Version, stored.Name, stored.Key));
        Assert.Equal("After all", (await AsAdminAsync(f => f.SaveAsync(stored with { Name = "After all" }))).Name);
    }

    [Fact]
    public async Task S43_A_message_from_a_new_number_fills_the_base_once_and_the_next_ones_are_added_to_it()
    {
        await using var session = _crm.OpenSession("whatsapp");
        LeadSignal Message(string key, string phone, string text) => new() { Source = "whatsapp", Key = key, Phone = phone, Channel = "chat", Message = text };
        var results = await session.Intake.CaptureAsync([Message("wamid.1", "+4930901820", "Hello"), Message("wamid.2", "+49 30 901820", "Are you there?"), Message("wamid.1", "+4930901820", "Hello")]);
        Assert.Equal([IntakeOutcome.Created, IntakeOutcome.Added, IntakeOutcome.Repeated], results.Select(r => r.Outcome));
        Assert.Equal("+4930901820", Assert.Single(await LeadsAsync()).Phone);
        Assert.Equal(1, await session.Records.CountAsync(new Specification<ChannelMessage>()));
    }

    [Theory]
    [InlineData("trap"), InlineData("too-fast"), InlineData("links")]
    public async Task What_looks_like_spam_is_set_apart_not_lost_and_a_person_decides(string reason)
    {
        async Task<FormPosting> SpamAsync() => reason switch
        {
            "trap" => await PostingAsync() with { Trap = "https://spam.example" },
            "too-fast" => await PostingAsync(wait: 1),
            _ => await PostingAsync() with { Values = With("needDescription", "http://a.example http://b.example https://c.example") },
        };
        await SubmitAsync(await SpamAsync());
        await SubmitAsync(await SpamAsync());
        Assert.Empty(await LeadsAsync());
        var apart = await AsAdminAsync(f => f.SubmissionsAsync(_form.Id, FormSubmissionStatus.Quarantined));
        Assert.All(apart, s => Assert.Equal((reason, "Ada"), (s.Reason, s.Values["name"])));
        await AsAdminAsync(async f => { await f.DiscardAsync(apart[0].Id); return 0; });
        var lead = await AsAdminAsync(f => f.ReleaseAsync(apart[1].Id));
        Assert.Equal(lead.Id, Assert.Single(await LeadsAsync()).Id);
        Assert.All(await AsAdminAsync(f => f.SubmissionsAsync(_form.Id)), s => Assert.Empty(s.Values));
        Assert.Equal("form.submission-not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => AsAdminAsync(f => f.ReleaseAsync(apart[1].Id)))).Error.Code);
    }

    [Fact]
    public async Task What_is_wrong_is_told_by_field_and_nothing_is_kept()
    {
        foreach (var (posting, code) in (((FormPosting, string)[])
            [(await PostingAsync() with { Token = "made up" }, "form.token"), (await PostingAsync() with { Token = "" }, "form.token"), (await PostingAsync(wait: 25 * 3600), "form.token"), (await PostingAsync() with { Consents = false }, "form.consent"),
             (await PostingAsync() with { Values = With("email", " ") }, "form.required"), (await PostingAsync() with { Values = With("score", "much") }, "form.value"), (await PostingAsync() with { Values = With("email", "nobody") }, "field.email"),
             (await PostingAsync() with { Values = With("ownerId", Guid.NewGuid().ToString()) }, "form.field-unknown"), (await PostingAsync() with { Values = With("source", "mine") }, "form.field-unknown"), (await PostingAsync() with { Values = With("name", new string('x', 10_000)) }, "field.too-long")]))
        {
            var refusal = await Assert.ThrowsAsync<CrmValidationException>(() => SubmitAsync(posting));
            Assert.True(refusal.Errors[0].Code == code || code.StartsWith("field.", StringComparison.Ordinal) && refusal.Errors[0].Field is "email" or "name", $"{code}: {refusal.Error.Code}");
        }
        var other = await AsAdminAsync(f => f.SaveAsync(Draft with { Name = "Other" }));
        Assert.Equal("form.token", (await Assert.ThrowsAsync<CrmValidationException>(async () => await SubmitAsync(await PostingAsync(), other))).Error.Code); // a token is one form's
        Assert.Empty(await LeadsAsync());
        Assert.Empty(await AsAdminAsync(f => f.SubmissionsAsync(_form.Id)));
    }

    [Fact]
    public async Task A096_Too_much_from_one_address_or_in_all_is_refused_until_an_hour_has_passed()
    {
        async Task SendAsync(string address) => await SubmitAsync(await PostingAsync() with { Address = address });
        for (var i = 0; i < 3; i++) await SendAsync($"2001:db8:1:2::{i + 1}");
        Assert.Equal("form.limit", (await Assert.ThrowsAsync<CrmRuleException>(() => SendAsync("2001:db8:1:2:ffff::9"))).Error.Code); // one household
        await SendAsync("192.0.2.1");
        await SendAsync("192.0.2.2");
        Assert.Equal("form.limit", (await Assert.ThrowsAsync<CrmRuleException>(() => SendAsync("192.0.2.3"))).Error.Code);
        _crm.Clock.Advance(TimeSpan.FromHours(1));
        await SendAsync("192.0.2.3");
        Assert.Equal(6, (await AsAdminAsync(f => f.SubmissionsAsync(_form.Id))).Count);
    }

    [Fact]
    public async Task Forms_that_could_not_work_are_refused_and_all_of_it_is_for_administrators()
    {
        foreach (var (form, code) in ((WebForm, string)[])
            [(Draft with { Name = "" }, "form.name"), (Draft with { Fields = [] }, "form.fields"), (Draft with { Fields = [new("name", true), new("ownerId")] }, "form.fields"), (Draft with { Fields = [new("name", true), new("stage")] }, "form.fields"),
             (Draft with { Fields = [new("name", true), new("name")] }, "form.fields"), (Draft with { Fields = [new("email"), new("score", true)] }, "form.contact"), (Draft with { Values = new Dictionary<string, string> { ["email"] = "a@example.com" } }, "form.values"),
             (Draft with { Values = new Dictionary<string, string> { ["createdAt"] = "2026-01-01" } }, "form.values"), (Draft with { Values = new Dictionary<string, string> { ["source"] = "a b" } }, "form.values"),
             (Draft with { Consent = new Dictionary<string, string> { ["de"] = "Ja" } }, "form.texts"), (Draft with { RedirectUrl = "javascript:alert(1)" }, "form.redirect"), (Draft with { RedirectUrl = "//example.com" }, "form.redirect"),
             (Draft with { Origins = ["*"] }, "form.origins"), (Draft with { Origins = ["https://example.com/"] }, "form.origins"), (Draft with { Origins = ["https://example.com; script-src *"] }, "form.origins"), (Draft with { MinimumSeconds = 61 }, "form.limits")])
            Assert.Contains(code, (await Assert.ThrowsAsync<CrmValidationException>(() => AsAdminAsync(f => f.SaveAsync(form)))).Errors.Select(e => e.Code));

        await using var session = _crm.OpenSession(await _crm.AddUserAsync("Rep", "sales-rep"));
        foreach (var act in (Func<IForms, Task>[])[f => f.ListAsync(), f => f.GetAsync(_form.Id), f => f.SaveAsync(Draft), f => f.RemoveAsync(_form.Id), f => f.SubmissionsAsync(_form.Id), f => f.ReleaseAsync(Guid.NewGuid()), f => f.DiscardAsync(Guid.NewGuid())])
            Assert.Equal("form.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => act(session.Forms))).Error.Code);
        await using var foreign = _crm.Crm.OpenSession(Actor.System("test"), tenantId: "other");
        Assert.Equal("form.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => foreign.Forms.FindAsync(_form.Key))).Error.Code);

        await AsAdminAsync(f => f.SaveAsync(_form with { IsActive = false }));
        Assert.Equal("form.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => AsAdminAsync(f => f.FindAsync(_form.Key)))).Error.Code);
    }

    private static Dictionary<string, string> With(string key, string value)
    {
        var values = new Dictionary<string, string> { ["name"] = "Ada", ["email"] = "ada@example.com", ["needDescription"] = "Call me", ["score"] = "70", [key] = value };
        return values;
    }

    // Filled in by somebody who needs a moment.
    private async Task<FormPosting> PostingAsync(int wait = 5)
    {
        var token = await AsAdminAsync(f => Task.FromResult(f.NewToken(_form)));
        _crm.Clock.Advance(TimeSpan.FromSeconds(wait));
        var posting = new FormPosting { Token = token, Values = With("name", "Ada"), Consents = true, Language = "zh-Hans", Address = "192.0.2.77" };
        return posting;
    }

    private async Task SubmitAsync(FormPosting posting, WebForm? form = null)
    {
        await using var session = _crm.OpenSession("web form");
        await session.Forms.SubmitAsync(form ?? _form, posting);
    }

    private async Task<T> AsAdminAsync<T>(Func<IForms, Task<T>> act)
    {
        await using var session = _crm.OpenSession();
        return await act(session.Forms);
    }

    private async Task<IReadOnlyList<Lead>> LeadsAsync()
    {
        await using var session = _crm.OpenSession();
        return await session.Records.ListAsync(new Specification<Lead>());
    }

    private sealed class Sealing : ISecretProtector
    {
        public string Protect(string purpose, string secret) => $"{purpose}!{secret}";

        public string? Unprotect(string purpose, string protectedText) => protectedText.StartsWith(purpose + "!", StringComparison.Ordinal) ? protectedText[(purpose.Length + 1)..] : null;
    }
}
