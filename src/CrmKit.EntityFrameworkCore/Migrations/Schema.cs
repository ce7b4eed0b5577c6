using System.Data.Common;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Brings a database up to date, and says what the model wants.</summary>
internal sealed class Schema(IStoreDatabase database)
{
    public const string CoreModule = "core";
    private const string HistoryTable = $"crm_migration_{CoreModule}";

    /// <summary>Applies what is missing; the caller holds the lock over processes.</summary>
    /// <exception cref="CrmRuleException"><c>store.newer</c>: a newer CrmKit has written the database.</exception>
    public async Task UpgradeAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (await IsCurrentAsync(connection, cancellationToken)) return;
        var options = new DbContextOptionsBuilder<MigrationContext>();
        database.ConfigureMigrations(options, connection, HistoryTable);
        options.ReplaceService<IMigrationsAssembly, ModuleMigrationsAssembly>();
        options.AddInterceptors(new StatementPoints());
        options.ConfigureWarnings(w => w.Log((RelationalEventId.ModelSnapshotNotFound, LogLevel.Debug)));
        using var context = new MigrationContext(options.Options, CoreModule);
        var applied = await context.Database.GetAppliedMigrationsAsync(cancellationToken);
        var known = context.Database.GetMigrations().ToList();
        if (applied.Except(known).FirstOrDefault() is { } unknown) throw new CrmRuleException(StoreErrors.Newer(unknown));
        if (applied.Count() == known.Count) return;
        Failpoint.Hit("migration.before");
        // EF leaves its own lock behind when it cannot generate a statement, and then waits for it for ever; ours is held, so nobody owns it.
        await database.ReleaseStaleMigrationLockAsync(connection, cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        Failpoint.Hit("migration.after");
    }

    // Most starts find nothing to do: asking the table itself spares them EF's whole machinery of migrations.
    private static async Task<bool> IsCurrentAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var applied = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT \"MigrationId\" FROM \"{HistoryTable}\"";
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken)) applied.Add(rows.GetString(0));
        }
        catch (DbException)
        {
            return false; // a new database has no such table
        }
        return applied.SetEquals(ModuleMigrationsAssembly.Of(CoreModule).Keys);
    }

    /// <summary>A failpoint before every statement that changes the schema.</summary>
    private sealed class StatementPoints : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Failpoint.Hit("migration.statement");
            return new(result);
        }
    }

    /// <summary>All that makes the schema out of nothing: the model's, and the tables that it does not know.</summary>
    public IReadOnlyList<MigrationOperation> Draft()
    {
        using var context = EfStore.NewContext(database, null);
        return
        [
            .. context.GetService<IMigrationsModelDiffer>().GetDifferences(null, context.GetService<IDesignTimeModel>().Model.GetRelationalModel()),
            .. SearchTables.For(context.Database.ProviderName).Select(statement => new SqlOperation { Sql = statement }),
        ];
    }

    /// <summary>Makes the model's schema without migrations, for comparison only.</summary>
    public async Task CreateFromModelAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        using var context = EfStore.NewContext(database, connection);
        var model = context.GetService<IDesignTimeModel>().Model;
        var options = new DbContextOptionsBuilder<MigrationContext>();
        database.ConfigureMigrations(options, connection, HistoryTable);
        using var migrations = new MigrationContext(options.Options, CoreModule); // migrations have a generator of their own
        var commands = migrations.GetService<IMigrationsSqlGenerator>().Generate(Draft(), model);
        await context.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(commands, context.GetService<IRelationalConnection>(), cancellationToken);
    }
}
