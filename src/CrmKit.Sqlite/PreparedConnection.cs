using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrmKit.Sqlite;

/// <summary>
/// A connection that keeps its statements prepared: Microsoft.Data.Sqlite parses and plans the text of every command anew, and the same few texts come again with every request.
/// Used by one thread at a time, as its base is.
/// </summary>
internal sealed class PreparedConnection(string connectionString) : SqliteConnection(connectionString)
{
    private const int Limit = 200; // texts; a tenant's filters and sorts come in many shapes
    private readonly Dictionary<string, SqliteCommand> _idle = new(StringComparer.Ordinal);

    /// <summary>Plans do not depend on what is bound: else each LIMIT that is a parameter has its statement planned anew with every run. In turn, a partial index serves only queries that say its condition with constants, as ours do.</summary>
    public override void Open()
    {
        base.Open();
        _ = raw.sqlite3_db_config(Handle, raw.SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _);
    }

    public override SqliteCommand CreateCommand() => new PreparedCommand { Connection = this, CommandTimeout = DefaultTimeout, Transaction = Transaction };

    protected override DbCommand CreateDbCommand() => CreateCommand();

    protected override void Dispose(bool disposing)
    {
        if (disposing) Forget();
        base.Dispose(disposing);
    }

    private SqliteCommand Take(string text) => _idle.Remove(text, out var kept) ? kept : new SqliteCommand(text, this);

    private void Keep(SqliteCommand command)
    {
        command.Parameters.Clear();
        command.Transaction = null;
        if (_idle.Count >= Limit) Forget();
        if (!_idle.TryAdd(command.CommandText, command)) command.Dispose(); // the same text was run twice at once
    }

    private void Forget()
    {
        foreach (var command in _idle.Values) command.Dispose();
        _idle.Clear();
    }

    /// <summary>What callers hold: it borrows the prepared command of its text until it is disposed of.</summary>
    private sealed class PreparedCommand : SqliteCommand
    {
        private SqliteCommand? _prepared;
        private SqliteDataReader? _rows;

        public override SqliteDataReader ExecuteReader(CommandBehavior behavior)
        {
            Return();
            _prepared = ((PreparedConnection)Connection!).Take(CommandText);
            foreach (SqliteParameter parameter in Parameters) _prepared.Parameters.Add(parameter);
            (_prepared.Transaction, _prepared.CommandTimeout) = (Transaction, CommandTimeout);
            return _rows = _prepared.ExecuteReader(behavior);
        }

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => new SqliteRows(ExecuteReader(behavior));

        protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(ExecuteDbDataReader(behavior));
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) Return();
            base.Dispose(disposing);
        }

        private void Return()
        {
            if (_prepared is not { } prepared) return;
            if (_rows is { IsClosed: true } && Connection is PreparedConnection { State: ConnectionState.Open } connection) connection.Keep(prepared);
            else prepared.Dispose(); // it failed, or somebody still reads
            (_prepared, _rows) = (null, null);
        }
    }
}
