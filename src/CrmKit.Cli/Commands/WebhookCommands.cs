using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Webhooks;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit webhooks list</c>, <c>create</c>, <c>enable</c>, <c>disable</c>, <c>rotate</c>, <c>remove</c>, <c>deliveries</c> and <c>replay</c>.</summary>
internal static class WebhookCommands
{
    private static readonly string[] Columns = ["id", "name", "url", "events", "active", "stoppedBecause", "secretAt"];

    public static Command Create(CommandContext context) => new("webhooks", "Addresses that are told of events.") 
    {
        List(context), Add(context), Switch(context, "enable", "Switches one on, also one that CrmKit switched off.", isActive: true), Switch(context, "disable", "Switches one off; what waits for it is not sent.", isActive: false),
        Rotate(context), Remove(context), Deliveries(context), Replay(context),
    };

    private static Command List(CommandContext context)
    {
        var command = new Command("list", "Lists them, without their secrets.");
        context.RunBesideHost(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), Columns,
                (await session.Webhooks.ListAsync(cancellationToken)).Select(w => new object?[] { w.Id, w.Name, w.Url, string.Join(',', w.Events), w.IsActive, w.StoppedBecause is { } why ? EnumCode.Of(why) : null, w.SecretAt }), "There are no webhooks.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Add(CommandContext context)
    {
        var (name, url) = (new Option<string>("--name") { Description = "What people call it.", Required = true }, new Option<string>("--url") { Description = "Where to send to; https.", Required = true });
        var events = new Option<string[]>("--event") { Description = "An event such as lead.created, or lead.*; more than one may be given.", Required = true };
        var (filter, isFull) = (new Option<string?>("--filter") { Description = "Of which records, as in lists." }, new Option<bool>("--full") { Description = "Send the records as well, not only what happened to which." });
        var owner = new Option<Guid?>("--owner") { Description = "The id of the user whose rights hold; by default the one of --as." };
        var command = new Command("create", "Makes one and prints its secret, this once. Needs the host's keys (--keys).") { name, url, events, filter, isFull, owner };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var made = await session.Webhooks.CreateAsync(new WebhookDraft
            {
                Name = parsed.GetRequiredValue(name),
                Url = parsed.GetRequiredValue(url),
                Events = parsed.GetRequiredValue(events),
                Filter = parsed.GetValue(filter),
                Content = parsed.GetValue(isFull) ? WebhookContent.Full : WebhookContent.Thin,
                OwnerId = parsed.GetValue(owner),
            }, cancellationToken);
            await context.Error.WriteLineAsync($"Webhook {made.Webhook.Id} is made. This is its secret:");
            context.Output.WriteLine(made.Secret);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Switch(CommandContext context, string name, string description, bool isActive)
    {
        var id = Id();
        var command = new Command(name, description) { id };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var webhook = await session.Webhooks.GetAsync(parsed.GetValue(id), cancellationToken);
            await session.Webhooks.ChangeAsync(webhook.Id, new WebhookDraft { Name = webhook.Name, Events = webhook.Events, Filter = webhook.Filter, Content = webhook.Content, IsActive = isActive }, cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Rotate(CommandContext context)
    {
        var id = Id();
        var command = new Command("rotate", "Gives one another secret and prints it, this once; the one before signs too for a while.") { id };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            context.Output.WriteLine((await session.Webhooks.RotateSecretAsync(parsed.GetValue(id), cancellationToken)).Secret);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Remove(CommandContext context)
    {
        var id = Id();
        var command = new Command("remove", "Removes one with its log.") { id };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            await session.Webhooks.RemoveAsync(parsed.GetValue(id), cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Deliveries(CommandContext context)
    {
        var id = Id();
        var limit = new Option<int>("--limit") { Description = "The most, 1 to 1,000.", DefaultValueFactory = _ => 50 };
        var status = new Option<WebhookDeliveryStatus?>("--status") { Description = "Only those that are pending, delivered, failed or withheld." };
        var command = new Command("deliveries", "What was sent and is to be sent, newest first.") { id, status, limit };
        context.RunBesideHost(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var deliveries = await session.Webhooks.DeliveriesAsync(new WebhookDeliveryQuery { Webhook = parsed.GetValue(id), Status = parsed.GetValue(status), Limit = parsed.GetValue(limit) }, cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["id", "event", "at", "records", "status", "tries", "lastOutcome", "nextAt"],
                deliveries.Select(d => new object?[] { d.Id, d.Event, d.At, d.Records, EnumCode.Of(d.Status), d.Tries.Count, d.Tries.Count == 0 ? null : d.Tries[^1].Outcome, d.NextAt }), "Nothing was sent.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Replay(CommandContext context)
    {
        var id = Id();
        var since = new Option<DateTimeOffset>("--since") { Description = "From when on, as 2026-03-01 or with a time.", Required = true };
        var command = new Command("replay", "Has the host send once more what failed since a time.") { id, since };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            context.Output.WriteLine($"{await session.Webhooks.ReplayFailedAsync(parsed.GetValue(id), parsed.GetValue(since).ToUniversalTime(), cancellationToken)} deliveries are sent once more.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Argument<Guid> Id() => new("id") { Description = "The webhook's id." };
}
