using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Lifecycles;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit lifecycle</c>: what is known of customers, why, and since when.</summary>
internal static class LifecycleCommands
{
    public static Command Create(CommandContext context) =>
        new("lifecycle", "What is known of customers by what they bought, paid and answered.") { Show(context), History(context), Refresh(context) };

    private static Command Show(CommandContext context)
    {
        var (type, id) = (Type(), Id());
        var command = new Command("show", "The figures of an account or contact, each with its reason.") { type, id };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var definition = session.Catalog.Type(parsed.GetValue(type)!);
            var record = await session.Records.GetAsync(definition.Ref(parsed.GetValue(id)), cancellationToken);
            var figures = (await session.Lifecycle.OfAsync(definition.Key, [record.Id], cancellationToken))[0];
            var values = new Dictionary<string, object?>
            {
                ["class"] = EnumCode.Of(figures.Class),
                ["repurchase"] = figures.RepurchaseDays,
                ["lastContact"] = figures.LastContactAt,
                ["preferredChannel"] = figures.PreferredChannel,
                ["bestHour"] = (long?)figures.BestHour,
                ["payment"] = figures.PaymentDays,
            };
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["figure", "value", "why", "records"],
                figures.Reasons.Select(r => new object?[] { r.Figure, values[r.Figure], r.Text.English, (long)r.Records.Count }));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command History(CommandContext context)
    {
        var (type, id) = (Type(), Id());
        var command = new Command("history", "The classes in which an account or contact was.") { type, id };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var periods = await session.Lifecycle.HistoryAsync(session.Catalog.Type(parsed.GetValue(type)!).Ref(parsed.GetValue(id)), cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["class", "from", "until", "purchase"],
                periods.Select(p => new object?[] { EnumCode.Of(p.Class), p.From, p.Until, p.Purchase?.ToString() }), "Never bought.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Refresh(CommandContext context)
    {
        var command = new Command("refresh", "Looks at all customers anew and tells of those whose class is another than was told last.");
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["changed"], [[(long)await session.Lifecycle.RefreshAsync(cancellationToken)]]);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Argument<string> Type() => new("type") { Description = "account or contact." };

    private static Argument<Guid> Id() => new("id") { Description = "The record's id." };
}
