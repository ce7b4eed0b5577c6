using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations.Builders;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace CrmKit.Tables;

/// <summary>One change of a plugin's tables. Overriding <see cref="Migration.Down"/> is what lets an older version of the plugin come back.</summary>
/// <remarks>
/// Declares only: made and asked each time that the plugin starts, so that a migration which was changed after it was applied is found. Runs once per database, in the transaction that puts the version into force.
/// Touches the plugin's own tables alone.
/// </remarks>
public abstract class TableMigration : Migration
{
    internal string? Prefix { get; set; }

    /// <summary>The whole name of a table of the plugin: its prefix and the name.</summary>
    /// <param name="name">Lower-case letters, digits and underscores.</param>
    protected string Table(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return (Prefix ?? throw new InvalidOperationException("The migration is asked outside a plugin.")) + name;
    }

    /// <summary>The column with the tenant of each row, which every table has that the context maps.</summary>
    protected static OperationBuilder<AddColumnOperation> Tenant(ColumnsBuilder columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return columns.Column<string>(name: TenantColumn, nullable: false);
    }

    /// <summary>The name of that column, for keys and indexes: <c>tenant_id</c>.</summary>
    protected const string TenantColumn = "tenant_id";
}
