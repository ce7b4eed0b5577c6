using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Plugins;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit plugin verify</c>: reads a plugin, needs no database.</summary>
internal static class PluginVerifyCommand
{
    public static Command Create(CommandContext context)
    {
        var path = new Argument<string>("path") { Description = "The plugin's folder, or its package." };
        var against = new Option<string?>("--against") { Description = $"A version of CrmKit.Abstractions ({string.Join(", ", PluginVerifier.KnownContracts)}), or a folder with its assembly; all known versions by default." };
        var all = new Option<bool>("--all") { Description = "Also show what is fine." };
        var command = new Command("verify", "Says, without running it, whether a plugin fits this host and versions of the contracts, and whether a package is whole and signed by a key that the --plugins folder trusts. Exit code 1 when not.") { path, against, all };
        command.SetAction(parsed =>
        {
            var told = new PluginVerifier().Verify(parsed.GetValue(path)!, parsed.GetValue(against), parsed.GetValue(context.Options.Plugins));
            if (parsed.GetValue(context.Options.Json)) VerificationOutput.WriteJson(context.Output, told);
            else VerificationOutput.WriteText(context.Output, told, parsed.GetValue(all));
            return told.IsFine ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }
}
