using CrmKit.Exports;

namespace CrmKit.AspNetCore;

/// <summary>Records as a file, sent while it is written.</summary>
internal static class ExportEndpoint
{
    public static IReadOnlyList<ApiParameter> Parameters { get; } =
    [
        new("format", "The format, such as csv or jsonl; csv when left out."),
        new("filter", "A filter such as: stage eq 'won' and amount gt 1000"),
        new("orderBy", "Field keys parted by commas; '-' before one for descending. Newest first when left out."),
        new("fields", "Keys of fields, parted by commas, in the order of the columns; all that the caller may read when left out."),
        new("limit", "The most records; all when left out.", ApiParameterKind.Integer),
    ];

    public static async Task StartAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var asked = new StrictObject(body.RootElement, "body", "format", "filter", "orderBy", "fields", "limit");
        await TransferEndpoints.StartedAsync(call, await call.Session.Transfers.StartExportAsync(new ExportRequest(call.Type.Key)
        {
            Format = asked.Text("format") ?? "csv",
            Filter = asked.Text("filter"),
            OrderBy = asked.Text("orderBy"),
            Fields = asked.Texts("fields"),
            Limit = asked.Integer("limit"),
        }, call.Cancelled));
    }

    public static async Task GetAsync(ApiCall call)
    {
        var request = new ExportRequest(call.Type.Key)
        {
            Format = call.Text("format") ?? "csv",
            Filter = call.Text("filter"),
            OrderBy = call.Text("orderBy"),
            Fields = call.Text("fields")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            Limit = call.Integer("limit"),
        };
        await FileAnswer.SendAsync(call.Http, call.Session.Exports, request);
    }
}
