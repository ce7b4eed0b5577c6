namespace CrmKit.Sqlite;

internal static class SqlitePath
{
    /// <exception cref="ArgumentException">It names no file.</exception>
    public static string Check(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (path.Contains(":memory:", StringComparison.OrdinalIgnoreCase) || path.Contains("mode=memory", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException("CrmKit does not run on a SQLite database in memory: readers and the writer need a common file. Give a path, for tests one in a temporary folder.", nameof(path));
        if (path.Contains("Data Source", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"'{path}' is a connection string. Give the path of the file alone.", nameof(path));
        return Path.GetFullPath(path);
    }
}
