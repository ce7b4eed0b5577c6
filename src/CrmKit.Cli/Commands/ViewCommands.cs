using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Sessions;
using CrmKit.Views;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit view list|save|remove</c>.</summary>
internal static class ViewCommands
{
    public static Command Create(CommandContext context) => new("view", "Saved views: filter, columns and order under a name.") { List(context), Save(context), Remove(context) };

    /// <summary>A view by its id or its name.</summary>
    /// <exception cref="CrmNotFoundException"><c>cli.view-unknown</c>.</exception>
    public static async Task<SavedView> FindAsync(ICrmSession session, string? type, string named, CancellationToken cancellationToken)
    {
        var views = await session.Views.ListAsync(type, cancellationToken);
        return views.FirstOrDefault(v => v.Id.ToString() == named) ?? views.FirstOrDefault(v => v.Name == named) ?? throw new CrmNotFoundException(CliErrors.ViewUnknown(named));
    }

    private static Command List(CommandContext context)
    {
        var type = new Option<string?>("--type") { Description = "Only those of this record type." };
        var command = new Command("list", "Lists the views that you may use, and what is wrong with them.") { type };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var views = await session.Views.ListAsync(parsed.GetValue(type), cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["id", "type", "name", "sharing", "filter", "columns", "order", "problem"],
                views.Select(v => new object?[] { v.Id, v.RecordType, v.Name, EnumCode.Of(v.Sharing), v.Filter, string.Join(',', v.Columns), v.OrderBy, v.Problem?.Message }), "No views.");
            return views.Any(v => v.Problem is not null) ? ExitCodes.Findings : ExitCodes.Done;
        });
        return command;
    }

    private static Command Save(CommandContext context)
    {
        var type = new Argument<string>("type") { Description = "The record type that it lists." };
        var name = new Argument<string>("name") { Description = "What it is called; a view of yours of this name is written anew." };
        var filter = new Option<string?>("--filter") { Description = "A filter, such as \"stage eq 'won' and amount gt 1000\"." };
        var columns = new Option<string?>("--columns") { Description = "Field keys parted by commas." };
        var order = new Option<string?>("--order") { Description = "Field keys parted by commas, - before one for descending." };
        var forAll = new Option<bool>("--all") { Description = "Share it with everybody; for administrators." };
        var team = new Option<Guid?>("--team") { Description = "The id of a team to share it with." };
        var command = new Command("save", "Saves a view.") { type, name, filter, columns, order, forAll, team };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var (key, called) = (parsed.GetValue(type)!, parsed.GetValue(name)!);
            var mine = (await session.Views.ListAsync(key, cancellationToken)).FirstOrDefault(v => v.Name == called && v.OwnerId == session.Actor.UserId);
            var saved = await session.Views.SaveAsync(new SavedView
            {
                Id = mine?.Id ?? Guid.Empty, RecordType = key, Name = called, Filter = parsed.GetValue(filter), OrderBy = parsed.GetValue(order),
                Columns = parsed.GetValue(columns)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
                Sharing = parsed.GetValue(forAll) ? ViewSharing.All : parsed.GetValue(team) is null ? ViewSharing.Private : ViewSharing.Team, TeamId = parsed.GetValue(team),
            }, cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["id", "name"], [[saved.Id, saved.Name]]);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Remove(CommandContext context)
    {
        var named = new Argument<string>("view") { Description = "The view, by name or id." };
        var command = new Command("remove", "Removes a view.") { named };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            await session.Views.RemoveAsync((await FindAsync(session, null, parsed.GetValue(named)!, cancellationToken)).Id, cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }
}
