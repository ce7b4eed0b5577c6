using CrmKit.PostgreSql;

namespace CrmKit.AspNetCore;

/// <summary>A database of PostgreSQL for one host, dropped with it.</summary>
internal sealed class HostDatabase : IAsyncDisposable
{
    private string _database = "";

    /// <summary>Makes it, and says what the host's settings call it.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> SettingsAsync()
    {
        _database = await PostgreSqlCluster.NewDatabaseAsync();
        return new Dictionary<string, string> { ["Database:Provider"] = "postgresql", ["Database:ConnectionString"] = _database };
    }

    public async ValueTask DisposeAsync()
    {
        if (_database.Length > 0) await PostgreSqlCluster.DropAsync(_database);
    }
}

/// <summary>The sample host on PostgreSQL, which never tires of a caller.</summary>
public sealed class PostgreSqlApiHost : PatientHost
{
    private readonly HostDatabase _database = new();

    protected override Task<IReadOnlyDictionary<string, string>?> DatabaseAsync() => _database.SettingsAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _database.DisposeAsync();
    }
}
