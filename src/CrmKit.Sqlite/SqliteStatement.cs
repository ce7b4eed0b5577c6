using System.Buffers;
using System.Globalization;
using System.Text;
using CrmKit.EntityFrameworkCore;
using CrmKit.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrmKit.Sqlite;

/// <summary>
/// A statement bound by position, straight on SQLite's own interface: the ADO.NET command looks every parameter up by name on every run.
/// Values are written as Microsoft.Data.Sqlite writes them, so that queries find them.
/// </summary>
internal sealed class SqliteStatement : IRowStatement, IValueSink, IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly bool[] _isNull; // most columns of most rows are empty: what is null already is not bound again
    private readonly byte[] _text = new byte[1024]; // not on the stack, which would be cleared for every value
    private readonly List<int> _touched;

    public SqliteStatement(sqlite3 database, string sql, List<int> touched)
    {
        (_database, _touched) = (database, touched);
        // Positions in SQL are numbered from 0 here and from 1 there, in order of first use.
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
        _isNull = new bool[raw.sqlite3_bind_parameter_count(_statement)];
        Array.Fill(_isNull, true);
    }

    public IValueSink Values => this;

    public void Run()
    {
        var result = raw.sqlite3_step(_statement);
        var error = result is raw.SQLITE_DONE or raw.SQLITE_ROW ? null : Failure();
        raw.sqlite3_reset(_statement);
        if (error is null)
        {
            _touched.Add(raw.sqlite3_changes(_database));
            return;
        }
        _touched.Clear();
        throw error;
    }

    public void Null(int index)
    {
        if (_isNull[index]) return;
        Check(raw.sqlite3_bind_null(_statement, index + 1));
        _isNull[index] = true;
    }

    public void Set(int index, long value) => Check(raw.sqlite3_bind_int64(_statement, At(index), value));

    public void Set(int index, double value) => Check(raw.sqlite3_bind_double(_statement, At(index), value));

    public void Set(int index, bool value) => Check(raw.sqlite3_bind_int(_statement, At(index), value ? 1 : 0));

    public void Set(int index, string value)
    {
        var length = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (length <= _text.Length)
        {
            Check(raw.sqlite3_bind_text(_statement, At(index), _text.AsSpan(0, Encoding.UTF8.GetBytes(value, _text))));
            return;
        }
        var large = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Check(raw.sqlite3_bind_text(_statement, At(index), large.AsSpan(0, Encoding.UTF8.GetBytes(value, large))));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(large);
        }
    }

    public void Set(int index, Guid value)
    {
        Span<byte> text = stackalloc byte[36];
        value.TryFormat(text, out _);
        Ascii.ToUpperInPlace(text, out _);
        Check(raw.sqlite3_bind_text(_statement, At(index), text));
    }

    public void Set(int index, DateTime value)
    {
        // "O" is laid out by hand in the runtime, custom formats are interpreted; it differs by the T, and by a zone at the end.
        Span<byte> text = stackalloc byte[33];
        value.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[10] = (byte)' ';
        var length = 27;
        while (text[length - 1] == '0') length--;
        if (text[length - 1] == '.') length--;
        Check(raw.sqlite3_bind_text(_statement, At(index), text[..length]));
    }

    public void Set(int index, DateOnly value)
    {
        Span<byte> text = stackalloc byte[10];
        value.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        Check(raw.sqlite3_bind_text(_statement, At(index), text));
    }

    public void Dispose() => _statement.Dispose();

    private int At(int index)
    {
        _isNull[index] = false;
        return index + 1;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK) throw Failure();
    }

    private Exception Failure()
    {
        var extended = raw.sqlite3_extended_errcode(_database);
        var message = raw.sqlite3_errmsg(_database).utf8_to_string();
        var error = new SqliteException($"SQLite error {extended}: {message}", extended & 0xff, extended);
        return extended switch
        {
            raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY => new StoreDuplicateException(message[(message.IndexOf(':', StringComparison.Ordinal) + 2)..], error),
            raw.SQLITE_CONSTRAINT_FOREIGNKEY => new StoreReferenceException(error),
            raw.SQLITE_FULL => new CrmRuleException(StoreErrors.Full()),
            _ => error,
        };
    }
}
