namespace CrmKit.Pages;

/// <summary>What a page shows: described and not drawn, so that it looks like all others in every theme and on every screen. Immutable. All texts are in the language of who asks.</summary>
/// <param name="Blocks">From top to bottom.</param>
public sealed record PageContent(IReadOnlyList<PageBlock> Blocks);

/// <summary>A part of a page: <see cref="NoteBlock"/>, <see cref="FactsBlock"/>, <see cref="TableBlock"/>, <see cref="FormBlock"/> or <see cref="HtmlBlock"/>.</summary>
public abstract record PageBlock
{
    private protected PageBlock()
    {
    }

    /// <summary>Its heading; <see langword="null"/> for none.</summary>
    public string? Heading { get; init; }
}

/// <summary>A sentence or two.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Tone">How it is meant.</param>
public sealed record NoteBlock(string Text, PageTone Tone = PageTone.Plain) : PageBlock
{
    /// <summary>A text that is to be copied as it is, such as a key or an address; <see langword="null"/> for none.</summary>
    public string? Code { get; init; }
}

/// <summary>What a component of a plugin drew, as it is: the package <c>CrmKit.PluginComponents</c> makes it. Texts in it are encoded already; scripts, inline styles and attributes of htmx in it do nothing.</summary>
/// <param name="Html">The markup.</param>
public sealed record HtmlBlock(string Html) : PageBlock;

/// <summary>Some facts with their names.</summary>
/// <param name="Facts">In order.</param>
public sealed record FactsBlock(IReadOnlyList<PageFact> Facts) : PageBlock;

/// <summary>A fact with its name.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">The fact.</param>
public sealed record PageFact(string Label, PageCell Value);

/// <summary>Rows under columns.</summary>
/// <param name="Columns">The columns' headings; empty for one of buttons.</param>
/// <param name="Rows">The rows, with as many cells as there are columns.</param>
public sealed record TableBlock(IReadOnlyList<string> Columns, IReadOnlyList<PageRow> Rows) : PageBlock
{
    /// <summary>Where the rows go on; <see langword="null"/> when these are all.</summary>
    public PageLink? Next { get; init; }
}

/// <summary>A row of a table.</summary>
/// <param name="Cells">One for each column.</param>
public sealed record PageRow(IReadOnlyList<PageCell> Cells);

/// <summary>A cell, or a fact.</summary>
/// <param name="Text">What it says; empty for nothing.</param>
public sealed record PageCell(string Text)
{
    /// <summary>How it is meant.</summary>
    public PageTone Tone { get; init; }

    /// <summary>Where its text leads; <see langword="null"/> for nowhere. The link's own label is not shown.</summary>
    public PageLink? Link { get; init; }

    /// <summary>What is filled in here, in the grid of a form; <see langword="null"/> for nothing.</summary>
    public PageField? Field { get; init; }

    /// <summary>What can be done with the row.</summary>
    public IReadOnlyList<PageButton> Buttons { get; init; } = [];
}

/// <summary>What is filled in and sent.</summary>
/// <param name="Act">What the page is asked to do with it.</param>
/// <param name="Submit">What stands on its button.</param>
/// <param name="Fields">What is filled in.</param>
public sealed record FormBlock(string Act, string Submit, IReadOnlyList<PageField> Fields) : PageBlock
{
    /// <summary>More that is filled in, as a table; <see langword="null"/> for none.</summary>
    public TableBlock? Grid { get; init; }

    /// <summary>What is sent along, by name.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it only asks: then nothing is done, and the page is shown with what was filled in.</summary>
    public bool IsQuestion { get; init; }
}

/// <summary>Something to fill in.</summary>
/// <param name="Name">Under which name it comes back.</param>
/// <param name="Label">What people call it.</param>
public sealed record PageField(string Name, string Label)
{
    /// <summary>What it holds.</summary>
    public FieldKind Kind { get; init; }

    /// <summary>What it is filled with: a number with a point, a day as <c>2025-06-30</c>, <c>true</c> or <c>false</c>.</summary>
    public string Value { get; init; } = "";

    /// <summary>What can be chosen, by what comes back; empty for whatever is typed.</summary>
    public IReadOnlyList<PageOption> Options { get; init; } = [];

    /// <summary>What it means; <see langword="null"/> when the label says it all.</summary>
    public string? Help { get; init; }

    /// <summary>Whether it must be filled in; the page refuses what is missing.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether a file is chosen instead of something typed.</summary>
    internal bool IsFile { get; init; }
}

/// <summary>A choice.</summary>
/// <param name="Value">What comes back.</param>
/// <param name="Label">What people read.</param>
public sealed record PageOption(string Value, string Label);

/// <summary>A button that does something with a row.</summary>
/// <param name="Label">What stands on it.</param>
/// <param name="Act">What the page is asked to do.</param>
public sealed record PageButton(string Label, string Act)
{
    /// <summary>What is sent along, by name: which row.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether people are asked whether they mean it.</summary>
    public bool IsDangerous { get; init; }
}

/// <summary>Where something leads.</summary>
/// <param name="Label">What people read.</param>
public sealed record PageLink(string Label)
{
    /// <summary>The record that it shows; <see langword="null"/> for a page.</summary>
    public RecordRef? Record { get; init; }

    /// <summary>The other record, when both are shown side by side to be merged; <see langword="null"/> for none.</summary>
    internal Guid? With { get; init; }

    /// <summary>The key of the administration page; <see langword="null"/> for the page on which it stands.</summary>
    public string? Page { get; init; }

    /// <summary>What the page is asked for, by name.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it leads to a file, which is kept and not shown.</summary>
    internal bool IsFile { get; init; }

    /// <summary>A page outside the administration, below the user interface: <c>_imports</c>.</summary>
    internal string? Place { get; init; }
}

/// <summary>How something is meant.</summary>
public enum PageTone
{
    /// <summary>As it is.</summary>
    Plain,
    /// <summary>Of less weight.</summary>
    Muted,
    /// <summary>All is well.</summary>
    Good,
    /// <summary>Somebody should look at it.</summary>
    Warning,
    /// <summary>Something is wrong.</summary>
    Bad,
}
