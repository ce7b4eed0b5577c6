using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Plugins;

namespace CrmKit.Cli.Commands;

/// <summary>The parts of <c>crmkit plugin</c> that change what a database's hosts run. Each shows its plan; with --plan that is all.</summary>
internal static class PluginLifeCommands
{
    private static readonly Option<bool> Yes = new("--yes") { Description = "Agree to all that the plugin asks for, and to what is erased." };
    private static readonly Option<bool> Cascade = new("--cascade") { Description = "Also switch on what the plugin needs, or off what needs it." };
    private static readonly Option<bool> Force = new("--force") { Description = "Allow an older version." };
    private static readonly Option<bool> PlanOnly = new("--plan") { Description = "Show what would be done, and do nothing." };
    private static readonly Option<string?> Reason = new("--reason") { Description = "Why; it stands in the history." };

    public static Command Install(CommandContext context)
    {
        var package = new Argument<string>("package") { Description = "The package (.crmpkg)." };
        return Command(context, new Command("install", "Takes in a package, and lets it run once everything it asks for was agreed to.") { package }, parsed => new PluginCommand(PluginAct.Install) { Package = Path.GetFullPath(parsed.GetValue(package)!) });
    }

    public static Command Upgrade(CommandContext context)
    {
        var id = new Argument<string>("id") { Description = "The plugin's id." };
        var package = new Argument<string>("package") { Description = "The package (.crmpkg)." };
        return Command(context, new Command("upgrade", "Puts another version into the place of the installed one.") { id, package }, parsed => new PluginCommand(PluginAct.Upgrade, parsed.GetValue(id)) { Package = Path.GetFullPath(parsed.GetValue(package)!) });
    }

    public static Command OfId(CommandContext context, string name, string description, PluginAct act)
    {
        var id = new Argument<string>("id") { Description = "The plugin's id." };
        var feature = new Option<string?>("--feature") { Description = "The one feature of it; by default the plugin itself." };
        return Command(context, new Command(name, description) { id, feature }, parsed => new PluginCommand(act, parsed.GetValue(id)) { Tenant = parsed.GetValue(context.Options.Tenant), Feature = parsed.GetValue(feature) });
    }

    public static Command Remove(CommandContext context)
    {
        var id = new Argument<string>("id") { Description = "The plugin's id." };
        var erase = new Option<bool>("--erase") { Description = "Erase its fields and records for good; shows them first, and does it with --yes." };
        var export = new Option<string?>("--export") { Description = "A new folder, where its records, the values of its fields and its tables are written as JSON Lines before it goes." };
        return Command(context, new Command("remove", "Uninstalls a plugin; its data stays out of sight, and a later install has it again.") { id, erase, export },
            parsed => new PluginCommand(PluginAct.Remove, parsed.GetValue(id)) { Erase = parsed.GetValue(erase), ExportTo = parsed.GetValue(export) is { } folder ? Path.GetFullPath(folder) : null });
    }

    public static Command Why(CommandContext context)
    {
        var id = new Argument<string>("id") { Description = "The plugin's id." };
        var command = new Command("why", "Explains where a plugin stands, and shows what was done with it.") { id };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            var why = await PluginCommands.Runtime(database).WhyAsync(parsed.GetValue(id)!, cancellationToken);
            PluginCommands.Show(context, parsed, [why.Plugin]);
            if (parsed.GetValue(context.Options.Json)) return ExitCodes.Done;
            foreach (var reason in why.Reasons) await context.Output.WriteLineAsync(reason);
            foreach (var feature in why.Plugin.Features) await context.Output.WriteLineAsync($"Feature {feature.Id} ({feature.Name}): {(feature.IsOn ? "on" : "off")}{(feature.OffFor.Count > 0 ? $", off for {string.Join(", ", feature.OffFor)}" : "")}{(feature.DependsOn.Count > 0 ? $", needs {string.Join(", ", feature.DependsOn)}" : "")}");
            if (why.NeededBy.Count > 0) await context.Output.WriteLineAsync($"Needed by {string.Join(", ", why.NeededBy)}.");
            HistoryOutput.Write(context.Output, why.History);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Command(CommandContext context, Command command, Func<ParseResult, PluginCommand> read)
    {
        foreach (var option in new Option[] { Yes, Cascade, Force, PlanOnly, Reason }) command.Options.Add(option);
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await database.AdministratorsOnlyAsync(cancellationToken);
            var runtime = PluginCommands.Runtime(database);
            var wanted = read(parsed) with { Consent = parsed.GetValue(Yes), Cascade = parsed.GetValue(Cascade), Force = parsed.GetValue(Force), Reason = parsed.GetValue(Reason), By = database.Actor };
            var plan = await runtime.PlanAsync(wanted, cancellationToken);
            var isShownOnly = parsed.GetValue(PlanOnly) || (wanted.Erase && !wanted.Consent);
            if (isShownOnly || plan.Asked.Count > 0 || plan.Owns is not null) ShowPlan(context, plan);
            if (isShownOnly)
            {
                foreach (var refusal in plan.Refusals) await context.Error.WriteLineAsync(refusal.ToString());
                if (!parsed.GetValue(PlanOnly)) await context.Output.WriteLineAsync("Nothing was done. Add --yes to erase all of this for good.");
                return plan.IsAllowed && parsed.GetValue(PlanOnly) ? ExitCodes.Done : ExitCodes.Findings;
            }
            var outcome = await runtime.ExecuteAsync(wanted, cancellationToken);
            if (outcome.Plugin is { } plugin) PluginCommands.Show(context, parsed, [plugin]);
            return outcome.Plugin is { Asked.Count: > 0 } ? ExitCodes.Findings : ExitCodes.Done;
        }, isOfHost: true);
        return command;
    }

    private static void ShowPlan(CommandContext context, PluginPlan plan)
    {
        foreach (var step in plan.Steps) context.Output.WriteLine($"{EnumCode.Of(step.Act)} {step.Id}{(step.Feature is { } feature ? $"/{feature}" : "")} {step.From}{(step.From is not null && step.To is not null ? " -> " : "")}{step.To}");
        if (plan.Trust is { } trust) context.Output.WriteLine($"Trust: {EnumCode.Of(trust)}");
        foreach (var permission in plan.Permissions) context.Output.WriteLine($"Declares {string.Join(", ", permission.Scope.Count == 0 ? [permission.Name] : permission.Scope.Select(s => $"{permission.Name}:{s}"))}{(permission.Reason is null ? "" : $" ({permission.Reason})")}");
        if (plan.Asked.Count > 0) context.Output.WriteLine($"Asks for {string.Join(", ", plan.Asked)}. In-process code has the rights of the host: agree only if you trust its author. Agree with --yes.");
        foreach (var owned in plan.Owns?.RecordTypes ?? []) context.Output.WriteLine($"Owns record type {owned.Key}: {owned.Records} records");
        foreach (var owned in plan.Owns?.Fields ?? []) context.Output.WriteLine($"Owns field {owned.Key}: {owned.Records} values");
        foreach (var owned in plan.Owns?.Pipelines ?? []) context.Output.WriteLine($"Owns pipeline {owned.Key}: {owned.Records} records of others in it");
        foreach (var owned in plan.Owns?.Tables ?? []) context.Output.WriteLine($"Owns table {owned.Key}: {owned.Records} rows");
        if (plan.ExportsTo is { } folder) context.Output.WriteLine($"Writes all of it to {folder}");
    }
}
