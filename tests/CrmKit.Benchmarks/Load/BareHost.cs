using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CrmKit.Benchmarks.Load;

/// <summary>The baseline: minimal endpoints with hand-written SQL and the same JSON, that ask nobody who he is.</summary>
internal static class BareHost
{
    private const string Insert =
        """
        INSERT INTO crm_opportunity (tenant_id, id, name, amount, currency, probability_percent, weighted_amount, version, created_at, updated_at, custom, owner_id, pipeline_key, stage_key, stage_category, stage_entered_at, forecast_category)
        VALUES ('default', @id, @name, @amount, 'USD', 10, @weighted, 1, @now, @now, '{}', @owner, 'opportunity.standard', 'prospecting', 'open', @now, 'pipeline')
        """;

    public static async Task<int> RunAsync(string database, string connection, string address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(address);
        await using var server = database == "PostgreSQL" ? NpgsqlDataSource.Create(connection) : null;
        var file = $"Data Source={connection};Foreign Keys=False";
        var writer = new SemaphoreSlim(1); // SQLite has one
        Map(app, server is null ? () => SqliteAsync(file) : async () => await server.OpenConnectionAsync(), server is null ? writer : null);
        await app.RunAsync();
        return 0;
    }

    private static async ValueTask<DbConnection> SqliteAsync(string file)
    {
        var connection = new SqliteConnection(file);
        await connection.OpenAsync();
        return connection;
    }

    private static void Map(IEndpointRouteBuilder app, Func<ValueTask<DbConnection>> open, SemaphoreSlim? writer)
    {
        app.MapGet("/health", () => "well");
        app.MapGet("/list", async (HttpContext http, Guid owner, string stage, string amount) =>
        {
            await using var connection = await open();
            await using var command = Command(connection, $"SELECT {BareJson.Columns} FROM crm_opportunity WHERE tenant_id = 'default' AND owner_id = @owner AND stage_key = @stage AND amount > @amount AND deleted_at IS NULL ORDER BY id DESC LIMIT 51",
                ("@owner", owner), ("@stage", stage), ("@amount", long.Parse(amount, CultureInfo.InvariantCulture) * 10_000));
            await BareJson.PageAsync(http.Response, command, 50);
        });
        app.MapGet("/get/{id:guid}", async (HttpContext http, Guid id) =>
        {
            await using var connection = await open();
            await using var command = Command(connection, $"SELECT {BareJson.Columns} FROM crm_opportunity WHERE tenant_id = 'default' AND id = @id AND deleted_at IS NULL", ("@id", id));
            await BareJson.RecordAsync(http.Response, command);
        });
        app.MapPost("/create", async (HttpContext http) =>
        {
            var body = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body);
            var (now, amount) = (TimeProvider.System.GetUtcNow().UtcDateTime, body.GetProperty("amount").GetInt64() * 10_000);
            await WriteAsync(open, writer, connection => Command(connection, Insert,
                ("@id", Guid.CreateVersion7()), ("@name", body.GetProperty("name").GetString()!), ("@amount", amount), ("@weighted", amount / 10), ("@now", now), ("@owner", body.GetProperty("ownerId").GetGuid())));
            http.Response.StatusCode = 201;
        });
        app.MapPost("/move/{id:guid}", async (HttpContext http, Guid id) =>
        {
            var body = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body);
            await WriteAsync(open, writer, connection => Command(connection, "UPDATE crm_opportunity SET stage_key = @stage, stage_entered_at = @now, updated_at = @now, version = version + 1 WHERE tenant_id = 'default' AND id = @id",
                ("@stage", body.GetProperty("stage").GetString()!), ("@now", TimeProvider.System.GetUtcNow().UtcDateTime), ("@id", id)));
        });
        app.MapGet("/funnel", async (HttpContext http) =>
        {
            await using var connection = await open();
            await using var command = Command(connection, "SELECT stage_key, count(*), sum(amount), sum(weighted_amount) FROM crm_opportunity WHERE tenant_id = 'default' AND pipeline_key = 'opportunity.standard' AND deleted_at IS NULL GROUP BY stage_key");
            await BareJson.TableAsync(http.Response, command);
        });
        // What one writes first: the newest cards of each stage by a window, and the totals by grouping all.
        app.MapGet("/board", async (HttpContext http) =>
        {
            await using var connection = await open();
            await using (var totals = Command(connection, "SELECT stage_key, count(*), sum(amount) FROM crm_opportunity WHERE tenant_id = 'default' AND pipeline_key = 'opportunity.standard' AND deleted_at IS NULL GROUP BY stage_key"))
            await using (var sums = await totals.ExecuteReaderAsync())
                while (await sums.ReadAsync()) _ = sums.GetInt64(1);
            await using var command = Command(connection,
                $"""
                SELECT {BareJson.Columns} FROM (SELECT o.*, row_number() OVER (PARTITION BY stage_key ORDER BY id DESC) AS place FROM crm_opportunity o
                WHERE tenant_id = 'default' AND pipeline_key = 'opportunity.standard' AND deleted_at IS NULL) newest WHERE place <= 25
                """);
            await BareJson.PageAsync(http.Response, command, int.MaxValue);
        });
    }

    private static async Task WriteAsync(Func<ValueTask<DbConnection>> open, SemaphoreSlim? writer, Func<DbConnection, DbCommand> command)
    {
        await using var connection = await open();
        if (writer is not null) await writer.WaitAsync();
        try
        {
            await using var write = command(connection);
            if (await write.ExecuteNonQueryAsync() != 1) throw new InvalidOperationException("No row was written.");
        }
        finally
        {
            writer?.Release();
        }
    }

    private static DbCommand Command(DbConnection connection, string sql, params (string Name, object Value)[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
        return command;
    }
}
