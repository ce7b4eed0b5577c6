namespace CrmKit.Web.Pages;

/// <param name="Address">Where the form is sent.</param>
/// <param name="Back">Where one came from.</param>
/// <param name="Up">The list of its type.</param>
/// <param name="Version">The version that the form was filled with; <see langword="null"/> for a new record.</param>
/// <param name="Errors">What is wrong that no field of the form shows.</param>
/// <param name="Fields">The fields.</param>
internal sealed record FormModel(string Address, string Back, NavigationLink Up, int? Version, IReadOnlyList<CrmError> Errors, IReadOnlyList<FieldEntry> Fields)
{
    /// <summary>Stored records that look like the new one: somebody has to say that it is another.</summary>
    public IReadOnlyList<LikeShown> Alike { get; init; } = [];

    /// <summary>The fields under their headings: first those that have none.</summary>
    public IReadOnlyList<FieldGroup> Groups => [.. Fields.GroupBy(f => f.Section?.Key).OrderBy(g => g.Key is not null).Select(g => new FieldGroup(g.Key, g.First().Section?.Label, [.. g]) { Columns = g.First().Columns })];

    /// <summary>Whether what is typed decides which fields are asked for.</summary>
    public bool IsConditional => Fields.Any(f => f.IsConditional);

    /// <summary>Whether something looks mistyped: somebody has to correct it, or say that it is meant so.</summary>
    public bool HasSlips => Fields.Any(f => f.Slips.Count > 0);
}

/// <param name="Key">The section; <see langword="null"/> for none.</param>
/// <param name="Label">Its heading.</param>
/// <param name="Fields">What stands under it.</param>
internal sealed record FieldGroup(string? Key, string? Label, IReadOnlyList<FieldEntry> Fields)
{
    /// <summary>How many fields stand side by side; 0 for as many as fit.</summary>
    public int Columns { get; init; }

    /// <summary>Whether nothing of it is asked for now.</summary>
    public bool IsHidden => Fields.All(f => f.IsHidden);
}

/// <summary>A field to fill in.</summary>
internal sealed record FieldEntry
{
    public required string Name { get; init; }
    public required string Label { get; init; }
    public required string? Help { get; init; }
    public required FieldKind Kind { get; init; }
    public required bool IsRequired { get; init; }
    public required int? MaxLength { get; init; }
    public required string Value { get; init; }

    /// <summary>Of a reference: the record that it points at and its name.</summary>
    public (string Id, string Name)? Was { get; init; }

    public required IReadOnlyList<FieldChoice> Options { get; init; }

    /// <summary>What its type says about typing it; <see langword="null"/> for nothing.</summary>
    public EditorShown? Editor { get; init; }

    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>What was probably meant.</summary>
    public IReadOnlyList<string> Slips { get; init; } = [];

    /// <summary>The heading that it stands under.</summary>
    public (string Key, string Label)? Section { get; init; }

    /// <summary>How many fields stand side by side there; 0 for as many as fit.</summary>
    public int Columns { get; init; }

    /// <summary>Whether other fields decide if it is asked for.</summary>
    public bool IsConditional { get; init; }

    /// <summary>Whether it is not asked for now; what it holds goes along with the form all the same.</summary>
    public bool IsHidden { get; init; }

    // a choice that says a sentence is read whole
    public bool IsWide => Kind == FieldKind.LongText || Options.Any(o => o.Label.Length > 45);
    public string ErrorId => Name + "-error";
    public string HelpId => Name + "-help";
}

internal sealed record FieldChoice(string Value, string Label);

/// <param name="Example">Shown while nothing is typed.</param>
/// <param name="Keyboard">Which keys a phone offers.</param>
/// <param name="Unit">What stands after the value.</param>
/// <param name="Suggestions">What is offered while typing.</param>
/// <param name="Module">The address of the script that brings it to life.</param>
internal sealed record EditorShown(string? Example, string? Keyboard, string? Unit, IReadOnlyList<FieldChoice> Suggestions, string? Module);
