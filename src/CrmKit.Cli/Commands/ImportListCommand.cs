using System.CommandLine;
using CrmKit.Cli.Output;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit import list</c>.</summary>
internal static class ImportListCommand
{
    public static Command Create(CommandContext context)
    {
        var limit = new Option<int>("--limit") { Description = "The most imports, 1 to 1,000.", DefaultValueFactory = _ => 100 };
        var command = new Command("list", "Lists imports and dry runs, the newest first.") { limit };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var imports = await session.Imports.ListAsync(parsed.GetValue(limit), cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["id", "type", "file", "status", "startedAt", "rows", "created", "updated", "skipped", "refused", "asked"], imports.Select(i => (object?[])
                [i.Id.ToString(), i.Type, i.FileName, i.Status, i.StartedAt, i.Result.Rows, i.Result.Created, i.Result.Updated, i.Result.Skipped, i.Result.Refused, i.Result.Asked]));
            return ExitCodes.Done;
        });
        return command;
    }
}
