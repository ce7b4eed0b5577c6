using System.CommandLine;
using CrmKit.Cli.Commands;

namespace CrmKit.Cli;

/// <summary>The tool's one entry, also for tests: parses, runs, and turns failures into <c>code: message</c> on the error stream.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        var shared = new SharedOptions();
        var root = new RootCommand("CrmKit on the command line: import, export, reports, checks. Exit codes: 0 done, 1 done with refusals or findings, 2 not done.");
        foreach (var option in shared.All) root.Options.Add(option);
        var context = new CommandContext(shared, output, error);
        foreach (var command in new[]
        {
            AuditCommands.Create(context), ImportCommand.Create(context), RevertCommand.Create(context), ExportCommand.Create(context), ReportCommand.Create(context), LifecycleCommands.Create(context), ListCommand.Create(context), SearchCommand.Create(context), DocumentCommand.Create(context), ViewCommands.Create(context), SegmentCommands.Create(context), ActionCommands.Create(context), TenantCommands.Create(context), TypesCommand.Create(context), DefineCommand.Create(context), VerifyCommand.Create(context),
            DoctorCommand.Create(context), DispatchCommand.Create(context), PluginCommands.Create(context), ConnectorCommands.Create(context), DevCommand.Create(context), MatchCommand.Create(context), DuplicateCommands.Create(context), PersonCommands.Create(context), BackupCommands.Backup(context), BackupCommands.Restore(context), SecretCommands.Create(context), WebhookCommands.Create(context),
        }) root.Subcommands.Add(command);

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors) await error.WriteLineAsync($"cli.usage: {problem.Message}");
            await error.WriteLineAsync("Run 'crmkit --help' for the commands.");
            return ExitCodes.Failed;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }, cancellationToken);
        }
        catch (CrmException refusal)
        {
            foreach (var problem in refusal.Errors) await error.WriteLineAsync(problem.ToString());
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("cli.cancelled: Stopped. An import goes on where it was when the same command runs again.");
            return ExitCodes.Failed;
        }
        catch (Exception failure) // the last border: what comes here is a fault of the machine, the file or CrmKit, and a stack trace helps nobody at a prompt
        {
            await error.WriteLineAsync($"cli.failed: {failure.Message}");
            return ExitCodes.Failed;
        }
    }
}
