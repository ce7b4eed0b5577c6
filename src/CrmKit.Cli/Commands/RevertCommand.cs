using System.CommandLine;
using System.Globalization;
using CrmKit.Cli.Output;
using CrmKit.Imports;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit revert</c>.</summary>
internal static class RevertCommand
{
    public static Command Create(CommandContext context)
    {
        var import = new Argument<Guid>("import") { Description = "The id of the import, as it said when it ended." };
        var command = new Command("revert", "Takes a finished import back: what it created goes, what it changed is as it was; what was changed since stays. Exit code 1: something stayed.") { import };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var result = await session.Imports.RevertAsync(parsed.GetValue(import), cancellationToken);
            if (parsed.GetValue(context.Options.Json)) TableOutput.WriteJson(context.Output, json => ImportJson.Write(json, result));
            else
            {
                context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Removed} removed, {result.Restored} restored, {result.Kept} left as they are."));
                foreach (var kept in result.KeptRecords) context.Output.WriteLine($"  {kept.Record}: {kept.Error}");
            }
            return result.Kept == 0 ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }
}
