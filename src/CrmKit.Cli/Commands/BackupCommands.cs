using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using CrmKit.Backups;
using CrmKit.Cli.Output;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit backup</c> and <c>crmkit restore</c>.</summary>
internal static class BackupCommands
{
    public static Command Backup(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "Where to write." };
        var force = new Option<bool>("--force") { Description = "Replace the file if it exists." };
        var command = new Command("backup", "Writes all that is kept into one file, while others work. Exit code 1: files on records are missing.") { file, force };
        context.RunBesideHost(command, async (parsed, database, cancellationToken) =>
        {
            var path = parsed.GetValue(file)!;
            if (File.Exists(path) && !parsed.GetValue(force)) throw new CrmConflictException(CliErrors.FileExists(path));
            await using var session = database.Session(parsed.GetValue(context.Options.Tenant));
            var manifest = await WholeFile.WriteAsync(path, output => session.Backups.WriteAsync(output, parsed.GetValue(context.Options.Tenant) is null, cancellationToken));
            await using var written = File.OpenRead(path);
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(written, cancellationToken));
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["tenants", "rows", "files", "sha256"],
                [[string.Join(",", manifest.Tenants), manifest.Parts.Sum(p => p.Rows), (long)manifest.Parts.Count(p => p.Table == "files"), hash]]);
            if (manifest.MissingFiles == 0) return ExitCodes.Done;
            await context.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{manifest.MissingFiles} files on records are not where they should be, and not in the backup. Is --attachments right?"));
            return ExitCodes.Findings;
        }, isOfHost: true);
        return command;
    }

    public static Command Restore(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "A backup." };
        var replace = new Option<bool>("--replace") { Description = "Replace what these tenants have." };
        var erasures = new Option<string?>("--erasures") { Description = "A file of hashes, as 'crmkit person erasures' listed them: persons who were erased since the backup." };
        var sha256 = new Option<string?>("--sha256") { Description = "The hash that the backup had when it was made, kept elsewhere: refuses a file that somebody has made anew." };
        var command = new Command("restore", "Puts a backup in the place of what is there: all of it, or nothing. On SQLite the host must be stopped; start hosts anew afterwards.") { file, replace, erasures, sha256 };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            var path = parsed.GetValue(file)!;
            if (!File.Exists(path)) throw new CrmNotFoundException(CliErrors.FileMissing(path));
            await using var archive = File.OpenRead(path);
            if (parsed.GetValue(sha256) is { } expected && !string.Equals(Convert.ToHexStringLower(await SHA256.HashDataAsync(archive, cancellationToken)), expected.Trim(), StringComparison.OrdinalIgnoreCase))
                throw new CrmValidationException(CliErrors.OtherBackup(path));
            archive.Position = 0;
            var known = parsed.GetValue(erasures) is { } list ? await File.ReadAllLinesAsync(list, cancellationToken) : [];
            await using var session = database.Session(parsed.GetValue(context.Options.Tenant));
            var report = await session.Backups.RestoreAsync(archive, new RestoreOptions
            {
                IsWhole = parsed.GetValue(context.Options.Tenant) is null,
                Replace = parsed.GetValue(replace),
                Erasures = [.. known.Select(l => l.Trim()).Where(l => l.Length > 0)],
            }, cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["tenants", "rows", "erasedAgain"], [[string.Join(",", report.Tenants), report.Rows, (long)report.ErasedAgain]]);
            return ExitCodes.Done;
        }, isOfHost: true);
        return command;
    }
}
