using System.Linq.Expressions;
using CrmKit.Records;

namespace CrmKit.Fields;

/// <summary>All that the doors, forms, filters, imports, searches and exports know about one field. Immutable.</summary>
public sealed record FieldDefinition
{
    /// <summary>The key in JSON, filters and maps: <c>amount</c>, <c>accountId</c>; for custom fields namespaced, <c>realestate.area</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What it holds.</summary>
    public required FieldKind Kind { get; init; }

    /// <summary>What people call it.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>What it means, with unit and example, for those who fill it; <see langword="null"/> when the label says it all.</summary>
    public LocalizedText? Description { get; init; }

    /// <summary>The heading that it stands under in forms and on the page of a record; <see langword="null"/> puts it in the first group.</summary>
    public FieldSection? Section { get; init; }

    /// <summary>A condition in the filter language over fields of the same record: forms and pages show the field only while it holds, and it is required only then. <see langword="null"/> for always.</summary>
    /// <remarks>It is no right: values of a field that is not shown stay as they are, and are read and written by everybody who may. See <see cref="IRecords.UnaskedFieldsAsync"/>.</remarks>
    public string? ShownWhen { get; init; }

    /// <summary>Who may write it.</summary>
    public FieldNature Nature { get; init; }

    /// <summary>Where it comes from: <c>core</c>, a plugin's id, or <c>admin</c>.</summary>
    public string Source { get; init; } = "core";

    /// <summary>Whether its value is in <see cref="Record.Custom"/> instead of a property.</summary>
    public bool IsCustom { get; init; }

    /// <summary>Whether it must have a value on every save.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether no two records of the type that are alive may share a value.</summary>
    public bool IsUnique { get; init; }

    /// <summary>Whether the store keeps an index on it; always so for references and unique fields.</summary>
    public bool IsIndexed { get; init; }

    /// <summary>Whether records are found by its text in the search over all types. What people know a record by always is.</summary>
    public bool IsSearchable { get; init; }

    /// <summary>Whether it says something about a person: it goes into that person's export, and is emptied when he is erased. Of contacts and leads every field of a plugin or an administrator does.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>The most characters of a text; <see langword="null"/> means the kind's own limit (400 for one line, 100,000 for several).</summary>
    public int? MaxLength { get; init; }

    /// <summary>The least number allowed; <see langword="null"/> for none.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>The greatest number allowed; <see langword="null"/> for none.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>A regular expression, matched without backtracking over the whole text; <see langword="null"/> for none.</summary>
    public string? Pattern { get; init; }

    /// <summary>The choices of an option field; empty means any code.</summary>
    public IReadOnlyList<FieldOption> Options { get; init; } = [];

    /// <summary>The record type that a reference points at; <see langword="null"/> unless <see cref="Kind"/> is <see cref="FieldKind.Reference"/>.</summary>
    public string? ReferenceType { get; init; }

    /// <summary>The key of a plugin's field type, which brings values into their form and refuses others; <see langword="null"/> for none.</summary>
    public string? TypeKey { get; init; }

    /// <summary>How it tells duplicates; <see langword="null"/> when it says nothing about them.</summary>
    public Matching.FieldMatch? Match { get; init; }

    /// <summary>Reads the value: a <see cref="string"/>, <see cref="decimal"/>, <see cref="long"/>, <see cref="bool"/>, <see cref="DateOnly"/>, <see cref="DateTimeOffset"/>, <see cref="Guid"/> or <see langword="null"/>.</summary>
    public object? Get(Record record) => Accessor.Get(record);

    /// <summary>Writes a value of the kind's type, or <see langword="null"/>; checks nothing: the records door does when saving.</summary>
    internal void Set(Record record, object? value) => Accessor.Set(record, value);

    /// <summary>The property as an expression over the record's class, for queries; <see langword="null"/> for custom fields.</summary>
    internal LambdaExpression? Selector { get; init; }

    /// <summary>Whether it comes without options, and administrators may give it a list of them; without one any text is taken.</summary>
    internal bool TakesOptions { get; init; }

    /// <summary>How values are read and written.</summary>
    internal FieldAccessor Accessor { get; init; } = null!;
}
