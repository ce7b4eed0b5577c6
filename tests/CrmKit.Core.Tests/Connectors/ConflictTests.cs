using CrmKit.Accounts;
using CrmKit.Records;
using static CrmKit.Connectors.Erp;

namespace CrmKit.Connectors;

public sealed class ConflictTests
{
    private readonly Erp _erp = new();

    private static async Task PatchAsync(TestCrm crm, Guid id, string field, object? value)
    {
        await using var session = crm.OpenSession();
        await session.Records.SaveAsync(new ChangeSet().Patch(new("account", id), new Dictionary<string, object?> { [field] = value }));
    }

    private static async Task<ConnectorLink> ResolveAsync(TestCrm crm, ConnectorLink link, ConflictChoice choice)
    {
        await using var session = crm.OpenSession();
        return await session.Connectors.ResolveAsync(link.Id, link.TheirVersion!, choice);
    }

    private async Task<Guid> SyncedAsync(TestCrm crm, string name = "Acme")
    {
        _erp.Has("1", name);
        await PullAsync(crm);
        return Assert.Single(await LinksAsync(crm)).RecordId!.Value;
    }

    /// <summary>Both sides change the name.</summary>
    private async Task<(Guid Id, ConnectorLink Link)> InConflictAsync(TestCrm crm)
    {
        var id = await SyncedAsync(crm);
        await PatchAsync(crm, id, "name", "Ours");
        _erp.Has("1", "Theirs");
        await PullAsync(crm);
        return (id, Assert.Single(await LinksAsync(crm, ConnectorLinkStatus.Conflict)));
    }

    private static async Task<string?> NameAsync(TestCrm crm, Guid id) => (await crm.FindAsync<Account>(id))?.Name;

    [Fact]
    public async Task A_record_that_both_sides_changed_waits_for_a_decision_and_nobody_wins_by_being_last()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        var (id, link) = await InConflictAsync(crm);
        Assert.Equal("Ours", await NameAsync(crm, id));
        Assert.Equal(("connector.conflict", "v1", "v2", "Theirs"), (link.ErrorCode, link.ExternalVersion, link.TheirVersion, link.Theirs.Text("Name1")));
        Assert.Equal(1, (await StatusAsync(crm)).Conflicts);
    }

    [Fact]
    public async Task Theirs_can_be_taken_and_what_changes_there_comes_again()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        var (id, link) = await InConflictAsync(crm);
        var settled = await ResolveAsync(crm, link, ConflictChoice.TakeTheirs);
        Assert.Equal((ConnectorLinkStatus.Synced, "v2", null), (settled.Status, settled.ExternalVersion, settled.TheirVersion));
        Assert.Equal("Theirs", await NameAsync(crm, id));
        _erp.Has("1", "Theirs again");
        await PullAsync(crm);
        Assert.Equal("Theirs again", await NameAsync(crm, id));
    }

    [Fact]
    public async Task Ours_can_be_kept_and_another_change_there_asks_again()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        var (id, link) = await InConflictAsync(crm);
        Assert.Equal(ConnectorLinkStatus.Synced, (await ResolveAsync(crm, link, ConflictChoice.KeepOurs)).Status);
        await PullAsync(crm);
        Assert.Equal("Ours", await NameAsync(crm, id));
        Assert.Empty(await LinksAsync(crm, ConnectorLinkStatus.Conflict));

        _erp.Has("1", "Theirs again");
        await PullAsync(crm);
        Assert.Equal("Ours", await NameAsync(crm, id));
        Assert.Single(await LinksAsync(crm, ConnectorLinkStatus.Conflict));
    }

    [Fact]
    public async Task A_decision_about_what_has_changed_meanwhile_or_does_not_wait_is_refused()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        var (_, link) = await InConflictAsync(crm);
        _erp.Has("1", "Theirs again");
        await PullAsync(crm);
        Assert.Equal("connector.link-changed", (await Assert.ThrowsAsync<CrmConflictException>(() => ResolveAsync(crm, link, ConflictChoice.TakeTheirs))).Error.Code);
        var now = Assert.Single(await LinksAsync(crm, ConnectorLinkStatus.Conflict));
        await ResolveAsync(crm, now, ConflictChoice.TakeTheirs);
        Assert.Equal("connector.not-waiting", (await Assert.ThrowsAsync<CrmRuleException>(() => ResolveAsync(crm, now, ConflictChoice.TakeTheirs))).Error.Code);
        await using var session = crm.OpenSession();
        Assert.Equal("connector.link-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Connectors.ResolveAsync(Guid.NewGuid(), "v", ConflictChoice.KeepOurs))).Error.Code);
    }

    [Fact]
    public async Task Theirs_that_a_rule_refuses_changes_nothing_and_says_why()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        var id = await SyncedAsync(crm);
        await PatchAsync(crm, id, "name", "Ours");
        _erp.Has("1", null);
        await PullAsync(crm);
        var link = Assert.Single(await LinksAsync(crm, ConnectorLinkStatus.Conflict));
        Assert.Equal("field.required", (await Assert.ThrowsAsync<CrmRuleException>(() => ResolveAsync(crm, link, ConflictChoice.TakeTheirs))).Error.Code);
        Assert.Equal(ConnectorLinkStatus.Conflict, Assert.Single(await LinksAsync(crm)).Status);
        Assert.Equal("Ours", await NameAsync(crm, id));
    }

    [Fact]
    public async Task Changes_of_other_fields_here_and_changes_to_the_same_are_none()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        var id = await SyncedAsync(crm);
        await PatchAsync(crm, id, "phone", "+8613800138000");
        _erp.Has("1", "Theirs");
        await PullAsync(crm);
        Assert.Equal("Theirs", await NameAsync(crm, id));
        await PatchAsync(crm, id, "name", "Both");
        _erp.Has("1", "Both");
        await PullAsync(crm);
        Assert.Equal(ConnectorLinkStatus.Synced, Assert.Single(await LinksAsync(crm)).Status);
    }

    [Fact]
    public async Task Deleted_on_one_side_and_changed_on_the_other_is_one()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        var id = await SyncedAsync(crm);
        await PatchAsync(crm, id, "name", "Ours");
        _erp.Deletes("account", "1");
        await PullAsync(crm);
        var link = Assert.Single(await LinksAsync(crm, ConnectorLinkStatus.Conflict));
        Assert.True(link.IsDeletedThere);
        Assert.Equal("Ours", await NameAsync(crm, id));
        Assert.Equal(ConnectorLinkStatus.Deleted, (await ResolveAsync(crm, link, ConflictChoice.TakeTheirs)).Status);
        Assert.Null(await NameAsync(crm, id));
    }

    [Fact]
    public async Task Deleted_here_and_changed_there_is_one_and_taking_theirs_brings_the_record_back()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        var id = await SyncedAsync(crm);
        await using (var session = crm.OpenSession()) await session.Records.SaveAsync(new ChangeSet().Delete(new("account", id)));
        _erp.Has("1", "Theirs");
        await PullAsync(crm);
        Assert.Null(await NameAsync(crm, id));
        await ResolveAsync(crm, Assert.Single(await LinksAsync(crm, ConnectorLinkStatus.Conflict)), ConflictChoice.TakeTheirs);
        Assert.Equal("Theirs", await NameAsync(crm, id));
    }

    [Fact]
    public async Task A_record_that_an_import_brought_is_linked_when_it_is_the_same_and_asked_about_when_it_differs()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        await crm.AddAsync(new Account { Name = "Same", ExternalId = "test.erp:1" }, new Account { Name = "Other", ExternalId = "test.erp:2" });
        _erp.Has("1", "Same");
        _erp.Has("2", "Else");
        await PullAsync(crm);
        Assert.Equal([("1", ConnectorLinkStatus.Synced), ("2", ConnectorLinkStatus.Conflict)], (await LinksAsync(crm)).Select(l => (l.ExternalId, l.Status)).Order());
    }
}
