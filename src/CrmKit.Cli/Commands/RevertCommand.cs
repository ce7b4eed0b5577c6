using System.CommandLine;
using System.Globalization;
using CrmKit.Cli.Output;

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
            if (parsed.GetValue(context.Options.Json))
            {
                TableOutput.WriteJson(context.Output, json =>
                {
                    json.WriteStartObject();
                    json.WriteString("id", result.Id.ToString());
                    json.WriteNumber("removed", result.Removed);
                    json.WriteNumber("restored", result.Restored);
                    json.WriteNumber("kept", result.Kept);
                    json.WritePropertyName("keptRecords");
                    TableOutput.WriteRows(json, ["type", "id", "code", "reason"], result.KeptRecords.Select(k => (object?[])[k.Record.Type, k.Record.Id.ToString(), k.Error.Code, k.Error.Message]));
                    json.WriteEndObject();
                });
            }
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
