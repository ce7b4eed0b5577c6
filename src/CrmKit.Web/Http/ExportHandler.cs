using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Exports;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>What a list shows, as a file: its filter, its order, its columns.</summary>
internal static class ExportHandler
{
    public static async Task SendAsync(WebCall call)
    {
        await call.DemandListAsync(call.Type);
        var asked = await ListAsked.ReadAsync(call, call.Http.Request.Query);
        var request = new ExportRequest(asked.Type.Key)
        {
            Format = call.Query("format") ?? "csv", Filter = asked.FilterInForce, OrderBy = asked.OrderInForce, Fields = [.. asked.Columns.Select(c => c.Key)],
        };
        await FileAnswer.SendAsync(call.Http, call.Session.Exports, request);
    }

    /// <summary>A link per format; none for those who may take nothing out.</summary>
    public static async Task<IReadOnlyList<NavigationLink>> LinksAsync(WebCall call, ListAsked asked)
    {
        if (!await call.MayAsync(asked.Type, Operations.Export)) return [];
        var query = asked.Query;
        return [.. call.Session.Catalog.ExportFormats.Select(f => new NavigationLink(f.Label.For(call.Culture), $"{call.Links.List(asked.Type)}/_export{query}{(query.Length == 0 ? '?' : '&')}format={Uri.EscapeDataString(f.Key)}"))];
    }
}
