using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Brings a database to the model.</summary>
internal sealed class Schema(IStoreDatabase database)
{
    public async Task UpgradeAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        using var context = EfStore.NewContext(database, connection);
        if (await context.GetService<IRelationalDatabaseCreator>().HasTablesAsync(cancellationToken)) return;
        var model = context.GetService<IDesignTimeModel>().Model;
        var operations = context.GetService<IMigrationsModelDiffer>().GetDifferences(null, model.GetRelationalModel());
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(operations, model);
        await context.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(commands, context.GetService<IRelationalConnection>(), cancellationToken);
    }
}
