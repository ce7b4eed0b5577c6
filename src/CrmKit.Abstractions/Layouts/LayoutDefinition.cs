using CrmKit.Fields;

namespace CrmKit.Layouts;

/// <summary>How the page and the form of records of one type look: administrators define it without code, for everybody or for a role. Immutable.</summary>
/// <remarks>
/// It gives no right: what somebody may not read stays absent, whatever a layout says. Fields and parts that it does not name stand where they stand without it, after those it names, so that a new field or plugin shows up; what it
/// names of a plugin sleeps while the plugin is disabled. A required field that it hides is still asked for while it is empty.
/// </remarks>
public sealed record LayoutDefinition
{
    /// <summary>Lower-case words, digits and hyphens, no dots: dots are for plugins.</summary>
    public required string Key { get; init; }

    /// <summary>The catalog key of the record type, of core, a plugin or an administrator.</summary>
    public required string RecordType { get; init; }

    /// <summary>The key of the role that it is for; <see langword="null"/> for all who have no role with a layout of its own. Of several roles the one that is named first with the user counts.</summary>
    public string? Role { get; init; }

    /// <summary>The headings that fields stand under, in order.</summary>
    public IReadOnlyList<LayoutSection> Sections { get; init; } = [];

    /// <summary>Fields that are neither on the page nor in the form.</summary>
    public IReadOnlyList<string> HiddenFields { get; init; } = [];

    /// <summary>What stands in the head of the page, at most <see cref="MaxKeyFields"/>; none leaves the choice to CrmKit.</summary>
    public IReadOnlyList<string> KeyFields { get; init; } = [];

    /// <summary>The parts of the page (<see cref="LayoutParts"/>, relations such as <c>contact:accountId</c>, sections of plugins) in its wide column, in order.</summary>
    public IReadOnlyList<string> Main { get; init; } = [];

    /// <summary>The parts in its narrow column, in order.</summary>
    public IReadOnlyList<string> Side { get; init; } = [];

    /// <summary>Parts that are not shown.</summary>
    public IReadOnlyList<string> HiddenParts { get; init; } = [];

    /// <summary>Buttons in the head of the page that open an address made of the record's fields.</summary>
    public IReadOnlyList<LayoutButton> Buttons { get; init; } = [];

    /// <summary>How many fields the head of a page has room for: 12.</summary>
    public const int MaxKeyFields = 12;
}

/// <summary>Fields under a heading. Immutable.</summary>
public sealed record LayoutSection
{
    /// <summary>Lower-case words, digits and hyphens; once per layout.</summary>
    public required string Key { get; init; }

    /// <summary>The heading.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>1 or 2: how many fields stand side by side where there is room; 0, the default, as many as fit.</summary>
    public int Columns { get; init; }

    /// <summary>The keys of its fields, in order.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];
}

/// <summary>A button that opens an address made of the record's fields. Immutable.</summary>
public sealed record LayoutButton
{
    /// <summary>Lower-case words, digits and hyphens; once per layout.</summary>
    public required string Key { get; init; }

    /// <summary>What stands on it.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>
    /// Where it leads: begins with <c>https://</c>, <c>http://</c>, <c>mailto:</c>, <c>tel:</c> or one <c>/</c>; <c>{field}</c> stands for what the record has there, encoded for addresses: <c>https://maps.example.com/?q={city}</c>.
    /// Not in the name of the host. A record without a value has no such button, nor has who may not read the field.
    /// </summary>
    public required string Link { get; init; }
}
