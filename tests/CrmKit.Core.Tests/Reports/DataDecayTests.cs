using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Intake;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Records;
using Record = CrmKit.Records.Record;

namespace CrmKit.Reports;

public sealed class DataDecayTests : IAsyncLifetime
{
    private readonly TestCrm _crm = new();
    private User _rep = null!;

    public async ValueTask InitializeAsync() => _rep = await _crm.AddUserAsync("rep", "sales-rep");

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S36_bounced_addresses_are_listed_until_they_change()
    {
        var contact = await _crm.AddAsync(new Contact { LastName = "Ada", Email = "Ada@acme.com" });
        var lead = await _crm.AddAsync(new Lead { Name = "Ada", Email = "ada@acme.com" });
        await _crm.AddAsync(new Contact { LastName = "Bob", Email = "bob@acme.com" });
        var at = _crm.Clock.Now.AddDays(-1);

        Assert.Equal([("contact", contact.Id), ("lead", lead.Id)], await BounceAsync(new("ADA@acme.com", at), new("ada@acme.com "), new("nobody@acme.com")));
        Assert.Empty(await BounceAsync(new EmailBounce("ada@acme.com")));
        Assert.Equal(at, (await _crm.FindAsync<Contact>(contact.Id))!.EmailBouncedAt);
        Assert.Equal([("contact", "bounced"), ("lead", "bounced")], await ListAsync());

        await ChangeAsync<Contact>(contact.Id, c => c.Phone = "1"); // anything else leaves the mark
        Assert.Equal(2, (await ListAsync()).Count);
        await ChangeAsync<Contact>(contact.Id, c => c.Email = "ada@bolt.com");
        await ChangeAsync<Lead>(lead.Id, l => l.Email = null);
        Assert.Empty(await ListAsync());
        Assert.Null((await _crm.FindAsync<Lead>(lead.Id))!.EmailBouncedAt);
    }

    [Fact]
    public async Task S36_bounces_mark_what_their_reporter_may_change_and_nobody_else_writes_the_mark()
    {
        var others = await _crm.AddAsync(new Contact { LastName = "Ada", Email = "ada@acme.com" });
        await using var session = _crm.OpenSession(_rep);
        Assert.Empty(await session.Intake.BounceAsync([new("ada@acme.com")]));
        Assert.Null((await _crm.FindAsync<Contact>(others.Id))!.EmailBouncedAt);
        await using var system = _crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => system.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("contact", others.Id), new Dictionary<string, object?> { ["emailBouncedAt"] = null })));
        Assert.Equal("field.read-only", refused.Errors[0].Code);
    }

    [Fact]
    public async Task S36_bounces_that_are_none_are_refused_all_at_once()
    {
        await using var session = _crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Intake.BounceAsync([new("ada@acme.com"), new(""), new(null!), new("@"), new("bob@acme.com", _crm.Clock.Now.AddDays(1))]));
        Assert.Equal([1, 2, 3, 4], refused.Errors.Select(e => e.Index!.Value));
        Assert.All(refused.Errors, e => Assert.Equal("intake.bounce-invalid", e.Code));
    }

    [Fact]
    public async Task S36_people_who_changed_job_or_account_are_listed_for_n_days()
    {
        var (acme, bolt) = (await _crm.AddAsync(new Account { Name = "Acme" }), await _crm.AddAsync(new Account { Name = "Bolt" }));
        var promoted = await _crm.AddAsync(new Contact { LastName = "Promoted", JobTitle = "Buyer" });
        var moved = await _crm.AddAsync(new Contact { LastName = "Moved", AccountId = acme.Id, Department = "IT" });
        var filled = await _crm.AddAsync(new Contact { LastName = "Filled in for the first time" });
        await ChangeAsync<Contact>(promoted.Id, c => c.JobTitle = "Head of Purchasing");
        await ChangeAsync<Contact>(moved.Id, c => (c.AccountId, c.Department) = (bolt.Id, "Sales"));
        await ChangeAsync<Contact>(filled.Id, c => (c.JobTitle, c.AccountId) = ("\"jobTitle\":[", acme.Id));
        await ChangeAsync<Account>(bolt.Id, a => a.ParentId = acme.Id); // filled in for the first time, too
        await ChangeAsync<Account>(acme.Id, a => a.Name = "Acme Group");

        Assert.Equal([("account", "account-changed"), ("contact", "job-changed"), ("contact", "job-changed, account-changed")], await ListAsync());
        _crm.Clock.Advance(TimeSpan.FromDays(20));
        Assert.Equal(3, (await ListAsync(days: 21)).Count);
        Assert.DoesNotContain(await ListAsync(days: 10), r => r.Reasons.Contains("changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task S36_people_who_left_are_listed_from_the_day_after_and_with_them_accounts_whose_first_contact_they_were()
    {
        var (acme, bolt) = (await _crm.AddAsync(new Account { Name = "Acme" }), await _crm.AddAsync(new Account { Name = "Bolt" }));
        var ada = await _crm.AddAsync(new Contact { LastName = "Ada", AccountId = acme.Id });
        var bob = await _crm.AddAsync(new Contact { LastName = "Bob", AccountId = acme.Id });
        var today = new DateOnly(2026, 3, 16);
        await _crm.AddAsync(
            new AccountContact { AccountId = acme.Id, ContactId = ada.Id, IsPrimary = true, EndedOn = today },
            new AccountContact { AccountId = bolt.Id, ContactId = bob.Id, EndedOn = today.AddDays(-30) }); // he left another account than his main one
        Assert.Empty(await ListAsync());
        _crm.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal([("account", "left"), ("contact", "left")], await ListAsync());
    }

    [Fact]
    public async Task S36_what_nobody_touched_for_n_days_is_listed()
    {
        Contact Person(string name) => new() { LastName = name };
        var people = (await _crm.AddAsync(new[] { "alone", "changed by a person", "changed by the system", "called", "regarded", "met soon" }.Select(Person))).Cast<Contact>().ToDictionary(c => c.LastName!);
        await ChangeAsync<Contact>(people["changed by a person"].Id, c => c.Phone = "0"); // long ago: does not count
        _crm.Clock.Advance(TimeSpan.FromDays(200));
        await _crm.AddAsync(new Contact { LastName = "new" });
        await ChangeAsync<Contact>(people["changed by the system"].Id, c => c.Phone = "1");
        await using (var person = _crm.OpenSession(await _crm.AddUserAsync("admin", "administrator")))
        {
            var changed = await person.Records.GetAsync<Contact>(people["changed by a person"].Id);
            changed.Phone = "2";
            await person.Records.UpdateAsync(changed);
        }
        await _crm.AddAsync(
            new PhoneCall { Subject = "Called", ContactId = people["called"].Id },
            new Note { Subject = "Regarded", RegardingType = "contact", RegardingId = people["regarded"].Id },
            new Appointment { Subject = "Meets", ContactId = people["met soon"].Id, StartsAt = _crm.Clock.Now.AddDays(3) });

        Assert.Equal(["alone", "changed by the system"], (await NamesAsync(180)).Order());
        Assert.Empty(await NamesAsync(201));
        _crm.Clock.Advance(TimeSpan.FromDays(200));
        Assert.Equal(7, (await NamesAsync(180)).Count);
    }

    [Fact]
    public async Task S36_list_keeps_to_rights_and_checks_what_it_is_asked()
    {
        await _crm.AddAsync(new Lead { Name = "Not his", Email = "a@acme.com" });
        await BounceAsync(new EmailBounce("a@acme.com"));
        await using var session = _crm.OpenSession(_rep);
        Assert.Empty((await session.Reports.RunAsync("data-decay", new ReportParameters { Type = "lead" })).Rows);
        await using var system = _crm.OpenSession();
        Assert.Single((await system.Reports.RunAsync("data-decay", new ReportParameters { Type = "lead", Filter = "name eq 'Not his'" })).Rows);
        foreach (var wrong in new ReportParameters[] { new() { Days = 0 }, new() { Days = 40_000 }, new() { Type = "order" }, new() { Filter = "name eq 'x'" }, new() { Percent = 5 }, new() { From = new(2026, 1, 1) } })
            Assert.Equal("report.parameter", (await Assert.ThrowsAsync<CrmValidationException>(() => system.Reports.RunAsync("data-decay", wrong))).Errors[0].Code);
    }

    private async Task<IReadOnlyList<(string Type, Guid Id)>> BounceAsync(params EmailBounce[] bounces)
    {
        await using var session = _crm.OpenSession();
        return [.. (await session.Intake.BounceAsync(bounces)).Select(r => (r.Type, r.Id))];
    }

    private async Task ChangeAsync<T>(Guid id, Action<T> change) where T : Record
    {
        await using var session = _crm.OpenSession();
        var record = await session.Records.GetAsync<T>(id);
        change(record);
        await session.Records.UpdateAsync(record);
    }

    private async Task<IReadOnlyList<(string Type, string Reasons)>> ListAsync(int? days = null)
    {
        await using var session = _crm.OpenSession();
        return [.. (await session.Reports.RunAsync("data-decay", new ReportParameters { Days = days })).Rows.Select(r => ((string)r[0]!, (string)r[4]!)).Order()];
    }

    private async Task<IReadOnlyList<string>> NamesAsync(int days)
    {
        await using var session = _crm.OpenSession();
        return [.. (await session.Reports.RunAsync("data-decay", new ReportParameters { Type = "contact", Days = days })).Rows.Where(r => (string)r[4]! == "untouched").Select(r => (string)r[2]!)];
    }
}
