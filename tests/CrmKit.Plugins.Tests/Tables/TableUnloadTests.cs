namespace CrmKit.Plugins;

/// <summary>A plugin with tables of its own leaves memory, whatever it asked of EF Core.</summary>
public sealed class TableUnloadTests
{
    /// <summary>What of EF Core holds on to types: queries that capture variables, properties and methods of the plugin, projections to its types, hierarchies, owned parts, updates in bulk, failures.</summary>
    private const string Everything = """
        await using var work = await session.BeginAsync(token);
        await using var own = await tables.OpenAsync(session, token);
        var (wanted, limits) = (new Wanted("Mei", Kind.Long), new List<int> { 30, 31 });
        own.Add(new Visit { Remark = "more", At = session.Now, Minutes = limits[0] });
        await own.SaveChangesAsync(token);
        var texts = await own.Visits.Where(v => v.Remark == wanted.Name || v.Remark == Wanted.Of(wanted) || limits.Contains(v.Minutes)).Select(v => new { v.Remark, v.Minutes }).ToListAsync(token);
        var shown = await own.Visits.GroupBy(v => v.Remark).Select(g => new Shown(g.Key, g.Count(), g.Max(v => v.Minutes))).ToListAsync(token);
        var joined = await (from one in own.Visits join other in own.Visits on one.LeadId equals other.LeadId where one.Minutes >= (int)wanted.Kind select new Wanted(one.Remark!, Kind.Short)).AsNoTracking().ToListAsync(token);
        await own.Visits.Where(v => v.Remark == wanted.Name.ToUpper()).ExecuteUpdateAsync(u => u.SetProperty(v => v.Minutes, v => v.Minutes + limits.Count), token);
        await own.Visits.Where(v => v.Remark == Wanted.Of(wanted)).ExecuteDeleteAsync(token);
        var raw = await own.Visits.FromSqlInterpolated($"SELECT * FROM plg_acme_visits WHERE Minutes > {limits[0] - 1}").ToListAsync(token);
        var found = await own.Visits.FindAsync([raw[0].Id], token);
        var compiled = await Wanted.ByMinutes(own, 30);
        try { await own.Database.ExecuteSqlRawAsync("DELETE FROM crm_lead", token); } catch (CrmRuleException) { }
        try { own.Add(new Visit { Id = Guid.Empty, LeadId = Guid.Empty, Remark = "twice" }); own.Entry(found!).Property("TenantId").OriginalValue = "x"; await own.SaveChangesAsync(token); } catch (DbUpdateException) { }
        await work.CommitAsync(token);
        return texts.Count > 0 && shown.Count > 0 && joined.Count > 0 && raw.Count > 0 && compiled > 0;
        """;

    private const string More = """
        public enum Kind { Short = 10, Long = 20 }
        public sealed record Wanted(string Name, Kind Kind)
        {
            private static readonly Func<VisitContext, int, Task<int>> Counted = EF.CompileAsyncQuery((VisitContext visits, int minutes) => visits.Visits.Count(v => v.Minutes >= minutes));
            public static string Of(Wanted wanted) => wanted.Name + "!";
            public static Task<int> ByMinutes(VisitContext visits, int minutes) => Counted(visits, minutes);
        }
        public sealed record Shown(string? Remark, int Count, int Longest);
        """;

    [Fact]
    public async Task UNL_92_a_plugin_with_tables_leaves_memory_after_each_of_many_loads_under_use()
    {
        await using var host = await TableHost.WithAsync(TablePlugin.Source(act: Everything, more: More));
        for (var i = 0; i < 12; i++)
        {
            await host.AddLeadAsync();
            Assert.Equal("true", await host.AskAsync());
            await host.Runtime.DisableAsync("acme");
            await host.Runtime.EnableAsync("acme");
        }
        await host.Runtime.DisableAsync("acme");
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering), $"{host.Runtime.Find("acme")!.Lingering} stay: {string.Join("; ", host.Runtime.Find("acme")!.Holders)}");
    }

    [Fact]
    public async Task UNL_a_version_whose_migration_failed_leaves_memory_too()
    {
        await using var host = await TableHost.WithAsync(TablePlugin.Source());
        var bad = "public sealed class Bad : TableMigration { protected override void Up(MigrationBuilder migration) => migration.Sql(\"DELETE FROM crm_lead\"); }";
        var package = host.Package("1.1.0", TablePlugin.Source(".Migration<CreateVisits>(\"1.0.0\").Migration<Bad>(\"1.1.0\")", TablePlugin.CreateVisits + bad));
        for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<CrmRuleException>(() => host.InstallPackageAsync(package));
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering), string.Join("; ", host.Runtime.Find("acme")!.Holders));
        await host.AddLeadAsync();
        Assert.Equal("1", await host.AskAsync());
    }
}
