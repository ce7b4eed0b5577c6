using System.Buffers.Text;
using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Audit;

public sealed class AuditTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Record_is_given_as_it_was_at_any_time()
    {
        await using var crm = new TestCrm();
        var first = crm.Clock.Now;
        var lead = await crm.AddAsync(new Lead { Name = "王伟", CompanyName = "Acme" });
        crm.Clock.Advance(TimeSpan.FromHours(1));
        await using var session = crm.OpenSession();
        lead.CompanyName = "Acme International";
        lead.Score = 40;
        lead = await session.Records.UpdateAsync(lead, cancellationToken: Cancellation);
        crm.Clock.Advance(TimeSpan.FromHours(1));
        await session.Records.DeleteAsync(new RecordRef("lead", lead.Id), cancellationToken: Cancellation);

        var born = await AsAtAsync(first);
        Assert.Equal(("王伟", "Acme", null, 1), (born.Name, born.CompanyName, born.Score, born.Version));
        Assert.Null(born.DeletedAt);
        Assert.Equal(first, born.UpdatedAt);
        Assert.Equal("Acme", (await AsAtAsync(first.AddMinutes(59))).CompanyName);
        var grown = await AsAtAsync(first.AddHours(1));
        Assert.Equal(("Acme International", 40, 2), (grown.CompanyName, grown.Score, grown.Version));
        Assert.NotNull((await AsAtAsync(first.AddYears(1))).DeletedAt);
        var early = await Assert.ThrowsAsync<CrmNotFoundException>(() => AsAtAsync(first.AddMicroseconds(-1)));
        Assert.Equal("audit.not-yet", early.Error.Code);

        async Task<Lead> AsAtAsync(DateTimeOffset at) => (Lead)(await session.Audit.AsAtAsync(new RecordRef("lead", lead.Id), at, Cancellation)).Record;
    }

    [Fact]
    public async Task Stage_and_owner_of_then_come_along_with_the_fields()
    {
        await using var crm = new TestCrm();
        var rep = await crm.AddUserAsync("Rep", "sales-rep");
        var account = await crm.AddAsync(new Account { Name = "Acme" });
        var opportunity = await crm.AddAsync(new Opportunity { Name = "Pumps", AccountId = account.Id });
        var (before, stage) = (crm.Clock.Now, opportunity.StageKey);
        crm.Clock.Advance(TimeSpan.FromDays(2));
        await using var session = crm.OpenSession();
        await session.Assignments.AssignAsync([new RecordRef("opportunity", opportunity.Id)], rep.Id, cancellationToken: Cancellation);
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("opportunity", opportunity.Id), "engaging")], cancellationToken: Cancellation);

        var then = (Opportunity)(await session.Audit.AsAtAsync(new RecordRef("opportunity", opportunity.Id), before, Cancellation)).Record;
        Assert.Equal((stage, null), (then.StageKey, then.OwnerId));
        Assert.Equal(before, then.StageEnteredAt);
    }

    [Fact]
    public async Task A014_Nobody_learns_from_the_audit_what_he_may_not_read()
    {
        await using var crm = new TestCrm(plugin: Roles);
        var (rep, other, admin) = (await crm.AddUserAsync("Rep", "test.rep"), await crm.AddUserAsync("Other", "test.rep"), await crm.AddUserAsync("Admin", "administrator"));
        var mine = await crm.AddAsync(new Lead { Name = "Mine", CompanyName = "Secret Company" }, new InitialState { OwnerId = rep.Id });
        var hidden = await crm.AddAsync(new Lead { Name = "Hidden" }, new InitialState { OwnerId = other.Id });
        mine.CompanyName = "Another Secret";
        await using (var system = crm.OpenSession()) await system.Records.UpdateAsync(mine, cancellationToken: Cancellation);

        await using var session = crm.OpenSession(rep);
        var page = await session.Audit.SearchAsync(new AuditQuery { Size = 1000 }, Cancellation);
        Assert.Equal(2, page.Items.Count(e => e.RecordId == mine.Id));
        Assert.All(page.Items, e => Assert.Equal("lead", e.RecordType));
        Assert.All(page.Items, e => Assert.DoesNotContain("Secret", e.Changes, StringComparison.Ordinal));
        Assert.DoesNotContain(page.Items, e => e.RecordId == hidden.Id);
        Assert.Empty((await session.Audit.SearchAsync(new AuditQuery { RecordId = hidden.Id }, Cancellation)).Items);
        Assert.Empty((await session.Audit.SearchAsync(new AuditQuery { Field = "companyName" }, Cancellation)).Items);

        await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Audit.AsAtAsync(new RecordRef("lead", hidden.Id), crm.Clock.Now, Cancellation));
        await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Records.HistoryAsync(new RecordRef("lead", hidden.Id), Cancellation));
        var past = await session.Audit.AsAtAsync(new RecordRef("lead", mine.Id), crm.Clock.Now.AddDays(1), Cancellation);
        Assert.Null(((Lead)past.Record).CompanyName);
        Assert.Contains("companyName", past.HiddenFields);

        await using var administering = crm.OpenSession(admin);
        Assert.Equal(2, (await administering.Audit.SearchAsync(new AuditQuery { Field = "companyName" }, Cancellation)).Items.Count);
    }

    [Fact]
    public async Task A014_Place_between_entries_that_nobody_was_shown_is_found_again_without_naming_their_record()
    {
        await using var crm = new TestCrm();
        var leads = new List<Lead>();
        for (var i = 0; i < 3; i++)
        {
            leads.Add(await crm.AddAsync(new Lead { Name = $"Lead {i}" }));
            crm.Clock.Advance(TimeSpan.FromDays(10));
        }
        await using var session = crm.OpenSession();
        var entries = (await session.Audit.SearchAsync(new AuditQuery { RecordType = "lead" }, Cancellation)).Items;
        await using var reader = await crm.Services.GetRequiredService<ICrmStore>().OpenReaderAsync("default", Cancellation);
        foreach (var entry in entries)
        {
            var cursor = await AuditCursor.BetweenAsync(reader, entry.Sequence, Cancellation);
            Assert.False(Base64Url.DecodeFromChars(cursor).AsSpan().IndexOf(entry.RecordId.ToByteArray()) >= 0);
            var rest = await session.Audit.SearchAsync(new AuditQuery { RecordType = "lead", Cursor = cursor }, Cancellation);
            Assert.Equal(entries.Where(e => e.Sequence < entry.Sequence).Select(e => e.Id), rest.Items.Select(e => e.Id));
        }
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition_whatever_is_written_between_them()
    {
        await using var crm = new TestCrm();
        await crm.AddAsync(Enumerable.Range(0, 25).Select(i => new Lead { Name = $"Lead {i}" }));
        await using var session = crm.OpenSession();
        var (seen, cursor) = (new List<AuditEntry>(), (string?)null);
        do
        {
            var page = await session.Audit.SearchAsync(new AuditQuery { RecordType = "lead", Size = 10, Cursor = cursor }, Cancellation);
            seen.AddRange(page.Items);
            cursor = page.Next;
            await crm.AddAsync(new Lead { Name = "Later" });
        }
        while (cursor is not null);
        Assert.Equal(25, seen.Select(e => e.Id).Distinct().Count());
        Assert.Equal(25, seen.Count);

        foreach (var foreign in new[] { "", "x", new string('A', 43), "ÄÖÜ", new string('A', 10_000) })
            Assert.Equal("query.cursor-invalid", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Audit.SearchAsync(new AuditQuery { Cursor = foreign }, Cancellation))).Errors[0].Code);
        Assert.Equal("query.size", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Audit.SearchAsync(new AuditQuery { Size = 0 }, Cancellation))).Errors[0].Code);
    }

    [Fact]
    public async Task Entries_are_found_by_who_when_where_and_what()
    {
        await using var crm = new TestCrm();
        var rep = await crm.AddUserAsync("Rep", "administrator");
        var start = crm.Clock.Now;
        var lead = await crm.AddAsync(new Lead { Name = "First" });
        crm.Clock.Advance(TimeSpan.FromHours(3));
        await using (var calling = crm.Crm.OpenSession(Actor.User(rep.Id), "api", origin: new CallOrigin("203.0.113.7", "key 1")))
        {
            lead.Phone = "+49 30 1234567";
            await calling.Records.UpdateAsync(lead, cancellationToken: Cancellation);
        }

        await using var session = crm.OpenSession();
        foreach (var query in new AuditQuery[]
        {
            new() { ActorId = rep.Id }, new() { Door = "api" }, new() { Field = "phone" }, new() { Since = start.AddHours(1), RecordType = "lead" },
            new() { RecordId = lead.Id, Since = start.AddHours(1) },
        })
        {
            var entry = Assert.Single((await session.Audit.SearchAsync(query, Cancellation)).Items);
            Assert.Equal((lead.Id, RecordOperation.Update, "api", "203.0.113.7", "key 1"), (entry.RecordId, entry.Operation, entry.Door, entry.Address, entry.Credential));
        }
        Assert.Equal(RecordOperation.Create, Assert.Single((await session.Audit.SearchAsync(new AuditQuery { RecordType = "lead", Until = start.AddHours(1) }, Cancellation)).Items).Operation);
        Assert.Empty((await session.Audit.SearchAsync(new AuditQuery { Since = DateTimeOffset.MaxValue }, Cancellation)).Items);
        Assert.Empty((await session.Audit.SearchAsync(new AuditQuery { Until = DateTimeOffset.MinValue }, Cancellation)).Items);
    }

    [Fact]
    public async Task Roles_and_settings_stand_in_the_audit_with_what_they_were()
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        var role = new RoleDefinition { Key = "caller", Label = new("Caller"), Permissions = [new("lead", Operations.Read, AccessScope.Own)] };
        await session.Administration.SaveRoleAsync(role, Cancellation);
        await session.Administration.SaveRoleAsync(role with { Permissions = [new("lead", Operations.Read, AccessScope.All)] }, Cancellation);
        await session.Administration.SaveRoleAsync(role with { Permissions = [new("lead", Operations.Read, AccessScope.All)] }, Cancellation); // nothing new
        await session.Administration.RemoveRoleAsync("caller", Cancellation);

        var told = (await session.Audit.SearchAsync(new AuditQuery { RecordType = "definition/role" }, Cancellation)).Items;
        Assert.Equal([RecordOperation.Delete, RecordOperation.Update, RecordOperation.Create], told.Select(e => e.Operation));
        Assert.All(told, e => Assert.Equal("caller", (string?)JsonNode.Parse(e.Changes)!["key"]));
        var changed = JsonNode.Parse(told[1].Changes)!["settings"]!.AsArray();
        Assert.Contains("own", changed[0]!.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("all", changed[1]!.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    private static void Roles(ICrmPluginBuilder plugin) => plugin.Role(new RoleDefinition
    {
        Key = "test.rep",
        Label = new("Rep"),
        Permissions = [new("lead", Operations.Work, AccessScope.Own)],
        Restrictions = [new FieldRestriction("lead", "companyName", CanRead: false, CanWrite: false)],
    });
}
