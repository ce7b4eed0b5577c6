namespace CrmKit.Conversions;

/// <summary>Makes records out of records by copy maps.</summary>
internal static class ConversionMap
{
    public static Record NewRecord(RecordTypeDefinition type) =>
        type.IsCustom ? new CustomRecord(type.Key) : (Record)Activator.CreateInstance(type.ClrType, nonPublic: true)!;

    /// <summary>Copies what the map names, and the custom fields that both types have under the same key and kind.</summary>
    public static void Copy(RecordTypeDefinition fromType, Record from, RecordTypeDefinition toType, Record to, IReadOnlyList<FieldCopy> copies)
    {
        foreach (var field in toType.Fields)
            if (field.IsCustom && fromType.TryField(field.Key, out var same) && same.IsCustom && same.Kind == field.Kind)
                Set(field, to, same.Get(from));
        // A field that left with its plugin is not copied; an empty one leaves what an earlier copy brought, so that plugins can name a better source for the same field.
        foreach (var copy in copies)
            if (fromType.TryField(copy.From, out var source) && toType.TryField(copy.To, out var target) && target.Nature == FieldNature.Descriptive && source.Get(from) is { } value)
                Set(target, to, value);
    }

    /// <summary>Sets the caller's values.</summary>
    public static void Apply(RecordTypeDefinition type, Record record, IReadOnlyDictionary<string, object?> values)
    {
        var errors = new List<CrmError>();
        foreach (var (key, value) in values)
        {
            var field = type.Field(key);
            if (field.Nature != FieldNature.Descriptive) errors.Add(FieldErrors.ReadOnly(field));
            else if (!FieldValues.TryFit(field, value, out var fitting)) errors.Add(FieldErrors.Type(field, value));
            else if (Refused(field, record, fitting) is { } error) errors.Add(error);
        }
        if (errors.Count > 0) throw new CrmValidationException(errors);
    }

    private static void Set(FieldDefinition field, Record record, object? value)
    {
        if (value is not null && FieldValues.TryFit(field, value, out var fitting) && Refused(field, record, fitting) is { } error) throw new CrmValidationException(error);
    }

    // Properties that are enums or 32 bits wide hold less than their kind.
    private static CrmError? Refused(FieldDefinition field, Record record, object? value)
    {
        try
        {
            field.Set(record, value);
            return null;
        }
        catch (FormatException)
        {
            return FieldErrors.Option(field, (string)value!);
        }
        catch (OverflowException)
        {
            return FieldErrors.Range(field, value!, field.Minimum ?? int.MinValue, field.Maximum ?? int.MaxValue);
        }
    }
}
