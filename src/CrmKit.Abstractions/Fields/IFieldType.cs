namespace CrmKit.Fields;

/// <summary>A named type of field over a kind that is stored: an IBAN over text, a rating over whole numbers. Immutable.</summary>
public sealed record FieldTypeDefinition
{
    /// <summary>Its key, which begins with the plugin's id: <c>acme.iban</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>How values are stored, filtered and sorted.</summary>
    public required FieldKind Kind { get; init; }

    /// <summary>Where it comes from: a plugin's id.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>Brings values of a field type into their one form, and refuses what is none.</summary>
/// <remarks>
/// Sees all new and changed values of the type in a batch, whichever way they come. Asked before before-handlers see the values, and again about what those set.
/// One instance per session. One that throws or runs out of time refuses what it was asked about. Fields of a type whose plugin is not enabled are plain fields of their kind meanwhile.
/// </remarks>
public interface IFieldType
{
    /// <summary>Sets <see cref="FieldTypeValue.Value"/> where it has another form, and calls <see cref="FieldTypeValue.Refuse"/> for what is no value of the type.</summary>
    ValueTask CheckAsync(FieldTypeContext context, CancellationToken cancellationToken);
}

/// <summary>Values of one field type.</summary>
/// <param name="Values">The values, never empty ones; at least one.</param>
public sealed record FieldTypeContext(IReadOnlyList<FieldTypeValue> Values);

/// <summary>One value on its way into a field.</summary>
public sealed class FieldTypeValue
{
    private readonly Action<CrmError> _refuse;

    internal FieldTypeValue(FieldDefinition field, object value, Action<CrmError> refuse) => (Field, Value, _refuse) = (field, value, refuse);

    /// <summary>The field.</summary>
    public FieldDefinition Field { get; }

    /// <summary>In the value type of the kind (<see cref="string"/>, <see cref="decimal"/>, <see cref="long"/>…); set it to another of the same type.</summary>
    public object Value { get; set; }

    /// <summary>The value as text; empty when the kind is no text.</summary>
    public string Text => Value as string ?? "";

    /// <summary>Refuses the value; the error names the field.</summary>
    public void Refuse(CrmError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        _refuse(error with { Field = Field.Key });
    }
}
