using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit plugin</c>.</summary>
internal static class PluginCommands
{
    public static Command Create(CommandContext context)
    {
        var list = new Command("list", "Shows the plugins of the folder and why those that failed did.");
        context.Run(list, (parsed, database, _) =>
        {
            var plugins = Runtime(database).List();
            Show(context, parsed, plugins);
            if (Runtime(database).SafeMode is { } reason) context.Error.WriteLine($"Safe mode: {reason}. Only plugins with a trusted signature run.");
            if (Runtime(database).Bisection is { } search) context.Error.WriteLine(PluginBisectCommand.Describe(search));
            return Task.FromResult(plugins.Any(p => p.State == PluginState.Failed) ? ExitCodes.Findings : ExitCodes.Done);
        });
        return new Command("plugin", "Shows plugins, and switches them on and off for this database (with --plugins); verifies and packs them.")
        {
            list,
            PluginLifeCommands.Install(context),
            PluginLifeCommands.Upgrade(context),
            PluginLifeCommands.OfId(context, "enable", "Lets a plugin take part; with --yes it agrees to what the plugin waits for.", PluginAct.Enable),
            PluginLifeCommands.OfId(context, "disable", "Takes a plugin out; it stays installed, and its records stay.", PluginAct.Disable),
            PluginLifeCommands.Remove(context),
            PluginLifeCommands.Why(context),
            PluginBisectCommand.Create(context),
            PluginVerifyCommand.Create(context),
            PackageCommands.Keygen(context),
            PackageCommands.Pack(context),
            PackageCommands.Trust(context),
            PackageCommands.Revoke(context),
        };
    }

    public static IPluginRuntime Runtime(OpenDatabase database) =>
        database.Services.GetService<IPluginRuntime>() ?? throw new CrmValidationException(CliErrors.NoPlugins());

    public static void Show(CommandContext context, ParseResult parsed, IEnumerable<PluginStatus> plugins) =>
        TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["id", "name", "version", "state", "reason"],
            plugins.Select(p => new object?[] { p.Id, p.Name, p.Version, EnumCode.Of(p.State), Reason(p) }), "There are no plugins in the folder.");

    private static string Reason(PluginStatus plugin) => plugin.Asked.Count > 0
        ? string.Join("; ", [$"waits for consent to {string.Join(", ", plugin.Asked)}{(plugin.NextVersion is { } next ? $" for {next}" : "")}", .. plugin.Errors])
        : string.Join("; ", plugin.Errors);
}
