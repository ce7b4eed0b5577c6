using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using CrmKit.EntityFrameworkCore;
using CrmKit.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrmKit.Sqlite;

/// <summary>
/// A statement bound by position, straight on SQLite's own interface: the ADO.NET command looks every parameter up by name on every run.
/// Values are written as Microsoft.Data.Sqlite writes them, so that queries find them. They count for one run; what is not set is null.
/// </summary>
internal sealed class SqliteStatement : IRowStatement, IValueSink, IDisposable
{
    private const int TextsOfRow = 8 * 1024; // longer ones are copied by SQLite
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly bool[] _isNull; // most columns of most rows are empty: what is null already is not bound again
    private readonly List<int> _touched;
    private readonly nint _bound; // the statement, when its values are bound in place
    private byte[] _texts = []; // those of one row, where SQLite reads them
    private byte[] _copied = []; // one that SQLite copies
    private int _used;
    private bool _isCopied;

    public SqliteStatement(sqlite3 database, string sql, List<int> touched)
    {
        (_database, _touched) = (database, touched);
        // Positions in SQL are numbered from 0 here and from 1 there, in order of first use.
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
        _isNull = new bool[raw.sqlite3_bind_parameter_count(_statement)];
        Array.Fill(_isNull, true);
        if (SqliteNative.IsAvailable) _bound = _statement.DangerousGetHandle(); // released by Dispose alone, after which nothing is bound
    }

    public IValueSink Values => this;

    public void Run()
    {
        var result = raw.sqlite3_step(_statement);
        var error = result is raw.SQLITE_DONE or raw.SQLITE_ROW ? null : Failure();
        raw.sqlite3_reset(_statement);
        Clear();
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

    public void Set(int index, long value) => Check(_bound == 0 ? raw.sqlite3_bind_int64(_statement, At(index), value) : SqliteNative.Long(_bound, At(index), value));

    public void Set(int index, double value) => Check(raw.sqlite3_bind_double(_statement, At(index), value));

    public void Set(int index, bool value) => Set(index, value ? 1L : 0L);

    public void Set(int index, string value)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (most <= TextsOfRow)
        {
            Bind(index, Encoding.UTF8.GetBytes(value, Room(most)));
            return;
        }
        var large = ArrayPool<byte>.Shared.Rent(most);
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
        var text = Room(36);
        value.TryFormat(text, out var length);
        Ascii.ToUpperInPlace(text[..length], out _);
        Bind(index, length);
    }

    public void Set(int index, DateTime value)
    {
        // "O" is laid out by hand in the runtime, custom formats are interpreted; it differs by the T, and by a zone at the end.
        var text = Room(33);
        value.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[10] = (byte)' ';
        var length = 27;
        while (text[length - 1] == '0') length--;
        if (text[length - 1] == '.') length--;
        Bind(index, length);
    }

    public void Set(int index, DateOnly value)
    {
        value.TryFormat(Room(10), out var length, "O", CultureInfo.InvariantCulture);
        Bind(index, length);
    }

    public void Dispose() => _statement.Dispose();

    // Behind the texts that are bound already; where there is no room left, SQLite copies.
    private Span<byte> Room(int most)
    {
        if (_texts.Length == 0 && _bound != 0) _texts = GC.AllocateUninitializedArray<byte>(TextsOfRow, pinned: true);
        _isCopied = _texts.Length - _used < most;
        if (!_isCopied) return _texts.AsSpan(_used, most);
        if (_copied.Length == 0) _copied = new byte[TextsOfRow];
        return _copied.AsSpan(0, most);
    }

    // Binds what was written into the room.
    private void Bind(int index, int length)
    {
        if (_isCopied)
        {
            Check(raw.sqlite3_bind_text(_statement, At(index), _copied.AsSpan(0, length)));
            return;
        }
        Check(SqliteNative.Text(_bound, At(index), Marshal.UnsafeAddrOfPinnedArrayElement(_texts, _used), length));
        _used += length;
    }

    // The texts of the next row come where those of this one are.
    private void Clear()
    {
        if (_bound == 0) return;
        SqliteNative.Clear(_bound);
        Array.Fill(_isNull, true);
        _used = 0;
    }

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
