namespace CrmKit.Matching;

/// <summary>The fields of a type that tell duplicates, and the values of records in the form in which they are compared.</summary>
internal sealed class DuplicateFields
{
    private readonly (FieldDefinition Field, MatchKind Kind)[] _fields;

    private DuplicateFields(IReadOnlyList<FieldDefinition> fields)
    {
        _fields = [.. fields.Select(f => (f, f.Match!.Kind))];
        var known = fields.Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        Links = [.. fields.Select(f => new LinkField(f.Key, MatchForms.LinkOf(f.Match!.Kind), f.Match.SwappedWith is { } other && known.Contains(other) ? other : null))];
    }

    public IReadOnlyList<LinkField> Links { get; }

    public IReadOnlyList<(FieldDefinition Field, MatchKind Kind)> Fields => _fields;

    /// <summary>Those of a type; <see langword="null"/> when it has none.</summary>
    /// <param name="type">The type.</param>
    /// <param name="hidden">Fields that must not count.</param>
    public static DuplicateFields? Of(RecordTypeDefinition type, IReadOnlySet<string>? hidden = null)
    {
        var fields = type.Fields.Where(f => f.Match is not null && hidden?.Contains(f.Key) != true).Take(LinkPattern.MostFields).ToList();
        return fields.Count == 0 ? null : new DuplicateFields(fields);
    }

    public string[] FormsOf(Record record)
    {
        var forms = new string[_fields.Length];
        for (var i = 0; i < forms.Length; i++) forms[i] = MatchForms.Of(_fields[i].Kind, _fields[i].Field.Get(record));
        return forms;
    }
}
