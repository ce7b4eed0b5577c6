using System.Text;
using System.Text.Json;
using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Conversions;
using CrmKit.Intake;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Record = CrmKit.Records.Record;

namespace CrmKit.Consents;

/// <summary>Proofs of consent and what they allow, on each database.</summary>
public sealed class ConsentTests : IAsyncLifetime
{
    private readonly TestCrm _crm = new(crm => crm.Configure(o => o.FormsUrl = new Uri("https://www.example.com/forms/")));
    private Contact _ada = null!;

    public async ValueTask InitializeAsync() => _ada = await _crm.AddAsync(new Contact { LastName = "Lovelace", Email = "ada@example.com", Phone = "+4930901820" });

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S132_Nobody_is_written_to_who_did_not_allow_it_and_the_newest_act_decides()
    {
        Assert.Equal((false, ConsentReason.NeverGiven), await MayAsync(_ada));
        await AddAsync(_ada, ConsentAct.Given);
        Assert.Equal((true, ConsentReason.Given), await MayAsync(_ada));
        Assert.Equal((false, ConsentReason.NeverGiven), await MayAsync(_ada, purpose: "birthday"));
        Assert.Equal((false, ConsentReason.NeverGiven), await MayAsync(_ada, ConsentChannel.Phone));
        _crm.Clock.Advance(TimeSpan.FromDays(1));
        await AddAsync(_ada, ConsentAct.Withdrawn);
        Assert.Equal((false, ConsentReason.Withdrawn), await MayAsync(_ada));
        await AddAsync(_ada, ConsentAct.Given, at: _crm.Clock.Now - TimeSpan.FromHours(1)); // found later, and older
        Assert.Equal((false, ConsentReason.Withdrawn), await MayAsync(_ada));
        _crm.Clock.Advance(TimeSpan.FromDays(1));
        await AddAsync(_ada, ConsentAct.Given);
        Assert.Equal((true, ConsentReason.Given), await MayAsync(_ada));
        Assert.Equal([ConsentAct.Given, ConsentAct.Withdrawn, ConsentAct.Given, ConsentAct.Given], (await ListAsync(_ada)).Select(c => c.Act)); // nothing is written over
    }

    [Fact]
    public async Task A093_Withdrawn_bounced_deleted_moved_and_other_consents_are_never_sent_to_and_the_reason_is_told()
    {
        await AddAsync(_ada, ConsentAct.Given);
        await using var session = _crm.OpenSession();
        var twin = await _crm.AddAsync(new Contact { LastName = "Byron", Email = "ada@example.com" });
        await AddAsync(twin, ConsentAct.Given);
        _crm.Clock.Advance(TimeSpan.FromMinutes(1));
        await AddAsync(twin, ConsentAct.Withdrawn); // whoever has the address wants no more
        Assert.Equal((false, ConsentReason.Withdrawn), await MayAsync(_ada));
        _crm.Clock.Advance(TimeSpan.FromMinutes(1));
        await AddAsync(_ada, ConsentAct.Given);

        await SetEmailAsync("new@example.com");
        Assert.Equal((false, ConsentReason.OtherAddress), await MayAsync(_ada));
        await SetEmailAsync(null);
        Assert.Equal((false, ConsentReason.NoAddress), await MayAsync(_ada));
        await SetEmailAsync("ada@example.com");
        await session.Intake.BounceAsync([new EmailBounce("ada@example.com")]);
        Assert.Equal((false, ConsentReason.Bounced), await MayAsync(_ada));
        await session.Records.DeleteAsync(new RecordRef("contact", _ada.Id));
        Assert.Equal((false, ConsentReason.Gone), await MayAsync(_ada));
    }

    [Fact]
    public async Task Consents_follow_merges_and_conversions_and_part_again_when_a_merge_is_undone()
    {
        var lead = await _crm.AddAsync(new Lead { Name = "Ada", Email = "ada@example.com" });
        await AddAsync(lead, ConsentAct.Given);
        await using var session = _crm.OpenSession();
        var made = await session.Conversions.ConvertAsync(new RecordRef("lead", lead.Id));
        var contact = made.Created.Concat(made.Matched).Single(r => r.Type == "contact");
        Assert.True((await session.Consents.MayAsync([new ConsentQuestion(contact, "newsletter")]))[0].MaySend);
        Assert.Equal(ConsentAct.Given, Assert.Single(await session.Consents.ListAsync(contact)).Act);
        var winner = await _crm.AddAsync(new Contact { LastName = "Lovelace-King", Email = "ada@example.com" });
        var other = await _crm.AddAsync(new Contact { LastName = "A. Lovelace", Email = "ada@example.com" });
        await AddAsync(other, ConsentAct.Given);
        Assert.Equal((false, ConsentReason.NeverGiven), await MayAsync(winner));
        var merged = (await session.Records.MergeAsync([new MergeRequest(new RecordRef("contact", winner.Id), new RecordRef("contact", other.Id))]))[0];
        Assert.Equal((true, ConsentReason.Given), await MayAsync(winner));
        Assert.Single(await ListAsync(winner));
        await session.Records.UnmergeAsync([merged.MergeId!.Value]);
        Assert.Equal((false, ConsentReason.NeverGiven), await MayAsync(winner));
        Assert.Equal((true, ConsentReason.Given), await MayAsync(other));
    }

    [Fact]
    public async Task Consents_take_the_rights_to_the_record_and_what_is_wrong_with_them_is_told()
    {
        var (owner, reader) = (await _crm.AddUserAsync("Rep", "sales-rep"), await _crm.AddUserAsync("Reader", "reader"));
        await using (var session = _crm.OpenSession(reader))
        {
            Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Consents.AddAsync([Draft(_ada, ConsentAct.Given)]))).Error.Code);
            Assert.Empty(await session.Consents.ListAsync(new RecordRef("contact", _ada.Id)));
        }
        var foreign = await _crm.AddAsync(new Lead { Name = "Not his" });
        await using (var session = _crm.OpenSession(owner))
        {
            Assert.Equal("record.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Consents.ListAsync(new RecordRef("lead", foreign.Id)))).Error.Code);
            Assert.Equal("record.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Consents.MayAsync([new(new RecordRef("lead", foreign.Id), "newsletter")]))).Error.Code);
        }
        await using var system = _crm.OpenSession();
        var account = await _crm.AddAsync(new Account { Name = "Acme" });
        foreach (var (draft, code) in (((ConsentDraft, string)[])
            [(Draft(_ada, ConsentAct.Given) with { Purpose = "News Letter" }, "consent.purpose"), (Draft(_ada, ConsentAct.Asked), "consent.act"), (Draft(_ada, ConsentAct.Given) with { Method = ConsentMethod.Link }, "consent.act"),
             (Draft(_ada, ConsentAct.Given) with { At = _crm.Clock.Now + TimeSpan.FromHours(1) }, "consent.at"), (Draft(_ada, ConsentAct.Given) with { Evidence = new string('x', 4_001) }, "consent.text"), (Draft(_ada, ConsentAct.Given) with { Person = new RecordRef("account", account.Id) }, "consent.type")]))
            Assert.Equal(code, (await Assert.ThrowsAsync<CrmValidationException>(() => system.Consents.AddAsync([Draft(_ada, ConsentAct.Given), draft]))).Error.Code);
        Assert.Empty(await ListAsync(_ada));
    }

    [Fact]
    public async Task A_person_gets_his_proofs_the_timeline_shows_them_and_an_erasure_leaves_what_must_be_shown()
    {
        await using var session = _crm.OpenSession();
        await session.Consents.AddAsync([Draft(_ada, ConsentAct.Given) with { Text = "You may write to me.", Evidence = "said on the phone to Quastenflosser" }]);
        Assert.Contains((await session.Timeline.ForAsync(new RecordRef("contact", _ada.Id))).Items, e => e.Kind == "consent" && e.Detail?.English == "You may write to me.");
        using var file = new MemoryStream();
        await session.Persons.WriteExportAsync((await session.Persons.RequestExportAsync(new RecordRef("contact", _ada.Id))).Token, file);
        var proof = JsonDocument.Parse(Encoding.UTF8.GetString(file.ToArray())).RootElement.GetProperty("consents")[0];
        Assert.Equal(("given", "newsletter", "ada@example.com", "You may write to me."), (proof.GetProperty("act").GetString(), proof.GetProperty("purpose").GetString(), proof.GetProperty("address").GetString(), proof.GetProperty("text").GetString()));

        var report = await session.Persons.EraseAsync(new RecordRef("contact", _ada.Id));
        Assert.Equal(1, report.Traces["consents"]);
        var kept = Assert.Single(await ListAsync(_ada));
        Assert.Equal((ConsentAct.Given, "newsletter", null, null, "You may write to me."), (kept.Act, kept.Purpose, kept.Address, kept.Evidence, kept.Text));
        Assert.Equal((false, ConsentReason.Gone), await MayAsync(_ada));
    }

    [Fact]
    public async Task Mail_holds_a_link_by_which_the_person_withdraws_once_and_for_good()
    {
        await AddAsync(_ada, ConsentAct.Given);
        await using var session = _crm.OpenSession();
        var answer = (await session.Consents.MayAsync([Question(_ada)]))[0];
        Assert.StartsWith("https://www.example.com/forms/consents/", answer.WithdrawUrl!.AbsoluteUri, StringComparison.Ordinal);
        var token = answer.WithdrawUrl.Segments[^1];
        Assert.False((await session.Consents.FindLinkAsync(token)).IsDone);
        Assert.Equal((true, ConsentReason.Given), await MayAsync(_ada)); // looking does nothing
        _crm.Clock.Advance(TimeSpan.FromDays(400));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var one = _crm.OpenSession();
            Assert.True((await one.Consents.FollowLinkAsync(token)).IsDone);
        }));
        Assert.Equal((false, ConsentReason.Withdrawn), await MayAsync(_ada));
        Assert.Equal(2, (await ListAsync(_ada)).Count);
        Assert.Null((await session.Consents.MayAsync([Question(_ada)]))[0].WithdrawUrl);
        Assert.Equal("consent.link-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Consents.FollowLinkAsync("made-up"))).Error.Code);
        await using var foreign = _crm.Crm.OpenSession(Actor.System("test"), tenantId: "other");
        await Assert.ThrowsAsync<CrmNotFoundException>(() => foreign.Consents.FollowLinkAsync(token));
    }

    [Fact]
    public async Task A019_Address_that_one_may_not_read_is_in_no_proof_and_no_answer()
    {
        await using var crm = new TestCrm(plugin: p => p.Role(new RoleDefinition
        {
            Key = "test.blind", Label = new("Blind"), Permissions = [new("contact", Operations.Work, AccessScope.All)], Restrictions = [new("contact", "email", CanRead: false, CanWrite: false)],
        }));
        var ada = await crm.AddAsync(new Contact { LastName = "Lovelace", Email = "ada@example.com", Phone = "+4930901820" });
        await using var session = crm.OpenSession(await crm.AddUserAsync("Blind", "test.blind"));
        Assert.Null(Assert.Single(await session.Consents.AddAsync([Draft(ada, ConsentAct.Given)])).Address);
        Assert.Null(Assert.Single(await session.Consents.ListAsync(Ref(ada))).Address);
        var answer = Assert.Single(await session.Consents.MayAsync([Question(ada)]));
        Assert.Equal((true, null, null), (answer.MaySend, answer.Address, answer.Proof!.Address));
        Assert.Equal("+4930901820", Assert.Single(await session.Consents.MayAsync([Question(ada, ConsentChannel.Phone)])).Address);
        await using var all = crm.OpenSession();
        Assert.Equal("ada@example.com", Assert.Single(await all.Consents.MayAsync([Question(ada)])).Address);
    }

    [Fact]
    public async Task A026_Proof_of_another_record_with_the_same_address_decides_and_is_not_shown()
    {
        var twin = await _crm.AddAsync(new Contact { LastName = "Byron", Email = "ada@example.com" });
        await AddAsync(_ada, ConsentAct.Given);
        _crm.Clock.Advance(TimeSpan.FromMinutes(1));
        await AddAsync(twin, ConsentAct.Withdrawn);
        await using var session = _crm.OpenSession();
        var answers = await session.Consents.MayAsync([Question(_ada), Question(twin)]);
        Assert.Equal([(ConsentReason.Withdrawn, true), (ConsentReason.Withdrawn, false)], answers.Select(a => (a.Reason, a.Proof is null)));
    }

    [Fact]
    public async Task Links_of_another_tenant_lead_to_where_its_forms_are_or_are_not_made()
    {
        await using var crm = new TestCrm(crm => crm.Configure(o => (o.FormsUrl, o.TenantFormsUrl) = (new Uri("https://www.example.com/forms"), tenant => tenant == "acme" ? new Uri("https://acme.example.com/forms/") : null)));
        foreach (var (tenant, link) in new[] { ("acme", "https://acme.example.com/forms/consents/"), ("bolt", null) })
        {
            await using var session = crm.Crm.OpenSession(Actor.System("test"), tenantId: tenant);
            var ada = await session.Records.CreateAsync(new Contact { LastName = "Lovelace", Email = "ada@example.com" });
            await session.Consents.AddAsync([Draft(ada, ConsentAct.Given)]);
            var answer = Assert.Single(await session.Consents.MayAsync([Question(ada)]));
            Assert.Equal((true, link is null), (answer.MaySend, answer.WithdrawUrl is null));
            if (link is not null) Assert.StartsWith(link, answer.WithdrawUrl!.AbsoluteUri, StringComparison.Ordinal);
        }
    }

    private static RecordRef Ref(Record record) => new(record is Lead ? "lead" : "contact", record.Id);

    private static ConsentDraft Draft(Record person, ConsentAct act) => new(Ref(person), "newsletter", ConsentChannel.Email, act, ConsentMethod.Hand);

    private static ConsentQuestion Question(Record person, ConsentChannel channel = ConsentChannel.Email, string purpose = "newsletter") => new(Ref(person), purpose, channel);

    private async Task AddAsync(Record person, ConsentAct act, DateTimeOffset? at = null)
    {
        await using var session = _crm.OpenSession();
        await session.Consents.AddAsync([Draft(person, act) with { At = at }]);
    }

    private async Task SetEmailAsync(string? email)
    {
        await using var session = _crm.OpenSession();
        var ada = (await session.Records.FindAsync<Contact>(_ada.Id))!;
        ada.Email = email;
        await session.Records.UpdateAsync(ada);
    }

    private async Task<(bool, ConsentReason)> MayAsync(Record person, ConsentChannel channel = ConsentChannel.Email, string purpose = "newsletter")
    {
        await using var session = _crm.OpenSession();
        var answer = (await session.Consents.MayAsync([Question(person, channel, purpose)]))[0];
        return (answer.MaySend, answer.Reason);
    }

    private async Task<IReadOnlyList<Consent>> ListAsync(Record person)
    {
        await using var session = _crm.OpenSession();
        return await session.Consents.ListAsync(Ref(person));
    }
}
