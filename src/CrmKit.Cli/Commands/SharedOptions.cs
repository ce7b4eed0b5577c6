using System.CommandLine;

namespace CrmKit.Cli.Commands;

/// <summary>Options that every command takes.</summary>
internal sealed class SharedOptions
{
    public Option<string> Database { get; } = new("--db") { Description = "The database file.", DefaultValueFactory = _ => "crmkit.db", Recursive = true };

    public Option<string?> Plugins { get; } = new("--plugins") { Description = "The folder of plugins to load; none by default.", Recursive = true };

    public Option<string?> As { get; } = new("--as") { Description = "The e-mail address of the user to act as; by default the system acts.", Recursive = true };

    public Option<bool> SafeMode { get; } = new("--safe-mode") { Description = "Load plugins with a trusted signature only.", Recursive = true };

    public Option<bool> Json { get; } = new("--json") { Description = "Write JSON instead of tables.", Recursive = true };

    public IEnumerable<Option> All => [Database, Plugins, As, SafeMode, Json];
}
