using System.CommandLine;
using CrmKit.Cli.Output;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit person</c>: gives out what is kept about somebody, and erases it.</summary>
internal static class PersonCommands
{
    public static Command Create(CommandContext context) =>
        new("person", "What is kept about one person: export, erasure, and what is remembered of it.") { Export(context), Erase(context), Scrub(context), Erasures(context), EraseAgain(context) };

    private static Command Export(CommandContext context)
    {
        var (type, id) = (Type(), Id());
        var file = new Argument<string>("file") { Description = "Where to write." };
        var force = new Option<bool>("--force") { Description = "Replace the file if it exists." };
        var command = new Command("export", "Writes all that is kept about a person, without what is about others, as JSON.") { type, id, file, force };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            var path = parsed.GetValue(file)!;
            if (File.Exists(path) && !parsed.GetValue(force)) throw new CrmConflictException(CliErrors.FileExists(path));
            await using var session = database.Session();
            var link = await session.Persons.RequestExportAsync(new RecordRef(parsed.GetValue(type)!, parsed.GetValue(id)), cancellationToken);
            await WholeFile.WriteAsync(path, async output =>
            {
                await session.Persons.WriteExportAsync(link.Token, output, cancellationToken);
                return output.Length;
            });
            context.Output.WriteLine($"All that is kept about the person is in {path}. Hand it over, and delete it.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Erase(CommandContext context)
    {
        var (type, id) = (Type(), Id());
        var confirmed = new Option<bool>("--yes") { Description = "Says that you know that it cannot be undone." };
        var noScrub = new Option<bool>("--no-scrub") { Description = "Leave the database's files as they are; 'crmkit person scrub' does it later, for many erasures at once." };
        var command = new Command("erase", "Erases a person for good: every personal value, in records, history and all that is kept beside them, and in the database's files. Exit code 1: the server did not allow all of it.") { type, id, confirmed, noScrub };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            if (!parsed.GetValue(confirmed)) throw new CrmRuleException(CliErrors.Unconfirmed());
            await using var session = database.Session();
            var report = await session.Persons.EraseAsync(new RecordRef(parsed.GetValue(type)!, parsed.GetValue(id)), cancellationToken: cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["what", "count"],
                [["persons", (long)report.Persons.Count], .. report.Records.Concat(report.Traces).Select(c => new object?[] { c.Key, (long)c.Value })]);
            return parsed.GetValue(noScrub) ? ExitCodes.Done : Told(context, await session.Persons.ScrubAsync(cancellationToken));
        });
        return command;
    }

    private static Command Scrub(CommandContext context)
    {
        var command = new Command("scrub", "Writes the database's files anew, so that nothing of erased persons is left in them. Exit code 1: the server did not allow all of it.");
        context.Run(command, async (_, database, cancellationToken) =>
        {
            await using var session = database.Session();
            return Told(context, await session.Persons.ScrubAsync(cancellationToken));
        });
        return command;
    }

    private static Command Erasures(CommandContext context)
    {
        var command = new Command("erasures", "Lists the hashes that erasures left behind, one in a line: keep them beside backups.");
        context.Run(command, async (_, database, cancellationToken) =>
        {
            await using var session = database.Session();
            foreach (var hash in await session.Persons.ErasuresAsync(cancellationToken)) context.Output.WriteLine(hash);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command EraseAgain(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "Hashes, as 'crmkit person erasures' listed them." };
        var command = new Command("erase-again", "Erases whom an older backup brought back.") { file };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            var path = parsed.GetValue(file)!;
            if (!File.Exists(path)) throw new CrmNotFoundException(CliErrors.FileMissing(path));
            await using var session = database.Session();
            var hashes = (await File.ReadAllLinesAsync(path, cancellationToken)).Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["erased"], [[(long)await session.Persons.EraseAgainAsync(hashes, cancellationToken)]]);
            return ExitCodes.Done;
        });
        return command;
    }

    private static int Told(CommandContext context, IReadOnlyList<string> findings)
    {
        foreach (var finding in findings) context.Error.WriteLine(finding);
        return findings.Count == 0 ? ExitCodes.Done : ExitCodes.Findings;
    }

    private static Argument<string> Type() => new("type") { Description = "contact or lead." };

    private static Argument<Guid> Id() => new("id") { Description = "The record's id." };
}
