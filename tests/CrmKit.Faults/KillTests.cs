using System.Globalization;
using System.Text;

namespace CrmKit.Faults;

/// <summary>First counts the failpoints that a scenario passes, then kills the process at each of them in turn, runs the scenario again and looks at what is left.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task F1_F2_An_import_killed_anywhere_continues_and_every_row_is_there_once()
    {
        await using var sandbox = await Sandbox.NewAsync();
        var file = sandbox.NewFile("deals.csv");
        await File.WriteAllTextAsync(file, Deals(rows: 90, badEvery: 30));

        await ForEachKillAsync(sandbox, "import", file, (database, _, finished) =>
        {
            // I1 and F1: rows = distinct rows of the file − reported errors, whichever chunk was lost and done again. F2: the totals count each row once.
            Assert.Equal(87, Sandbox.Count(database, "SELECT count(*) FROM crm_opportunity WHERE external_id LIKE 'row-%'"));
            Assert.Equal(87, Sandbox.Count(database, "SELECT count(DISTINCT external_id) FROM crm_opportunity WHERE external_id LIKE 'row-%'"));
            Assert.Equal(5, Sandbox.Count(database, "SELECT count(*) FROM crm_account WHERE name LIKE 'Buyer %'"));
            Assert.Equal(1, Sandbox.Count(database, "SELECT count(*) FROM crm_import_run WHERE status = 'finished' AND rows = 90 AND created = 87 AND refused = 3"));
            var errors = File.ReadAllLines(Path.ChangeExtension(file, ".errors.csv"));
            Assert.Equal(1 + 3, errors.Length);
            File.Delete(Path.ChangeExtension(file, ".errors.csv"));
        });
    }

    [Fact]
    public async Task F3_A_conversion_killed_anywhere_happened_wholly_or_not_at_all()
    {
        await using var sandbox = await Sandbox.NewAsync();
        await ForEachKillAsync(sandbox, "convert", null, (database, killed, finished) =>
        {
            Assert.Equal(3, Sandbox.Count(database, "SELECT count(*) FROM crm_lead WHERE converted_at IS NOT NULL"));
            Assert.Equal(3, Sandbox.Count(database, "SELECT count(*) FROM crm_conversion_link"));
            Assert.Equal(4 + 3, Sandbox.Count(database, "SELECT count(*) FROM crm_opportunity"));
            Assert.Equal(1 + 3, Sandbox.Count(database, "SELECT count(*) FROM crm_account"));
            Assert.Equal(3, Sandbox.Count(database, "SELECT count(*) FROM crm_contact"));
            foreach (var ack in killed.Acks.Concat(finished.Acks))
                Assert.Equal(1, Sandbox.Count(database, $"SELECT count(*) FROM crm_conversion_link WHERE lower(source_id) = '{ack.Split(' ')[1]}' AND lower(target_id) = '{ack.Split(' ')[2]}'"));
        });
    }

    [Fact]
    public async Task F5_Stage_moves_killed_anywhere_leave_stage_history_and_counters_in_step()
    {
        await using var sandbox = await Sandbox.NewAsync();
        await ForEachKillAsync(sandbox, "stages", null, (database, killed, finished) =>
        {
            Assert.Equal(4, Sandbox.Count(database, "SELECT count(*) FROM crm_opportunity WHERE stage_key = 'won' AND closed_at IS NOT NULL"));
            foreach (var ack in killed.Acks.Concat(finished.Acks))
                Assert.Equal(1, Sandbox.Count(database, $"SELECT count(*) FROM crm_stage_history_entry WHERE lower(record_id) = '{ack.Split(' ')[1]}' AND stage_key = '{ack.Split(' ')[2]}'"));
            Assert.Equal(4 * 4, Sandbox.Count(database, "SELECT count(*) FROM crm_stage_history_entry WHERE record_type = 'opportunity'"));
        });
    }

    [Fact]
    public async Task F10_F11_F12_A_dispatcher_killed_anywhere_delivers_every_event_with_effect_once()
    {
        await using var sandbox = await Sandbox.NewAsync();
        // An effect whose process dies between the act and the mark is of unknown outcome: it may be repeated, under the same key.
        await ForEachKillAsync(sandbox, "dispatch", null, (database, _, _) =>
            Assert.Equal(3, Sandbox.Count(database, "SELECT count(*) FROM crm_lead WHERE json_extract(custom, '$.\"fault.greetings\"') = 1")),
            mayRepeatEffect: point => point is "effects.after-execute" or "dispatch.before-complete" or "outbox.before-complete");
    }

    private static async Task ForEachKillAsync(Sandbox sandbox, string scenario, string? file, Action<string, FaultProcess, FaultProcess> check, Func<string, bool>? mayRepeatEffect = null)
    {
        var points = await FaultProcess.CountAsync(scenario, sandbox.Copy("count"), file);
        Assert.True(points.Count >= 4, $"'{scenario}' passes only {points.Count} failpoints: {string.Join(", ", points)}.");
        if (file is not null) File.Delete(Path.ChangeExtension(file, ".errors.csv"));

        for (var hit = 1; hit <= points.Count; hit++)
        {
            var database = sandbox.Copy($"{scenario}-{hit}");
            var killed = await FaultProcess.RunAsync(scenario, database, $"*:kill:{hit}", file);
            Assert.True(killed.ExitCode == FaultProcess.Killed, $"{scenario}: failpoint {hit} ({points[hit - 1]}) was not reached: exit {killed.ExitCode}. {killed.Error}");

            var finished = await FaultProcess.RunAsync(scenario, database, file: file);
            Assert.True(finished.ExitCode == 0 || finished.Refusals is ["import.repeated"],
                $"{scenario}: after a kill at {hit} ({points[hit - 1]}) it does not go on: {string.Join(", ", finished.Refusals)}\n{finished.Error}");
            try
            {
                await Invariants.HoldAsync(database, mayRepeatEffect?.Invoke(points[hit - 1]) == true);
                check(database, killed, finished);
            }
            catch (Xunit.Sdk.XunitException broken)
            {
                Assert.Fail($"{scenario}: killed at {hit} of {points.Count} ({points[hit - 1]}): {broken.Message}");
            }
        }
    }

    private static string Deals(int rows, int badEvery)
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
