using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CrmKit.PostgreSql;
using Npgsql;

namespace CrmKit.AspNetCore;

/// <summary>The sample host on PostgreSQL, chosen by settings alone.</summary>
public sealed class PostgreSqlHostTests : IAsyncLifetime
{
    private readonly PostgreSqlHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task F16_Settings_put_the_host_on_postgresql_and_it_says_when_the_server_is_gone()
    {
        var created = await _host.Admin.PostAsJsonAsync("/api/leads", new { name = "客户" }, Cancellation);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("客户", Assert.Single(await PostgreSqlCluster.QueryAsync(_host.Database, "SELECT name FROM crm_lead")));

        var listed = await _host.Admin.GetFromJsonAsync<JsonElement>("/api/leads?filter=name eq '客户'", Cancellation);
        Assert.Equal(1, listed.GetProperty("items").GetArrayLength());

        await PostgreSqlCluster.DropAsync(_host.Database);
        var gone = await _host.Admin.GetAsync("/api/leads", Cancellation);
        while (gone.StatusCode == HttpStatusCode.InternalServerError) gone = await _host.Admin.GetAsync("/api/leads", Cancellation); // connections that the server ended fail once each
        Assert.Equal(HttpStatusCode.ServiceUnavailable, gone.StatusCode);
        var said = await gone.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("store.unreachable", said, StringComparison.Ordinal);
        Assert.DoesNotContain(new NpgsqlConnectionStringBuilder(_host.Database).Database!, said, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _host.Client().GetAsync("/health", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task S162_how_the_work_goes_is_told_there_too()
    {
        using var created = await _host.Admin.PostAsJsonAsync("/api/leads", new { name = "Answered" }, Cancellation);
        var lead = (await created.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("id").GetString();
        using var called = await _host.Admin.PostAsJsonAsync("/api/phone-calls", new { subject = "We called", regardingType = "lead", regardingId = lead }, Cancellation);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (created.StatusCode, called.StatusCode));
        var row = (await _host.Admin.GetFromJsonAsync<JsonElement>("/api/reports/operations?by=total", Cancellation)).GetProperty("rows").EnumerateArray().Single();
        Assert.Contains("1", row.ToString(), StringComparison.Ordinal);
    }

    private sealed class PostgreSqlHost : ApiHost
    {
        public string Database { get; private set; } = "";

        protected override async Task<IReadOnlyDictionary<string, string>?> DatabaseAsync()
        {
            Database = await PostgreSqlCluster.NewDatabaseAsync();
            return new Dictionary<string, string> { ["Database:Provider"] = "postgresql", ["Database:ConnectionString"] = Database };
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            if (Database.Length > 0) await PostgreSqlCluster.DropAsync(Database);
        }
    }
}
