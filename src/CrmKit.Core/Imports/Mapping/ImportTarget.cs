using CrmKit.Imports.Values;

namespace CrmKit.Imports.Mapping;

/// <summary>Where the values of one column go.</summary>
internal enum TargetKind
{
    /// <summary>A field of the record.</summary>
    Field,
    Pipeline,
    Stage,
    Owner,
    Team,
    ClosedOn,
    StageEnteredAt,
    LossReason,
    CreatedAt,

    /// <summary>The record that became this one.</summary>
    ConvertedFrom,
}

/// <summary>One column of the map, checked against the catalog and the file.</summary>
internal sealed class ImportTarget
{
    public required ImportColumn Column { get; init; }

    /// <summary>The position among the file's cells; -1 for a constant.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Positions of the columns whose texts follow.</summary>
    public IReadOnlyList<int> Joined { get; init; } = [];

    /// <summary>Positions of the columns whose numbers are added.</summary>
    public IReadOnlyList<int> Plus { get; init; } = [];

    /// <summary>Positions of the columns whose numbers are taken away.</summary>
    public IReadOnlyList<int> Minus { get; init; } = [];
    public required TargetKind Kind { get; init; }

    /// <summary>The field; for state, the one that shows it.</summary>
    public required FieldDefinition Field { get; init; }

    /// <summary>For references to records of several types: the field that says which; several columns may fill the reference, and the first one with a value does.</summary>
    public FieldDefinition? TypeField { get; init; }

    /// <summary>For everything but references and state that names something.</summary>
    public ValueParser? Parser { get; init; }

    /// <summary>For values that the file itself writes out, whatever the map says of formats.</summary>
    public ValueParser? ExactParser { get; init; }

    /// <summary>For references: which records, and by which field they are found.</summary>
    public ReferenceSource? Source { get; init; }

    /// <summary>The name in messages and in the error file.</summary>
    public string Name => Column.Field;
}

/// <summary>Records that a column's texts name.</summary>
/// <param name="Type">Their type.</param>
/// <param name="Lookup">The field that is compared with the text.</param>
internal sealed record ReferenceSource(RecordTypeDefinition Type, FieldDefinition Lookup);

/// <summary>A text that names a record which has still to be found.</summary>
internal sealed record ReferenceText(string Text);
