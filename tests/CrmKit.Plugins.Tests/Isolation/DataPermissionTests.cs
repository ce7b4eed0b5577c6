using CrmKit.Accounts;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;
using static CrmKit.Plugins.Isolation.FaultyPlugin;

namespace CrmKit.Plugins.Isolation;

/// <summary>What a plugin asks the doors for is its caller's to ask, and named in its manifest.</summary>
public sealed class DataPermissionTests
{
    private const string Accounts = "context.Session.Records.ListAsync(new CrmKit.Records.Specification<CrmKit.Accounts.Account>(_ => true))";
    private const string ReadsAccounts = "await " + Accounts + ";";
    private const string WritesAccount = "await context.Session.Records.CreateAsync(new CrmKit.Accounts.Account { Name = \"Made\" });";
    private const string Of = "new CrmKit.RecordRef(\"account\", Guid.NewGuid())";

    [Theory]
    [InlineData(ReadsAccounts)]
    [InlineData("await context.Session.Records.QueryAsync(new CrmKit.Records.RecordQuery(\"account\"));")]
    [InlineData("await context.Session.Records.CountAsync(new CrmKit.Records.Specification<CrmKit.Accounts.Account>(_ => true));")]
    [InlineData("await context.Session.Records.FindAsync<CrmKit.Accounts.Account>(Guid.NewGuid());")]
    [InlineData("await context.Session.Records.GetManyAsync(\"account\", [Guid.NewGuid()]);")]
    [InlineData($"await context.Session.Timeline.ForAsync({Of});")]
    [InlineData($"await context.Session.Records.HistoryAsync({Of});")]
    [InlineData("await context.Session.Exports.WriteAsync(new CrmKit.Exports.ExportRequest(\"account\"), System.IO.Stream.Null);", "", "access.forbidden")]
    [InlineData("await context.Session.Matches.FindAsync(\"lead\", \"account\", [new CrmKit.Matching.MatchProbe(new CrmKit.Leads.Lead { Name = \"x\", CompanyName = \"Made 1\" })]);")]
    [InlineData(WritesAccount)]
    [InlineData(WritesAccount, """{ "name": "data.read" }""")]
    [InlineData(WritesAccount, """{ "name": "data.write", "scope": ["lead", "contact"] }""")]
    [InlineData("foreach (var account in await " + Accounts + ") await context.Session.Records.DeleteAsync(new CrmKit.RecordRef(\"account\", account.Id));", """{ "name": "data.write" }""")]
    [InlineData("using var all = context.Session.AsSystem(\"me\"); " + ReadsAccounts)]
    public async Task GOV_what_the_manifest_does_not_name_is_denied_whoever_acts(string body, string permissions = "", string code = "plugin.permission-missing")
    {
        await using var host = await CrmHost.WithAsync(BeforeSave(body), more: Asks(permissions));
        await using (var session = host.Open()) await session.Records.SaveAsync(BudgetTests.Accounts(1)); // the caller himself may

        await using var asking = host.Open();
        var refused = await Assert.ThrowsAnyAsync<CrmException>(() => asking.Records.CreateAsync(new Lead { Name = "bad" }));
        Assert.Equal(code, refused.Error.Code);
        Assert.Contains("account", refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await asking.Records.CountAsync(new Specification<Account>(_ => true)));
    }

    [Theory]
    [InlineData("", "plugin.permission-missing")]
    [InlineData("""{ "name": "data.read", "scope": ["opportunity"] }""", null)]
    public async Task GOV_a_report_tells_a_plugin_no_more_than_it_may_read(string permissions, string? code)
    {
        await using var host = await CrmHost.WithAsync(BeforeSave("await context.Session.Reports.RunAsync(\"winrate\");"), more: Asks(permissions));
        await using var session = host.Open();
        var refused = await Xunit.Record.ExceptionAsync(() => session.Records.CreateAsync(new Lead { Name = "bad" }));
        Assert.Equal(code, (refused as CrmException)?.Error.Code);
    }

    [Fact]
    public async Task GOV_a_stage_move_gives_back_no_field_that_is_masked()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave("""
            var sale = (await context.Session.Records.ListAsync(new CrmKit.Records.Specification<CrmKit.Opportunities.Opportunity>(_ => true)))[0];
            var moved = (await context.Session.Pipelines.MoveAsync([new CrmKit.Pipelines.StageMove(new CrmKit.RecordRef("opportunity", sale.Id), "proposal")])).Moved[0];
            ((CrmKit.Leads.Lead)context.Changes[0].After).NeedDescription = $"{((CrmKit.Opportunities.Opportunity)moved).Name}|{((CrmKit.Opportunities.Opportunity)moved).Amount}";
            """), more: Asks("""{ "name": "data.write", "scope": ["opportunity:name"] }"""));
        await using var session = host.Open();
        await session.Records.CreateAsync(new Opportunity { Name = "Deal", Amount = 7, Currency = "USD" });
        Assert.Equal("Deal|", (await session.Records.CreateAsync(new Lead { Name = "x" })).NeedDescription);
    }

    [Fact]
    public async Task GOV_what_the_manifest_names_is_open()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave(ReadsAccounts + WritesAccount), more: Asks("""{ "name": "data.write", "scope": ["account"] }"""));
        await using var session = host.Open();
        await session.Records.CreateAsync(new Lead { Name = "good" });
        Assert.Equal(1, await session.Records.CountAsync(new Specification<Account>(_ => true)));
    }

    [Fact]
    public async Task GOV_a_plugin_gets_nothing_that_its_caller_may_not_have()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave("""
            var seen = await context.Session.Records.ListAsync(new CrmKit.Records.Specification<CrmKit.Opportunities.Opportunity>(_ => true));
            ((CrmKit.Leads.Lead)context.Changes[0].After).NeedDescription = string.Join(",", seen.Select(a => a.Name));
            """), more: Asks("""{ "name": "data.read" }"""));
        var ann = await host.InSessionAsync(async session =>
        {
            var user = await session.Records.CreateAsync(new User { Name = "Ann", Roles = "sales-rep" });
            await session.Records.CreateAsync(new Opportunity { Name = "Hers" }, new InitialState { OwnerId = user.Id });
            await session.Records.CreateAsync(new Opportunity { Name = "Nobody's" });
            return user;
        });

        await using var hers = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(ann.Id));
        Assert.Equal("Hers", (await hers.Records.CreateAsync(new Lead { Name = "x" })).NeedDescription);
    }

    [Fact]
    public async Task GOV_fields_beyond_those_that_are_named_are_masked()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave("""
            var account = (await context.Session.Records.ListAsync(new CrmKit.Records.Specification<CrmKit.Accounts.Account>(_ => true)))[0];
            ((CrmKit.Leads.Lead)context.Changes[0].After).NeedDescription = $"{account.Name}|{account.Website}|{account.Id != Guid.Empty}";
            """), more: Asks("""{ "name": "data.read", "scope": ["account:name"] }"""));
        await using var session = host.Open();
        await session.Records.CreateAsync(new Account { Name = "Acme", Website = "https://acme.example" });
        Assert.Equal("Acme||True", (await session.Records.CreateAsync(new Lead { Name = "x" })).NeedDescription);
        Assert.Equal("https://acme.example", (await session.Records.ListAsync(new Specification<Account>(_ => true)))[0].Website);
    }

    [Theory]
    [InlineData("await context.Session.Records.QueryAsync(new CrmKit.Records.RecordQuery(\"account\") { Filter = \"website eq 'x'\" });")]
    [InlineData("await context.Session.Records.QueryAsync(new CrmKit.Records.RecordQuery(\"account\") { OrderBy = \"website\" });")]
    [InlineData("await context.Session.Records.CountAsync(new CrmKit.Records.Specification<CrmKit.Accounts.Account>(a => a.Website == \"x\"));")]
    public async Task GOV_masked_fields_cannot_be_found_out_by_asking_for_them(string body)
    {
        await using var host = await CrmHost.WithAsync(BeforeSave(body), more: Asks("""{ "name": "data.read", "scope": ["account:name"] }"""));
        await using var session = host.Open();
        var refused = await Assert.ThrowsAnyAsync<CrmException>(() => session.Records.CreateAsync(new Lead { Name = "x" }));
        Assert.Contains("website", refused.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("account.Name = \"New\";", null)]
    [InlineData("account.Website = \"https://else.example\";", "access.field-forbidden")]
    public async Task GOV_fields_beyond_those_that_are_named_cannot_be_written(string change, string? code)
    {
        await using var host = await CrmHost.WithAsync(BeforeSave($$"""
            var account = (await context.Session.Records.ListAsync(new CrmKit.Records.Specification<CrmKit.Accounts.Account>(_ => true)))[0];
            {{change}}
            await context.Session.Records.UpdateAsync(account);
            """), more: Asks("""{ "name": "data.read", "scope": ["account"] }, { "name": "data.write", "scope": ["account:name"] }"""));
        await using var session = host.Open();
        await session.Records.CreateAsync(new Account { Name = "Acme", Website = "https://acme.example" });
        var refused = await Xunit.Record.ExceptionAsync(() => session.Records.CreateAsync(new Lead { Name = "x" }));
        Assert.Equal(code, (refused as CrmException)?.Error.Code);
        await using var after = host.Open();
        var account = (await after.Records.ListAsync(new Specification<Account>(_ => true)))[0];
        Assert.Equal((code is null ? "New" : "Acme", "https://acme.example"), (account.Name, account.Website));
    }

    [Fact]
    public async Task GOV_what_a_plugin_defined_itself_is_its_own_to_use()
    {
        await using var host = await CrmHost.WithAsync(PluginSource.Configure("plugin.RecordType(\"acme.note\", _ => { }).AddBeforeSave<Handler>(\"lead\");") + """

            [CrmKit.Records.Saves("acme.note")]
            public sealed class Handler : IBeforeSave
            {
                public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
                {
                    var note = await context.Session.Records.CreateAsync(new CrmKit.Records.CustomRecord("acme.note", "made"));
                    note.Name = "changed";
                    await context.Session.Records.UpdateAsync(note);
                    await context.Session.Records.DeleteAsync(new CrmKit.RecordRef("acme.note", note.Id));
                }
            }
            """, more: Asks(""));
        await using var session = host.Open();
        await session.Records.CreateAsync(new Lead { Name = "x" });
    }

    [Fact]
    public async Task GOV_a_plugin_that_acts_as_the_system_administers_nothing_unless_it_asks_to()
    {
        const string Body = "using var all = context.Session.AsSystem(\"me\"); await context.Session.Settings.GetAsync(\"acme\");";
        await using var host = await CrmHost.WithAsync(BeforeSave(Body), more: Asks("""{ "name": "data.read" }, { "name": "data.write" }"""));
        await using var session = host.Open();
        Assert.Equal("setting.forbidden", (await Assert.ThrowsAnyAsync<CrmException>(() => session.Records.CreateAsync(new Lead { Name = "x" }))).Error.Code);
    }

    [Fact]
    public async Task GOV_what_another_plugin_does_because_of_it_is_held_to_that_ones_permissions()
    {
        await using var host = new CrmHost();
        host.Add("writer", BeforeSave("if (context.Changes[0].After is CrmKit.Leads.Lead) " + WritesAccount), more: Asks("""{ "name": "data.write", "scope": ["account"] }"""));
        host.Add("reader", PluginSource.Configure("plugin.AddBeforeSave<Handler>(\"account\");") + """

            public sealed class Handler : IBeforeSave
            {
                public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken) =>
                    await context.Session.Records.CountAsync(new CrmKit.Records.Specification<CrmKit.Accounts.Contact>(_ => true));
            }
            """, more: Asks("""{ "name": "data.read", "scope": ["contact"] }"""));
        await host.Runtime.RefreshAsync();
        await using var session = host.Open();
        await session.Records.CreateAsync(new Lead { Name = "x" });
        Assert.Equal(1, await session.Records.CountAsync(new Specification<Account>(_ => true)));
    }

    private static string Asks(string permissions) => $", \"permissions\": [ {permissions} ]";
}
