using System.Data.Common;
using System.Linq.Expressions;
using CrmKit.EntityFrameworkCore;
using CrmKit.Fields;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Query.Expressions.Internal;
using Npgsql.EntityFrameworkCore.PostgreSQL.Storage.Internal.Mapping;

namespace CrmKit.PostgreSql;

/// <summary>PostgreSQL's own ways.</summary>
internal sealed class PostgreSqlDatabase : IStoreDatabase
{
    private static readonly StringTypeMapping TextType = new("text", System.Data.DbType.String);
    private static readonly DoubleTypeMapping NumberType = new("double precision");
#pragma warning disable EF1001 // the mapping that writes TRUE instead of 1
    private static readonly NpgsqlBoolTypeMapping BoolType = NpgsqlBoolTypeMapping.Default;
#pragma warning restore EF1001
    private readonly Lock _opening = new();
    private ConnectionPool? _readers;
    private ConnectionPool? _writers;
    private ConnectionPool? _checkers;
    private ConnectionPool? _readersOfAll;
    private readonly PostgreSqlOptions _options;
    private readonly TenantCommands _tenantCommands;
    private bool _isDisposed;

    public PostgreSqlDatabase(PostgreSqlServer server, PostgreSqlOptions? options = null) =>
        (Server, Tables, _options, _tenantCommands) = (server, new PostgreSqlOwnTables(this), options ?? new PostgreSqlOptions(), new TenantCommands(this));

    public PostgreSqlServer Server { get; }

    /// <summary>Whether the database itself keeps tenants apart.</summary>
    public bool IsFenced { get; private set; }

    public bool NullsFirst => false;

    public string JsonColumnType => "jsonb";

    public bool KeepsJsonText => false;

    public string ClaimLock => "FOR UPDATE SKIP LOCKED";

    public IOwnTables Tables { get; }

    public ISearchIndex Search { get; } = new PostgreSqlSearchIndex();

    public TableStatistics Statistics { get; } = new();

    private readonly AuditHorizon _auditHorizon = new();

    private ConnectionPool Readers => _readers ?? throw NotOpen();

    /// <summary>Connections that look at statements of plugins before these run.</summary>
    public ConnectionPool Checkers => _checkers ?? throw NotOpen();

    private ConnectionPool ReadersOfAll => _readersOfAll ?? throw NotOpen();

    private ConnectionPool Writers => _writers ?? throw NotOpen();

    public ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_readers is not null) return default;
        lock (_opening)
        {
            _writers ??= new ConnectionPool(Server.Writers(), Server);
            _checkers ??= new ConnectionPool(Server.Checkers(), Server);
            _readersOfAll ??= new ConnectionPool(Server.ReadersOfAll(), Server);
            _readers ??= new ConnectionPool(Server.Readers(), Server);
        }
        return default;
    }

    public void Configure(DbContextOptionsBuilder options, DbConnection? connection)
    {
        options.AddInterceptors(_tenantCommands);
        // Without a connection: for the model, and for contexts of plugins, which get theirs later.
        if (connection is null) options.UseNpgsql(o =>
        {
            ConfigureProvider(o);
            o.ExecutionStrategy(dependencies => new ReadAhead(dependencies.CurrentContext.Context));
        });
        else options.UseNpgsql(connection, ConfigureProvider);
    }

    public void ConfigureMigrations(DbContextOptionsBuilder options, DbConnection connection, string historyTable) => options
        .UseNpgsql(connection, o => o.MigrationsHistoryTable(historyTable))
        .ReplaceService<IMigrationsSqlGenerator, CrmPostgreSqlGenerator>();

    public void AddServices(IServiceCollection services)
    {
        services.AddEntityFrameworkNpgsql();
        services.Replace(ServiceDescriptor.Scoped<IMigrationsSqlGenerator, CrmPostgreSqlGenerator>());
    }

    // EF Core locks the table of its history inside the transaction: nothing of it outlives a crash.
    public Task ReleaseStaleMigrationLockAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask<DbConnection> RentReaderAsync(TenantReach reach, CancellationToken cancellationToken) =>
        await (reach == TenantReach.All ? ReadersOfAll : Readers).RentAsync(cancellationToken);

    public void ReturnReader(DbConnection connection) => PoolOf((NpgsqlConnection)connection).Return((NpgsqlConnection)connection);

    /// <summary>Whether a reader's connection is one of those that see the rows of all tenants.</summary>
    public bool SeesAll(NpgsqlConnection connection) => ReadersOfAll.Owns(connection);

    private ConnectionPool PoolOf(NpgsqlConnection reader) => SeesAll(reader) ? ReadersOfAll : Readers;

    public async ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection reader, CancellationToken cancellationToken) => await reader.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);

    public async ValueTask<IWriteConnection> BeginAsync(string? tenantId, CancellationToken cancellationToken)
    {
        var connection = await Writers.RentAsync(cancellationToken);
        try
        {
            return new PostgreSqlWriteConnection(connection, await BeginAsync(connection, tenantId, cancellationToken), Writers, this);
        }
        catch
        {
            await Writers.ReturnAsync(connection);
            throw;
        }
    }

    // The server is asked at once: a connection that it ended while nobody used it is found before anything was sent over it, and all that lie idle are let go.
    private async ValueTask<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, string? tenantId, CancellationToken cancellationToken)
    {
        try
        {
            return await TryBeginAsync(connection, tenantId, cancellationToken);
        }
        catch (NpgsqlException lost) when (PostgreSqlFailure.IsLost(lost))
        {
            Renew();
            await Writers.ReopenAsync(connection, cancellationToken);
            return await TryBeginAsync(connection, tenantId, cancellationToken);
        }
    }

    private async ValueTask<NpgsqlTransaction> TryBeginAsync(NpgsqlConnection connection, string? tenantId, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken); // sends nothing by itself
        await using var command = new NpgsqlCommand(IsFenced ? TenantFence.Set : "SELECT", connection, transaction);
        if (IsFenced) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId ?? TenantFence.Everybody });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return transaction;
    }

    public CrmException? FailureOf(Exception failure) => PostgreSqlFailure.Of(failure, Server) as CrmException;

    public async ValueTask<bool> RenewReaderAsync(DbConnection connection, Exception failure, CancellationToken cancellationToken)
    {
        if (!PostgreSqlFailure.IsLost(failure)) return false;
        Renew();
        await PoolOf((NpgsqlConnection)connection).ReopenAsync((NpgsqlConnection)connection, cancellationToken);
        return true;
    }

    public async Task MigrateAsync(Func<DbConnection, CancellationToken, Task> migrate, CancellationToken cancellationToken)
    {
        await using var connection = Server.Single();
        try
        {
            await connection.OpenAsync(cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw new CrmRuleException(PostgreSqlErrors.Unreachable(Server, failure));
        }
        await MigrationLock.TakeAsync(connection, cancellationToken); // closing the connection lets go of it, also when the process dies
        await migrate(connection, cancellationToken);
    }

    public async Task FenceAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var own = (NpgsqlConnection)connection;
        if (_options.RowLevelSecurity && await TenantFence.UnboundUserAsync(own, cancellationToken) is { } user) throw new CrmRuleException(PostgreSqlErrors.FenceBypassed(user));
        IsFenced = TenantFence.Stands(own, _options.RowLevelSecurity);
    }

    public async Task<IReadOnlyList<string>> CheckAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT 'the index ' || indexrelid::regclass || ' is not valid: drop it, and it is made again at the next start' FROM pg_index WHERE NOT indisvalid
            UNION ALL SELECT 'the reference ' || conname || ' of ' || conrelid::regclass || ' was never checked against its rows' FROM pg_constraint WHERE NOT convalidated
            UNION ALL SELECT checksum_failures || ' pages do not have their checksum' FROM pg_stat_database WHERE datname = current_database() AND checksum_failures > 0
            """;
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var damage = new List<string>();
        while (await rows.ReadAsync(cancellationToken)) damage.Add(rows.GetString(0));
        await rows.DisposeAsync();
        if (IsFenced && await TenantFence.UnboundUserAsync((NpgsqlConnection)connection, cancellationToken) is { } user) damage.Add(PostgreSqlErrors.FenceBypassed(user).Message);
        return damage;
    }

    public async Task<IReadOnlyList<string>> ScrubAsync(CancellationToken cancellationToken)
    {
        var findings = new List<string>();
        await MigrateAsync((connection, token) => PostgreSqlScrub.RunAsync((NpgsqlConnection)connection, findings, token), cancellationToken);
        return findings;
    }

    // What is not of the type asked for reads as null: one row with text where a number belongs would otherwise fail every query, and an index could not be built.
    public Task<long> SettledAuditAsync(DbConnection connection, CancellationToken cancellationToken) => _auditHorizon.AdvanceAsync(connection, cancellationToken);

    // Whoever may not is told so without an error. The file keeps its size, which would be cut under a lock against readers.
    public async Task ReclaimAsync(string table, CancellationToken cancellationToken)
    {
        var connection = await Writers.RentAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand($"VACUUM (SKIP_LOCKED, TRUNCATE FALSE) {table}", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException)
        {
            // the server comes round to it by itself
        }
        finally
        {
            await Writers.ReturnAsync(connection);
        }
    }

    public SqlExpression CustomValue(SqlExpression custom, string key, Type type)
    {
        if (type == typeof(string)) return new CollateExpression(Function("jsonb_object_field_text", custom, key, TextType), CrmPostgreSqlGenerator.Collation);
        var (name, mapping) = type == typeof(double) ? ("number", (RelationalTypeMapping)NumberType) : ("boolean", BoolType);
        var kind = new SqlFunctionExpression("jsonb_typeof", [Function("jsonb_object_field", custom, key, custom.TypeMapping!)], nullable: true, argumentsPropagateNullability: [false], typeof(string), TextType);
        var isKind = new SqlBinaryExpression(ExpressionType.Equal, kind, new SqlConstantExpression(name, typeof(string), TextType), typeof(bool), BoolType);
        var value = new SqlUnaryExpression(ExpressionType.Convert, Function("jsonb_object_field_text", custom, key, TextType), type, mapping);
        return new CaseExpression([new CaseWhenClause(isKind, value)]);
    }

    public string CustomIndexExpression(string key, FieldKind kind)
    {
        var text = $"jsonb_object_field_text(custom, '{key}')";
        var isNumber = kind is FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money;
        if (!isNumber && kind != FieldKind.Bool) return $"({text} COLLATE \"{CrmPostgreSqlGenerator.Collation}\")";
        var (name, type) = isNumber ? ("number", "double precision") : ("boolean", "boolean");
        return $"(CASE WHEN jsonb_typeof(jsonb_object_field(custom, '{key}')) = '{name}' THEN CAST({text} AS {type}) END)";
    }

    public async Task SetIndexAsync(DbConnection connection, string name, string? target, CancellationToken cancellationToken)
    {
        // Beside running writes; a build that was interrupted leaves an index behind that is not valid.
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('\"{name}\"')";
        var isValid = await command.ExecuteScalarAsync(cancellationToken) as bool?;
        if (isValid == false || (isValid is not null && target is null))
        {
            command.CommandText = $"DROP INDEX CONCURRENTLY \"{name}\"";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        if (target is null || isValid == true) return;
        command.CommandText = $"CREATE INDEX CONCURRENTLY \"{name}\" ON {target}";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // In the collation of the columns letters fold as on SQLite: A to Z.
#pragma warning disable EF1001 // ILIKE has no public expression
    public SqlExpression Like(SqlExpression text, SqlExpression pattern) => new PgILikeExpression(text, pattern, new SqlConstantExpression(TextPattern.Escape, typeof(string), TextType), BoolType);
#pragma warning restore EF1001

    public void Dispose()
    {
        lock (_opening)
        {
            if (_isDisposed) return;
            _isDisposed = true;
        }
        _readers?.Dispose();
        _writers?.Dispose();
        _checkers?.Dispose();
        _readersOfAll?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        lock (_opening)
        {
            if (_isDisposed) return;
            _isDisposed = true;
        }
        if (_readers is not null) await _readers.DisposeAsync();
        if (_writers is not null) await _writers.DisposeAsync();
        if (_checkers is not null) await _checkers.DisposeAsync();
        if (_readersOfAll is not null) await _readersOfAll.DisposeAsync();
    }

    /// <summary>Tables are not any more what connections remember of them.</summary>
    public void Renew()
    {
        Readers.Renew();
        ReadersOfAll.Renew();
        Writers.Renew();
    }

    private static SqlFunctionExpression Function(string name, SqlExpression custom, string key, RelationalTypeMapping mapping) => new(
        name, [custom, new SqlConstantExpression(key, typeof(string), TextType)], nullable: true, argumentsPropagateNullability: [false, false], typeof(string), mapping);

    // A list of ids travels as one array.
    private static void ConfigureProvider(Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.NpgsqlDbContextOptionsBuilder options) =>
        options.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter);

    private InvalidOperationException NotOpen() => new($"The database {Server.Name} is not open.");
}
