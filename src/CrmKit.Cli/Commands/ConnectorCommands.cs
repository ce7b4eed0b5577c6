using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Connectors;
using CrmKit.Events;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit connector</c>: how connectors do, tests, a pull now, conflicts.</summary>
internal static class ConnectorCommands
{
    public static Command Create(CommandContext context) =>
        new("connector", "Connectors with other systems, which plugins bring: give --plugins.") { List(context), Test(context), Pull(context), Conflicts(context) };

    private static Command List(CommandContext context)
    {
        var command = new Command("list", "Lists connectors and how they do.");
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var connectors = await session.Connectors.ListAsync(cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["key", "lastRunAt", "created", "updated", "deleted", "pushed", "underWay", "conflicts", "refused", "pushRefused", "error"],
                connectors.Select(c => (object?[])[c.Connector.Key, c.LastRunAt, c.Created, c.Updated, c.Deleted, c.Pushed, c.UnderWay, c.Conflicts, c.Refused, c.PushRefused, c.Error ?? c.PushError]), "No connectors.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Test(CommandContext context)
    {
        var key = Key();
        var command = new Command("test", "Asks whether the other system can be reached. Exit code 1: it cannot.") { key };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var check = await session.Connectors.TestAsync(parsed.GetValue(key)!, cancellationToken);
            await context.Output.WriteLineAsync(check.Reason ?? "It works.");
            return check.IsWorking ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }

    private static Command Pull(CommandContext context)
    {
        var key = Key();
        var command = new Command("pull", "Brings what changed in the other system, and takes there what changed here. Exit code 1: it did not go well.") { key };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            await session.Connectors.RunAsync(parsed.GetValue(key)!, cancellationToken);
            await database.Services.GetRequiredService<IDispatcher>().DrainAsync(cancellationToken);
            var now = (await session.Connectors.ListAsync(cancellationToken)).First(c => c.Connector.Key == parsed.GetValue(key));
            await context.Output.WriteLineAsync($"{now.Created} created, {now.Updated} updated, {now.Deleted} deleted, {now.Pushed} pushed until now; {now.Conflicts} conflicts, {now.Refused + now.PushRefused} refused.");
            if ((now.Error ?? now.PushError) is not { } error) return ExitCodes.Done;
            await context.Error.WriteLineAsync($"{now.ErrorCode ?? now.PushErrorCode}: {error}");
            return ExitCodes.Findings;
        });
        return command;
    }

    private static Command Conflicts(CommandContext context)
    {
        var connector = new Argument<string?>("connector") { Description = "Only those of this connector.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("conflicts", "Lists records that both sides changed and that wait for a decision. Exit code 1: there are some.") { connector };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var links = await session.Connectors.LinksAsync(new ConnectorLinkQuery { Connector = parsed.GetValue(connector), Status = ConnectorLinkStatus.Conflict, Limit = 1000 }, cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["id", "connector", "type", "recordId", "externalId", "theirVersion", "theirs"],
                links.Select(l => (object?[])[l.Id, l.Connector, l.RecordType, l.RecordId, l.ExternalId, l.TheirVersion, l.Theirs.Json]), "No conflicts.");
            return links.Count == 0 ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }

    private static Argument<string> Key() => new("connector") { Description = "The connector's key, such as acme.erp." };
}
