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

    /// <summary>How people type it and read it; <see langword="null"/> for as any other field of its kind.</summary>
    public FieldEditor? Editor { get; init; }

    /// <summary>Where it comes from: a plugin's id.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>How people type and read the values of a field type, described and not drawn. Immutable.</summary>
public sealed record FieldEditor
{
    /// <summary>An example of a value, shown while nothing is typed; <see langword="null"/> for none.</summary>
    public LocalizedText? Example { get; init; }

    /// <summary>What to know when typing it, below the field; <see langword="null"/> for the field's own description.</summary>
    public LocalizedText? Hint { get; init; }

    /// <summary>Which keys a phone offers; <see langword="null"/> for those of the kind.</summary>
    public FieldKeyboard? Keyboard { get; init; }

    /// <summary>Values that are offered while typing; others are taken too.</summary>
    public IReadOnlyList<FieldOption> Suggestions { get; init; } = [];

    /// <summary>What stands after the value, such as a unit; <see langword="null"/> for nothing.</summary>
    public LocalizedText? Unit { get; init; }

    /// <summary>Where a value leads when it is read: an address of <c>https</c> with <c>{value}</c> in its path or query; <see langword="null"/> for nowhere.</summary>
    public string? Link { get; init; }

    /// <summary>A script of the plugin's folder <c>assets</c> that brings the field to life, such as <c>rating.js</c>; <see langword="null"/> for none. Forms work without it. The plugin asks for <c>ui.script</c>.</summary>
    public string? Module { get; init; }
}

/// <summary>Which keys are offered where there is no keyboard.</summary>
public enum FieldKeyboard
{
    /// <summary>Letters.</summary>
    Text,
    /// <summary>Digits alone.</summary>
    Numeric,
    /// <summary>Digits and a separator.</summary>
    Decimal,
    /// <summary>As on a telephone.</summary>
    Tel,
    /// <summary>For e-mail addresses.</summary>
    Email,
    /// <summary>For web addresses.</summary>
    Url,
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
