using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Events;
using CrmKit.Segments;
using CrmKit.Sessions;
using CrmKit.Views;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit segments list|save|remove|refresh</c>; members are shown by <c>crmkit list --segment</c>.</summary>
internal static class SegmentCommands
{
    public static Command Create(CommandContext context) => new("segments", "Segments: live lists of records, and snapshots.") { List(context), Save(context), Remove(context), Refresh(context) };

    /// <summary>A segment by its id or its name.</summary>
    /// <exception cref="CrmNotFoundException"><c>cli.segment-unknown</c>.</exception>
    public static async Task<Segment> FindAsync(ICrmSession session, string? type, string named, CancellationToken cancellationToken)
    {
        var segments = await session.Segments.ListAsync(type, cancellationToken);
        return segments.FirstOrDefault(s => s.Id.ToString() == named) ?? segments.FirstOrDefault(s => s.Name == named) ?? throw new CrmNotFoundException(CliErrors.SegmentUnknown(named));
    }

    private static Command List(CommandContext context)
    {
        var type = new Option<string?>("--type") { Description = "Only those of this record type." };
        var command = new Command("list", "Lists the segments that you may use, with how many of their members you may read, and what is wrong with them.") { type };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var segments = await session.Segments.ListAsync(parsed.GetValue(type), cancellationToken);
            var rows = new List<object?[]>();
            foreach (var s in segments)
                rows.Add([s.Id, s.RecordType, s.Name, EnumCode.Of(s.Kind), EnumCode.Of(s.Sharing), EnumCode.Of(s.State), s.Problem is null ? await session.Segments.CountAsync(s.Id, cancellationToken) : null, s.Filter, s.Problem?.Message]);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["id", "type", "name", "kind", "sharing", "state", "members", "filter", "problem"], rows, "No segments.");
            return segments.Any(s => s.Problem is not null) ? ExitCodes.Findings : ExitCodes.Done;
        });
        return command;
    }

    private static Command Save(CommandContext context)
    {
        var type = new Argument<string>("type") { Description = "The record type of its members." };
        var name = new Argument<string>("name") { Description = "What it is called; a segment of yours of this name is written anew." };
        var filter = new Option<string?>("--filter") { Description = "Who is in it, such as \"any(orders, orderedOn ge today(-30))\"." };
        var snapshot = new Option<bool>("--snapshot") { Description = "Keep those who are in it now, instead of following changes." };
        var forAll = new Option<bool>("--all") { Description = "Share it with everybody; for administrators." };
        var team = new Option<Guid?>("--team") { Description = "The id of a team to share it with." };
        var command = new Command("save", "Keeps a segment and fills it.") { type, name, filter, snapshot, forAll, team };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var (key, called) = (parsed.GetValue(type)!, parsed.GetValue(name)!);
            var mine = (await session.Segments.ListAsync(key, cancellationToken)).FirstOrDefault(s => s.Name == called && s.OwnerId == session.Actor.UserId);
            var saved = await session.Segments.SaveAsync(new Segment
            {
                Id = mine?.Id ?? Guid.Empty, RecordType = key, Name = called, Filter = parsed.GetValue(filter), Kind = parsed.GetValue(snapshot) ? SegmentKind.Snapshot : SegmentKind.Live,
                Sharing = parsed.GetValue(forAll) ? ViewSharing.All : parsed.GetValue(team) is null ? ViewSharing.Private : ViewSharing.Team, TeamId = parsed.GetValue(team),
            }, cancellationToken);
            await RefreshAsync(database, cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["id", "name", "members"], [[saved.Id, saved.Name, await session.Segments.CountAsync(saved.Id, cancellationToken)]]);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Remove(CommandContext context)
    {
        var named = new Argument<string>("segment") { Description = "The segment, by name or id." };
        var command = new Command("remove", "Removes a segment; the records stay.") { named };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            await session.Segments.RemoveAsync((await FindAsync(session, null, parsed.GetValue(named)!, cancellationToken)).Id, cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Refresh(CommandContext context)
    {
        var command = new Command("refresh", "Delivers what is due and brings all segments up to now, then ends. A running host does it by itself.");
        context.Run(command, async (_, database, cancellationToken) =>
        {
            var dispatcher = database.Services.GetRequiredService<IDispatcher>();
            await dispatcher.DrainAsync(cancellationToken); // what changed
            await RefreshAsync(database, cancellationToken);
            await dispatcher.DrainAsync(cancellationToken); // who entered and left
            return ExitCodes.Done;
        });
        return command;
    }

    // As the system: whose segments there are is not the caller's to know, that they are current is everybody's wish.
    private static async Task RefreshAsync(OpenDatabase database, CancellationToken cancellationToken)
    {
        await using var system = database.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("segments"), "cli");
        await system.Segments.RefreshAsync(cancellationToken);
    }
}
