using CrmKit.Access;

namespace CrmKit.Pages;

/// <summary>A page that a plugin adds to the user interface: sections of widgets, described and not drawn. Immutable.</summary>
public sealed record PageDefinition
{
    /// <summary>Its key, which begins with the plugin's id: <c>acme.board</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Its title, and what stands in the menu.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>Whether it stands in the menu; else links lead to it.</summary>
    public bool IsInMenu { get; init; } = true;

    /// <summary>Ascending; ties by source and declaration.</summary>
    public int Order { get; init; }

    /// <summary>What a user must be permitted to see it; <see langword="null"/> for everybody. Data in its widgets is held to the user's rights anyway.</summary>
    public Permission? Requires { get; init; }

    /// <summary>The key of the widget of code that is the page itself, shown above the sections and with the page; <see langword="null"/> for none.</summary>
    public string? Body { get; init; }

    /// <summary>Its sections, from top to bottom; other plugins' sections follow by their order.</summary>
    public IReadOnlyList<PageSection> Sections { get; init; } = [];

    /// <summary>Where it comes from: a plugin's id.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>A group of widgets on a page.</summary>
public sealed record PageSection
{
    /// <summary>Unique on its page; of a section on another's page it begins with the plugin's id.</summary>
    public required string Key { get; init; }

    /// <summary>Its heading; <see langword="null"/> for none.</summary>
    public LocalizedText? Label { get; init; }

    /// <summary>Among sections that other plugins add: ascending, ties by source and declaration.</summary>
    public int Order { get; init; }

    /// <summary>The keys of its widgets, side by side as there is room.</summary>
    public required IReadOnlyList<string> Widgets { get; init; }

    /// <summary>Where it comes from: a plugin's id.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>Something to see on a page, described by what it shows. Immutable.</summary>
public sealed record WidgetDefinition
{
    /// <summary>Its key, which begins with the plugin's id: <c>acme.open-visits</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Its heading.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>How it shows its data.</summary>
    public required WidgetKind Kind { get; init; }

    /// <summary>The type of the records of a list, board or count; of code, the type on whose records' pages it stands, or <see langword="null"/>; <see langword="null"/> for a report.</summary>
    public string? RecordType { get; init; }

    /// <summary>Which records, in the filter language; <see langword="null"/> for all that the user may see. On pages of records <c>{id}</c> stands for the record's id.</summary>
    public string? Filter { get; init; }

    /// <summary>Field keys parted by commas, <c>-</c> before one for descending; <see langword="null"/> means newest first.</summary>
    public string? OrderBy { get; init; }

    /// <summary>The fields that a list shows, by key; empty means the name alone.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>The pipeline whose stages a board shows; <see langword="null"/> unless it is a board.</summary>
    public string? Pipeline { get; init; }

    /// <summary>The report that it shows; <see langword="null"/> unless it is a report.</summary>
    public string? Report { get; init; }

    /// <summary>What a user must be permitted to see it; <see langword="null"/> for everybody. What it reads is held to the user's rights anyway.</summary>
    public Permission? Requires { get; init; }

    /// <summary>The dimension that the report is broken down by; <see langword="null"/> for its total.</summary>
    public string? ReportBy { get; init; }

    /// <summary>Where it comes from: a plugin's id.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>How a widget shows its data.</summary>
public enum WidgetKind
{
    /// <summary>Records in rows.</summary>
    List,
    /// <summary>Records in the columns of their stages.</summary>
    Board,
    /// <summary>How many records there are.</summary>
    Count,
    /// <summary>A report, as table or chart.</summary>
    Report,
    /// <summary>What code of the plugin says (<see cref="IWidget"/>): notes, facts and tables.</summary>
    Code,
}
