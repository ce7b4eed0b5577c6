using CrmKit.Dashboards;

namespace CrmKit.AspNetCore;

/// <summary>The caller's own dashboard.</summary>
internal static class DashboardEndpoints
{
    public static IEnumerable<ApiRoute> Routes() =>
    [
        new("GET", "/dashboard", "getDashboard", "The caller's dashboard: tiles, each a report with its parameters.", GetAsync) { Answer = "KeptDashboard" },
        new("PUT", "/dashboard", "putDashboard", "Writes the caller's dashboard anew: version as it was read, and tiles with report, name and parameters.", PutAsync) { Body = "Dashboard", Answer = "KeptDashboard" },
    ];

    private static async Task GetAsync(ApiCall call) => await AnswerAsync(call, await call.Session.Dashboards.GetAsync(call.Cancelled));

    private static async Task PutAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var given = DefinitionJson.Read(body.RootElement, DefinitionContext.Default.DashboardBody);
        await AnswerAsync(call, await call.Session.Dashboards.SaveAsync(new Dashboard { Version = given.Version, Tiles = given.Tiles }, call.Cancelled));
    }

    private static Task AnswerAsync(ApiCall call, Dashboard dashboard) => call.AnswerAsync(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("version", dashboard.Version);
        json.WriteStartArray("tiles");
        foreach (var tile in dashboard.Tiles)
        {
            json.WriteStartObject();
            json.WriteString("id", tile.Id);
            json.WriteString("report", tile.Report);
            json.WriteString("name", tile.Name);
            json.WriteStartObject("parameters");
            foreach (var (name, value) in tile.Parameters) json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });
}

/// <summary>What a caller says of a dashboard.</summary>
internal sealed record DashboardBody
{
    public int Version { get; init; }
    public IReadOnlyList<DashboardTile> Tiles { get; init; } = [];
}
