using CrmKit.Catalog;
using CrmKit.Fields;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Faults;

/// <summary>What holds after every fault, whatever happened: I2 to I8. I1, acknowledged writes, is each scenario's own.</summary>
internal static class Invariants
{
    public static async Task HoldAsync(string database, bool mayRepeatEffect = false, bool isLater = false)
    {
        await using (var services = Crm.Open(database, isLater))
        {
            var crm = services.GetRequiredService<ICrm>();
            await crm.InitializeAsync(); // I8: ready without anybody's help
            await services.GetRequiredService<Events.IDispatcher>().DrainAsync();
            await using var session = crm.OpenSession(Actor.System("invariants"));
            Assert.Empty(await session.Reports.VerifyCountersAsync()); // I3
            NoOrphans(database, session.Catalog);
        }

        // I4: every version of every record has exactly one audit row.
        foreach (var table in Sandbox.Query(database, "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%\"custom\"%'"))
            Assert.Equal(0, Sandbox.Count(database, $"""
                SELECT count(*) FROM {table} r
                WHERE r.version <> (SELECT count(*) FROM crm_audit_entry a WHERE a.record_id = r.id)
                   OR r.version <> (SELECT count(DISTINCT a.record_version) FROM crm_audit_entry a WHERE a.record_id = r.id)
                """));
        // I5: nothing waits, nothing failed, and each effect happened once.
        Assert.Equal(0, Sandbox.Count(database, "SELECT count(*) FROM crm_outbox_message WHERE status <> 'done'"));
        var asked = Sandbox.Query(database, "SELECT key FROM crm_outbox_message WHERE class = 'effect'");
        var happened = File.Exists(Crm.Outside) ? File.ReadAllLines(Crm.Outside).Where(asked.Contains).ToList() : [];
        Assert.Equal(asked.Order(), happened.Distinct().Order());
        if (!mayRepeatEffect) Assert.Equal(asked.Count, happened.Count);
        Assert.Equal(0, Sandbox.Count(database, "SELECT count(*) FROM crm_lead WHERE json_extract(custom, '$.\"fault.greetings\"') > 1"));
        // I6: no row without its tenant.
        foreach (var table in Sandbox.Query(database, "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%\"tenant_id\"%'"))
            Assert.Equal(0, Sandbox.Count(database, $"SELECT count(*) FROM {table} WHERE tenant_id <> 'default'"));
        // The file itself is sound.
        Assert.Equal("ok", Sandbox.Query(database, "PRAGMA integrity_check")[0]);
        Assert.Empty(Sandbox.Query(database, "PRAGMA foreign_key_check"));
    }

    // I2: whatever a record points at is there, also where the database has no foreign key.
    private static void NoOrphans(string database, CatalogSnapshot catalog)
    {
        foreach (var type in catalog.Types.Where(t => !t.IsCustom))
            foreach (var field in type.Fields.Where(f => f is { Kind: FieldKind.Reference, IsCustom: false, ReferenceType: not null }))
            {
                var (table, column, target) = (Table(type.Key), Snake(field.Key), Table(field.ReferenceType!));
                Assert.True(Sandbox.Count(database, $"SELECT count(*) FROM {table} r WHERE r.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {target} t WHERE t.id = r.{column})") == 0,
                    $"{table}.{column} points at rows of {target} that are not there.");
            }
        Assert.Equal(0, Sandbox.Count(database, "SELECT count(*) FROM crm_phone_call a WHERE NOT EXISTS (SELECT 1 FROM crm_lead l WHERE l.id = a.regarding_id) AND NOT EXISTS (SELECT 1 FROM crm_opportunity o WHERE o.id = a.regarding_id)"));
        Assert.Equal(0, Sandbox.Count(database, "SELECT count(*) FROM crm_conversion_link c WHERE NOT EXISTS (SELECT 1 FROM crm_lead l WHERE l.id = c.source_id AND l.converted_at IS NOT NULL)"));
        Assert.Equal(0, Sandbox.Count(database, "SELECT count(*) FROM crm_lead l WHERE l.converted_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM crm_conversion_link c WHERE c.source_id = l.id)"));
        Assert.Equal(0, Sandbox.Count(database, """
            SELECT count(*) FROM crm_opportunity o
            WHERE (SELECT count(*) FROM crm_stage_history_entry h WHERE h.record_id = o.id AND h.left_at IS NULL) <> 1
               OR o.stage_key <> (SELECT h.stage_key FROM crm_stage_history_entry h WHERE h.record_id = o.id AND h.left_at IS NULL)
            """));
    }

    private static string Table(string type) => "crm_" + type.Replace('-', '_');

    private static string Snake(string key) => string.Concat(key.Select(c => char.IsUpper(c) ? "_" + char.ToLowerInvariant(c) : c.ToString()));
}
