using CrmKit.Storage;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CrmKit.EntityFrameworkCore;

/// <summary>The one path of all writes: a prepared statement per table and column set, run once per row.</summary>
internal sealed class BatchWriter
{
    private readonly Dictionary<Type, (Lazy<RowWriter> Writer, int Rank)> _writers = []; // compiled when first needed: a start needs few of them

    public BatchWriter(IModel model)
    {
        foreach (var entity in model.GetEntityTypes()) _writers[entity.ClrType] = (new Lazy<RowWriter>(() => new RowWriter(entity)), Rank(entity));
    }

    public void Write(IWriteConnection connection, string tenantId, StoreBatch batch)
    {
        // Parents before their parts, whatever the order in the batch; within a table the order of the batch.
        foreach (var table in batch.Inserts.GroupBy(row => row.GetType()).OrderBy(g => Writer(g.Key).Rank)) Insert(connection, tenantId, Writer(table.Key).Writer, table);

        List<Guid>? conflicts = null;
        foreach (var update in batch.Updates)
        {
            if (!Update(connection, tenantId, update.Record, update.Properties, update.ExpectedVersion)) (conflicts ??= []).Add(update.Record.Id);
        }
        if (conflicts is not null) throw new StoreConflictException(conflicts);
        foreach (var update in batch.RowUpdates)
        {
            if (!Update(connection, tenantId, update.Row, update.Properties, 0)) throw new InvalidOperationException($"The {update.Row.GetType().Name} to write over does not exist.");
        }
        foreach (var row in batch.Deletes) Delete(connection, tenantId, row);
    }

    private static void Insert(IWriteConnection connection, string tenantId, RowWriter writer, IEnumerable<object> rows)
    {
        var statement = connection.Prepare(writer.InsertSql);
        foreach (var row in rows)
        {
            Own(writer, row, tenantId);
            writer.BindInsert(row, statement.Values);
            statement.Execute();
        }
    }

    private void Delete(IWriteConnection connection, string tenantId, object row)
    {
        var writer = Writer(row.GetType()).Writer;
        Own(writer, row, tenantId);
        var statement = connection.Prepare(writer.DeleteSql);
        writer.BindKey(row, statement.Values);
        statement.Execute();
    }

    private bool Update(IWriteConnection connection, string tenantId, object row, IReadOnlyCollection<string> properties, int expectedVersion)
    {
        var writer = Writer(row.GetType()).Writer;
        Own(writer, row, tenantId);
        var update = writer.UpdateOf(properties);
        var statement = connection.Prepare(update.Sql);
        update.Bind(row, statement.Values);
        if (update.VersionIndex >= 0) statement.Values.Set(update.VersionIndex, expectedVersion);
        return statement.Execute() == 1;
    }

    private static void Own(RowWriter writer, object row, string tenantId)
    {
        if (!writer.Tenant(row, tenantId)) throw new InvalidOperationException($"A {row.GetType().Name} of another tenant cannot be written for tenant '{tenantId}'.");
    }

    private (RowWriter Writer, int Rank) Writer(Type type) =>
        _writers.TryGetValue(type, out var writer) ? (writer.Writer.Value, writer.Rank) : throw new ArgumentException($"{type.Name} has no table.");

    private static int Rank(IEntityType entity) =>
        entity.GetForeignKeys().Where(f => f.PrincipalEntityType != entity).Select(f => Rank(f.PrincipalEntityType) + 1).DefaultIfEmpty(0).Max();
}
