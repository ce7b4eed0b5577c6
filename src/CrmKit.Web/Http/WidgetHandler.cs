using System.Globalization;
using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Pages;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrmKit.Web;

/// <summary>Pages that plugins describe. Each widget is a request of its own, with a time limit and a box that says what is wrong with it: the page around it stays.</summary>
internal static class WidgetHandler
{
    /// <summary>Which record a widget stands with, in its address; all else there is what its page was asked for.</summary>
    public const string RecordParameter = "id";

    /// <summary>The pages of plugins for the menu.</summary>
    public static async Task<IReadOnlyList<(string Source, NavigationLink Link)>> MenuAsync(WebCall call)
    {
        var links = new List<(string Source, NavigationLink Link)>();
        foreach (var page in call.Session.Catalog.Pages)
            if (page.IsInMenu && await IsForAsync(call, page)) links.Add((page.Source, new NavigationLink(page.Label.For(call.Culture), call.Links.Page(page.Key))));
        return links;
    }

    public static async Task PageAsync(WebCall call)
    {
        var key = (string)call.Http.Request.RouteValues["page"]!;
        if (call.Session.Catalog.Pages.FirstOrDefault(p => p.Key == key && p.Source != "core") is not { } page || !await IsForAsync(call, page)) throw ApiErrors.RouteUnknown();
        var asked = call.Http.Request.Query.Where(q => q.Key != RecordParameter).Select(q => (q.Key, (string?)q.Value.ToString()));
        var sections = await SectionsAsync(call, page, [.. asked]);
        if (page.Body is null)
        {
            await call.PageAsync<WidgetsPage, WidgetsModel>(page.Label.For(call.Culture), sections);
            return;
        }
        var (blocks, status) = await BlocksAsync(call, call.Session.Catalog.Widgets.First(w => w.Key == page.Body));
        await call.PageAsync<WidgetsPage, WidgetsModel>(page.Label.For(call.Culture), sections with { Body = Described(call, blocks) }, status);
    }

    /// <summary>What plugins add to a page of the user interface.</summary>
    public static async Task<WidgetsModel> SlotAsync(WebCall call, string slot, Guid? record) =>
        call.Session.Catalog.Pages.FirstOrDefault(p => p.Key == slot && p.Source == "core") is { } page ? await SectionsAsync(call, page, [(RecordParameter, record?.ToString())]) : new WidgetsModel([]);

    public static async Task ShowAsync(WebCall call)
    {
        var key = (string)call.Http.Request.RouteValues["widget"]!;
        var widget = call.Session.Catalog.Widgets.FirstOrDefault(w => w.Key == key);
        var (blocks, status) = widget is null ? ([new NoteBlock(call.Texts["widget.gone"], PageTone.Warning)], StatusCodes.Status404NotFound) : await BlocksAsync(call, widget);
        var model = Described(call, blocks);
        if (call.Http.Request.Headers["HX-Request"] == "true" && call.Http.Request.Headers["HX-Boosted"] != "true") await call.FragmentAsync<DescribedBlocks, DescribedModel>(model, status);
        else await call.PageAsync<DescribedPage, DescribedModel>(widget?.Label.For(call.Culture) ?? call.Texts["error.404"], model, status);
    }

    private static DescribedModel Described(WebCall call, IReadOnlyList<PageBlock> blocks)
    {
        var address = call.Http.Request.PathBase + call.Http.Request.Path + call.Http.Request.QueryString;
        var place = DescribedPlace.Of(call, address, link => link.Page);
        return new DescribedModel(place, null, [], blocks);
    }

    private static async Task<(IReadOnlyList<PageBlock> Blocks, int Status)> BlocksAsync(WebCall call, WidgetDefinition widget)
    {
        if (widget.Requires is { } required && await call.Session.MissingAsync(required, call.Cancelled) is not null) return ([new NoteBlock(call.Texts["admin.forbidden"], PageTone.Warning)], StatusCodes.Status403Forbidden);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(call.Cancelled);
        limit.CancelAfter(call.Options.WidgetTime);
        try
        {
            return (await new WidgetContent(call, widget, limit.Token).ShowAsync(), StatusCodes.Status200OK); // to its end: what it reads over is used again afterwards
        }
        catch (OperationCanceledException) when (!call.Cancelled.IsCancellationRequested)
        {
            return ([new NoteBlock(call.Texts.Format("widget.slow", call.Options.WidgetTime.TotalSeconds.ToString(CultureInfo.InvariantCulture)), PageTone.Warning)], StatusCodes.Status503ServiceUnavailable);
        }
        catch (CrmException refused)
        {
            return ([.. refused.Errors.Select(e => new NoteBlock(call.Texts.Of(e), PageTone.Warning))], StatusCodes.Status422UnprocessableEntity);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Problems.Failed(call.Http.RequestServices.GetRequiredService<ILogger<WebInvoker>>(), failure, call.Http.Request.Method, call.Http.Request.Path.Value ?? "");
            return ([new NoteBlock(call.Texts["error.inside"], PageTone.Bad) { Code = Problems.Reference(call.Http) }], StatusCodes.Status500InternalServerError);
        }
    }

    private static async Task<WidgetsModel> SectionsAsync(WebCall call, PageDefinition page, (string Name, string? Value)[] asked)
    {
        var sections = new List<WidgetSection>();
        call.ShowsOf(page.Source);
        foreach (var section in page.Sections)
        {
            var places = new List<WidgetPlace>();
            foreach (var widget in section.Widgets.Select(k => call.Session.Catalog.Widgets.First(w => w.Key == k)))
            {
                call.ShowsOf(widget.Source);
                if (widget.RecordType is { } type && !await call.MayAsync(call.Session.Catalog.Type(type), Operations.Read)) continue;
                if (widget.Requires is { } required && await call.Session.MissingAsync(required, call.Cancelled) is not null) continue;
                places.Add(new WidgetPlace(widget.Key, widget.Label.For(call.Culture), WebLinks.With(call.Links.Widget(widget.Key), asked)));
            }
            if (places.Count == 0) continue;
            call.ShowsOf(section.Source);
            sections.Add(new WidgetSection(section.Key, section.Label?.For(call.Culture), places));
        }
        return new WidgetsModel(sections);
    }

    private static async ValueTask<bool> IsForAsync(WebCall call, PageDefinition page) => page.Requires is not { } required || await call.Session.MissingAsync(required, call.Cancelled) is null;
}
