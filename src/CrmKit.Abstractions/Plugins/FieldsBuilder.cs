namespace CrmKit.Plugins;

/// <summary>Collects custom fields for a record type.</summary>
public sealed class FieldsBuilder
{
    private readonly List<FieldDefinition> _fields = [];

    internal IReadOnlyList<FieldDefinition> Fields => _fields;

    /// <summary>Adds a field.</summary>
    /// <param name="field">Its typed name.</param>
    /// <param name="english">Its label in English.</param>
    /// <param name="chinese">Its label in Simplified Chinese; <see langword="null"/> falls back to English.</param>
    /// <param name="configure">Rules: required, range, pattern, options…; <see langword="null"/> for none.</param>
    public FieldsBuilder Add(Field field, string english, string? chinese = null, Func<FieldDefinition, FieldDefinition>? configure = null)
    {
        var definition = new FieldDefinition
        {
            Key = field.Key,
            Kind = field.Kind,
            Label = new LocalizedText(english, chinese),
            IsCustom = true,
            Accessor = FieldAccessor.ForCustom(field.Key, field.Kind),
        };
        _fields.Add(configure?.Invoke(definition) ?? definition);
        return this;
    }

    /// <summary>Adds a reference to records of a type.</summary>
    public FieldsBuilder Add(Field<Guid> field, string referenceType, string english, string? chinese, Func<FieldDefinition, FieldDefinition>? configure = null) =>
        Add(field, english, chinese, d => (configure?.Invoke(d) ?? d) with { ReferenceType = referenceType });
}
