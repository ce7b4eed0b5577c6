using System.Globalization;
using CrmKit.PostgreSql;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Faults;

/// <summary>What holds after every fault on PostgreSQL.</summary>
internal static class PostgreSqlInvariants
{
    public static async Task HoldAsync(string database, bool isLater = false)
    {
        await using (var services = Crm.Open(database, isLater))
        {
            var crm = services.GetRequiredService<ICrm>();
            await crm.InitializeAsync(); // I8: ready without anybody's help
            await services.GetRequiredService<Events.IDispatcher>().DrainAsync();
            await using var session = crm.OpenSession(Actor.System("invariants"));
            Assert.Empty(await session.Reports.VerifyCountersAsync()); // I3
        }
        // I4: every version of every record has exactly one audit row. I5: nothing waits, nothing failed. I6: no row without its tenant.
        foreach (var table in await PostgreSqlCluster.QueryAsync(database, "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'custom'"))
        {
            Assert.Equal(0, await CountAsync(database, $"SELECT count(*) FROM {table} r WHERE r.version <> (SELECT count(*) FROM crm_audit_entry a WHERE a.record_id = r.id)"));
            Assert.Equal(0, await CountAsync(database, $"SELECT count(*) FROM {table} WHERE tenant_id <> 'default'"));
        }
        Assert.Equal(0, await CountAsync(database, "SELECT count(*) FROM crm_outbox_message WHERE status <> 'done'"));
    }

    public static async Task<long> CountAsync(string database, string sql) => long.Parse((await PostgreSqlCluster.QueryAsync(database, sql))[0], CultureInfo.InvariantCulture);
}
