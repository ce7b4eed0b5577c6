using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace CrmKit.Sqlite;

/// <summary>
/// A reader that keeps its statements prepared: Microsoft.Data.Sqlite parses and plans the text of every command anew, and the same few texts come again with every request.
/// Used by one thread at a time, as its base is.
/// </summary>
internal sealed class ReaderConnection(string connectionString) : SqliteConnection(connectionString)
{
    private const int Limit = 200; // texts; a tenant's filters and sorts come in many shapes
    private readonly Dictionary<string, SqliteCommand> _idle = new(StringComparer.Ordinal);

    public override SqliteCommand CreateCommand() => new ReaderCommand { Connection = this, CommandTimeout = DefaultTimeout, Transaction = Transaction };

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
    private sealed class ReaderCommand : SqliteCommand
    {
        private SqliteCommand? _prepared;
        private SqliteDataReader? _rows;

        public override SqliteDataReader ExecuteReader(CommandBehavior behavior)
        {
            Return();
            _prepared = ((ReaderConnection)Connection!).Take(CommandText);
            foreach (SqliteParameter parameter in Parameters) _prepared.Parameters.Add(parameter);
            (_prepared.Transaction, _prepared.CommandTimeout) = (Transaction, CommandTimeout);
            return _rows = _prepared.ExecuteReader(behavior);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) Return();
            base.Dispose(disposing);
        }

        private void Return()
        {
            if (_prepared is not { } prepared) return;
            if (_rows is { IsClosed: true } && Connection is ReaderConnection { State: ConnectionState.Open } reader) reader.Keep(prepared);
            else prepared.Dispose(); // it failed, or somebody still reads
            (_prepared, _rows) = (null, null);
        }
    }
}
