using CrmKit.Seeds;

namespace CrmKit.Catalog;

/// <summary>Checks seed records as far as that needs no database.</summary>
internal static class SeedRules
{
    public static void Check(SeedRecord seed, Dictionary<string, RecordTypeDefinition> types, CatalogProblems problems)
    {
        var name = seed.ExternalId.StartsWith(seed.Source + ":", StringComparison.Ordinal) ? seed.ExternalId[(seed.Source.Length + 1)..] : "";
        if (name.Length is 0 or > 100 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'))
            Invalid($"its external id must be '{seed.Source}:' and a name of letters, digits, '-', '.' and '_'.");
        if (!types.TryGetValue(seed.RecordType, out var type)) Invalid($"its record type '{seed.RecordType}' is defined by nobody.");
        else
            foreach (var (key, value) in seed.Values)
                if (!type.TryField(key, out var field) || field.Nature != FieldNature.Descriptive) Invalid($"'{type.Key}' has no writable field '{key}'.");
                else if (value is SeedReference ? field.ReferenceType is null : !FieldValues.TryFit(field, value, out _)) Invalid($"field '{key}' cannot hold '{value}'.");

        void Invalid(string why) => problems.Invalid("Seed record", seed.ExternalId, why);
    }
}
