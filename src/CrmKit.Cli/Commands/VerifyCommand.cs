using System.CommandLine;
using CrmKit.Cli.Output;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit verify counters</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create(CommandContext context)
    {
        var repair = new Option<bool>("--repair") { Description = "Replace the counters that differ." };
        var counters = new Command("counters", "Recomputes the counters of pipelines from the rows and shows what differs.") { repair };
        context.Run(counters, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var differences = await session.Reports.VerifyCountersAsync(parsed.GetValue(repair), cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["counter", "countedRows", "counterRows", "countedAmount", "counterAmount", "countedWeighted", "counterWeighted"],
                differences.Select(d => new object?[] { d.Counter, d.CountedRows, d.CounterRows, d.CountedAmount, d.CounterAmount, d.CountedWeighted, d.CounterWeighted }), "All counters are right.");
            return differences.Count == 0 ? ExitCodes.Done : ExitCodes.Findings;
        });
        return new Command("verify", "Checks what is derived against what it is derived from.") { counters };
    }
}
