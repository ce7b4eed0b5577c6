using System.Security.Cryptography;
using System.Text;
using CrmKit.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Asks a plugin's migrations what they do and writes it as statements; checks every name that is not inside raw SQL, which is checked when it runs.</summary>
internal sealed class TableScripts(string pluginId, string prefix, DbContext context)
{
    private readonly IMigrationsSqlGenerator _generator = context.GetService<IMigrationsSqlGenerator>();

    public IReadOnlyList<TableScript> Read(IReadOnlyList<RegisteredMigration> migrations)
    {
        if (migrations.GroupBy(m => m.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) throw Invalid(twice.Key, "is listed twice");
        return [.. migrations.Select(Read)];
    }

    private TableScript Read(RegisteredMigration registered)
    {
        var migration = registered.Create();
        if (migration is TableMigration own) own.Prefix = prefix;
        migration.ActiveProvider = context.Database.ProviderName!;
        var up = migration.UpOperations;
        var (down, noWayBack) = DownOf(migration);
        var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(OperationText.Write(up) + "\n--\n" + (down is null ? noWayBack : OperationText.Write(down)))));
        IReadOnlyList<string>? undo = null;
        if (down is not null)
        {
            try
            {
                undo = Statements(registered, down);
            }
            catch (NotSupportedException e)
            {
                noWayBack = $"because the database cannot: {e.Message}";
            }
        }
        try
        {
            return new TableScript(registered.Version, registered.Name, checksum, Statements(registered, up), undo, noWayBack);
        }
        catch (NotSupportedException e)
        {
            throw Invalid(registered.Name, $"asks for what the database cannot do: {e.Message}");
        }
    }

    // EF Core's own default throws: who does not say how to go back does not go back.
    private static (IReadOnlyList<MigrationOperation>? Operations, string? Why) DownOf(Migration migration)
    {
        try
        {
            return (migration.DownOperations, null);
        }
        catch (NotSupportedException)
        {
            return (null, "because it has no Down");
        }
    }

    private List<string> Statements(RegisteredMigration registered, IReadOnlyList<MigrationOperation> operations)
    {
        foreach (var operation in operations) Check(registered, operation);
        var statements = new List<string>();
        foreach (var command in _generator.Generate(operations))
        {
            if (command.TransactionSuppressed) throw Invalid(registered.Name, "has a step that runs outside a transaction");
            statements.Add(command.CommandText);
        }
        return statements;
    }

    private void Check(RegisteredMigration registered, MigrationOperation operation)
    {
        switch (operation)
        {
            case SqlOperation sql:
                if (sql.SuppressTransaction) throw Invalid(registered.Name, "has a step that runs outside a transaction");
                return;
            case CreateTableOperation create:
                Named(registered, create.Schema, create.Name);
                foreach (var key in create.ForeignKeys) Own(key.PrincipalSchema, key.PrincipalTable, "refers to");
                return;
            case AddForeignKeyOperation key:
                Own(key.Schema, key.Table, "changes");
                Own(key.PrincipalSchema, key.PrincipalTable, "refers to");
                return;
            case RenameTableOperation rename:
                Own(rename.Schema, rename.Name, "renames");
                if (rename.NewName is { } name) Named(registered, rename.NewSchema, name);
                return;
            case DropTableOperation drop:
                Own(drop.Schema, drop.Name, "drops");
                return;
            case AlterTableOperation alter:
                Own(alter.Schema, alter.Name, "changes");
                return;
            case RenameIndexOperation { Table: { } indexed } index:
                Own(index.Schema, indexed, "changes an index of");
                return;
            case DropIndexOperation { Table: { } indexed } index:
                Own(index.Schema, indexed, "drops an index of");
                return;
            case ITableMigrationOperation table:
                Own(table.Schema, table.Table, operation is InsertDataOperation or UpdateDataOperation or DeleteDataOperation ? "writes to" : "changes");
                return;
            default:
                throw Invalid(registered.Name, $"has a step that tables of plugins cannot have: {operation.GetType().Name}");
        }
    }

    private void Named(RegisteredMigration registered, string? schema, string name)
    {
        Own(schema, name, $"makes, in {registered.Name},");
        if (!TablePrefix.IsValid(name)) throw new CrmRuleException(TableErrors.NameInvalid(pluginId, name));
    }

    private void Own(string? schema, string? table, string what)
    {
        if (schema is not null || !TablePrefix.Owns(prefix, table)) throw new CrmRuleException(TableErrors.Foreign(prefix, $"{what} {(schema is null ? "" : schema + ".")}{table}"));
    }

    private CrmRuleException Invalid(string migration, string why) => new(TableErrors.MigrationInvalid(pluginId, migration, why));
}
