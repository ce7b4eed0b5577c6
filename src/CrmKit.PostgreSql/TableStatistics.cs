using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>
/// Has the server look again at tables that copies have made much larger. Plans, also those of statements that stay prepared, are made for the size that a table had when it was last looked at, and the server
/// looks by itself once a minute at most: until then an import into an empty table would be read from end to end for every lookup.
/// </summary>
internal sealed class TableStatistics
{
    private const long Few = 500; // below so many rows any plan is quick
    private const int Target = 10; // 3,000 rows are looked at instead of 30,000
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Copied, long Due)> _tables = new(StringComparer.Ordinal);

    /// <summary>Counts rows that were copied and committed, and looks at those tables that have become four times as large since they were looked at: plans for so many rows and for four times as many are the same, and a look costs as much as writing thousands of rows.</summary>
    public async Task FollowAsync(NpgsqlConnection connection, IEnumerable<(string Table, int Rows)> copied)
    {
        foreach (var (table, rows) in copied)
        {
            if (!IsDue(table, rows, out var grown)) continue;
            try
            {
                var due = await GrowthAsync(connection, table);
                if (grown >= due)
                {
                    await AnalyzeAsync(connection, table);
                    (grown, due) = (0, await GrowthAsync(connection, table));
                }
                Put(table, grown, due);
            }
            catch (NpgsqlException)
            {
                return; // the rows are committed; the server comes round to it by itself
            }
        }
    }

    private bool IsDue(string table, int rows, out long grown)
    {
        lock (_lock)
        {
            var (before, due) = _tables.GetValueOrDefault(table, (0, Few));
            grown = before + rows;
            _tables[table] = (grown, due);
            return grown >= due;
        }
    }

    private void Put(string table, long copied, long due)
    {
        lock (_lock) _tables[table] = (copied, Math.Max(due, Few));
    }

    private static async Task<long> GrowthAsync(NpgsqlConnection connection, string table)
    {
        await using var command = new NpgsqlCommand("SELECT GREATEST(reltuples, 0)::bigint * 3 FROM pg_class WHERE oid = $1::regclass", connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = table } } };
        return (long)(await command.ExecuteScalarAsync())!;
    }

    // Whoever may not, or comes second, is told so without an error. Few rows are looked at: the plans that matter until the server looks by itself hang on how many rows there are, and whether a column tells them apart.
    private static async Task AnalyzeAsync(NpgsqlConnection connection, string table)
    {
        await using var command = new NpgsqlCommand($"SET default_statistics_target = {Target}; ANALYZE (SKIP_LOCKED) {table}; RESET default_statistics_target", connection);
        await command.ExecuteNonQueryAsync();
    }
}
