using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit plugin</c>.</summary>
internal static class PluginCommand
{
    public static Command Create(CommandContext context)
    {
        var list = new Command("list", "Shows the plugins of the folder and why those that failed did.");
        context.Run(list, (parsed, database, _) =>
        {
            var plugins = Runtime(database).List();
            Show(context, parsed, plugins);
            return Task.FromResult(plugins.Any(p => p.State == PluginState.Failed) ? ExitCodes.Findings : ExitCodes.Done);
        });
        return new Command("plugin", "Shows plugins, and switches them on and off for this database (with --plugins); verifies and packs them.")
        {
            list,
            Switch(context, "enable", "Lets a plugin take part.", (runtime, id, token) => runtime.EnableAsync(id, token)),
            Switch(context, "disable", "Takes a plugin out; its records stay.", (runtime, id, token) => runtime.DisableAsync(id, token)),
            PluginVerifyCommand.Create(context),
            PackageCommands.Keygen(context),
            PackageCommands.Pack(context),
            PackageCommands.Trust(context),
            PackageCommands.Revoke(context),
        };
    }

    private static Command Switch(CommandContext context, string name, string description, Func<IPluginRuntime, string, CancellationToken, Task<PluginStatus>> act)
    {
        var id = new Argument<string>("id") { Description = "The plugin's id." };
        var command = new Command(name, description) { id };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            Show(context, parsed, [await act(Runtime(database), parsed.GetValue(id)!, cancellationToken)]);
            return ExitCodes.Done;
        });
        return command;
    }

    private static IPluginRuntime Runtime(OpenDatabase database) =>
        database.Services.GetService<IPluginRuntime>() ?? throw new CrmValidationException(CliErrors.NoPlugins());

    private static void Show(CommandContext context, ParseResult parsed, IEnumerable<PluginStatus> plugins) =>
        TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["id", "name", "version", "state", "reason"],
            plugins.Select(p => new object?[] { p.Id, p.Name, p.Version, EnumCode.Of(p.State), string.Join("; ", p.Errors) }), "There are no plugins in the folder.");
}
