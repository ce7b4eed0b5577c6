using CrmKit.Fields;

namespace CrmKit.Connectors;

/// <summary>The declared fields of one record type: values there as values here, and what a record here has in them.</summary>
internal sealed class ConnectorMapping(ConnectorType mapping, RecordTypeDefinition type)
{
    private readonly (string External, FieldDefinition Field, FieldAccessor Theirs)[] _fields =
        [.. mapping.Fields.Select(f => type.Field(f.Field)).Zip(mapping.Fields, (field, named) => (named.External, field, FieldAccessor.ForCustom(named.External, Kind(field))))];

    public RecordTypeDefinition Type => type;

    /// <summary>The types and keys there that a change refers to.</summary>
    public IEnumerable<(string Type, string ExternalId)> References(PulledChange change) =>
        from field in _fields
        where field.Field.Kind == FieldKind.Reference && change.Values.Text(field.External) is not null
        select (field.Field.ReferenceType!, change.Values.Text(field.External)!);

    /// <summary>The values of a change by field key; or why there are none.</summary>
    /// <param name="change">What came.</param>
    /// <param name="find">Finds the record here by its type and its key there.</param>
    public (IReadOnlyDictionary<string, object?> Values, CrmError? Error) Values(PulledChange change, Func<(string Type, string ExternalId), Guid?> find)
    {
        var theirs = new CustomRecord(type.Key) { Custom = change.Values };
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (external, field, accessor) in _fields)
        {
            var value = accessor.Get(theirs);
            if (value is null && change.Values.Contains(external)) return (values, FieldErrors.Type(field, change.Values.Text(external)));
            if (value is string key && field.Kind == FieldKind.Reference)
            {
                if (find((field.ReferenceType!, key)) is not { } id) return (values, ConnectorErrors.ReferenceMissing(field, key));
                value = id;
            }
            values[field.Key] = value;
        }
        return (values, null);
    }

    /// <summary>What a record here refers to with its declared fields.</summary>
    public IEnumerable<(FieldDefinition Field, RecordRef Record)> References(Record record) =>
        from field in _fields
        where field.Field.Kind == FieldKind.Reference && field.Field.Get(record) is Guid
        select (field.Field, new RecordRef(field.Field.ReferenceType!, (Guid)field.Field.Get(record)!));

    /// <summary>What kept values (<see cref="Text(Record)"/>) refer to.</summary>
    public IEnumerable<Guid> References(string kept)
    {
        var ours = CustomValues.Parse(kept);
        return _fields.Where(f => f.Field.Kind == FieldKind.Reference).Select(f => ours.Reference(f.Field.Key)).OfType<Guid>();
    }

    /// <summary>Kept values (<see cref="Text(Record)"/>) by their names there.</summary>
    /// <param name="kept">By field key.</param>
    /// <param name="keyOf">The key there of a record here.</param>
    public CustomValues Theirs(string kept, Func<RecordRef, string?> keyOf)
    {
        var ours = new CustomRecord(type.Key) { Custom = CustomValues.Parse(kept) };
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (external, field, _) in _fields)
        {
            var value = FieldAccessor.ForCustom(field.Key, field.Kind).Get(ours);
            values[external] = field.Kind == FieldKind.Reference && value is Guid id ? keyOf(new RecordRef(field.ReferenceType!, id)) : value;
        }
        return CustomValues.Empty.With(values);
    }

    /// <summary>Values as they are compared and kept.</summary>
    public static string Text(IReadOnlyDictionary<string, object?> values) => CustomValues.Empty.With(values).Json;

    /// <summary>What a record here has in the fields.</summary>
    public string Text(Record record) => Text(_fields.ToDictionary(f => f.Field.Key, f => f.Field.Get(record), StringComparer.Ordinal));

    // A reference is the other record's key there: a text.
    private static FieldKind Kind(FieldDefinition field) => field.Kind == FieldKind.Reference ? FieldKind.Text : field.Kind;
}
