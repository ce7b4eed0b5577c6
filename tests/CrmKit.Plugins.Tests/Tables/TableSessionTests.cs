using CrmKit.Endpoints;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

/// <summary>A plugin's context in sessions: the transaction, the tenant, the end of the lease.</summary>
public sealed class TableSessionTests
{
    private const string Open = "await using var work = await session.BeginAsync(token); await using var own = await tables.OpenAsync(session, token);";

    [Fact]
    public async Task MIG_rows_go_with_the_record_whose_save_is_rolled_back()
    {
        await using var host = await TableHost.WithAsync(TablePlugin.Source());
        await using (var session = host.Open())
        {
            await using var work = await session.BeginAsync();
            await session.Records.CreateAsync(new Lead { Name = "Undone" });
        }
        await using (var session = host.Open())
        {
            await using var work = await session.BeginAsync();
            await session.Records.CreateAsync(new Lead { Name = "Kept" });
            await work.CommitAsync();
        }
        Assert.Equal(["Kept"], host.Rows("SELECT Remark FROM plg_acme_visits"));
    }

    [Fact]
    public async Task MIG_rows_go_with_a_save_that_a_later_handler_refuses()
    {
        await using var host = await TableHost.WithAsync(TablePlugin.Source(configure: "plugin.AddAfterSave<Refuse>(\"lead\", order: 5);", more: """
            public sealed class Refuse(IPluginTables<VisitContext> tables) : IAfterSave
            {
                public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken token)
                {
                    await using var visits = await tables.OpenAsync(context.Session, token);
                    var seen = await visits.Visits.CountAsync(token); // what the handler before has written, not committed yet
                    if (((Lead)context.Changes[0].After).Name == "Bad") context.Refuse(context.Changes[0], new CrmError("acme.seen", seen.ToString()));
                }
            }
            """));
        await host.AddLeadAsync();
        var refused = await Assert.ThrowsAnyAsync<CrmException>(() => host.AddLeadAsync("Bad"));
        Assert.Equal(("acme.seen", "2"), (refused.Error.Code, refused.Error.Message));
        Assert.Equal(["Mei"], host.Rows("SELECT Remark FROM plg_acme_visits"));
    }

    [Fact]
    public async Task MIG_an_endpoint_saves_in_a_unit_of_work_of_its_own()
    {
        await using var host = await TableHost.WithAsync(TablePlugin.Source(act: Open + """
            var now = session.Now;
            var visit = new Visit { Remark = "by hand", At = now, Minutes = 5 };
            own.Add(visit);
            await own.SaveChangesAsync(token);
            visit.Minutes = 6;
            await own.SaveChangesAsync(token);
            await own.Visits.ExecuteUpdateAsync(u => u.SetProperty(v => v.Minutes, v => v.Minutes + 1), token);
            own.ChangeTracker.Clear();
            var read = await own.Visits.OrderByDescending(v => v.At).Where(v => v.At <= now).SingleAsync(token);
            if (how == "commit") await work.CommitAsync(token);
            return $"{read.Minutes} {read.At == now} {await visits.Visits.CountAsync(token)}";
            """));
        Assert.Equal("7 True 0", await host.AskAsync("leave")); // the context from before the unit of work sees what is committed
        Assert.Empty(host.Rows("SELECT * FROM plg_acme_visits"));
        Assert.Equal("7 True 1", await host.AskAsync("commit"));
        Assert.Equal(["7"], host.Rows("SELECT Minutes FROM plg_acme_visits"));
    }

    [Fact]
    public async Task MIG_several_contexts_may_be_open_at_once_while_rows_are_still_read()
    {
        await using var host = await TableHost.WithAsync(TablePlugin.Source(act: Open + """
            for (var i = 0; i < 3; i++) own.Add(new Visit { Remark = $"{i}", At = session.Now });
            await own.SaveChangesAsync(token);
            var seen = "";
            await foreach (var visit in own.Visits.AsNoTracking().OrderBy(v => v.Remark).AsAsyncEnumerable().WithCancellation(token))
            {
                await using var more = await tables.OpenAsync(session, token); // its connection has a statement under way
                seen += visit.Remark + await more.Visits.CountAsync(v => v.Remark == visit.Remark, token);
                await session.Records.ListAsync(new Specification<Lead>(), token);
            }
            return seen;
            """));
        Assert.Equal("011121", await host.AskAsync());
    }

    [Theory]
    [InlineData("visits.Add(new Visit()); await visits.SaveChangesAsync(token); return 0;", "tables.read-only")]
    [InlineData(Open + "await work.DisposeAsync(); return await own.Visits.CountAsync(token);", "tables.closed")]
    [InlineData(Open + "await work.CommitAsync(token); own.Add(new Visit()); return await own.SaveChangesAsync(token);", "tables.closed")]
    [InlineData(Open + "own.Database.CommitTransaction(); return 0;", "tables.transaction-foreign")]
    [InlineData(Open + "await own.Database.RollbackTransactionAsync(token); return 0;", "tables.transaction-foreign")]
    [InlineData("await using var t = await visits.Database.BeginTransactionAsync(token); return 0;", "tables.transaction-foreign")]
    [InlineData("return await visits.Visits.IgnoreQueryFilters().CountAsync(token);", "tables.filter-ignored")]
    [InlineData("return await visits.Visits.Where(v => visits.Visits.IgnoreQueryFilters().Any()).CountAsync(token);", "tables.filter-ignored")]
    [InlineData("await visits.Database.EnsureDeletedAsync(token); return 0;", "tables.foreign")]
    [InlineData("await visits.Database.EnsureCreatedAsync(token); return 0;", "tables.foreign")]
    [InlineData("return (await visits.Database.SqlQueryRaw<string>(\"SELECT name AS Value FROM crm_lead\").ToListAsync(token)).Count;", "tables.foreign")]
    [InlineData("return (await visits.Visits.FromSqlRaw(\"SELECT * FROM plg_acme_visits WHERE LeadId IN (SELECT id FROM crm_lead)\").ToListAsync(token)).Count;", "tables.foreign")]
    [InlineData(Open + "return await own.Database.ExecuteSqlRawAsync(\"DELETE FROM crm_lead\", token);", "tables.foreign")]
    [InlineData(Open + "return await own.Database.ExecuteSqlRawAsync(\"DELETE FROM plg_acme_visits; DELETE FROM crm_lead\", token);", "tables.foreign")]
    [InlineData(Open + "return await own.Database.ExecuteSqlRawAsync(\"COMMIT\", token);", "tables.foreign")]
    [InlineData(Open + "return await own.Database.ExecuteSqlRawAsync(\"CREATE TABLE plg_acme_more (id INTEGER)\", token);", "tables.foreign")]
    [InlineData(Open + "return await own.Database.ExecuteSqlRawAsync(\"DROP TABLE plg_acme_visits\", token);", "tables.foreign")]
    [InlineData(Open + "return await own.Database.ExecuteSqlRawAsync(\"PRAGMA query_only = ON\", token);", "tables.foreign")]
    [InlineData(Open + "return await own.Database.ExecuteSqlRawAsync(\"INSERT INTO plg_other_visits SELECT * FROM plg_acme_visits\", token);", "tables.foreign")]
    public async Task MIG_a_context_reaches_no_further_than_its_plugin_and_its_session(string act, string code)
    {
        await using var host = new TableHost();
        await host.InstallAsync("1.0.0", TablePlugin.Source(id: "other"), "other");
        await host.InstallAsync("1.0.0", TablePlugin.Source(act: act));
        await host.AddLeadAsync();
        var before = host.Dump();
        Assert.Equal(code, (await Assert.ThrowsAsync<CrmRuleException>(() => host.AskAsync())).Error.Code);
        Assert.Equal((before, "Mei"), (host.Dump(), Assert.Single(host.Rows("SELECT name FROM crm_lead"))));
        await host.AddLeadAsync("Ada"); // the gate is free, the connections are as they were
        Assert.Equal(2, host.Rows("SELECT * FROM plg_acme_visits").Count);
    }

    [Fact]
    public async Task MIG_tenants_neither_see_nor_change_each_others_rows()
    {
        await using var host = await TableHost.WithAsync(TablePlugin.Source(act: """
            if (how == "remarks") return string.Join(",", await visits.Visits.OrderBy(v => v.Remark).Select(v => v.Remark).ToListAsync(token));
            if (how == "find") return (await visits.Visits.FromSqlRaw("SELECT * FROM plg_acme_visits").ToListAsync(token)).Count;
            await using var work = await session.BeginAsync(token);
            await using var own = await tables.OpenAsync(session, token);
            var id = Guid.Parse(how[(how.IndexOf(' ') + 1)..]);
            try
            {
                if (how.StartsWith("update", StringComparison.Ordinal)) own.Update(new Visit { Id = id, Remark = "stolen" });
                else if (how.StartsWith("attach", StringComparison.Ordinal))
                {
                    var visit = new Visit { Id = id };
                    own.Attach(visit).Property("TenantId").OriginalValue = "alpha";
                    visit.Remark = "stolen";
                }
                else if (how.StartsWith("remove", StringComparison.Ordinal)) own.Remove(new Visit { Id = id });
                else if (how.StartsWith("found", StringComparison.Ordinal)) return (await own.Visits.FindAsync([id], token))?.Remark ?? "nothing";
                else return await own.Visits.Where(v => v.Id == id).ExecuteDeleteAsync(token);
                await own.SaveChangesAsync(token);
                await work.CommitAsync(token);
                return "done";
            }
            catch (DbUpdateConcurrencyException)
            {
                return "not found";
            }
            """));
        await host.AddLeadAsync("of alpha", "alpha");
        await host.AddLeadAsync("of beta", "beta");
        Assert.Equal("of alpha", await host.AskAsync("remarks", "alpha"));
        Assert.Equal("of beta", await host.AskAsync("remarks", "beta"));
        Assert.Equal("1", await host.AskAsync("find", "beta"));

        var before = host.Dump();
        var alphas = host.Rows("SELECT Id FROM plg_acme_visits WHERE tenant_id = 'alpha'")[0];
        foreach (var way in (string[])["update", "attach", "remove"]) Assert.Equal("not found", await host.AskAsync($"{way} {alphas}", "beta"));
        Assert.Equal(("nothing", "0"), (await host.AskAsync($"found {alphas}", "beta"), await host.AskAsync($"delete {alphas}", "beta")));
        Assert.Equal(before, host.Dump());
        Assert.Equal("of alpha", await host.AskAsync($"found {alphas}", "alpha"));
        Assert.Equal("done", await host.AskAsync($"remove {alphas}", "alpha"));
        Assert.Equal(["beta"], host.Rows("SELECT tenant_id FROM plg_acme_visits"));
    }

    [Theory]
    [InlineData("builder.Entity<Visit>().HasQueryFilter(v => v.Minutes > 0);")]
    [InlineData("builder.Entity<Visit>().HasQueryFilter(\"long\", v => v.Minutes > 0);")]
    public async Task MIG_a_filter_of_the_plugins_own_stands_beside_the_tenants(string model)
    {
        await using var host = await TableHost.WithAsync(TablePlugin.Source(model: model, act: "return await visits.Visits.CountAsync(token);", configure: "plugin.AddAfterSave<AddShort>(\"lead\");", more: """
            public sealed class AddShort(IPluginTables<VisitContext> tables) : IAfterSave
            {
                public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken token)
                {
                    await using var visits = await tables.OpenAsync(context.Session, token);
                    visits.Add(new Visit());
                    await visits.SaveChangesAsync(token);
                }
            }
            """));
        await host.AddLeadAsync(tenant: "alpha");
        await host.AddLeadAsync(tenant: "beta");
        Assert.Equal("1", await host.AskAsync(tenant: "beta"));
        Assert.Equal(4, host.Rows("SELECT * FROM plg_acme_visits").Count);
    }

    [Theory]
    [InlineData("builder.Entity<Visit>().ToTable(\"crm_lead\");", "tables.model-differs")] // it is the plugin's own table of that name
    [InlineData("builder.Entity<Visit>().ToTable(\"visits\", \"main\");", "tables.name-invalid")]
    [InlineData("builder.Entity<Visit>().ToTable(\"vis its\");", "tables.name-invalid")]
    [InlineData("builder.Entity<Visit>().ToTable((string?)null).ToSqlQuery(\"SELECT * FROM crm_lead\");", "tables.foreign")]
    [InlineData("builder.Entity<Visit>().ToView(\"crm_lead\");", "tables.foreign")]
    [InlineData("builder.Entity<Visit>().Property<int>(\"Extra\");", "tables.model-differs")]
    public async Task A082_MIG_a_model_that_is_not_the_plugins_own_tables_is_refused(string model, string code)
    {
        await using var host = new TableHost();
        Assert.Equal(code, (await host.RefusedAsync("1.0.0", TablePlugin.Source(model: model))).Code);
        Assert.Empty(host.Tables());
    }

    [Fact]
    public async Task MIG_what_a_handler_does_in_its_tables_counts_against_its_budget()
    {
        await using var host = await TableHost.WithAsync(TablePlugin.Source(act: "for (var i = 0; ; i++) await visits.Visits.CountAsync(token);"));
        Assert.Equal("endpoint.failed", (await Assert.ThrowsAnyAsync<CrmException>(() => host.AskAsync())).Error.Code);
        Assert.Contains("100 queries", host.Runtime.Find("acme")!.Calls.LastFault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MIG_a_plugin_that_is_compiled_into_the_host_is_told_that_tables_need_the_loader()
    {
        var directory = Scratch.Folder("crmkit-tables-");
        await using (var services = new ServiceCollection().AddCrmKit(crm => crm.UseSqlite(Path.Combine(directory, "crm.db")).AddPlugin<CompiledIn>("acme")).BuildServiceProvider())
        {
            await using var session = services.GetRequiredService<ICrm>().OpenSession(Actor.System("tests"));
            Assert.Equal("tables.not-loaded", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Endpoints.AnswerAsync("acme.do", new EndpointRequest()))).Error.Code);
        }
        Directory.Delete(directory, recursive: true);
    }

    private sealed class CompiledIn : CrmPlugin
    {
        public override void Configure(ICrmPluginBuilder plugin) => plugin
            .AddTables<Context>(options => new(options), _ => { })
            .AddEndpoint<Do>(new EndpointDefinition { Key = "acme.do", Method = "GET", Path = "/do", Summary = new LocalizedText("Does.") });
    }

    private sealed class Context(DbContextOptions<Context> options) : PluginDbContext(options);

    private sealed class Do(IPluginTables<Context> tables) : IPluginEndpoint
    {
        public async ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken cancellationToken)
        {
            await using var own = await tables.OpenAsync(context.Session, cancellationToken);
            return EndpointAnswer.Done;
        }
    }
}
