using System.CommandLine;
using CrmKit.Audit;
using CrmKit.Cli.Output;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit audit verify</c>, <c>head</c> and <c>seal</c>.</summary>
internal static class AuditCommands
{
    private const int EntriesPerTurn = 2_000;
    private static readonly string[] Columns = ["whole", "entries", "unsealed", "erased", "keptSince", "head", "flaw", "sequence", "record", "seal"];

    public static Command Create(CommandContext context) => new("audit", "Checks that nobody changed the audit, and keeps its end.") { Verify(context), Head(context), Seal(context) };

    private static Command Verify(CommandContext context)
    {
        var head = new Option<string?>("--head") { Description = "An end of the chain that was kept elsewhere, as 'crmkit audit head' wrote it: shows whether anything was cut off since." };
        var command = new Command("verify", "Holds every entry against the chain, and names the first that is not as it was written.") { head };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            AuditHead? kept = null;
            if (parsed.GetValue(head) is { } text && !AuditHead.TryParse(text, out kept)) throw new CrmValidationException(CliErrors.AuditHead(text));
            await using var session = database.Session();
            var told = await session.Audit.VerifyAsync(kept, cancellationToken);
            var flaw = told.Flaw;
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), Columns,
                [[told.IsWhole, told.Entries, told.Unsealed, told.Erased, told.KeptSince, told.Head?.ToString(), flaw is null ? null : EnumCode.Of(flaw.Kind), flaw?.Sequence, flaw?.Entry is { } entry ? new RecordRef(entry.RecordType, entry.RecordId).ToString() : null, flaw?.Seal]], "");
            return told.IsWhole ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }

    private static Command Head(CommandContext context)
    {
        var command = new Command("head", "Writes the end of the chain, to be kept outside the database.");
        context.Run(command, async (_, database, cancellationToken) =>
        {
            await using var session = database.Session();
            context.Output.WriteLine((await session.Audit.HeadAsync(cancellationToken))?.ToString() ?? "");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Seal(CommandContext context)
    {
        var command = new Command("seal", "Seals what no host has sealed yet; a host does it by itself.");
        context.Run(command, async (_, database, cancellationToken) =>
        {
            await database.AdministratorsOnlyAsync(cancellationToken);
            var (chain, clock) = (database.Services.GetRequiredService<ICrmStore>().AuditChain, database.Services.GetRequiredService<TimeProvider>());
            var count = 0;
            // What other processes have under way is settled some turns after it ended.
            for (var idle = 0; idle < 4;)
            {
                var some = await chain.SealAsync(EntriesPerTurn, clock.GetUtcNow(), cancellationToken);
                idle = some == 0 ? idle + 1 : 0;
                count += some;
            }
            context.Output.WriteLine($"{count} entries sealed.");
            return ExitCodes.Done;
        });
        return command;
    }
}
