using CrmKit.Records;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CrmKit.EntityFrameworkCore;

/// <summary>The one path of all writes: a prepared statement per table and column set, run once per row.</summary>
internal sealed class BatchWriter
{
    private const int RunsPerFlush = 1000; // what a database that collects runs holds in memory
    private readonly Dictionary<Type, (Lazy<RowWriter> Writer, int Rank)> _writers = []; // compiled when first needed: a start needs few of them

    public BatchWriter(IModel model)
    {
        foreach (var entity in model.GetEntityTypes()) _writers[entity.ClrType] = (new Lazy<RowWriter>(() => new RowWriter(entity)), Rank(entity));
    }

    /// <param name="connection">Where to.</param>
    /// <param name="tenantId">Whose rows.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="addLast">Adds what goes out behind the rows, and with the last of them.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task WriteAsync(IWriteConnection connection, string tenantId, StoreBatch batch, Func<ValueTask>? addLast, CancellationToken cancellationToken)
    {
        try
        {
            // Parents before their parts, whatever the order in the batch; within a table the order of the batch.
            foreach (var (type, count) in CountByType(batch.Inserts).OrderBy(t => Writer(t.Key).Rank)) await InsertAsync(connection, tenantId, type, count, batch.Inserts, cancellationToken);
            // A few rows of several tables travel together; what follows is told how many rows it touched.
            if (batch.Inserts.Count > 0 && batch.Updates.Count + batch.RowUpdates.Count + batch.Deletes.Count > 0) await connection.FlushAsync(cancellationToken);
            await UpdateAsync(connection, tenantId, batch.Updates, cancellationToken);
            foreach (var updates in batch.RowUpdates.Chunk(RunsPerFlush))
            {
                foreach (var update in updates) Update(connection, tenantId, update.Row, update.Properties, 0);
                var touched = await connection.FlushAsync(cancellationToken);
                for (var i = 0; i < updates.Length; i++)
                    if (touched[i] != 1) throw new InvalidOperationException($"The {updates[i].Row.GetType().Name} to write over does not exist.");
            }
            foreach (var rows in batch.Deletes.Chunk(RunsPerFlush))
            {
                foreach (var row in rows) Delete(connection, tenantId, row);
                await connection.FlushAsync(cancellationToken);
            }
            if (addLast is not null) await addLast();
            await connection.FlushAsync(cancellationToken);
        }
        catch (StoreConflictException nobody) when (nobody.Ids.Count == 0)
        {
            // Two transactions waited for each other: whose row it was is not said.
            throw new StoreConflictException([.. batch.Updates.Select(u => u.Record.Id).Concat(batch.Inserts.OfType<Record>().Select(r => r.Id))]);
        }
        catch
        {
            await connection.DiscardAsync();
            throw;
        }
    }

    // In the order in which types first come.
    private static OrderedDictionary<Type, int> CountByType(List<object> rows)
    {
        var counts = new OrderedDictionary<Type, int>();
        foreach (var row in rows) counts[row.GetType()] = counts.GetValueOrDefault(row.GetType()) + 1;
        return counts;
    }

    private async Task InsertAsync(IWriteConnection connection, string tenantId, Type type, int count, List<object> rows, CancellationToken cancellationToken)
    {
        var writer = Writer(type).Writer;
        var statement = await connection.PrepareInsertAsync(writer.Insert, count, cancellationToken);
        var written = 0;
        foreach (var row in rows)
        {
            if (row.GetType() != type) continue;
            Own(writer, row, tenantId);
            writer.BindInsert(row, statement.Values);
            statement.Run();
            if (++written % RunsPerFlush != 0 || written == count) continue;
            await connection.SendAsync(cancellationToken);
            statement = await connection.PrepareInsertAsync(writer.Insert, count, cancellationToken);
        }
    }

    private async Task UpdateAsync(IWriteConnection connection, string tenantId, List<StoreUpdate> updates, CancellationToken cancellationToken)
    {
        HashSet<Guid>? conflicts = null;
        // In the order of ids, which is the same for everybody: two transactions over the same records do not wait for each other crosswise.
        foreach (var chunk in updates.OrderBy(u => u.Record.Id).Chunk(RunsPerFlush))
        {
            foreach (var update in chunk) Update(connection, tenantId, update.Record, update.Properties, update.ExpectedVersion);
            var touched = await connection.FlushAsync(cancellationToken);
            for (var i = 0; i < chunk.Length; i++)
                if (touched[i] != 1) (conflicts ??= []).Add(chunk[i].Record.Id);
        }
        if (conflicts is not null) throw new StoreConflictException([.. updates.Select(u => u.Record.Id).Where(conflicts.Contains)]);
    }

    private void Delete(IWriteConnection connection, string tenantId, object row)
    {
        var writer = Writer(row.GetType()).Writer;
        Own(writer, row, tenantId);
        var statement = connection.Prepare(writer.DeleteSql);
        writer.BindKey(row, statement.Values);
        statement.Run();
    }

    private void Update(IWriteConnection connection, string tenantId, object row, IReadOnlyCollection<string> properties, int expectedVersion)
    {
        var writer = Writer(row.GetType()).Writer;
        Own(writer, row, tenantId);
        var update = writer.UpdateOf(properties);
        var statement = connection.Prepare(update.Sql);
        update.Bind(row, statement.Values);
        if (update.VersionIndex >= 0) statement.Values.Set(update.VersionIndex, expectedVersion);
        statement.Run();
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
