using System.CommandLine;
using CrmKit.Cli.Dev;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit dev</c>.</summary>
internal static class DevCommand
{
    private const string KeyVariable = "CRMKIT_KEY";

    public static Command Create(CommandContext context)
    {
        var project = new Argument<string>("project") { Description = "The plugin's project, or its folder.", DefaultValueFactory = _ => "." };
        var host = new Option<Uri>("--host")
        {
            Description = "Where the host answers.",
            DefaultValueFactory = _ => new Uri("http://localhost:5080"),
            CustomParser = static given =>
            {
                if (Uri.TryCreate(given.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return address;
                given.AddError($"'{given.Tokens[0].Value}' is no address such as http://localhost:5080.");
                return null;
            },
        };
        var key = new Option<string?>("--key") { Description = $"An administrator's API key; by default that of the environment variable {KeyVariable}." };
        var command = new Command("dev", "Builds a plugin whenever it is saved, and replaces it in a running host, which keeps its data. Needs --plugins, the folder the host looks for plugins in.") { project, host, key };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = Path.GetFullPath(parsed.GetValue(context.Options.Plugins) ?? throw new CrmValidationException(CliErrors.NoPlugins()));
            using var running = new RunningHost(parsed.GetValue(host)!, parsed.GetValue(key) ?? Environment.GetEnvironmentVariable(KeyVariable));
            try
            {
                await new DevLoop(PluginProject.Find(parsed.GetValue(project)!), running, folder, context.Output).RunAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Ctrl+C is how it ends
            }
            return ExitCodes.Done;
        });
        return command;
    }
}
