using CrmKit.Consents;
using CrmKit.Imports.Values;

namespace CrmKit.Imports.Mapping;

/// <summary>Checks what a map says of consents against the type and the header.</summary>
internal static class ConsentPlanner
{
    private const int LongestEvidence = 1_000;

    /// <summary>The columns that are taken by consents.</summary>
    public static IEnumerable<string> Columns(ImportMap map) => map.Consents.SelectMany(c => (string?[])[c.Column, c.At, c.EvidenceColumn]).OfType<string>();

    public static IReadOnlyList<ConsentTarget> Plan(RecordTypeDefinition type, ImportMap map, string[] header, DateTimeOffset now, DateText times, List<CrmError> errors)
    {
        var targets = new List<ConsentTarget>();
        foreach (var (consent, i) in map.Consents.Select((c, i) => (c, i)))
        {
            void Wrong(string why) => errors.Add(ImportErrors.MapInvalid($"$.consents[{i}]", why));
            int Ordinal(string name)
            {
                var at = Array.FindIndex(header, h => h.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));
                if (at < 0) errors.Add(ImportErrors.ColumnMissing(name, header.Where(h => h.Length > 0)));
                return at;
            }
            if (!type.IsPerson) Wrong($"records of type '{type.Key}' are about no single person: consents are of contacts and leads.");
            if (!ConsentRows.IsPurpose(consent.Purpose)) Wrong(ConsentErrors.Purpose(consent.Purpose).Message);
            if (string.IsNullOrWhiteSpace(consent.Evidence) || consent.Evidence.Length > LongestEvidence) Wrong($"\"evidence\" says in 1 to {LongestEvidence} characters what shows the consents of the file.");
            if (consent.Text?.Length > ConsentErrors.LongestText || consent.Language?.Length > ConsentErrors.LongestText) Wrong($"\"text\" has more than {ConsentErrors.LongestText} characters.");
            if (map.Consents.Take(i).Any(c => (c.Purpose, c.Channel) == (consent.Purpose, consent.Channel))) Wrong($"'{consent.Purpose}' by {EnumCode.Of(consent.Channel)} is said twice.");
            targets.Add(new ConsentTarget(consent, Ordinal(consent.Column), Ordinal(consent.At), consent.EvidenceColumn is { } column ? Ordinal(column) : -1, consent.Formats.Count > 0 ? times.With(consent.Formats) : times, now));
        }
        return targets;
    }
}
