using CrmKit.Records;
using CrmKit.Sessions;
using static CrmKit.Connectors.Erp;

namespace CrmKit.Connectors;

public sealed class ConnectorDoorTests
{
    private readonly Erp _erp = new();

    [Theory]
    [InlineData(null, null)]
    [InlineData("key", "The key is wrong.")]
    [InlineData("refused", "Closed on Sundays.")]
    [InlineData("no route", "IOException: no route")]
    public async Task The_test_says_whether_it_works_and_if_not_why(string? trouble, string? reason)
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        _erp.Trouble = trouble;
        await using var session = crm.OpenSession();
        var check = await session.Connectors.TestAsync(Key);
        Assert.Equal((reason is null, reason), (check.IsWorking, check.Reason));
    }

    [Fact]
    public async Task Who_does_not_administer_users_gets_at_none_of_it()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        var rep = await crm.AddUserAsync("Rep", "sales-rep");
        await using var session = crm.OpenSession(rep);
        foreach (var act in (Func<IConnectors, Task>[])
            [c => c.ListAsync(), c => c.TestAsync(Key), c => c.RunAsync(Key), c => c.LinksAsync(new()), c => c.ResolveAsync(Guid.NewGuid(), "v", ConflictChoice.TakeTheirs),
             c => c.PushAsync(Key), c => c.SetRuleAsync(Key, ConflictRule.OursWin), c => c.RetryAsync(Guid.NewGuid())])
            Assert.Equal("connector.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => act(session.Connectors))).Error.Code);
    }

    [Fact]
    public async Task An_administrator_runs_tests_and_decides_in_his_own_name()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        var admin = await crm.AddUserAsync("Admin", "administrator");
        _erp.Has("1", null);
        await using var session = crm.OpenSession(admin);
        Assert.True((await session.Connectors.TestAsync(Key)).IsWorking);
        await session.Connectors.RunAsync(Key);
        await DrainAsync(crm);
        var refused = Assert.Single(await session.Connectors.LinksAsync(new() { Connector = Key, Status = ConnectorLinkStatus.Refused }));
        Assert.Equal("field.required", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Connectors.ResolveAsync(refused.Id, refused.TheirVersion!, ConflictChoice.TakeTheirs))).Error.Code);
        Assert.Equal("connector.not-waiting", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Connectors.ResolveAsync(refused.Id, refused.TheirVersion!, ConflictChoice.KeepOurs))).Error.Code);
    }

    [Fact]
    public async Task What_is_unknown_or_too_much_is_refused()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        await using var session = crm.OpenSession();
        Assert.Equal("connector.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Connectors.TestAsync("test.other"))).Error.Code);
        Assert.Equal("connector.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Connectors.RunAsync("test.other"))).Error.Code);
        Assert.Equal("connector.limit", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Connectors.LinksAsync(new() { Limit = 0 }))).Error.Code);
    }

    [Fact]
    public async Task EXT_two_connectors_with_one_key_are_refused_with_both_names()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        var clash = Assert.Throws<CrmRuleException>(() => crm.AddPlugin("other", _erp.Plugin()));
        Assert.Contains(clash.Errors, e => e.Code == "catalog.duplicate" && e.Message.Contains("test", StringComparison.Ordinal) && e.Message.Contains("other", StringComparison.Ordinal));
    }

    [Fact]
    public async Task S38_whoever_reads_a_record_learns_where_it_comes_from_and_how_old_that_is()
    {
        await using var crm = new TestCrm(plugin: _erp.Plugin());
        _erp.Has("1", "Acme");
        await PullAsync(crm);
        var account = new RecordRef("account", Assert.Single(await LinksAsync(crm, ConnectorLinkStatus.Synced)).RecordId!.Value);
        var brought = crm.Clock.Now;
        await using var session = crm.OpenSession();
        var origin = Assert.Single(await session.Connectors.OriginsAsync(account));
        Assert.Equal((Key, "ERP", "1", ConnectorLinkStatus.Synced, brought, brought, false), (origin.Connector, origin.Label.English, origin.ExternalId, origin.Status, origin.SyncedAt!.Value, origin.CurrentAt!.Value, origin.IsFailing));

        _erp.Trouble = "The line is down.";
        crm.Clock.Advance(TimeSpan.FromHours(1));
        await PullAsync(crm);
        await using var rep = crm.OpenSession(await crm.AddUserAsync("Rep", "sales-rep"));
        origin = Assert.Single(await rep.Connectors.OriginsAsync(account));
        Assert.Equal((brought, true), (origin.CurrentAt!.Value, origin.IsFailing));
        await using var nobody = crm.OpenSession(await crm.AddUserAsync("Guest", null));
        Assert.Equal("record.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => nobody.Connectors.OriginsAsync(account))).Error.Code);
    }

    [Theory]
    [InlineData("lead", "name", "lead", "phone", "twice")]
    [InlineData("house", "name", "lead", "name", "no record type 'house'")]
    [InlineData("lead", "colour", "account", "name", "no field 'colour'")]
    [InlineData("lead", "stage", "account", "name", "cannot be filled")]
    [InlineData("lead", "externalId", "account", "name", "cannot be filled")]
    [InlineData("contact", "accountId", "lead", "name", "does not bring")]
    public async Task A_declaration_that_cannot_be_followed_is_refused(string type, string field, string otherType, string otherField, string why)
    {
        await using var crm = new TestCrm();
        var wrong = Definition with { Types = [new(type, [new("A", field)]), new(otherType, [new("B", otherField)])] };
        var refusal = Assert.Throws<CrmRuleException>(() => crm.AddPlugin("test", p => p.AddConnector<Nothing>(wrong)));
        Assert.Contains(refusal.Errors, e => e.Code == "catalog.definition-invalid" && e.Message.Contains(why, StringComparison.Ordinal));
    }

    private sealed class Nothing : IConnector
    {
        public ValueTask<ConnectorCheck> TestAsync(ConnectorContext context, CancellationToken cancellationToken) => new(ConnectorCheck.Works);
        public ValueTask<PulledBatch> PullAsync(ConnectorContext context, string? cursor, CancellationToken cancellationToken) => new(new PulledBatch([], cursor));
    }
}
