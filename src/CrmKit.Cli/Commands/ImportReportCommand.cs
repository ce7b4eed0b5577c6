using System.CommandLine;
using System.Globalization;
using CrmKit.Cli.Output;
using CrmKit.Imports;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit import report</c>.</summary>
internal static class ImportReportCommand
{
    public static Command Create(CommandContext context)
    {
        var import = new Argument<Guid>("import") { Description = "The id of the import or dry run, as it said when it ended." };
        var command = new Command("report", "Shows again what an import, a dry run and a revert said.") { import };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var record = await session.Imports.GetAsync(parsed.GetValue(import), cancellationToken);
            if (parsed.GetValue(context.Options.Json)) TableOutput.WriteJson(context.Output, json => ImportJson.Write(json, record));
            else
            {
                context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{record.FileName} into {record.Type}, {record.Status}, begun {record.StartedAt:yyyy-MM-dd HH:mm} UTC"));
                ImportOutput.WriteText(context.Output, record.Result, record.Status == "tried");
                if (record.Revert is { } revert) context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Reverted: {revert.Removed} removed, {revert.Restored} restored, {revert.Kept} left as they are."));
            }
            return ExitCodes.Done;
        });
        return command;
    }
}
