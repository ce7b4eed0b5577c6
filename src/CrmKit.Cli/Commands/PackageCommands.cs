using System.CommandLine;
using CrmKit.Plugins;

namespace CrmKit.Cli.Commands;

/// <summary>The parts of <c>crmkit plugin</c> that work on files alone: keys, packages, and whom to trust.</summary>
internal static class PackageCommands
{
    public static Command Keygen(CommandContext context)
    {
        var path = new Argument<string>("file") { Description = "Where to write the private key; the public one goes beside it, with .pub." };
        var command = new Command("keygen", "Makes a key that packages are signed with.") { path };
        command.SetAction(parsed =>
        {
            var id = PluginPackages.CreateKey(parsed.GetValue(path)!);
            context.Output.WriteLine($"Key {id}. Keep {parsed.GetValue(path)} to yourself; give {parsed.GetValue(path)}.pub to those who install your plugins.");
            return ExitCodes.Done;
        });
        return command;
    }

    public static Command Pack(CommandContext context)
    {
        var folder = new Argument<string>("folder") { Description = "The plugin's folder, such as its build's output, with plugin.json." };
        var key = new Option<string?>("--key") { Description = "The private key to sign with; without it the package is unsigned." };
        var target = new Option<string>("--out") { Description = "The package to write, or a folder for it.", DefaultValueFactory = _ => "." };
        var command = new Command("pack", "Packs a plugin into one file that can be checked.") { folder, key, target };
        command.SetAction(parsed =>
        {
            context.Output.WriteLine(PluginPackages.Pack(parsed.GetValue(folder)!, parsed.GetValue(target)!, parsed.GetValue(key)));
            return ExitCodes.Done;
        });
        return command;
    }

    public static Command Trust(CommandContext context)
    {
        var key = new Argument<string>("key") { Description = "The public key." };
        var prefixes = new Option<string[]>("--for") { Description = "An id that the key may sign, with all that begins with it and a dot. Without it the key is this installation's own, good for every id." };
        var command = new Command("trust", "Takes packages that a key signed. Needs --plugins.") { key, prefixes };
        command.SetAction(parsed =>
        {
            context.Output.WriteLine($"Key {PluginPackages.Trust(Folder(context, parsed), parsed.GetValue(key)!, parsed.GetValue(prefixes) ?? [])} is trusted.");
            return ExitCodes.Done;
        });
        return command;
    }

    public static Command Revoke(CommandContext context)
    {
        var key = new Argument<string>("key-id") { Description = "The id of the key." };
        var reason = new Option<string?>("--reason") { Description = "Why, for administrators." };
        var command = new Command("revoke", "Takes no package that a key signed any more; installed ones are quarantined at the next start. Needs --plugins.") { key, reason };
        command.SetAction(parsed =>
        {
            PluginPackages.Revoke(Folder(context, parsed), parsed.GetValue(key)!, parsed.GetValue(reason));
            context.Output.WriteLine($"Key {parsed.GetValue(key)} is revoked.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Folder(CommandContext context, ParseResult parsed) =>
        Path.GetFullPath(parsed.GetValue(context.Options.Plugins) ?? throw new CrmValidationException(CliErrors.NoPlugins()));
}
