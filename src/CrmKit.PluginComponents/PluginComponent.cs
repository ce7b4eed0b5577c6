using CrmKit.Fields;
using CrmKit.Pages;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Components;

namespace CrmKit.Components;

/// <summary>A component of a plugin, rendered once to markup: for pages and widgets, and for the parts that these are made of (<c>@inherits PluginComponent</c>).</summary>
/// <remarks>
/// It is made anew for each request. Nobody listens to events of its elements (<c>@onclick</c>): people follow links, send forms with the method <c>get</c> to its page (<see cref="WidgetRequest.Values"/>), and do things by actions of the plugin.
/// The content security policy of the pages holds: no inline scripts and styles.
/// </remarks>
public abstract class PluginComponent : ComponentBase
{
    [CascadingParameter]
    private ComponentScope Scope { get; set; } = null!;

    /// <summary>The doors, with the rights of who looks.</summary>
    protected ICrmSession Session => Scope.Context.Session;

    /// <summary>In which language, about which record, and what was asked for.</summary>
    protected WidgetRequest Request => Scope.Context.Request;

    /// <summary>Where links lead.</summary>
    protected IPageAddresses Addresses => Request.Addresses;

    /// <summary>Nobody waits for what is drawn any more.</summary>
    protected CancellationToken Cancelled => Scope.Cancelled;

    /// <summary>A text in the language of who looks.</summary>
    protected string Text(LocalizedText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.For(Request.Culture);
    }

    /// <summary>A text in the language of who looks.</summary>
    /// <param name="english">Always given.</param>
    /// <param name="chinese">Simplified Chinese.</param>
    protected string Text(string english, string chinese) => Text(new LocalizedText(english, chinese));
}
