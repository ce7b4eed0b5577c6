using CrmKit.Accounts;
using CrmKit.Leads;
using CrmKit.Sessions;

namespace CrmKit.Quality;

/// <summary>Sets leads and contacts apart whose name, address or number looks made up, whenever one of these changes; saves them all the same.</summary>
internal sealed class QuarantineRule : IRecordNormalizer
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal) { "name", "firstName", "lastName" };

    public ValueTask NormalizeAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var session = (CrmSession)context.Session;
        var watched = context.Type.Fields.Where(f => f.Nature == FieldNature.Descriptive && (f.Kind is FieldKind.Email or FieldKind.Phone || IsName(f))).ToList();
        foreach (var change in context.Changes)
        {
            if (change.Operation is RecordOperation.Delete or RecordOperation.Restore || !watched.Exists(change.HasChanged)) continue;
            var codes = Codes(watched, change.After, session.Options.Country).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            var since = codes.Count == 0 ? (DateTimeOffset?)null : (change.After as IQuarantined)?.QuarantinedAt ?? session.Now;
            Set(change.After, since, codes.Count == 0 ? null : string.Join(' ', codes));
        }
        return default;
    }

    /// <summary>Whether a field of a lead or contact names the person.</summary>
    public static bool IsName(FieldDefinition field) => Names.Contains(field.Key);

    /// <summary>Sets a record apart, or ends that.</summary>
    public static void Set(Record record, DateTimeOffset? since, string? reason)
    {
        if (record is Lead lead) (lead.QuarantinedAt, lead.QuarantineReason) = (since, reason);
        else if (record is Contact contact) (contact.QuarantinedAt, contact.QuarantineReason) = (since, reason);
    }

    private static IEnumerable<string> Codes(List<FieldDefinition> watched, Record record, string? usual)
    {
        var country = (record as Lead)?.Country ?? (record as Contact)?.Country ?? usual;
        foreach (var field in watched)
            if (field.Get(record) is string { Length: > 0 } text && !(record is Lead lead && field.Key == "name" && IsNamedAfter(lead)))
                foreach (var finding in Findings.Of(field, text, country, IsName(field)))
                    if (finding.Quarantines) yield return finding.Code;
    }

    // A lead without a person's name is called after what is known of it.
    private static bool IsNamedAfter(Lead lead) => lead.Name == lead.CompanyName || lead.Name == lead.Email || lead.Name == lead.Phone;
}
