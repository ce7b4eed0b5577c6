using System.Buffers.Text;
using System.Collections;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrmKit.Sqlite;

/// <summary>
/// Rows of Microsoft.Data.Sqlite whose usual values are read straight from SQLite: a list of fifty records has three thousand values, and each asked twice (is it null, what is it) is most of what such a list costs.
/// What is not of the expected kind, the rows below read, convert or refuse. Used by one thread at a time, as these are.
/// </summary>
internal sealed class SqliteRows : DbDataReader
{
    private readonly SqliteDataReader _rows;
    private sqlite3_stmt? _held; // keeps SQLite's statement in memory whoever disposes of the command meanwhile
    private nint _statement;
    private int _columns;
    private nint _value; // of the column asked last
    private int _ordinal = -1;
    private bool _isRow;

    public SqliteRows(SqliteDataReader rows)
    {
        _rows = rows;
        Hold();
    }

    public override int Depth => _rows.Depth;

    public override int FieldCount => _rows.FieldCount;

    public override bool HasRows => _rows.HasRows;

    public override bool IsClosed => _rows.IsClosed;

    public override int RecordsAffected => _rows.RecordsAffected;

    public override object this[int ordinal] => _rows[ordinal];

    public override object this[string name] => _rows[name];

    public override bool Read()
    {
        _ordinal = -1;
        _isRow = _rows.Read();
        return _isRow;
    }

    public override bool NextResult()
    {
        Release();
        var isMore = _rows.NextResult();
        if (isMore) Hold();
        return isMore;
    }

    public override bool IsDBNull(int ordinal) => Is(ordinal, out var type) ? type == raw.SQLITE_NULL : _rows.IsDBNull(ordinal);

    public override long GetInt64(int ordinal) => Is(ordinal, raw.SQLITE_INTEGER) ? SqliteNative.LongOf(_value) : _rows.GetInt64(ordinal);

    public override int GetInt32(int ordinal) => Is(ordinal, raw.SQLITE_INTEGER) ? checked((int)SqliteNative.LongOf(_value)) : _rows.GetInt32(ordinal);

    public override short GetInt16(int ordinal) => Is(ordinal, raw.SQLITE_INTEGER) ? checked((short)SqliteNative.LongOf(_value)) : _rows.GetInt16(ordinal);

    public override bool GetBoolean(int ordinal) => Is(ordinal, raw.SQLITE_INTEGER) ? SqliteNative.LongOf(_value) != 0 : _rows.GetBoolean(ordinal);

    public override string GetString(int ordinal) => Is(ordinal, raw.SQLITE_TEXT) ? Encoding.UTF8.GetString(SqliteNative.TextOf(_value)) : _rows.GetString(ordinal);

    public override Guid GetGuid(int ordinal) =>
        Is(ordinal, raw.SQLITE_TEXT) && Utf8Parser.TryParse(SqliteNative.TextOf(_value), out Guid guid, out var used) && used == 36 ? guid : _rows.GetGuid(ordinal);

    public override DateTime GetDateTime(int ordinal) => Is(ordinal, raw.SQLITE_TEXT) && SqliteTimes.TryInstant(SqliteNative.TextOf(_value), out var instant) ? instant : _rows.GetDateTime(ordinal);

    public override T GetFieldValue<T>(int ordinal)
    {
        if (typeof(T) == typeof(DateOnly) && Is(ordinal, raw.SQLITE_TEXT) && SqliteTimes.TryDay(SqliteNative.TextOf(_value), out var day)) return Unsafe.As<DateOnly, T>(ref day);
        return _rows.GetFieldValue<T>(ordinal);
    }

    public override byte GetByte(int ordinal) => _rows.GetByte(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => _rows.GetBytes(ordinal, dataOffset, buffer, bufferOffset, length);

    public override char GetChar(int ordinal) => _rows.GetChar(ordinal);

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => _rows.GetChars(ordinal, dataOffset, buffer, bufferOffset, length);

    public override string GetDataTypeName(int ordinal) => _rows.GetDataTypeName(ordinal);

    public override decimal GetDecimal(int ordinal) => _rows.GetDecimal(ordinal);

    public override double GetDouble(int ordinal) => _rows.GetDouble(ordinal);

    public override IEnumerator GetEnumerator() => new DbEnumerator(this, closeReader: false);

    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public override Type GetFieldType(int ordinal) => _rows.GetFieldType(ordinal);

    public override float GetFloat(int ordinal) => _rows.GetFloat(ordinal);

    public override string GetName(int ordinal) => _rows.GetName(ordinal);

    public override int GetOrdinal(string name) => _rows.GetOrdinal(name);

    public override Stream GetStream(int ordinal) => _rows.GetStream(ordinal);

    public override TextReader GetTextReader(int ordinal) => _rows.GetTextReader(ordinal);

    public override object GetValue(int ordinal) => _rows.GetValue(ordinal);

    public override int GetValues(object[] values) => _rows.GetValues(values);

    public override void Close()
    {
        Release();
        _rows.Close();
    }

    private bool Is(int ordinal, int expected) => Is(ordinal, out var type) && type == expected;

    // False where the rows below are to be asked: there is no row, no such column, or another library.
    private bool Is(int ordinal, out int type)
    {
        if (!_isRow || _statement == 0 || _rows.IsClosed || (uint)ordinal >= (uint)_columns)
        {
            type = 0;
            return false;
        }
        if (ordinal != _ordinal) (_ordinal, _value) = (ordinal, SqliteNative.Column(_statement, ordinal));
        type = SqliteNative.TypeOf(_value);
        return true;
    }

    private void Hold()
    {
        if (!SqliteNative.IsAvailable || _rows.Handle is not { } handle) return;
        var isHeld = false;
        handle.DangerousAddRef(ref isHeld);
        (_held, _statement, _columns, _ordinal) = (handle, handle.DangerousGetHandle(), _rows.FieldCount, -1);
    }

    private void Release()
    {
        _held?.DangerousRelease();
        (_held, _statement, _ordinal, _isRow) = (null, 0, -1, false);
    }
}
