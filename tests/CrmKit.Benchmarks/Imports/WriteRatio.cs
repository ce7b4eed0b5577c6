using System.Data.Common;
using System.Diagnostics;
using CrmKit.Benchmarks.Databases;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Benchmarks.Imports;

/// <summary>P20 and P31: creating one record with its audit and event, against a bare insert of the same row, committed; one client, and 32 at once. By the clock, which is the disk's.</summary>
internal static class WriteRatio
{
    private static readonly int[] Clients = [1, 32];

    public static async Task<int> RunAsync(int writes, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("crmkit-benchmark-").FullName;
        try
        {
            foreach (var database in await BenchDatabase.AllAsync(folder))
            {
                var name = await database.NewAsync();
                await using var services = Deals.NewCrm(database, name);
                var crm = services.GetRequiredService<ICrm>();
                var sample = await LeadAsync(crm);
                foreach (var clients in Clients)
                {
                    var connections = new List<(DbConnection, DbCommand, DbParameter)>();
                    for (var i = 0; i < (database.Name == "SQLite" ? 1 : clients); i++) connections.Add(await BareAsync(database, name, sample));
                    await OursAsync(crm, writes, clients);
                    await InsertAsync(connections, writes);
                    var (ours, bare, ratios) = (new List<double>(), new List<double>(), new List<double>());
                    for (var round = 0; round < rounds; round++)
                    {
                        if (round % 2 == 0) ours.Add(await OursAsync(crm, writes, clients));
                        bare.Add(await InsertAsync(connections, writes));
                        if (round % 2 == 1) ours.Add(await OursAsync(crm, writes, clients));
                        ratios.Add(ours[^1] / bare[^1]);
                    }
                    Console.WriteLine($"create, {clients} client{(clients == 1 ? "" : "s")}, P20, {database.Name}: {Sides.Spread(ours)} ms a write, bare insert {Sides.Spread(bare)} ms, ratio {Sides.Spread(ratios)}; must be at most {(clients == 1 ? "1.15" : "1.60")}"
                        + (clients == 1 && database.Name == "SQLite" ? ", and 1.25 for P31" : ""));
                    foreach (var (connection, _, _) in connections) await connection.DisposeAsync();
                }
            }
            return 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Guid> LeadAsync(ICrm crm)
    {
        await using var session = crm.OpenSession(Actor.System("benchmark"));
        return (await session.Records.CreateAsync(new Lead { Name = "Ada Lovelace", CompanyName = "Engines Ltd" })).Id;
    }

    private static async Task<double> OursAsync(ICrm crm, int writes, int clients)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < writes / clients; i++) await LeadAsync(crm);
        })));
        return watch.Elapsed.TotalMilliseconds / (writes / clients * clients);
    }

    // The whole row of a lead, with another id: no reading, no parameters but one.
    private static async Task<(DbConnection, DbCommand, DbParameter)> BareAsync(BenchDatabase database, string name, Guid sample)
    {
        var connection = await database.OpenAsync(name);
        await using var read = connection.CreateCommand();
        read.CommandText = "SELECT * FROM crm_lead WHERE id = @id";
        Parameter(read, "@id", database.Name == "SQLite" ? sample.ToString().ToUpperInvariant() : sample);
        var insert = connection.CreateCommand();
        await using (var row = await read.ExecuteReaderAsync())
        {
            await row.ReadAsync();
            var columns = Enumerable.Range(0, row.FieldCount).Where(i => !row.IsDBNull(i) && row.GetName(i) != "id").ToList();
            insert.CommandText = $"INSERT INTO crm_lead (id, {string.Join(", ", columns.Select(row.GetName))}) VALUES (@id, {string.Join(", ", columns.Select(c => $"@p{c}{(row.GetDataTypeName(c) == "jsonb" ? "::jsonb" : "")}"))})";
            foreach (var column in columns) Parameter(insert, $"@p{column}", row.GetValue(column));
        }
        return (connection, insert, Parameter(insert, "@id", DBNull.Value));
    }

    private static async Task<double> InsertAsync(List<(DbConnection, DbCommand, DbParameter)> connections, int writes)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(connections.Select(c => Task.Run(async () =>
        {
            var (connection, insert, id) = c;
            for (var i = 0; i < writes / connections.Count; i++)
            {
                await using var transaction = await connection.BeginTransactionAsync();
                (insert.Transaction, id.Value) = (transaction, connection is SqliteConnection ? Guid.NewGuid().ToString() : Guid.NewGuid());
                await insert.ExecuteNonQueryAsync();
                await transaction.CommitAsync();
            }
        })));
        return watch.Elapsed.TotalMilliseconds / (writes / connections.Count * connections.Count);
    }

    private static DbParameter Parameter(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
        return parameter;
    }
}
