using System.Globalization;
using System.Text;

namespace CrmKit.Faults;

public sealed class ImportKillTests
{
    [Fact]
    public async Task F1_F2_An_import_killed_anywhere_continues_and_every_row_is_there_once()
    {
        await using var sandbox = await Sandbox.NewAsync();
        var file = sandbox.NewFile("deals.csv");
        await File.WriteAllTextAsync(file, Deals(rows: 60, badEvery: 20));

        await Kill.EverywhereAsync(sandbox, "import", file, before: null, mayRepeatEffect: _ => false, check: (database, _) =>
        {
            // I1 and F1: rows = distinct rows of the file − reported errors, whichever chunk was lost and done again. F2: the totals count each row once.
            Assert.Equal(57, Sandbox.Count(database, "SELECT count(*) FROM crm_opportunity WHERE external_id LIKE 'row-%'"));
            Assert.Equal(57, Sandbox.Count(database, "SELECT count(DISTINCT external_id) FROM crm_opportunity WHERE external_id LIKE 'row-%'"));
            Assert.Equal(5, Sandbox.Count(database, "SELECT count(*) FROM crm_account WHERE name LIKE 'Buyer %'"));
            Assert.Equal(1, Sandbox.Count(database, "SELECT count(*) FROM crm_import_run WHERE status = 'finished' AND rows = 60 AND created = 57 AND refused = 3"));
            Assert.Equal(1 + 3, File.ReadAllLines(Path.ChangeExtension(file, ".errors.csv")).Length);
            File.Delete(Path.ChangeExtension(file, ".errors.csv"));
        });
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("xlsx")]
    public async Task F1_F2_An_import_of_another_format_that_is_killed_goes_on_with_the_next_row(string format)
    {
        await using var sandbox = await Sandbox.NewAsync();
        var file = sandbox.NewFile("deals." + format);
        await WriteAsync(file, format, rows: 60);
        foreach (var point in (string[])["import.before-chunk-commit:kill:2", "import.after-chunk-commit:kill:1", "import.before-finish:kill:1"]) // in a chunk, between chunks, behind the last
        {
            var database = sandbox.Copy(point.Replace(':', '-'));
            Assert.Equal(FaultProcess.Killed, (await FaultProcess.RunAsync("import", database, point, file)).ExitCode);
            await Crm.RunAsync("import", database, file);
            await Invariants.HoldAsync(database);
            Assert.Equal(57, Sandbox.Count(database, "SELECT count(*) FROM crm_opportunity WHERE external_id LIKE 'row-%' AND deleted_at IS NULL"));
            Assert.Equal(1, Sandbox.Count(database, "SELECT count(*) FROM crm_import_run WHERE status = 'finished' AND rows = 60 AND created = 57 AND refused = 3 AND report IS NOT NULL"));
            Assert.Equal(1 + 3, File.ReadAllLines(Path.ChangeExtension(file, ".errors.csv")).Length);
            File.Delete(Path.ChangeExtension(file, ".errors.csv"));
        }
    }

    [Fact]
    public async Task F3_F4_A098_A_revert_killed_anywhere_continues_and_takes_every_row_back_once()
    {
        await using var sandbox = await Sandbox.NewAsync();
        var file = sandbox.NewFile("deals.csv");
        await File.WriteAllTextAsync(file, Deals(rows: 12, badEvery: 20));
        await Crm.RunAsync("import", sandbox.Seed, file);

        await Kill.EverywhereAsync(sandbox, "revert", null, before: null, mayRepeatEffect: _ => false, check: (database, _) =>
        {
            Assert.Equal(12, Sandbox.Count(database, "SELECT count(*) FROM crm_opportunity WHERE external_id IS NULL AND deleted_at IS NOT NULL"));
            Assert.Equal(5, Sandbox.Count(database, "SELECT count(*) FROM crm_account WHERE name LIKE 'Buyer %' AND deleted_at IS NOT NULL"));
            Assert.Equal(2 * 12, Sandbox.Count(database, "SELECT count(*) FROM crm_audit_entry WHERE record_type = 'opportunity' AND reason LIKE 'revert of import %'"));
            Assert.Equal(1, Sandbox.Count(database, "SELECT count(*) FROM crm_import_run WHERE status = 'reverted' AND created = 12"));
            Assert.Equal(1, Sandbox.Count(database, "SELECT count(*) FROM crm_opportunity WHERE deleted_at IS NULL"));
        });
    }

    [Theory]
    [InlineData("jsonl", "import.after-revert-commit:kill:1")]
    [InlineData("xlsx", "import.before-revert-finish:kill:1")]
    public async Task F3_F4_A098_A_revert_of_another_format_that_is_killed_takes_every_row_back_once(string format, string point)
    {
        await using var sandbox = await Sandbox.NewAsync();
        var file = sandbox.NewFile("deals." + format);
        await WriteAsync(file, format, rows: 12);
        await Crm.RunAsync("import", sandbox.Seed, file);
        Assert.Equal(FaultProcess.Killed, (await FaultProcess.RunAsync("revert", sandbox.Seed, point)).ExitCode);
        await Crm.RunAsync("revert", sandbox.Seed);
        await Invariants.HoldAsync(sandbox.Seed);
        Assert.Equal(12, Sandbox.Count(sandbox.Seed, "SELECT count(*) FROM crm_opportunity WHERE external_id IS NULL AND deleted_at IS NOT NULL"));
        Assert.Equal(1, Sandbox.Count(sandbox.Seed, "SELECT count(*) FROM crm_import_run WHERE status = 'reverted' AND created = 12"));
        Assert.Equal(2 * 12, Sandbox.Count(sandbox.Seed, "SELECT count(*) FROM crm_audit_entry WHERE record_type = 'opportunity' AND reason LIKE 'revert of import %'"));
    }

    private static async Task WriteAsync(string file, string format, int rows)
    {
        var cells = Deals(rows, badEvery: 20).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(',')).ToArray();
        if (format == "xlsx") await File.WriteAllBytesAsync(file, new CrmKit.Imports.TestBook().Sheet("Deals", string.Concat(cells.Select((r, i) => CrmKit.Imports.TestBook.Row(i + 1, r)))).ToBytes());
        else await File.WriteAllLinesAsync(file, cells.Skip(1).Select(r => System.Text.Json.JsonSerializer.Serialize(cells[0].Zip(r).ToDictionary(c => c.First, c => c.Second))));
    }

    internal static string Deals(int rows, int badEvery)
    {
        var text = new StringBuilder("id,name,account,amount,stage,opened,closed,reason\n");
        for (var i = 1; i <= rows; i++)
        {
            var stage = i % 3 == 0 ? "won" : i % 3 == 1 ? "engaging" : "lost";
            text.Append(CultureInfo.InvariantCulture, $"row-{i},Deal {i},Buyer {i % 5},{(i % badEvery == 0 ? "many" : i * 10)},{stage},2026-01-05,{(stage == "engaging" ? "" : "2026-02-01")},{(stage == "lost" ? "price" : "")}\n");
        }
        return text.ToString();
    }
}

public sealed class QuestionKillTests
{
    [Fact]
    public async Task F1_F2_Rows_that_are_asked_about_wait_once_wherever_the_import_is_killed()
    {
        await using var sandbox = await Sandbox.NewAsync();
        var file = sandbox.NewFile("doubts.csv");
        await File.WriteAllTextAsync(file, "id,name\nlead-0,Zero\nlead-1,One\n");
        foreach (var point in (string[])["import.before-chunk-commit:kill:2", "import.after-chunk-commit:kill:1", "import.before-finish:kill:1"])
        {
            var database = sandbox.Copy(point.Replace(':', '-'));
            Assert.Equal(FaultProcess.Killed, (await FaultProcess.RunAsync("doubt", database, point, file)).ExitCode);
            await Crm.RunAsync("doubt", database, file);
            await Invariants.HoldAsync(database);
            Assert.Equal(2, Sandbox.Count(database, "SELECT count(*) FROM crm_import_question_entry"));
            Assert.Equal(2, Sandbox.Count(database, "SELECT count(DISTINCT line) FROM crm_import_question_entry"));
            Assert.Equal(1 + 2, File.ReadAllLines(Path.ChangeExtension(file, ".questions.csv")).Length);
            File.Delete(Path.ChangeExtension(file, ".questions.csv"));
        }
    }

    [Fact]
    public async Task F1_F2_An_answer_that_is_killed_was_given_wholly_or_not_at_all()
    {
        await using var sandbox = await Sandbox.NewAsync();
        var file = sandbox.NewFile("doubts.csv");
        await File.WriteAllTextAsync(file, "id,name\nlead-0,Zero\nlead-1,One\n");
        await Crm.RunAsync("doubt", sandbox.Seed, file);
        await Kill.EverywhereAsync(sandbox, "answer", null, before: null, mayRepeatEffect: _ => false, check: (database, _) =>
        {
            Assert.Equal(0, Sandbox.Count(database, "SELECT count(*) FROM crm_import_question_entry"));
            Assert.Equal(2, Sandbox.Count(database, "SELECT count(*) FROM crm_lead WHERE name IN ('Zero', 'One')"));
            Assert.Equal(2, Sandbox.Count(database, "SELECT count(*) FROM crm_audit_entry WHERE record_type = 'lead' AND reason LIKE 'import of doubts%'"));
        });
    }
}

public sealed class ConversionKillTests
{
    [Fact]
    public async Task F3_A_conversion_killed_anywhere_happened_wholly_or_not_at_all()
    {
        await using var sandbox = await Sandbox.NewAsync();
        await Kill.EverywhereAsync(sandbox, "convert", null, before: null, mayRepeatEffect: _ => false, check: (database, acknowledged) =>
        {
            Assert.Equal(2, Sandbox.Count(database, "SELECT count(*) FROM crm_lead WHERE converted_at IS NOT NULL"));
            Assert.Equal(2, Sandbox.Count(database, "SELECT count(*) FROM crm_conversion_link"));
            Assert.Equal(1 + 2, Sandbox.Count(database, "SELECT count(*) FROM crm_opportunity"));
            Assert.Equal(1 + 2, Sandbox.Count(database, "SELECT count(*) FROM crm_account"));
            Assert.Equal(2, Sandbox.Count(database, "SELECT count(*) FROM crm_contact"));
            foreach (var made in acknowledged.Select(a => a.Split(' ')))
                Assert.Equal(1, Sandbox.Count(database, $"SELECT count(*) FROM crm_conversion_link WHERE lower(source_id) = '{made[1]}' AND lower(target_id) = '{made[2]}'"));
        });
    }
}

public sealed class MergeKillTests
{
    [Fact]
    public async Task F5_A_merge_killed_anywhere_happened_wholly_or_not_at_all()
    {
        await using var sandbox = await Sandbox.NewAsync();
        await Crm.RunAsync("twins", sandbox.Seed);
        await Kill.EverywhereAsync(sandbox, "merge", null, before: null, mayRepeatEffect: _ => false, check: (database, _) =>
        {
            Assert.Equal(1, Sandbox.Count(database, "SELECT count(*) FROM crm_account WHERE external_id LIKE 'twin-%' AND deleted_at IS NULL AND city = 'Berlin'"));
            Assert.Equal(1, Sandbox.Count(database, "SELECT count(*) FROM crm_record_merge WHERE undone_at IS NULL"));
            Assert.Equal(4, Sandbox.Count(database, "SELECT count(*) FROM crm_merge_step")); // both accounts, a person, a deal
            foreach (var table in (string[])["crm_contact", "crm_opportunity"])
                Assert.Equal(2, Sandbox.Count(database, $"SELECT count(*) FROM {table} c JOIN crm_account a ON a.id = c.account_id WHERE a.external_id = 'twin-a'"));
        });
    }

    [Fact]
    public async Task F5_Undoing_a_merge_killed_anywhere_happened_wholly_or_not_at_all()
    {
        await using var sandbox = await Sandbox.NewAsync();
        await Crm.RunAsync("twins", sandbox.Seed);
        await Kill.EverywhereAsync(sandbox, "unmerge", null, before: "merge", mayRepeatEffect: _ => false, check: (database, _) =>
        {
            Assert.Equal(2, Sandbox.Count(database, "SELECT count(*) FROM crm_account WHERE external_id LIKE 'twin-%' AND deleted_at IS NULL"));
            Assert.Equal(1, Sandbox.Count(database, "SELECT count(*) FROM crm_account WHERE external_id LIKE 'twin-%' AND city = 'Berlin'"));
            Assert.Equal(1, Sandbox.Count(database, "SELECT count(*) FROM crm_record_merge WHERE undone_at IS NOT NULL"));
            foreach (var table in (string[])["crm_contact", "crm_opportunity"])
                Assert.Equal(2, Sandbox.Count(database, $"SELECT count(*) FROM {table} c JOIN crm_account a ON a.id = c.account_id WHERE a.external_id = {(table == "crm_contact" ? "c.last_name" : "c.name")}"));
        });
    }
}

public sealed class SegmentKillTests
{
    [Fact]
    public async Task F10_F12_Segments_killed_anywhere_have_the_members_of_a_full_recomputation_and_tell_of_each_once()
    {
        await using var sandbox = await Sandbox.NewAsync();
        await Kill.EverywhereAsync(sandbox, "follow", null, before: "audience", mayRepeatEffect: _ => false, check: (database, _) =>
        {
            Assert.Equal(2, Sandbox.Count(database, "SELECT count(*) FROM crm_segment_member"));
            Assert.Equal(2, Sandbox.Count(database, "SELECT count(*) FROM crm_segment_member m JOIN crm_account a ON a.id = m.record_id WHERE a.city = 'Berlin' AND a.deleted_at IS NULL"));
            Assert.Equal(0, Sandbox.Count(database, "SELECT count(*) FROM crm_segment_change"));
            foreach (var (what, who) in new[] { ("entered", "comes goes leaves new"), ("left", "goes leaves") })
                Assert.Equal(who, string.Join(' ', Sandbox.Query(database, $"""
                    SELECT a.external_id FROM crm_outbox_message m, json_each(m.payload, '$.items') i JOIN crm_account a ON lower(a.id) = json_extract(i.value, '$.id')
                    WHERE m.class = 'event' AND m.name = 'account.segment-{what}' ORDER BY 1
                    """)));
        });
    }
}

public sealed class StageKillTests
{
    [Fact]
    public async Task Stage_moves_killed_anywhere_leave_stage_history_and_counters_in_step()
    {
        await using var sandbox = await Sandbox.NewAsync();
        await Kill.EverywhereAsync(sandbox, "stages", null, before: null, mayRepeatEffect: _ => false, check: (database, acknowledged) =>
        {
            Assert.Equal(1, Sandbox.Count(database, "SELECT count(*) FROM crm_opportunity WHERE stage_key = 'won' AND closed_at IS NOT NULL"));
            Assert.Equal(4, Sandbox.Count(database, "SELECT count(*) FROM crm_stage_history_entry WHERE record_type = 'opportunity'"));
            foreach (var move in acknowledged.Select(a => a.Split(' ')))
                Assert.Equal(1, Sandbox.Count(database, $"SELECT count(*) FROM crm_stage_history_entry WHERE lower(record_id) = '{move[1]}' AND stage_key = '{move[2]}'"));
        });
    }
}

public sealed class DispatchKillTests
{
    [Fact]
    public async Task F10_F11_F12_A_dispatcher_killed_anywhere_delivers_every_event_with_effect_once()
    {
        await using var sandbox = await Sandbox.NewAsync();
        // When a process dies between an act outside and its mark, nobody can know: the act is repeated under the same key, by which the other side can tell.
        await Kill.EverywhereAsync(sandbox, "dispatch", null, before: "greet", mayRepeatEffect: point => point is "effects.after-execute" or "dispatch.before-complete" or "outbox.before-complete", check: (database, _) =>
            Assert.Equal(2, Sandbox.Count(database, "SELECT count(*) FROM crm_lead WHERE external_id LIKE 'guest-%' AND json_extract(custom, '$.\"fault.greetings\"') = 1")));
    }

    [Fact]
    public async Task A_connector_killed_anywhere_brings_every_record_once_and_goes_on_from_its_cursor()
    {
        await using var sandbox = await Sandbox.NewAsync();
        await Kill.EverywhereAsync(sandbox, "dispatch", null, before: "ask", mayRepeatEffect: _ => false, check: (database, _) =>
        {
            Assert.Equal(4, Sandbox.Count(database, "SELECT count(*) FROM crm_account WHERE external_id LIKE 'fault.erp:%' AND version = 1"));
            Assert.Equal(4, Sandbox.Count(database, "SELECT count(*) FROM crm_connector_link WHERE status = 'synced' AND record_version = 1"));
            Assert.Equal(1, Sandbox.Count(database, "SELECT count(*) FROM crm_connector_state WHERE cursor = '4' AND batches = 2 AND created = 4"));
        });
    }

    [Fact]
    public async Task A_connector_killed_while_it_takes_a_record_to_the_other_system_takes_it_once_and_links_it()
    {
        await using var sandbox = await Sandbox.NewAsync();
        foreach (var point in (string[])["connector.pushed", "connector.before-push-commit", "connector.after-push-commit"])
        {
            var database = sandbox.Copy(point);
            await Crm.RunAsync("send", database);
            Assert.Equal(FaultProcess.Killed, (await FaultProcess.RunAsync("dispatch", database, $"{point}:kill")).ExitCode);
            await Crm.RunAsync("dispatch", database);
            await Invariants.HoldAsync(database); // what happened outside, happened once
            Assert.Equal(1, Sandbox.Count(database, "SELECT count(*) FROM crm_connector_link WHERE status = 'synced' AND external_id LIKE 'shop-%' AND external_version = '1' AND push_id IS NULL"));
            Assert.Equal(1, Sandbox.Count(database, "SELECT count(*) FROM crm_connector_state WHERE pushed = 1"));
        }
    }
}
