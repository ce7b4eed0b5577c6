using CrmKit.Access;
using CrmKit.Filters;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>A pipeline as a board: a column per stage with its count and amounts, and cards that are dragged, or moved by a small form.</summary>
internal static class BoardHandler
{
    public static async Task ShowAsync(WebCall call)
    {
        var pipeline = call.Session.Catalog.Pipeline((string)call.Http.Request.RouteValues["pipeline"]!);
        var type = call.Session.Catalog.Type(pipeline.RecordType);
        call.ShowsOf(pipeline.Source);
        await call.DemandListAsync(type, "stage");
        var (path, built) = (call.Links.Board(pipeline.Key), await FilterForm.ReadAsync(call, type));
        var filter = built is null ? call.Query("filter") : built.Filter;
        if (built is { IsFinished: true })
        {
            call.GoTo(WebLinks.With(path, ("filter", filter)));
            return;
        }
        var (columns, errors) = (new List<BoardColumn>(), built?.Errors ?? []);
        try
        {
            if (filter is not null) FilterParser.Parse(filter); // whole by itself: brackets may not reach into what the columns ask
            columns.AddRange(await BoardColumns.OfAsync(call, type, pipeline, filter));
        }
        catch (CrmException wrong) when (wrong is CrmValidationException or CrmForbiddenException)
        {
            errors = [.. errors, .. wrong.Errors]; // of what was typed: it stays, to be put right
        }
        await call.PageAsync<BoardPage, BoardModel>(pipeline.Label.For(call.Culture), new BoardModel
        {
            Address = WebLinks.With(path, ("filter", filter)),
            Path = path,
            Live = call.Watch(type),
            Filter = filter,
            Builder = await FilterForm.ModelAsync(call, type, path, path, built?.Rows ?? FilterWriter.Read(type, filter), filter, []),
            Errors = errors,
            List = new NavigationLink(type.PluralLabel.For(call.Culture), call.Links.List(type)),
            New = await call.MayAsync(type, Operations.Create) ? call.Links.New(type) : null,
            Columns = columns,
        }, errors.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }
}
