using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CrmKit.Sqlite.Tests;

/// <summary>Values that are read straight from SQLite are those that Microsoft.Data.Sqlite reads, and what it refuses is refused.</summary>
public sealed class RowTests : IDisposable
{
    private readonly SqliteConnection _theirs = new("Data Source=:memory:");
    private readonly PreparedConnection _ours = new("Data Source=:memory:");

    public RowTests()
    {
        _theirs.Open();
        _ours.Open();
    }

    public static TheoryData<string> Values { get; } =
    [
        "NULL", "0", "1", "-1", "42", "2147483648", "-9223372036854775808", "9223372036854775807", "1.5", "2451545.25", "x'00FF'", "x'0102030405060708090A0B0C0D0E0F10'", "''", "'a'", "'漢字 – ü 🙂'", "'12'", "'true'",
        "'01A20B3F-6265-7F2E-9437-858E73456ED4'", "'01a20b3f-6265-7f2e-9437-858e73456ed4'", "'01A20B3F62657F2E9437858E73456ED4'", "'01A20B3F-6265-7F2E-9437-858E73456ED'", "'01A20B3F-6265-7F2E-9437-858E73456EDX'",
        "'2026-11-24'", "'2026-02-29'", "'0001-01-01'", "'9999-12-31'", "'2026-13-01'", "'2026-1-1'", "'2026-11-24 '", "'2026-11-24 09:30:00'", "'2026-11-24 23:59:59.9999999'", "'2026-11-24 09:30:00.5'", "'2026-11-24 09:30:00.'",
        "'2026-11-24 24:00:00'", "'2026-11-24 09:60:00'", "'2026-11-24T09:30:00'", "'2026-11-24 09:30'", "'2026-11-24 09:30:00.12345678'", "'2026-11-24 09:30:00Z'", "'24.11.2026'", "replace(printf('%5000s', ''), ' ', 'ä')",
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_is_what_the_library_reads(string sql)
    {
        foreach (var read in (Func<DbDataReader, object?>[])
        [
            r => r.IsDBNull(0), r => r.GetInt64(0), r => r.GetInt32(0), r => r.GetInt16(0), r => r.GetByte(0), r => r.GetBoolean(0), r => r.GetString(0), r => r.GetGuid(0), r => r.GetDateTime(0), r => r.GetFieldValue<DateOnly>(0),
            r => r.GetFieldValue<string>(0), r => r.GetFieldValue<DateTime>(0), r => Convert.ToHexString(r.GetFieldValue<byte[]>(0)), r => r.GetDouble(0), r => r.GetDecimal(0), r => r.GetValue(0), r => r.GetFieldType(0), r => (r.IsDBNull(0), r.GetString(0), r.GetString(0)),
        ])
            Assert.Equal(Answer(_theirs, sql, read), Answer(_ours, sql, read));
    }

    [Fact]
    public void Rows_and_columns_are_read_in_any_order_and_again()
    {
        using var rows = Ask(_ours, "SELECT 1, 'one', NULL UNION ALL SELECT 2, NULL, 'zwei' ORDER BY 1");
        Assert.True(rows.Read());
        Assert.Equal(("one", 1, true, 1L, "one"), (rows.GetString(1), rows.GetInt32(0), rows.IsDBNull(2), rows.GetInt64(0), rows.GetString(1)));
        Assert.True(rows.Read());
        Assert.Equal((true, "zwei", 2), (rows.IsDBNull(1), rows.GetString(2), rows.GetInt32(0)));
        Assert.False(rows.Read());
    }

    [Fact]
    public void Each_of_several_results_is_read()
    {
        using var rows = Ask(_ours, "SELECT 1; SELECT 'two', 3");
        Assert.True(rows.Read() && rows.GetInt32(0) == 1);
        Assert.True(rows.NextResult() && rows.Read());
        Assert.Equal(("two", 3), (rows.GetString(0), rows.GetInt32(1)));
        Assert.False(rows.NextResult());
    }

    [Fact]
    public void What_is_not_there_is_refused_as_the_library_does()
    {
        foreach (var read in (Action<DbDataReader>[])
        [
            r => r.GetInt64(0), r => r.IsDBNull(0), // before the first row
            r => { r.Read(); r.GetString(7); }, r => { r.Read(); r.GetString(-1); }, r => { r.Read(); r.IsDBNull(1); },
            r => { r.Read(); r.Read(); r.GetInt64(0); }, // behind the last
            r => { r.Read(); r.GetInt64(0); r.Close(); r.GetInt64(0); }, r => { r.Read(); r.Dispose(); r.IsDBNull(0); },
        ])
            Assert.Equal(Refusal(_theirs, read), Refusal(_ours, read));
    }

    [Fact]
    public void Rows_outlive_a_connection_that_is_closed_under_them()
    {
        var rows = Ask(_ours, "SELECT 'a' UNION ALL SELECT 'b'");
        Assert.True(rows.Read());
        Assert.Equal("a", rows.GetString(0));
        _ours.Close();
        Assert.Throws<InvalidOperationException>(() => rows.GetString(0));
        rows.Dispose();
    }

    [Fact]
    public void A_statement_that_was_read_halfway_is_run_again_from_its_beginning()
    {
        for (var i = 0; i < 3; i++)
        {
            using var rows = Ask(_ours, "SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3");
            Assert.True(rows.Read());
            Assert.Equal(1, rows.GetInt32(0));
        }
    }

    public void Dispose()
    {
        _theirs.Dispose();
        _ours.Dispose();
    }

    private static DbDataReader Ask(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteReader();
    }

    private static string Answer(DbConnection connection, string sql, Func<DbDataReader, object?> read)
    {
        using var rows = Ask(connection, $"SELECT {sql}");
        Assert.True(rows.Read());
        try
        {
            return read(rows) switch
            {
                DateTime time => $"{time:O} {time.Kind}",
                byte[] bytes => Convert.ToHexString(bytes),
                var value => string.Format(CultureInfo.InvariantCulture, "{0} {1}", value?.GetType(), value),
            };
        }
        catch (Exception refused) when (refused is InvalidOperationException or InvalidCastException or FormatException or OverflowException or ArgumentException)
        {
            return refused.GetType().Name;
        }
    }

    private static string Refusal(DbConnection connection, Action<DbDataReader> read)
    {
        using var rows = Ask(connection, "SELECT 42");
        return Assert.ThrowsAny<Exception>(() => read(rows)).GetType().Name;
    }
}
