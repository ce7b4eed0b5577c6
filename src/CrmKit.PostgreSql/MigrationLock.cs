using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>Lets one process at a time change the schema of a database.</summary>
internal static class MigrationLock
{
    private const long Key = 0x43524D4B69740001; // "CRMKit": advisory locks have numbers for names, one set of them for each database
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Takes the lock for as long as the connection is open.</summary>
    public static async Task TakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Asking again and again instead of waiting inside the server: whoever waits there holds a snapshot, and an index made beside running writes would wait for that.
        while (!await TryAsync(connection, cancellationToken)) await Task.Delay(Pause, cancellationToken);
    }

    private static async Task<bool> TryAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT pg_try_advisory_lock({Key})";
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
