using Microsoft.Data.Sqlite;

namespace CrmKit.Sqlite;

/// <summary>A copy of a database file as it is now, while its host goes on: reads alone, so the lock of the one writer is not needed.</summary>
internal static class SqliteCopy
{
    public static async Task MakeAsync(string source, string target, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = SqlitePath.Check(source), Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO @target";
        command.Parameters.AddWithValue("@target", target);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
