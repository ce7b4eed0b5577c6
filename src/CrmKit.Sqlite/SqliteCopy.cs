using Microsoft.Data.Sqlite;

namespace CrmKit.Sqlite;

/// <summary>A copy of a database file as it is now, while its host goes on: reads alone, so the lock of the one writer is not needed.</summary>
internal static class SqliteCopy
{
    /// <param name="source">The file; those of tenants beside it come along.</param>
    /// <param name="target">Where the copy goes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task MakeAsync(string source, string target, CancellationToken cancellationToken)
    {
        var (from, to) = (new TenantFolder(SqlitePath.Check(source)), new TenantFolder(target));
        await CopyAsync(SqlitePath.Check(source), target, cancellationToken);
        if (!from.Exists) return;
        Directory.CreateDirectory(to.Path);
        foreach (var tenant in from.Tenants()) await CopyAsync(from.FileOf(tenant), to.FileOf(tenant), cancellationToken);
    }

    private static async Task CopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO @target";
        command.Parameters.AddWithValue("@target", target);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
