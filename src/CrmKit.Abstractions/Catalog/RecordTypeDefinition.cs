using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace CrmKit.Catalog;

/// <summary>A kind of record that exists now: its name, its fields, and where it belongs. Immutable.</summary>
public sealed class RecordTypeDefinition
{
    private readonly FrozenDictionary<string, FieldDefinition> _byKey;
    private (FieldDefinition Field, JsonEncodedText Name)[]? _named;

    internal RecordTypeDefinition(string key, string pluralKey, Type clrType, LocalizedText label, LocalizedText pluralLabel, IReadOnlyList<FieldDefinition> fields)
    {
        (Key, PluralKey, ClrType, Label, PluralLabel, Fields) = (key, pluralKey, clrType, label, pluralLabel, fields);
        _byKey = fields.ToFrozenDictionary(f => f.Key, StringComparer.Ordinal);
    }

    /// <summary>Lower case, singular, stable: <c>lead</c>, <c>case</c>, <c>realestate.property</c>.</summary>
    public string Key { get; }

    /// <summary>The plural for routes: <c>leads</c>, <c>cases</c>, <c>realestate.properties</c>.</summary>
    public string PluralKey { get; }

    /// <summary>The class of its records; <see cref="CustomRecord"/> for types of plugins and administrators.</summary>
    public Type ClrType { get; }

    /// <summary>What people call one of them.</summary>
    public LocalizedText Label { get; }

    /// <summary>What people call several of them.</summary>
    public LocalizedText PluralLabel { get; }

    /// <summary>All fields, core's first, then by source and declaration.</summary>
    public IReadOnlyList<FieldDefinition> Fields { get; }

    /// <summary>The key of the field that people know a record by; references are looked up by it in imports and shown by it in lists.</summary>
    public string NameField { get; internal init; } = "name";

    /// <summary>The key of the reference to the record it is part of; <see langword="null"/> for root records.</summary>
    public string? ParentField { get; internal init; }

    /// <summary>Whether a door of its own writes its records, which nobody changes afterwards: <see cref="IRecords"/> only reads them.</summary>
    public bool IsAppendOnly { get; internal init; }

    /// <summary>The reference to the record whose rights count for it without its being a part of that record; creating such records is a right of their own type.</summary>
    internal string? RightsField { get; init; }

    /// <summary>When its records are for all who may read them; <see langword="null"/> for always.</summary>
    internal Publication? Publication { get; init; }

    /// <summary>Whether each of its records is a person.</summary>
    public bool IsPerson { get; internal init; }

    /// <summary>Where it comes from: <c>core</c>, a plugin's id, or <c>admin</c>.</summary>
    public string Source { get; internal init; } = "core";

    /// <summary>Whether the rules that concern it alone were looked at and kept: a catalog that is composed anew does not look again.</summary>
    internal bool IsSound { get; set; }

    /// <summary>The fields with their keys as JSON, which lists write once per record.</summary>
    internal ReadOnlySpan<(FieldDefinition Field, JsonEncodedText Name)> Named => _named ??= [.. Fields.Select(f => (f, JsonEncodedText.Encode(f.Key)))];

    /// <summary>Whether its records have an owner and may move through pipelines.</summary>
    public bool IsRoot => ClrType.IsSubclassOf(typeof(RootRecord));

    /// <summary>Whether its records are rows of the generic table.</summary>
    public bool IsCustom => ClrType == typeof(CustomRecord);

    /// <summary>The field with this key, if there is one.</summary>
    public bool TryField(string key, [NotNullWhen(true)] out FieldDefinition? field) => _byKey.TryGetValue(key, out field);

    /// <summary>The field with this key.</summary>
    /// <exception cref="CrmValidationException"><c>catalog.field-unknown</c>.</exception>
    public FieldDefinition Field(string key) => _byKey.TryGetValue(key, out var field)
        ? field
        : throw new CrmValidationException(CatalogErrors.FieldUnknown(Key, key, _byKey.Keys));

    /// <summary>A reference to one of its records.</summary>
    public RecordRef Ref(Guid id) => new(Key, id);

    internal RecordTypeDefinition With(IReadOnlyList<FieldDefinition> fields) => With(Label, PluralLabel, fields);

    internal RecordTypeDefinition With(LocalizedText label, LocalizedText pluralLabel, IReadOnlyList<FieldDefinition> fields) =>
        new(Key, PluralKey, ClrType, label, pluralLabel, IsPerson ? [.. fields.Select(f => f.IsCustom && f.Kind != FieldKind.Reference ? f with { IsPersonal = true } : f)] : fields)
        {
            NameField = NameField,
            ParentField = ParentField,
            IsAppendOnly = IsAppendOnly,
            RightsField = RightsField,
            Publication = Publication,
            IsPerson = IsPerson,
            Source = Source,
        };
}
