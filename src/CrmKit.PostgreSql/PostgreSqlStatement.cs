using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using CrmKit.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace CrmKit.PostgreSql;

/// <summary>
/// A statement whose values travel as text of no stated type: the server knows the columns and reads each value as its column's type. So a statement has one form whatever its values are,
/// and stays prepared on its connection.
/// </summary>
internal sealed partial class PostgreSqlStatement : IRowStatement, IValueSink
{
    private static readonly ConcurrentDictionary<string, (string Sql, int Values)> Forms = new(StringComparer.Ordinal);
    private readonly PostgreSqlWriteConnection _connection;
    private readonly string _sql;
    private readonly string?[] _values;

    public PostgreSqlStatement(string sql, PostgreSqlWriteConnection connection)
    {
        _connection = connection;
        (_sql, var values) = Form(sql);
        _values = new string?[values];
    }

    public IValueSink Values => this;

    public void Run()
    {
        var run = new NpgsqlBatchCommand(_sql);
        foreach (var value in _values)
            run.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = (object?)value ?? DBNull.Value });
        _connection.Add(run);
    }

    public void Null(int index) => _values[index] = null;

    public void Set(int index, string value) => _values[index] = PostgreSqlText.Storable(value);

    public void Set(int index, long value) => _values[index] = value.ToString(CultureInfo.InvariantCulture);

    public void Set(int index, double value) => _values[index] = value.ToString("R", CultureInfo.InvariantCulture);

    public void Set(int index, bool value) => _values[index] = value ? "t" : "f";

    public void Set(int index, Guid value) => _values[index] = value.ToString("D");

    public void Set(int index, DateTime value) => _values[index] = value.ToString("yyyy-MM-dd HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public void Set(int index, DateOnly value) => _values[index] = value.ToString("O", CultureInfo.InvariantCulture);

    private static (string Sql, int Values) Form(string sql)
    {
        if (!sql.Contains('@', StringComparison.Ordinal)) return (sql, 0); // savepoints, of which each has its name
        return Forms.GetOrAdd(sql, static text =>
        {
            var values = 0;
            var form = Position().Replace(text, match =>
            {
                values++;
                return "$" + (int.Parse(match.ValueSpan[1..], CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
            });
            return (form, values);
        });
    }

    [GeneratedRegex("@[0-9]+")]
    private static partial Regex Position();
}
