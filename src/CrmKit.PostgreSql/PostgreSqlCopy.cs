using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using CrmKit.EntityFrameworkCore;
using CrmKit.Storage;
using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>
/// Rows on their way into one table by COPY in its binary form: the server reads no statement and no text for them. They are collected here and sent at the next flush.
/// Values are written as the columns' types have them on the wire; the binder sets them in the order of the columns.
/// </summary>
internal sealed class PostgreSqlCopy : IRowStatement, IValueSink
{
    /// <summary>The type of columns of words, whose values are set as text: the words of the title, a line's end, and the other words, each once.</summary>
    public const string Words = "tsvector";

    private const ushort Title = 0xC001; // the place 1 with the weight A

    private const int FirstLength = 256 * 1024;
    private const string Staging = "pg_temp.crm_copied";
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0]; // then no flags and no extension
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly int EpochDay = DateOnly.FromDateTime(Epoch).DayNumber;
    private readonly RowInsert _insert;
    private readonly PostgreSqlWriteConnection _connection;
    private readonly Column[] _columns;
    private byte[] _bytes = []; // lent by the pool from the first value to the sending
    private int _length;

    public PostgreSqlCopy(RowInsert insert, PostgreSqlWriteConnection connection)
    {
        (_insert, _connection) = (insert, connection);
        _columns = [.. insert.StoreTypes.Select(ColumnOf)];
    }

    private enum Column
    {
        Text,
        Json,
        Short,
        Int,
        Long,
        Double,
        Bool,
        Guid,
        Instant,
        Date,
        Words,
    }

    public string Table => _insert.Table;

    /// <summary>How many rows wait to be sent.</summary>
    public int Rows { get; private set; }

    public IValueSink Values => this;

    public void Run()
    {
        Rows++;
        _connection.Add(this);
    }

    /// <summary>Sends the rows that were collected.</summary>
    /// <param name="connection">Inside a transaction.</param>
    /// <param name="isFenced">Whether the table has policies: the server copies into no such table, so the rows go into one of this transaction alone, and from there past the policies.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task SendAsync(NpgsqlConnection connection, bool isFenced, CancellationToken cancellationToken)
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(2), -1); // no more rows
        var columns = string.Join(", ", _insert.Columns);
        if (isFenced) await RunAsync(connection, $"CREATE TEMPORARY TABLE {Staging} ON COMMIT DROP AS SELECT {columns} FROM {_insert.Table} WITH NO DATA", cancellationToken);
        var stream = await connection.BeginRawBinaryCopyAsync($"COPY {(isFenced ? Staging : _insert.Table)} ({columns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        await using (stream) await stream.WriteAsync(_bytes.AsMemory(0, _length), cancellationToken);
        if (isFenced) await RunAsync(connection, $"INSERT INTO {_insert.Table} ({columns}) SELECT {columns} FROM {Staging}; DROP TABLE {Staging}", cancellationToken);
        Clear();
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public void Null(int index)
    {
        Begin(index);
        BinaryPrimitives.WriteInt32BigEndian(Take(4), -1);
    }

    public void Set(int index, string value)
    {
        if (_columns[index] == Column.Words)
        {
            SetWords(index, value);
            return;
        }
        Begin(index);
        var text = PostgreSqlText.Storable(value);
        var isJson = _columns[index] == Column.Json;
        if (!isJson) Expect(index, Column.Text);
        var start = _length;
        Reserve(5 + Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += 4;
        if (isJson) _bytes[_length++] = 1; // the version of the form
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(start), _length - start - 4);
    }

    // How many, and each with an end and its places; only words of the title have one, for its weight.
    private void SetWords(int index, string value)
    {
        Begin(index);
        var (start, count, body) = (_length, 0, value.IndexOf('\n', StringComparison.Ordinal));
        Take(8);
        foreach (var range in value.AsSpan().SplitAny(' ', '\n'))
        {
            var word = value.AsSpan(range);
            if (word.IsEmpty) continue;
            count++;
            Reserve(Encoding.UTF8.GetMaxByteCount(word.Length) + 5);
            _length += Encoding.UTF8.GetBytes(word, _bytes.AsSpan(_length));
            _bytes[_length++] = 0;
            var isTitle = range.Start.Value < body;
            BinaryPrimitives.WriteInt16BigEndian(Take(2), isTitle ? (short)1 : (short)0);
            if (isTitle) BinaryPrimitives.WriteUInt16BigEndian(Take(2), Title);
        }
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(start), _length - start - 4);
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(start + 4), count);
    }

    public void Set(int index, long value)
    {
        switch (_columns[index])
        {
            case Column.Short: BinaryPrimitives.WriteInt16BigEndian(Value(index, 2), checked((short)value)); break;
            case Column.Int: BinaryPrimitives.WriteInt32BigEndian(Value(index, 4), checked((int)value)); break;
            default:
                Expect(index, Column.Long);
                BinaryPrimitives.WriteInt64BigEndian(Value(index, 8), value);
                break;
        }
    }

    public void Set(int index, double value)
    {
        Expect(index, Column.Double);
        BinaryPrimitives.WriteDoubleBigEndian(Value(index, 8), value);
    }

    public void Set(int index, bool value)
    {
        Expect(index, Column.Bool);
        Value(index, 1)[0] = value ? (byte)1 : (byte)0;
    }

    public void Set(int index, Guid value)
    {
        Expect(index, Column.Guid);
        value.TryWriteBytes(Value(index, 16), bigEndian: true, out _);
    }

    public void Set(int index, DateTime value)
    {
        Expect(index, Column.Instant);
        BinaryPrimitives.WriteInt64BigEndian(Value(index, 8), (value.Ticks / TimeSpan.TicksPerMicrosecond) - (Epoch.Ticks / TimeSpan.TicksPerMicrosecond));
    }

    public void Set(int index, DateOnly value)
    {
        Expect(index, Column.Date);
        BinaryPrimitives.WriteInt32BigEndian(Value(index, 4), value.DayNumber - EpochDay);
    }

    private static Column ColumnOf(string storeType) => storeType switch
    {
        "jsonb" => Column.Json,
        "smallint" => Column.Short,
        "integer" => Column.Int,
        "bigint" => Column.Long,
        "double precision" => Column.Double,
        "boolean" => Column.Bool,
        "uuid" => Column.Guid,
        "timestamp with time zone" => Column.Instant,
        "date" => Column.Date,
        Words => Column.Words,
        _ when storeType is "text" || storeType.StartsWith("character", StringComparison.Ordinal) => Column.Text,
        _ => throw new NotSupportedException($"No COPY of a column of the type {storeType}."),
    };

    private void Clear()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _length, Rows) = ([], 0, 0);
    }

    // A row says first how many values it has.
    private void Begin(int index)
    {
        if (index > 0) return;
        if (Rows == 0) Header.CopyTo(Take(Header.Length));
        BinaryPrimitives.WriteInt16BigEndian(Take(2), (short)_columns.Length);
    }

    private void Expect(int index, Column column)
    {
        if (_columns[index] != column) throw new InvalidOperationException($"The column {_insert.Columns[index]} of {_insert.Table} is of the type {_insert.StoreTypes[index]}, not {column}.");
    }

    private Span<byte> Value(int index, int size)
    {
        Begin(index);
        BinaryPrimitives.WriteInt32BigEndian(Take(4), size);
        return Take(size);
    }

    private Span<byte> Take(int size)
    {
        Reserve(size);
        _length += size;
        return _bytes.AsSpan(_length - size, size);
    }

    private void Reserve(int size)
    {
        if (_bytes.Length - _length >= size) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(FirstLength, _bytes.Length * 2), _length + size));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
