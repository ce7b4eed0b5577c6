using CrmKit.Tables;
using SQLitePCL;

namespace CrmKit.Sqlite;

/// <summary>Hears from SQLite what the statements compiled on a connection touch, and denies what is not a plugin's own, until it is disposed.</summary>
internal sealed class SqliteAuthorizer : IDisposable
{
    private const int Read = 20, Insert = 18, Update = 23, Delete = 9, Select = 21, Function = 31, Recursive = 33, Pragma = 19, Reindex = 27;
    private const int CreateIndex = 1, CreateTable = 2, CreateTrigger = 7, CreateView = 8, DropIndex = 10, DropTable = 11, DropTrigger = 16, DropView = 17, AlterTable = 26;

    // Functions that look like tables: what a list in a query is read with, and what ALTER TABLE checks itself with.
    private static readonly HashSet<string> TableFunctions = new(StringComparer.OrdinalIgnoreCase) { "json_each", "json_tree", "pragma_quick_check" };

    private readonly strdelegate_authorizer _callback;
    private readonly string _prefix;
    private readonly bool _changesSchema;
    private bool _hasChangedSchema;

    public SqliteAuthorizer(sqlite3 database, string prefix, bool changesSchema)
    {
        (Database, _prefix, _changesSchema, _callback) = (database, prefix, changesSchema, OnAction);
        raw.sqlite3_set_authorizer(database, _callback, null);
    }

    public sqlite3 Database { get; }

    /// <summary>The first thing denied, in words; <see langword="null"/> while there was none.</summary>
    public string? Foreign { get; private set; }

    /// <summary>Another statement begins.</summary>
    public void Next() => _hasChangedSchema = false;

    public void Dispose() => raw.sqlite3_set_authorizer(Database, (strdelegate_authorizer?)null, null);

    private int OnAction(object? data, int action, string? first, string? second, string? database, string? trigger)
    {
        if (Refusal(action, first, second, database) is not { } refusal)
        {
            _hasChangedSchema |= action is CreateTable or DropTable or AlterTable;
            return raw.SQLITE_OK;
        }
        Foreign ??= trigger is null ? refusal : $"{refusal} through {trigger}";
        return 1; // SQLITE_DENY
    }

    private string? Refusal(int action, string? first, string? second, string? database) => action switch
    {
        Select or Recursive => null,
        Function => second is "load_extension" or "fts3_tokenizer" ? $"calls {second}" : null,
        Read => IsOwn(first) || IsCatalog(first) || TableFunctions.Contains(first ?? "") ? null : $"reads {first}",
        Insert or Update or Delete => IsOwn(first) || (_changesSchema && first is "sqlite_master") || (_hasChangedSchema && IsCatalog(first)) ? null : $"writes to {first}",
        _ when !_changesSchema => "is neither a query nor a change of rows",
        Reindex => null,
        Pragma => first is "quick_check" ? null : $"sets {first}",
        _ when database == "temp" => $"makes something temporary, {first}",
        CreateTable or DropTable => IsOwn(first) || first is "sqlite_sequence" ? null : $"makes or drops {first}",
        CreateView or DropView => IsOwn(first) ? null : $"makes or drops {first}",
        CreateIndex or DropIndex or CreateTrigger or DropTrigger => IsOwn(second) ? null : $"makes or drops {first} of {second}",
        AlterTable => IsOwn(second) ? null : $"changes {second}",
        _ => "does what no migration of a plugin may", // attaches files, ends transactions, makes virtual tables
    };

    private bool IsOwn(string? name) => TablePrefix.Owns(_prefix, name);

    // SQLite keeps its own accounts of tables there, through the same doors.
    private static bool IsCatalog(string? name) => name is "sqlite_master" or "sqlite_schema" or "sqlite_temp_master" or "sqlite_temp_schema" or "sqlite_sequence";
}
