using System.Text.Json.Nodes;
using CrmKit.AspNetCore;

namespace CrmKit.Fuzz;

/// <summary>The sample host with some records in it, and all that is fuzzed there.</summary>
public sealed class FuzzWorld : IAsyncLifetime
{
    private readonly FuzzHost _host = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-fuzz-").FullName;

    /// <summary>The names of the targets, before there is a host.</summary>
    public static IReadOnlyList<string> TargetNames => ["filter", "order", "cursor", "search", "create", "patch", "batch", "segment", "check", "intake", "csv", "jsonl", "vcard", "xlsx"];

    internal IReadOnlyList<FuzzTarget> Targets { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        var lead = "";
        for (var i = 0; i < 20; i++) lead = await CreateAsync("leads", $$"""{"name":"Mei {{i}}","companyName":"西安电力","email":"mei{{i}}@example.com","estimatedAmount":{{i * 100}}}""");
        var account = await CreateAsync("accounts", """{"name":"Huaxin","city":"Xi'an"}""");
        for (var i = 0; i < 20; i++) await CreateAsync("contacts", $$"""{"lastName":"Li {{i}}","accountId":"{{account}}","bornOn":"1990-02-{{i + 1:D2}}"}""");
        var page = JsonNode.Parse(await _host.Admin.GetStringAsync("/api/leads?size=3"))!;
        var workbook = await _host.Admin.GetByteArrayAsync("/api/leads/export?format=xlsx");
        Targets = [.. HttpTargets.Of(_host.Admin, lead, (string)page["next"]!), .. FileTargets.Of(_host, _folder, workbook)];
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> CreateAsync(string plural, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _host.Admin.PostAsync($"/api/{plural}", content);
        return (string)JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["id"]!;
    }
}
