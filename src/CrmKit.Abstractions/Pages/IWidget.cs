using CrmKit.Sessions;

namespace CrmKit.Pages;

/// <summary>Says what a widget shows, by code: described and not drawn, so that it looks like all others and nothing of the plugin stays in the page.</summary>
/// <remarks>
/// One instance per session, in the plugin's own container. Each widget is asked by a request of its own, with a time limit in the user interface. One that throws, or takes longer, says so in its place (<c>widget.failed</c>).
/// It shows notes, facts and tables: what people do is an action (<see cref="Plugins.ICrmPluginBuilder.AddRecordAction"/>).
/// </remarks>
public interface IWidget
{
    /// <summary>What it shows to whoever asks.</summary>
    ValueTask<PageContent> ShowAsync(WidgetContext context, CancellationToken cancellationToken);
}

/// <summary>Who looks at a widget, and where.</summary>
/// <param name="Session">The doors, with the rights of who looks.</param>
/// <param name="Widget">The widget.</param>
/// <param name="Request">In which language, and about which record.</param>
public sealed record WidgetContext(ICrmSession Session, WidgetDefinition Widget, WidgetRequest Request);

/// <summary>What a widget is asked for.</summary>
/// <param name="Culture">The language to answer in: a culture name.</param>
/// <param name="Record">The record on whose page it stands; <see langword="null"/> on other pages. Whether who looks may read it is for the doors to say.</param>
public sealed record WidgetRequest(string Culture, RecordRef? Record = null)
{
    /// <summary>What its page was asked for, by name: the query of the address, as a form with the method <c>get</c> sends it. Typed by anybody, so it may say anything.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>Where things are in the user interface that asks.</summary>
    public IPageAddresses Addresses { get; init; } = NoAddresses.Instance;
}

/// <summary>The door to widgets of code; the user interface asks through it.</summary>
/// <remarks>Scoped to a session; not thread safe.</remarks>
public interface IWidgets
{
    /// <summary>What a widget shows.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmNotFoundException"><c>widget.unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    /// <exception cref="CrmRuleException"><c>widget.failed</c>: the plugin's code failed.</exception>
    Task<PageContent> ShowAsync(string key, WidgetRequest request, CancellationToken cancellationToken = default);
}
