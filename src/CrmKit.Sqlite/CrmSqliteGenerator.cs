using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace CrmKit.Sqlite;

/// <summary>
/// SQL for migrations that carry no target model. EF Core would rebuild a table for these steps and needs the model for that; SQLite does some of them natively, and the others are refused
/// with the way around, so that no migration rewrites a large table unasked.
/// </summary>
internal sealed class CrmSqliteGenerator(MigrationsSqlGeneratorDependencies dependencies, IRelationalAnnotationProvider annotations)
    : SqliteMigrationsSqlGenerator(dependencies, annotations)
{
    protected override void Generate(DropColumnOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        var names = Dependencies.SqlGenerationHelper;
        builder.Append($"ALTER TABLE {names.DelimitIdentifier(operation.Table)} DROP COLUMN {names.DelimitIdentifier(operation.Name)}").AppendLine(names.StatementTerminator);
        if (terminate) EndStatement(builder);
    }

    protected override void Generate(AlterColumnOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        // Lengths and precisions mean nothing to SQLite.
        if (operation.IsNullable == operation.OldColumn.IsNullable && StoreType(operation) == StoreType(operation.OldColumn)) return;
        throw Refuse($"changing the type or nullability of {operation.Table}.{operation.Name}");
    }

    protected override void Generate(AddForeignKeyOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true) =>
        throw Refuse($"adding the foreign key {operation.Name} to {operation.Table}");

    private string StoreType(ColumnOperation column) => column.ColumnType ?? Dependencies.TypeMappingSource.FindMapping(column.ClrType)!.StoreType;

    private static NotSupportedException Refuse(string step) =>
        new($"SQLite: {step} would rebuild the table. Add a new column or table, copy in one release, and drop the old one in a later release.");
}
