using CrmKit.Access;
using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Pages;

/// <summary>Finds the widget, asks for the right it takes, and lets its code say what it shows.</summary>
internal sealed class WidgetsDoor(CrmSession session) : IWidgets
{
    public async Task<PageContent> ShowAsync(string key, WidgetRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(request);
        if (session.Catalog.Widgets.FirstOrDefault(w => w.Key == key) is not { Kind: WidgetKind.Code } widget || session.Handlers<IWidget>(key) is not [var handler, ..])
            throw new CrmNotFoundException(WidgetErrors.Unknown(key));
        if (widget.Requires is { } required && await session.MissingAsync(required, cancellationToken) is { } missing)
            throw new CrmForbiddenException(AccessErrors.Forbidden(missing, session.Catalog.Type(required.RecordType)));
        var (content, fault) = await handler.AskAsync(CallKind.Request, new WidgetContext(session, widget, request), ShowAsync, cancellationToken);
        return fault is null ? content! : throw new CrmRuleException(WidgetErrors.Failed(key, fault.Reason));
    }

    // Lists are turned into the host's own while the plugin is still inside.
    private static async ValueTask<PageContent> ShowAsync(IWidget handler, WidgetContext context, CancellationToken cancellationToken)
    {
        var content = await handler.ShowAsync(context, cancellationToken) ?? throw new InvalidOperationException("The widget shows null.");
        return new PageContent([.. content.Blocks.Select(Of)]);
    }

    private static PageBlock Of(PageBlock block) => block switch
    {
        NoteBlock or HtmlBlock => block,
        FactsBlock facts => facts with { Facts = [.. facts.Facts.Select(f => f with { Value = Of(f.Value) })] },
        TableBlock table => table with { Columns = [.. table.Columns], Rows = [.. table.Rows.Select(r => new PageRow([.. r.Cells.Select(Of)]))], Next = Of(table.Next) },
        _ => throw new InvalidOperationException("A widget shows notes, facts, tables and what components draw. What people do is an action."),
    };

    private static PageCell Of(PageCell cell) => new(cell.Text) { Tone = cell.Tone, Link = Of(cell.Link) };

    // To records alone: the pages of the administration are not a plugin's.
    private static PageLink? Of(PageLink? link) => link?.Record is { } record ? new PageLink(link.Label) { Record = record } : null;
}
