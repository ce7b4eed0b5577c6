using System.Net;
using System.Text.Json.Nodes;
using CrmKit.Attachments;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

/// <summary>Waits with every exported file until the test lets it go.</summary>
public sealed class HeldExportHost : ApiHost
{
    private readonly string _files = Directory.CreateTempSubdirectory("crmkit-held-").FullName;

    public Gate Gate { get; } = new();

    protected override void Configure(IServiceCollection services) => services.Configure<CrmKitOptions>(o => o.AttachmentFolder = _files).Configure<CrmKitApiOptions>(o => o.RateLimits.IsEnabled = false).AddSingleton(Gate).Decorate<IFileStore, HeldFiles>();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_files, recursive: true);
    }

    private sealed class HeldFiles(IFileStore inner, Gate gate) : IFileStore
    {
        public async Task WriteAsync(string tenantId, Guid id, Stream content, CancellationToken cancellationToken)
        {
            await gate.PassAsync(cancellationToken);
            await inner.WriteAsync(tenantId, id, content, cancellationToken);
        }

        public Task<Stream?> OpenAsync(string tenantId, Guid id, CancellationToken cancellationToken) => inner.OpenAsync(tenantId, id, cancellationToken);

        public Task DeleteAsync(string tenantId, Guid id, CancellationToken cancellationToken) => inner.DeleteAsync(tenantId, id, cancellationToken);

        public IAsyncEnumerable<Guid> ListAsync(string tenantId, DateTimeOffset before, CancellationToken cancellationToken) => inner.ListAsync(tenantId, before, cancellationToken);
    }
}

/// <summary>Open, or shut until somebody opens it.</summary>
public sealed class Gate
{
    private TaskCompletionSource _open = Opened();

    public void Shut() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _open.TrySetResult();

    public Task PassAsync(CancellationToken cancellationToken) => _open.Task.WaitAsync(cancellationToken);

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}

public sealed class TransferApiTests(HeldExportHost host) : IClassFixture<HeldExportHost>
{
    [Fact]
    public async Task An_export_is_started_watched_downloaded_listed_and_removed()
    {
        await host.Admin.CreateAsync("leads", """{"name":"One","city":"Background"}""");
        await host.Admin.CreateAsync("leads", """{"name":"Two","city":"Background"}""");
        host.Gate.Shut();
        using var started = await host.Admin.SendAsync("POST", "/api/leads/exports", """{"format":"csv","filter":"city eq 'Background'","orderBy":"name","fields":["name","city"]}""");
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var path = started.Headers.Location!.ToString();
        Assert.StartsWith("/api/transfers/", path, StringComparison.Ordinal);
        var running = await UntilAsync(path, t => (long)t["progress"]!["rows"]! == 2);
        Assert.Equal(("export", "running", 2L), ((string)running["kind"]!, (string)running["state"]!, (long)running["progress"]!["totalRows"]!));
        Assert.Equal("transfer.file-gone", (await host.Admin.GetAsync(path + "/file", HttpStatusCode.NotFound)).Code());
        Assert.Equal("transfer.unfinished", (await host.Admin.JsonAsync("DELETE", path, null, HttpStatusCode.Conflict)).Code());
        host.Gate.Open();

        var done = await host.Admin.EndOfAsync(path);
        Assert.Equal(("done", "file"), ((string)done["state"]!, (string)Assert.Single(done["files"]!.AsArray())!));
        using var file = await host.Admin.SendAsync("GET", path + "/file");
        Assert.Equal(("attachment", "text/csv"), (file.Content.Headers.ContentDisposition!.DispositionType, file.Content.Headers.ContentType!.MediaType));
        Assert.Equal("\uFEFFname,city\r\nOne,Background\r\nTwo,Background\r\n", System.Text.Encoding.UTF8.GetString(await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
        Assert.Contains((await host.Admin.GetAsync("/api/transfers?limit=100", HttpStatusCode.OK))["items"]!.AsArray(), t => (string)t!["id"]! == (string)done["id"]!);
        Assert.Equal("request.route-unknown", (await host.Admin.GetAsync(path + "/anything", HttpStatusCode.NotFound)).Code());
        await host.Admin.JsonAsync("DELETE", path, null, HttpStatusCode.NoContent);
        Assert.Equal("transfer.unknown", (await host.Admin.GetAsync(path, HttpStatusCode.NotFound)).Code());
    }

    [Fact]
    public async Task One_that_waits_or_runs_goes_on_after_a_restart_and_can_be_cancelled()
    {
        host.Gate.Shut();
        var paths = new List<string>();
        for (var i = 0; i < 3; i++) paths.Add(await StartAsync("{}"));
        await UntilAsync(paths[0], t => (string)t["state"]! == "running");
        await host.RestartAsync();
        Assert.True((string)(await host.Admin.JsonAsync("POST", paths[2] + "/cancel"))["state"]! is "cancelled" or "running" or "queued");
        Assert.Equal("cancelled", (string)(await host.Admin.EndOfAsync(paths[2]))["state"]!);
        host.Gate.Open();
        foreach (var path in paths[..2]) Assert.Equal("done", (string)(await host.Admin.EndOfAsync(path))["state"]!);
        Assert.Equal("done", (string)(await host.Admin.JsonAsync("POST", paths[0] + "/cancel"))["state"]!); // it has ended
    }

    [Fact]
    public async Task Nobody_gets_at_anothers_transfer_and_whoever_may_not_export_starts_none()
    {
        var path = await StartAsync("{}");
        await host.Admin.EndOfAsync(path);
        var (_, reader) = await host.UserAsync("sales-rep");
        foreach (var (method, at) in ((string, string)[])[("GET", path), ("GET", path + "/file"), ("GET", path + "/errors"), ("POST", path + "/cancel"), ("DELETE", path)])
            Assert.Equal("transfer.unknown", (await reader.JsonAsync(method, at, null, HttpStatusCode.NotFound)).Code());
        Assert.Empty((await reader.GetAsync("/api/transfers", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal("access.forbidden", (await reader.JsonAsync("POST", "/api/leads/exports", null, HttpStatusCode.Forbidden)).Code());
    }

    [Theory]
    [InlineData("""{"format":"pdf"}""", "export.format-unknown")]
    [InlineData("""{"filter":"nothing eq 1"}""", "filter.field-unknown")]
    [InlineData("""{"fields":["nothing"]}""", "catalog.field-unknown")]
    [InlineData("""{"fields":"name"}""", "request.property")]
    [InlineData("""{"fields":[1]}""", "request.property")]
    [InlineData("""{"limit":0}""", "export.limit")]
    [InlineData("""{"size":5}""", "request.property-unknown")]
    public async Task What_is_wrong_with_the_question_is_said_before_anything_is_queued(string body, string code) =>
        Assert.Equal(code, (await host.Admin.JsonAsync("POST", "/api/leads/exports", body, HttpStatusCode.BadRequest)).Code());

    [Fact]
    public async Task The_same_request_under_the_same_key_starts_one()
    {
        var key = Guid.NewGuid().ToString();
        using var first = await host.Admin.SendAsync("POST", "/api/leads/exports", "{}", key: key);
        using var second = await host.Admin.SendAsync("POST", "/api/leads/exports", "{}", key: key);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal("done", (string)(await host.Admin.EndOfAsync(first.Headers.Location!.ToString()))["state"]!); // woken by the commit of the key's transaction
    }

    private async Task<string> StartAsync(string body)
    {
        using var started = await host.Admin.SendAsync("POST", "/api/leads/exports", body);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        return started.Headers.Location!.ToString();
    }

    private async Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> condition)
    {
        while (true)
        {
            var transfer = await host.Admin.GetAsync(path, HttpStatusCode.OK);
            if (condition(transfer)) return transfer;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
