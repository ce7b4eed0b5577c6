using System.CommandLine;

namespace CrmKit.Cli.Commands;

/// <summary>Options that every command takes.</summary>
internal sealed class SharedOptions
{
    // The settings of hosts, as environment variables.
    private const string ProviderVariable = "Database__Provider", ConnectionVariable = "Database__ConnectionString", FolderVariable = "Attachments__Folder", KeysVariable = "CRMKIT_KEYS";

    public Option<string?> Database { get; } = new("--db")
    {
        Description = $"The database file, or the connection string of another provider; by default {ConnectionVariable}, or the file crmkit.db.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(ConnectionVariable),
        Recursive = true,
    };

    public Option<string?> Provider { get; } = new("--provider")
    {
        Description = $"{string.Join(" or ", DatabaseChoice.Providers)}; by default {ProviderVariable}, or {DatabaseChoice.Sqlite}.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(ProviderVariable),
        Recursive = true,
    };

    public Option<string?> Attachments { get; } = new("--attachments")
    {
        Description = $"The folder of files on records; by default {FolderVariable}, or attachments, beside the database file where there is one.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(FolderVariable),
        Recursive = true,
    };

    public Option<string?> Keys { get; } = new("--keys")
    {
        Description = $"The folder of the host's keys, for what is stored encrypted; by default {KeysVariable}, or keys, beside the database file where there is one.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(KeysVariable),
        Recursive = true,
    };

    public Option<string?> Plugins { get; } = new("--plugins") { Description = "The folder of plugins to load; none by default.", Recursive = true };

    public Option<string?> As { get; } = new("--as") { Description = "The e-mail address of the user to act as; by default the system acts.", Recursive = true };

    public Option<string?> Tenant { get; } = new("--tenant") { Description = "The tenant to work in; by default the host's own. Backups, restores and the switching of plugins are by default about all.", Recursive = true };

    public Option<bool> SafeMode { get; } = new("--safe-mode") { Description = "Load plugins with a trusted signature only.", Recursive = true };

    public Option<bool> Json { get; } = new("--json") { Description = "Write JSON instead of tables.", Recursive = true };

    public DatabaseChoice DatabaseOf(ParseResult parsed) => DatabaseChoice.Of(parsed.GetValue(Provider), parsed.GetValue(Database), "crmkit.db");

    /// <summary>The folder of the host's keys, whether it is there or not.</summary>
    public string KeysOf(ParseResult parsed) => Path.GetFullPath(parsed.GetValue(Keys)
        ?? (DatabaseOf(parsed) is { Provider: DatabaseChoice.Sqlite } file ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file.ConnectionString))!, "keys") : "keys"));

    /// <summary>The folder of files; <see langword="null"/> for the engine's own choice.</summary>
    public string? AttachmentsOf(ParseResult parsed) => parsed.GetValue(Attachments)
        ?? (DatabaseOf(parsed) is { Provider: DatabaseChoice.Sqlite } file ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file.ConnectionString))!, "attachments") : null);

    public IEnumerable<Option> All => [Database, Provider, Attachments, Keys, Plugins, As, Tenant, SafeMode, Json];
}
