using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Plugins;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit plugin bisect</c>: searches for the plugin that causes a trouble, by the administrator's answers.</summary>
internal static class PluginBisectCommand
{
    public static Command Create(CommandContext context) => new("bisect", "Searches for the plugin that causes a trouble: start, look at the host, and say good or bad until it is found. Everything runs again at the end.")
    {
        Of(context, "start", "Begins: half of the plugins that run are off.", PluginBisectionAct.Start),
        Of(context, "good", "The trouble is gone.", PluginBisectionAct.Good),
        Of(context, "bad", "The trouble is there.", PluginBisectionAct.Bad),
        Of(context, "stop", "Gives up; everything runs again.", PluginBisectionAct.Stop),
    };

    public static string Describe(PluginBisection search) => search.State switch
    {
        PluginBisectionState.Asking => $"Question {search.Step} of at most {search.MostSteps}: {Off(search)} {(search.Off.Count == 1 ? "is" : "are")} off. Is the trouble gone? Say good, or bad when it is there.",
        PluginBisectionState.Found => $"The cause is '{search.Culprit}'. Everything runs again: disable it, or install another version.",
        PluginBisectionState.Inconclusive => $"The trouble is there without '{search.Suspects[0]}', too: it is no single plugin. Everything runs again.",
        _ => "The search is given up. Everything runs again.",
    };

    private static string Off(PluginBisection search) => string.Join(", ", search.Off);

    private static Command Of(CommandContext context, string name, string description, PluginBisectionAct act)
    {
        var command = new Command(name, description);
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await database.AdministratorsOnlyAsync(cancellationToken);
            var told = await PluginCommands.Runtime(database).BisectAsync(act, database.Actor, cancellationToken);
            if (!parsed.GetValue(context.Options.Json)) await context.Output.WriteLineAsync(Describe(told));
            else TableOutput.Write(context.Output, true, ["state", "step", "mostSteps", "suspects", "off", "culprit"],
                [[EnumCode.Of(told.State), told.Step, told.MostSteps, string.Join(' ', told.Suspects), string.Join(' ', told.Off), told.Culprit]]);
            return ExitCodes.Done;
        });
        return command;
    }
}
