using CrmKit.Sessions;

namespace CrmKit.Pages;

/// <summary>A page of the administration in the user interface, which an optional package or the host adds: <c>services.AddSingleton&lt;IAdministrationPage, BackupsPage&gt;()</c>.</summary>
/// <remarks>
/// Singleton, thread safe. It is described and not drawn, and goes through the doors of the session, which refuse what the person may not do. What a door refuses is shown above the page, beside what was typed.
/// Plugins add pages with <see cref="Plugins.ICrmPluginBuilder.AddPage"/>: this is for code of the host.
/// </remarks>
public interface IAdministrationPage
{
    /// <summary>Its address below the administration: lower-case words and hyphens, unique.</summary>
    string Key { get; }

    /// <summary>What stands in the menu.</summary>
    LocalizedText Label { get; }

    /// <summary>Ascending; CrmKit's own have 100 to 1200.</summary>
    int Order => 2000;

    /// <summary>Whether somebody finds it; for all others it is not there, also when they type its address.</summary>
    ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken);

    /// <summary>What it shows.</summary>
    Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken);

    /// <summary>Does what a form or a button asks for.</summary>
    /// <param name="request">What was filled in.</param>
    /// <param name="act">What is asked for: <see cref="FormBlock.Act"/> or <see cref="PageButton.Act"/>.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken);
}

/// <summary>Who asks a page, and for what.</summary>
public sealed class PageRequest
{
    /// <summary>The doors, with the rights of who asks.</summary>
    public required ICrmSession Session { get; init; }

    /// <summary>The language to answer in: a culture name.</summary>
    public required string Culture { get; init; }

    /// <summary>What the address says and what was filled in, by name.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>Opens a file that was chosen under a name; <see langword="null"/> for none.</summary>
    internal Func<string, Stream?> OpenFile { get; init; } = static _ => null;

    /// <summary>How points in time are written for who asks.</summary>
    public Func<DateTimeOffset, string> Moments { get; init; } = at => at.ToString("u", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What was asked for or filled in under a name, trimmed; <see langword="null"/> for nothing.</summary>
    public string? this[string name] => Values.TryGetValue(name, out var value) && value.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A point in time as who asks reads it; empty for none.</summary>
    public string Moment(DateTimeOffset? at) => at is { } instant ? Moments(instant) : "";
}

/// <summary>What becomes of the page after something was done.</summary>
public sealed record PageOutcome
{
    private PageOutcome()
    {
    }

    /// <summary>What is shown once, above the page; empty to show the page anew, so that reloading repeats nothing.</summary>
    public IReadOnlyList<PageBlock> Shown { get; private init; } = [];

    /// <summary>What the page is asked for then, by name.</summary>
    public IReadOnlyDictionary<string, string> Values { get; private init; } = new Dictionary<string, string>();

    /// <summary>Shows the page anew.</summary>
    /// <param name="values">What it is asked for.</param>
    public static PageOutcome GoTo(params ReadOnlySpan<(string Name, string Value)> values)
    {
        var asked = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values) asked[name] = value;
        return new PageOutcome { Values = asked };
    }

    /// <summary>Shows something this once: a key just made.</summary>
    public static PageOutcome Show(params IReadOnlyList<PageBlock> blocks) => new() { Shown = blocks };
}
