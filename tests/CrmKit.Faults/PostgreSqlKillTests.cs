using CrmKit.PostgreSql;

namespace CrmKit.Faults;

/// <summary>The same on PostgreSQL, where the server rolls back what a killed process began: killed at every point that imports, reverts, merges and their undoing name, the first time that it is passed. The tests on SQLite kill at every passing of every point.</summary>
public sealed class PostgreSqlKillTests(PostgreSqlKillTests.Seeded seeded) : IClassFixture<PostgreSqlKillTests.Seeded>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-faults-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("records.written:kill:2")]
    [InlineData("import.before-chunk-commit:kill:2")]
    [InlineData("import.after-chunk-commit:kill:1")]
    [InlineData("import.before-finish:kill:1")]
    [InlineData("import.before-rename:kill:1")]
    public async Task F1_F2_An_import_that_is_killed_goes_on_with_the_next_row(string point)
    {
        var file = await DealsAsync(rows: 60);
        var database = await seeded.CopyAsync();
        await KillAsync("import", database, point, file);
        Assert.Equal(57, await CountAsync(database, "SELECT count(DISTINCT external_id) FROM crm_opportunity WHERE external_id LIKE 'row-%'"));
        Assert.Equal(5, await CountAsync(database, "SELECT count(*) FROM crm_account WHERE name LIKE 'Buyer %'"));
        Assert.Equal(1, await CountAsync(database, "SELECT count(*) FROM crm_import_run WHERE status = 'finished' AND rows = 60 AND created = 57 AND refused = 3"));
        Assert.Equal(1 + 3, File.ReadAllLines(Path.ChangeExtension(file, ".errors.csv")).Length);
        await PostgreSqlCluster.DropAsync(database);
    }

    [Theory]
    [InlineData("import.before-revert-commit:kill:1")]
    [InlineData("import.after-revert-commit:kill:1")]
    [InlineData("import.before-revert-finish:kill:1")]
    public async Task F3_F4_A098_A_revert_that_is_killed_takes_every_row_back_once(string point)
    {
        var database = await seeded.CopyAsync();
        await Crm.RunAsync("import", database, await DealsAsync(rows: 12));
        await KillAsync("revert", database, point);
        Assert.Equal(12, await CountAsync(database, "SELECT count(*) FROM crm_opportunity WHERE external_id IS NULL AND deleted_at IS NOT NULL"));
        Assert.Equal(2 * 12, await CountAsync(database, "SELECT count(*) FROM crm_audit_entry WHERE record_type = 'opportunity' AND reason LIKE 'revert of import %'"));
        Assert.Equal(1, await CountAsync(database, "SELECT count(*) FROM crm_import_run WHERE status = 'reverted' AND created = 12"));
        await PostgreSqlCluster.DropAsync(database);
    }

    [Theory]
    [InlineData("import.before-chunk-commit:kill:2")]
    [InlineData("import.after-chunk-commit:kill:1")]
    public async Task F1_F2_Rows_that_are_asked_about_wait_once_when_the_import_is_killed_and_are_answered(string point)
    {
        var (database, file) = (await seeded.CopyAsync(), await DoubtsAsync());
        await KillAsync("doubt", database, point, file);
        Assert.Equal(2, await CountAsync(database, "SELECT count(*) FROM crm_import_question_entry"));
        Assert.Equal(2, await CountAsync(database, "SELECT count(DISTINCT line) FROM crm_import_question_entry"));
        Assert.Equal(1 + 2, File.ReadAllLines(Path.ChangeExtension(file, ".questions.csv")).Length);
        await PostgreSqlCluster.DropAsync(database);
    }

    [Theory]
    [InlineData("import.before-answer-commit:kill:1")]
    [InlineData("import.after-answer-commit:kill:1")]
    public async Task F1_F2_An_answer_that_is_killed_was_given_wholly_or_not_at_all(string point)
    {
        var database = await seeded.CopyAsync();
        await Crm.RunAsync("doubt", database, await DoubtsAsync());
        await KillAsync("answer", database, point);
        Assert.Equal(0, await CountAsync(database, "SELECT count(*) FROM crm_import_question_entry"));
        Assert.Equal(2, await CountAsync(database, "SELECT count(*) FROM crm_lead WHERE name IN ('Zero', 'One')"));
        Assert.Equal(2, await CountAsync(database, "SELECT count(*) FROM crm_audit_entry WHERE record_type = 'lead' AND reason LIKE 'import of doubts%'"));
        await PostgreSqlCluster.DropAsync(database);
    }

    [Theory]
    [InlineData("merge.children-moved:kill:1")]
    [InlineData("merge.loser-gone:kill:1")]
    [InlineData("merge.written:kill:1")]
    [InlineData("merge.before-commit:kill:1")]
    [InlineData("merge.after-commit:kill:1")]
    public async Task F5_A_merge_that_is_killed_happened_wholly_or_not_at_all(string point)
    {
        var database = await seeded.CopyAsync();
        await Crm.RunAsync("twins", database);
        await KillAsync("merge", database, point);
        Assert.Equal(1, await CountAsync(database, "SELECT count(*) FROM crm_account WHERE external_id LIKE 'twin-%' AND deleted_at IS NULL AND city = 'Berlin'"));
        Assert.Equal(1, await CountAsync(database, "SELECT count(*) FROM crm_record_merge WHERE undone_at IS NULL"));
        foreach (var table in (string[])["crm_contact", "crm_opportunity"])
            Assert.Equal(2, await CountAsync(database, $"SELECT count(*) FROM {table} c JOIN crm_account a ON a.id = c.account_id WHERE a.external_id = 'twin-a'"));
        await PostgreSqlCluster.DropAsync(database);
    }

    [Theory]
    [InlineData("unmerge.restored:kill:1")]
    [InlineData("unmerge.written:kill:1")]
    [InlineData("unmerge.before-commit:kill:1")]
    [InlineData("unmerge.after-commit:kill:1")]
    public async Task F5_Undoing_a_merge_that_is_killed_happened_wholly_or_not_at_all(string point)
    {
        var database = await seeded.CopyAsync();
        await Crm.RunAsync("twins", database);
        await Crm.RunAsync("merge", database);
        await KillAsync("unmerge", database, point);
        Assert.Equal(2, await CountAsync(database, "SELECT count(*) FROM crm_account WHERE external_id LIKE 'twin-%' AND deleted_at IS NULL"));
        Assert.Equal(1, await CountAsync(database, "SELECT count(*) FROM crm_record_merge WHERE undone_at IS NOT NULL"));
        foreach (var table in (string[])["crm_contact", "crm_opportunity"])
            Assert.Equal(2, await CountAsync(database, $"SELECT count(*) FROM {table} c JOIN crm_account a ON a.id = c.account_id WHERE a.external_id = {(table == "crm_contact" ? "c.last_name" : "c.name")}"));
        await PostgreSqlCluster.DropAsync(database);
    }

    [Theory]
    [InlineData("segments.written:kill:1")]
    [InlineData("segments.before-commit:kill:1")]
    [InlineData("segments.after-commit:kill:1")]
    public async Task F10_F12_Segments_that_are_killed_have_the_members_of_a_full_recomputation_and_tell_of_each_once(string point)
    {
        var database = await seeded.CopyAsync();
        await Crm.RunAsync("audience", database);
        await KillAsync("follow", database, point);
        Assert.Equal(2, await CountAsync(database, "SELECT count(*) FROM crm_segment_member"));
        Assert.Equal(2, await CountAsync(database, "SELECT count(*) FROM crm_segment_member m JOIN crm_account a ON a.id = m.record_id WHERE a.city = 'Berlin' AND a.deleted_at IS NULL"));
        foreach (var (what, who) in new[] { ("entered", "comes goes leaves new"), ("left", "goes leaves") })
            Assert.Equal(who, string.Join(' ', await PostgreSqlCluster.QueryAsync(database, $"""
                SELECT a.external_id FROM crm_outbox_message m CROSS JOIN LATERAL jsonb_array_elements(m.payload::jsonb -> 'items') i JOIN crm_account a ON a.id::text = i ->> 'id'
                WHERE m.class = 'event' AND m.name = 'account.segment-{what}' ORDER BY 1
                """)));
        await PostgreSqlCluster.DropAsync(database);
    }

    // Killed, asked for again, and looked at: what holds after every fault, whatever happened.
    private static async Task KillAsync(string scenario, string database, string point, string? file = null)
    {
        var killed = await FaultProcess.RunAsync(scenario, database, point, file);
        Assert.True(killed.ExitCode == FaultProcess.Killed, $"{point} was not reached: exit {killed.ExitCode}. {killed.Error}");
        await Crm.RunAsync(scenario, database, file);
        await PostgreSqlInvariants.HoldAsync(database);
    }

    private static Task<long> CountAsync(string database, string sql) => PostgreSqlInvariants.CountAsync(database, sql);

    private async Task<string> DoubtsAsync()
    {
        var file = Path.Combine(_folder, "doubts.csv");
        await File.WriteAllTextAsync(file, "id,name\nlead-0,Zero\nlead-1,One\n");
        return file;
    }

    private async Task<string> DealsAsync(int rows)
    {
        var file = Path.Combine(_folder, "deals.csv");
        await File.WriteAllTextAsync(file, ImportKillTests.Deals(rows, badEvery: 20));
        return file;
    }

    /// <summary>A seeded database, made once.</summary>
    public sealed class Seeded : IAsyncDisposable
    {
        private string? _database;

        public async Task<string> CopyAsync()
        {
            if (_database is null)
            {
                var database = await PostgreSqlCluster.NewDatabaseAsync();
                await Crm.RunAsync("seed", database);
                await Crm.RunAsync("dispatch", database);
                _database = database;
            }
            return await PostgreSqlCluster.CopyAsync(_database);
        }

        public async ValueTask DisposeAsync()
        {
            if (_database is not null) await PostgreSqlCluster.DropAsync(_database);
        }
    }
}
