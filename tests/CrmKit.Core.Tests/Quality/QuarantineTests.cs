using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Assignment;
using CrmKit.Intake;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Records;

namespace CrmKit.Quality;

/// <summary>S31, S33, S34: bad data told, set apart, or refused, in every door alike.</summary>
public sealed class QuarantineTests
{
    [Fact]
    public async Task S33_a_lead_that_looks_made_up_is_saved_set_apart_and_left_out_of_assignment()
    {
        var owner = new User { Name = "Rep", Email = "rep@example.com", IsActive = true };
        Gives.To = owner.Id;
        await using var crm = new TestCrm(plugin: p => p.AddAssignmentRule<Gives>("lead"));
        await crm.AddAsync(owner);
        await using var session = crm.OpenSession();
        var taken = await session.Intake.CaptureAsync([new LeadSignal { Source = "web", Key = "1", Name = "asdf", Email = "x@mailinator.com", Phone = "1111111" }, new LeadSignal { Source = "web", Key = "2", Name = "Ada Lovelace", Email = "ada@example.com" }]);
        var bad = (await crm.FindAsync<Lead>(taken[0].Record.Id))!;
        Assert.Equal((null, crm.Clock.GetUtcNow(), "quality.mail-disposable quality.name-made-up quality.phone-made-up"), (bad.OwnerId, bad.QuarantinedAt, bad.QuarantineReason));
        var good = (await crm.FindAsync<Lead>(taken[1].Record.Id))!;
        Assert.Equal((owner.Id, (DateTimeOffset?)null), (good.OwnerId, good.QuarantinedAt));
        Assert.Equal([bad.Id], (await session.Records.QueryAsync(new RecordQuery("lead") { Filter = "quarantinedAt ne null" })).Items.Select(l => l.Id));
    }

    [Fact]
    public async Task S33_a_person_releases_it_or_mends_it_and_other_changes_do_not_set_it_apart_again()
    {
        await using var crm = new TestCrm();
        var released = await crm.AddAsync(new Lead { Name = "asdf" });
        var mended = await crm.AddAsync(new Contact { LastName = "asdf" });
        await using var session = crm.OpenSession();
        await session.Quality.ReleaseAsync([new("lead", released.Id)]);
        await session.Quality.ReleaseAsync([new("lead", released.Id)]);
        await session.Records.SaveAsync(new ChangeSet().Patch(new("lead", released.Id), new Dictionary<string, object?> { ["city"] = "London" }).Patch(new("contact", mended.Id), new Dictionary<string, object?> { ["lastName"] = "King" }));
        var lead = (await crm.FindAsync<Lead>(released.Id))!;
        Assert.Equal((null, null, 3), (lead.QuarantinedAt, lead.QuarantineReason, lead.Version));
        Assert.Null((await crm.FindAsync<Contact>(mended.Id))!.QuarantinedAt);
        Assert.Equal("quality.no-quarantine", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Quality.ReleaseAsync([new("account", Guid.NewGuid())]))).Error.Code);
        Assert.Equal("record.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Quality.ReleaseAsync([new("lead", Guid.NewGuid())]))).Error.Code);
    }

    [Fact]
    public async Task S33_who_may_not_change_a_record_cannot_release_it_and_nobody_writes_the_quarantine_himself()
    {
        await using var crm = new TestCrm();
        var lead = await crm.AddAsync(new Lead { Name = "asdf" });
        var reader = await crm.AddAsync(new User { Name = "Reader", Email = "r@example.com", IsActive = true, Roles = "reader" });
        await using (var session = crm.OpenSession(reader))
            await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Quality.ReleaseAsync([new("lead", lead.Id)]));
        await using var own = crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => own.Records.SaveAsync(new ChangeSet().Patch(new("lead", lead.Id), new Dictionary<string, object?> { ["quarantinedAt"] = null })));
        Assert.Equal("field.read-only", refused.Error.Code);
        Assert.NotNull((await crm.FindAsync<Lead>(lead.Id))!.QuarantinedAt);
    }

    [Fact]
    public async Task S31_telephone_numbers_are_stored_in_one_form_and_what_is_none_is_refused()
    {
        await using var crm = new TestCrm(c => c.Configure(o => o.Country = "CN"));
        var contact = await crm.AddAsync(new Contact { LastName = "King", Phone = "010-62345678", Mobile = "(212) 555-0123", Country = "USA" });
        Assert.Equal(("010-62345678", "+12125550123"), (contact.Phone, contact.Mobile)); // no number of that country: kept as written
        var home = await crm.AddAsync(new Lead { Name = "Wang", Phone = "138 0013 8000" });
        Assert.Equal("+8613800138000", home.Phone);

        await using var session = crm.OpenSession();
        var found = await session.Intake.CaptureAsync([new LeadSignal { Source = "web", Key = "9", Name = "Wang Wei", Phone = "13800138000" }]);
        Assert.Equal((home.Id, IntakeOutcome.Added), (found[0].Record.Id, found[0].Outcome)); // the same number, written otherwise

        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.CreateAsync(new Lead { Name = "Bob", Phone = "ask him" }));
        Assert.Equal(("field.phone", "phone"), (refused.Error.Code, refused.Error.Field));
    }

    [Fact]
    public async Task S34_slips_of_the_hand_are_told_before_anything_is_saved()
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        var found = await session.Quality.CheckAsync("lead", new Dictionary<string, object?>
        {
            ["name"] = "Ada", ["email"] = "ada@gmial.com", ["phone"] = "555-0123", ["country"] = "Philipines", ["rating"] = "wram", ["channel"] = "E-mail", ["city"] = "Lodnon", ["score"] = 7,
        });
        Assert.Equal([("email", "quality.mail-mistyped", "ada@gmail.com"), ("channel", "quality.option-mistyped", "email"), ("rating", "quality.option-mistyped", "warm"), ("country", "quality.country-mistyped", "Philippines")],
            found.Where(f => f.Suggestion is not null).Select(f => (f.Field, f.Code, f.Suggestion!)));
        Assert.DoesNotContain(found, f => f.Quarantines);
        Assert.All(found, f => Assert.NotNull(f.Message.Chinese));
        Assert.Empty(await session.Quality.CheckAsync("lead", new Dictionary<string, object?> { ["country"] = "CN", ["region"] = "河南", ["city"] = "Hefei" })); // one letter from Hebei, and a town
        Assert.Empty(await session.Quality.CheckAsync("lead", new Dictionary<string, object?> { ["name"] = "Ada Lovelace", ["email"] = "ada@gmail.com", ["country"] = "英国", ["phone"] = "+442079460123" }));
        Assert.Equal(0, await session.Records.CountAsync(new Specification<Lead>(_ => true)));

        var option = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.SaveAsync(new ChangeSet().Create(new Lead { Name = "Ada", Channel = "emial" })));
        Assert.Contains("Did you mean 'email'?", option.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Quality.CheckAsync("nothing", new Dictionary<string, object?>()));
    }

    private sealed class Gives : IAssignmentRule
    {
        public static Guid To { get; set; }

        public ValueTask ChooseAsync(AssignmentRuleContext context, CancellationToken cancellationToken)
        {
            foreach (var record in context.Records) context.Choose(record, To);
            return default;
        }
    }
}
