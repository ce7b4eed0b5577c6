using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.Internal;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata.Internal;
using Npgsql.EntityFrameworkCore.PostgreSQL.Migrations;

namespace CrmKit.PostgreSql;

/// <summary>SQL of migrations that are the same for every database: text orders by its code points, whatever the database's own collation is, as on SQLite.</summary>
#pragma warning disable EF1001 // the settings that the generator's constructor asks for
internal sealed class CrmPostgreSqlGenerator(MigrationsSqlGeneratorDependencies dependencies, INpgsqlSingletonOptions options) : NpgsqlMigrationsSqlGenerator(dependencies, options)
{
    public const string Collation = "C";

    protected override void ColumnDefinition(string? schema, string table, string name, ColumnOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        Settle(operation);
        base.ColumnDefinition(schema, table, name, operation, model, builder);
    }

    protected override void Generate(AlterColumnOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        Settle(operation);
        Settle(operation.OldColumn);
        base.Generate(operation, model, builder);
    }

    private static void Settle(ColumnOperation column)
    {
        if (column.ClrType == typeof(string) && column.Collation is null && column.ColumnType is not ("json" or "jsonb")) column.Collation = Collation;
        // Migrations that know no database write it as text.
        if (column[NpgsqlAnnotationNames.ValueGenerationStrategy] is string strategy) column[NpgsqlAnnotationNames.ValueGenerationStrategy] = Enum.Parse<NpgsqlValueGenerationStrategy>(strategy);
    }
}
#pragma warning restore EF1001
