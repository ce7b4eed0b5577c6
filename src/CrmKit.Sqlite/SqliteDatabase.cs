using System.Data.Common;
using CrmKit.EntityFrameworkCore;
using CrmKit.Fields;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmKit.Sqlite;

/// <summary>SQLite's own ways. The file itself is shared by all stores of the process that name it.</summary>
internal sealed class SqliteDatabase(string path, SqliteOptions options) : IStoreDatabase
{
    private static readonly StringTypeMapping TextType = new("TEXT", null);
    private readonly Lock _opening = new();
    private SqliteFile? _file;
    private int _uses;
    private bool _isDisposed;

    public bool NullsFirst => true;

    public string JsonColumnType => "TEXT";

    public bool KeepsJsonText => true;

    public string ClaimLock => ""; // the write gate is the lock

    /// <summary>Whether this process has the file open.</summary>
    public bool IsOpen => _file is not null;

    public ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_file is not null) return default;
        lock (_opening) _file ??= SqliteFile.Acquire(path, options);
        return default;
    }

    /// <summary>Closes the file unless somebody uses it; the next use opens it again.</summary>
    public void TryClose()
    {
        lock (_opening)
        {
            if (_uses > 0 || _isDisposed) return;
            _file?.Dispose();
            _file = null;
        }
    }

    private SqliteFile Use()
    {
        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var file = _file ??= SqliteFile.Acquire(path, options);
            _uses++;
            return file;
        }
    }

    private void EndUse()
    {
        lock (_opening) _uses--;
    }

    public void Configure(DbContextOptionsBuilder options, DbConnection? connection)
    {
        // A list of ids travels as one JSON parameter: the ADO.NET command looks up many parameters by name, which is quadratic.
        if (connection is null) options.UseSqlite("Data Source=model", o => o.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter));
        else options.UseSqlite(connection, o => o.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter));
    }

    public void ConfigureMigrations(DbContextOptionsBuilder options, DbConnection connection, string historyTable) => options
        .UseSqlite(connection, o => o.MigrationsHistoryTable(historyTable))
        .ReplaceService<IMigrationsSqlGenerator, CrmSqliteGenerator>();

    public void AddServices(IServiceCollection services)
    {
        services.AddEntityFrameworkSqlite();
        services.Replace(ServiceDescriptor.Scoped<IMigrationsSqlGenerator, CrmSqliteGenerator>());
    }

    public IOwnTables Tables { get; } = new SqliteOwnTables();

    public ISearchIndex Search { get; } = new SqliteSearchIndex();

    public async Task ReleaseStaleMigrationLockAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "DROP TABLE IF EXISTS __EFMigrationsLock";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask<DbConnection> RentReaderAsync(TenantReach reach, CancellationToken cancellationToken)
    {
        var file = Use();
        try
        {
            return new(file.RentReader());
        }
        catch
        {
            EndUse();
            throw;
        }
    }

    public void ReturnReader(DbConnection connection)
    {
        _file!.ReturnReader((Microsoft.Data.Sqlite.SqliteConnection)connection); // open since the reader was lent
        EndUse();
    }

    public ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection reader, CancellationToken cancellationToken) => new(((Microsoft.Data.Sqlite.SqliteConnection)reader).BeginTransaction(deferred: true));

    public ValueTask<bool> RenewReaderAsync(DbConnection connection, Exception failure, CancellationToken cancellationToken) => new(false); // a file is not lost

    public CrmException? FailureOf(Exception failure) => null;

    public async ValueTask<IWriteConnection> BeginAsync(string? tenantId, CancellationToken cancellationToken)
    {
        var file = Use();
        try
        {
            return await file.BeginAsync(options.WriteTimeout, EndUse, cancellationToken);
        }
        catch
        {
            EndUse();
            throw;
        }
    }

    public async Task MigrateAsync(Func<DbConnection, CancellationToken, Task> migrate, CancellationToken cancellationToken)
    {
        var file = Use();
        try
        {
            await file.ExclusiveAsync(migrate, cancellationToken);
        }
        finally
        {
            EndUse();
        }
    }

    public Task FenceAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask; // it has none

    public async Task<IReadOnlyList<string>> CheckAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var damage = new List<string>();
        foreach (var check in (string[])["PRAGMA integrity_check", "PRAGMA foreign_key_check"])
        {
            await using var command = connection.CreateCommand();
            command.CommandText = check;
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
                if (rows.GetValue(0).ToString() is { } finding and not "ok") damage.Add(rows.FieldCount == 1 ? finding : $"a row of {finding} points at a row of {rows.GetValue(2)} that does not exist");
        }
        return damage;
    }

    public Task<long> SettledAuditAsync(DbConnection connection, CancellationToken cancellationToken) => Task.FromResult(long.MaxValue); // one transaction writes at a time

    // The index of words keeps removed ones until its parts are merged, and pages keep them until all is written anew; the log goes with the last page moved out of it.
    public async Task<IReadOnlyList<string>> ScrubAsync(CancellationToken cancellationToken)
    {
        var findings = new List<string>();
        await MigrateAsync(async (connection, token) =>
        {
            await using var command = connection.CreateCommand();
            foreach (var step in (string[])["INSERT INTO crm_search_text (crm_search_text) VALUES ('optimize')", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"])
            {
                command.CommandText = step;
                await using var rows = await command.ExecuteReaderAsync(token);
                if (await rows.ReadAsync(token) && rows.GetInt64(0) != 0) findings.Add("A reader kept the log from being emptied: scrub once more when no long export or report runs.");
            }
        }, cancellationToken);
        return findings;
    }

    public Task ReclaimAsync(string table, CancellationToken cancellationToken) => Task.CompletedTask; // what is removed is gone

    public SqlExpression CustomValue(SqlExpression custom, string key, Type type) => new SqlFunctionExpression(
        "json_extract", [custom, new SqlConstantExpression(JsonPath(key), typeof(string), TextType)],
        nullable: true, argumentsPropagateNullability: [false, false], type,
        type == typeof(double) ? new DoubleTypeMapping("REAL") : type == typeof(bool) ? new BoolTypeMapping("INTEGER") : TextType);

    public string CustomIndexExpression(string key, FieldKind kind) => $"json_extract(custom, '{JsonPath(key)}')";

    public async Task SetIndexAsync(DbConnection connection, string name, string? target, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.CommandText = target is null ? $"DROP INDEX IF EXISTS \"{name}\"" : $"CREATE INDEX IF NOT EXISTS \"{name}\" ON {target}";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public SqlExpression Like(SqlExpression text, SqlExpression pattern) =>
        new LikeExpression(text, pattern, new SqlConstantExpression(TextPattern.Escape, typeof(string), TextType), new BoolTypeMapping("INTEGER"));

    public void Dispose()
    {
        lock (_opening)
        {
            if (_isDisposed) return;
            _isDisposed = true;
        }
        _file?.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    private static string JsonPath(string key) => $"$.\"{key}\""; // keys have dots
}
