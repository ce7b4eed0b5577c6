using Microsoft.Data.Sqlite;

namespace CrmKit.Sqlite;

/// <summary>Prepared statements of the writer, by text.</summary>
internal sealed class StatementCache(SqliteConnection connection) : IDisposable
{
    private const int Limit = 500; // updates come in as many shapes as there are sets of changed columns
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private readonly List<int> _touched = [];
    private readonly List<int> _taken = [];

    public SqliteStatement Get(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement)) return statement;
        if (_statements.Count >= Limit) Dispose();
        return _statements[sql] = new SqliteStatement(connection.Handle!, sql, _touched);
    }

    /// <summary>How many rows each run touched since the last call.</summary>
    public List<int> TakeTouched()
    {
        _taken.Clear();
        _taken.AddRange(_touched);
        _touched.Clear();
        return _taken;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _statements.Clear();
    }
}
