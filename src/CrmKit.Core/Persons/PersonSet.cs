using CrmKit.Activities;

namespace CrmKit.Persons;

/// <summary>A record that says something about a person.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Record">As it is stored, alive or deleted.</param>
/// <param name="IsOwn">Whether it is about him alone: it is the person, or an activity around nothing else.</param>
internal sealed record PersonRecord(RecordTypeDefinition Type, Record Record, bool IsOwn)
{
    public RecordRef Ref => Type.Ref(Record.Id);

    /// <summary>The fields that say it.</summary>
    public IEnumerable<FieldDefinition> Fields => Type.Fields.Where(f => f.IsPersonal || (Type.IsPerson && f.Key is "externalId" or "stageNote"));
}

/// <summary>All records that say something about one person.</summary>
/// <param name="People">The contacts and leads that he is.</param>
/// <param name="Related">What refers to them.</param>
internal sealed record PersonSet(IReadOnlyList<PersonRecord> People, IReadOnlyList<PersonRecord> Related)
{
    public IEnumerable<PersonRecord> All => People.Concat(Related);

    /// <summary>Records about him alone.</summary>
    public IEnumerable<PersonRecord> Own => All.Where(r => r.IsOwn);

    /// <summary>His addresses and numbers: what tells him from everybody else.</summary>
    public IReadOnlyList<string> Identifiers { get; } =
        [.. People.SelectMany(p => p.Fields.Where(f => f.Kind is FieldKind.Email or FieldKind.Phone).Select(f => f.Get(p.Record) as string)).OfType<string>().Where(v => v.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>His names.</summary>
    public IReadOnlyList<string> Names { get; } =
        [.. People.Select(p => p.Type.Field(p.Type.NameField).Get(p.Record) as string).OfType<string>().Where(n => n.Length > 0 && n != PersonEraser.Blank).Distinct(StringComparer.Ordinal)];
}
