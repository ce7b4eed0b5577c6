using CrmKit.Leads;
using CrmKit.Records;

namespace CrmKit.Activities;

public sealed class RegardingTests
{
    [Fact]
    public async Task An_activity_is_about_a_record_that_is_there()
    {
        await using var crm = new TestCrm();
        var lead = await crm.AddAsync(new Lead { CompanyName = "Acme" });
        Assert.Equal("Acme", lead.Name);
        var call = await crm.AddAsync(new PhoneCall { Subject = "Call", RegardingType = "lead", RegardingId = lead.Id });
        Assert.Equal(crm.Clock.Now, call.StartsAt);

        Assert.Equal("activity.regarding-incomplete", await RefusedAsync(crm, new Note { Subject = "Note", RegardingId = lead.Id }));
        Assert.Equal("activity.regarding-type", await RefusedAsync(crm, new Note { Subject = "Note", RegardingType = "planet", RegardingId = lead.Id }));
        Assert.Equal("activity.regarding-missing", await RefusedAsync(crm, new Note { Subject = "Note", RegardingType = "account", RegardingId = lead.Id }));
        await using var session = crm.OpenSession();
        await session.Records.DeleteAsync(new RecordRef("lead", lead.Id));
        Assert.Equal("activity.regarding-missing", await RefusedAsync(crm, new Note { Subject = "Note", RegardingType = "lead", RegardingId = lead.Id }));
    }

    [Fact]
    public async Task What_is_planned_is_not_dated_now_and_ends_after_it_begins()
    {
        await using var crm = new TestCrm();
        Assert.Null((await crm.AddAsync(new FollowUp { Subject = "Call back", DueAt = crm.Clock.Now.AddDays(1) })).StartsAt);
        Assert.Equal("document.dates-reversed", await RefusedAsync(crm, new Appointment { Subject = "Visit", StartsAt = crm.Clock.Now, EndsAt = crm.Clock.Now.AddHours(-1) }));
    }

    [Fact]
    public async Task A_record_and_its_note_come_in_one_change_set()
    {
        await using var crm = new TestCrm();
        var lead = new Lead { Name = "Ada" };
        await crm.AddAsync(new Note { Subject = "Met at the fair", RegardingType = "lead", RegardingId = lead.Id }, lead);
        Assert.Equal("activity.regarding-missing", await RefusedAsync(crm, new Note { Subject = "Note", RegardingType = "lead", RegardingId = Guid.CreateVersion7() }));
    }

    private static async Task<string> RefusedAsync(TestCrm crm, CrmActivity activity) => (await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync<CrmKit.Records.Record>(activity))).Error.Code;
}
