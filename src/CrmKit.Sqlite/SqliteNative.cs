using System.Runtime.InteropServices;
using SQLitePCL;

namespace CrmKit.Sqlite;

/// <summary>
/// SQLite's own functions for what happens for each value of each row. Those of SQLitePCL have SQLite copy every text that is bound into memory that it allocates for it and frees after the row, which for rows of fifty texts costs as much as
/// inserting them; and they count a reference to the statement up and down for every column that is read, which costs more than reading it. Callers hold the statement themselves.
/// </summary>
internal static class SqliteNative
{
    private const string Library = "e_sqlite3";
    private const nint Stays = 0; // SQLITE_STATIC: the text outlives the binding

    /// <summary>Whether SQLitePCL uses the library that these belong to: a host may bring another one, whose statements mean nothing to this.</summary>
    public static bool IsAvailable { get; } = Ask();

    public static int Text(nint statement, int position, nint text, int length) => sqlite3_bind_text(statement, position, text, length, Stays);

    public static int Long(nint statement, int position, long value) => sqlite3_bind_int64(statement, position, value);

    /// <summary>Binds null to all positions.</summary>
    public static void Clear(nint statement) => _ = sqlite3_clear_bindings(statement);

    /// <summary>A value of the current row: unprotected, for the one thread that uses the connection, until the next step.</summary>
    public static nint Column(nint statement, int ordinal) => sqlite3_column_value(statement, ordinal);

    /// <summary>One of <c>SQLITE_INTEGER</c>, <c>SQLITE_FLOAT</c>, <c>SQLITE_TEXT</c>, <c>SQLITE_BLOB</c>, <c>SQLITE_NULL</c>.</summary>
    public static int TypeOf(nint value) => sqlite3_value_type(value);

    public static long LongOf(nint value) => sqlite3_value_int64(value);

    /// <summary>The text of a value that is one, as UTF-8, where SQLite has it until the next step.</summary>
    public static unsafe ReadOnlySpan<byte> TextOf(nint value)
    {
        var text = sqlite3_value_text(value); // before its length, which it may change
        return new ReadOnlySpan<byte>((void*)text, sqlite3_value_bytes(value));
    }

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

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern nint sqlite3_column_value(nint statement, int ordinal);

    // These look at what is there already, take no lock and call nothing back: the garbage collector need not be told of them.

    [DllImport(Library), SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int sqlite3_value_type(nint value);

    [DllImport(Library), SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern long sqlite3_value_int64(nint value);

    [DllImport(Library), SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern nint sqlite3_value_text(nint value);

    [DllImport(Library), SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int sqlite3_value_bytes(nint value);
}
