using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit doctor</c>.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("doctor", "Checks the database: schema, integrity, counters, failed and held deliveries, interrupted imports.");
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var damage = await database.Services.GetRequiredService<ICrmStore>().CheckAsync(cancellationToken);
            var differences = await session.Reports.VerifyCountersAsync(repair: false, cancellationToken);
            var dead = await session.Effects.DeadLettersAsync(cancellationToken: cancellationToken);
            var held = await session.Effects.HeldAsync(cancellationToken);
            var silent = FieldDescriptions.Missing(session.Catalog);
            var findings = new (string Check, bool IsFine, string Finding)[]
            {
                ("schema", true, "up to date"),
                ("integrity", damage.Count == 0, damage.Count == 0 ? "sound" : string.Join("; ", damage)),
                ("counters", differences.Count == 0, differences.Count == 0 ? "right" : $"{differences.Count} differ; run 'crmkit verify counters --repair'"),
                ("deliveries", dead.Count == 0, dead.Count == 0 ? "none failed for good" : $"{dead.Count} failed for good, the last one: {dead[0].Name}, {dead[0].Reason}"),
                ("held", held.Count == 0, held.Count == 0 ? "none waits for a plugin" : $"{held.Sum(h => h.Count)} wait, the first since {held[0].Since:u}: {held[0].Reason}"),
                ("descriptions", true, silent.Count == 0 ? "every field says what it means" : $"advice: {silent.Count} fields do not say what they mean: {string.Join(", ", silent)}"),
            };
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["check", "fine", "finding"], findings.Select(f => new object?[] { f.Check, f.IsFine, f.Finding }));
            return findings.All(f => f.IsFine) ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }
}
