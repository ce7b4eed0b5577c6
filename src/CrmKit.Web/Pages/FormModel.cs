namespace CrmKit.Web.Pages;

/// <param name="Address">Where the form is sent.</param>
/// <param name="Back">Where one came from.</param>
/// <param name="Version">The version that the form was filled with; <see langword="null"/> for a new record.</param>
/// <param name="Errors">What is wrong that no field of the form shows.</param>
/// <param name="Fields">The fields.</param>
internal sealed record FormModel(string Address, string Back, int? Version, IReadOnlyList<CrmError> Errors, IReadOnlyList<FieldEntry> Fields)
{
    /// <summary>Stored records that look like the new one: somebody has to say that it is another.</summary>
    public IReadOnlyList<LikeShown> Alike { get; init; } = [];

    /// <summary>Whether something looks mistyped: somebody has to correct it, or say that it is meant so.</summary>
    public bool HasSlips => Fields.Any(f => f.Slips.Count > 0);
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
    public bool IsWide => Kind == FieldKind.LongText;
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
