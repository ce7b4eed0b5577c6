using System.Runtime.InteropServices;
using SQLitePCL;

namespace CrmKit.Sqlite;

/// <summary>
/// SQLite's own functions to bind a value with. Those of SQLitePCL have SQLite copy every text into memory that it allocates for it and frees after the row, which for rows of fifty texts costs as much as inserting them;
/// with these a text stays where it is until the row is written.
/// </summary>
internal static class SqliteBinding
{
    private const string Library = "e_sqlite3";
    private const nint Stays = 0; // SQLITE_STATIC: the text outlives the binding

    /// <summary>Whether SQLitePCL uses the library that these belong to: a host may bring another one, whose statements mean nothing to this.</summary>
    public static bool IsAvailable { get; } = Ask();

    public static int Text(nint statement, int position, nint text, int length) => sqlite3_bind_text(statement, position, text, length, Stays);

    public static int Long(nint statement, int position, long value) => sqlite3_bind_int64(statement, position, value);

    /// <summary>Binds null to all positions.</summary>
    public static void Clear(nint statement) => _ = sqlite3_clear_bindings(statement);

    private static bool Ask()
    {
        try
        {
            return raw.GetNativeLibraryName() == Library && sqlite3_libversion_number() == raw.sqlite3_libversion_number();
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return false; // it has another name here
        }
    }

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int sqlite3_bind_text(nint statement, int position, nint text, int length, nint destructor);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int sqlite3_bind_int64(nint statement, int position, long value);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int sqlite3_clear_bindings(nint statement);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int sqlite3_libversion_number();
}
