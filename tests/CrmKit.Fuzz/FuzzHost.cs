using CrmKit.AspNetCore;
using Microsoft.Data.Sqlite;

namespace CrmKit.Fuzz;

/// <summary>The sample host over a file that the world may tidy.</summary>
internal sealed class FuzzHost : PatientHost
{
    /// <summary>Takes away the reports of imports that were only tried: nobody reads them here, and a million of them would fill the disk.</summary>
    public async Task ForgetTriedAsync()
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = OwnFile["CrmKit:Database"], Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var delete = new SqliteCommand("DELETE FROM crm_import_run WHERE status = 'tried'", connection);
        await delete.ExecuteNonQueryAsync();
    }
}
