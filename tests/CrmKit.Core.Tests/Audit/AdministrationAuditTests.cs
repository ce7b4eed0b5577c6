using CrmKit.Access;
using CrmKit.Forms;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Webhooks;

namespace CrmKit.Audit;

/// <summary>Who changed what leaves the house and what comes in from strangers, on each database.</summary>
public sealed class AdministrationAuditTests : IAsyncDisposable
{
    private readonly WebhookWorld _world = new();
    private TestCrm Crm => _world.Crm;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Webhooks_stand_in_the_audit_with_what_changed_and_without_their_secrets()
    {
        var admin = await Crm.AddUserAsync("Admin", "administrator");
        string secret;
        await using (var session = Crm.OpenSession(admin))
        {
            var made = await session.Webhooks.CreateAsync(new WebhookDraft { Name = "ERP", Url = "http://erp.example/hook?key=s3cret", Events = ["lead.*"] });
            await session.Webhooks.ChangeAsync(made.Webhook.Id, new WebhookDraft { Name = "ERP", Events = ["lead.created"], IsActive = false });
            secret = (await session.Webhooks.RotateSecretAsync(made.Webhook.Id)).Secret;
            await session.Webhooks.RemoveAsync(made.Webhook.Id);
        }
        var told = await ToldAsync("webhook");
        Assert.Equal([RecordOperation.Create, RecordOperation.Update, RecordOperation.Update, RecordOperation.Delete], told.Select(t => t.Operation));
        Assert.All(told, t => Assert.Equal(admin.Id, t.ActorId));
        Assert.Contains("[\"lead.*\",\"lead.created\"]", told[1].Changes, StringComparison.Ordinal);
        Assert.DoesNotContain("name", told[1].Changes, StringComparison.Ordinal); // stayed what it was
        Assert.All(told, t => Assert.DoesNotContain(secret["whsec_".Length..], t.Changes, StringComparison.Ordinal));
        Assert.All(told, t => Assert.DoesNotContain("s3cret", t.Changes, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Forms_stand_in_the_audit_with_what_changed()
    {
        var admin = await Crm.AddUserAsync("Admin", "administrator");
        await using (var session = Crm.OpenSession(admin))
        {
            var form = await session.Forms.SaveAsync(new WebForm { Name = "Contact", Fields = [new("name", IsRequired: true)] });
            await session.Forms.SaveAsync(form with { PerHour = 7 });
            await session.Forms.RemoveAsync(form.Id);
        }
        var told = await ToldAsync("form");
        Assert.Equal([RecordOperation.Create, RecordOperation.Update, RecordOperation.Delete], told.Select(t => t.Operation));
        Assert.Contains("\"perHour\":[500,7]", told[1].Changes, StringComparison.Ordinal);
        Assert.DoesNotContain("fields", told[1].Changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shares_follow_a_merge_come_back_with_its_undoing_and_go_with_an_erasure()
    {
        var (rep, both) = (await Crm.AddUserAsync("Rep", "sales-rep"), await Crm.AddUserAsync("Both", "sales-rep"));
        var (winner, loser) = (await Crm.AddAsync(new Leads.Lead { Name = "Ada" }), await Crm.AddAsync(new Leads.Lead { Name = "A. Lovelace" }));
        var (winnerRef, loserRef) = (new RecordRef("lead", winner.Id), new RecordRef("lead", loser.Id));
        await using var session = Crm.OpenSession();
        await session.Access.ShareAsync([loserRef], [new RecordShare { UserId = rep.Id }, new RecordShare { UserId = both.Id, CanWrite = true }]);
        await session.Access.ShareAsync([winnerRef], [new RecordShare { UserId = both.Id }]);
        Assert.False(await SeesAsync(rep, winnerRef));

        var merge = (await session.Records.MergeAsync([new MergeRequest(winnerRef, loserRef)]))[0];
        Assert.True(await SeesAsync(rep, winnerRef));
        Assert.Equal([(rep.Id, false), (both.Id, false)], (await session.Access.SharesAsync(winnerRef)).OrderBy(s => s.UserId == both.Id).Select(s => (s.UserId!.Value, s.CanWrite))); // nobody gets more than he had here
        await session.Records.UnmergeAsync([merge.MergeId!.Value]);
        Assert.False(await SeesAsync(rep, winnerRef));
        Assert.True(await SeesAsync(rep, loserRef));
        Assert.Equal(2, (await session.Access.SharesAsync(loserRef)).Count);

        Assert.Equal(2, (await session.Persons.EraseAsync(loserRef)).Traces["shares"]);
    }

    private async Task<bool> SeesAsync(User user, RecordRef record)
    {
        await using var session = Crm.OpenSession(user);
        return await session.Records.FindAsync(record) is not null;
    }

    private async Task<IReadOnlyList<AuditEntry>> ToldAsync(string kind)
    {
        await using var session = Crm.OpenSession();
        return [.. (await session.Audit.SearchAsync(new AuditQuery { RecordType = kind })).Items.Reverse()];
    }
}
