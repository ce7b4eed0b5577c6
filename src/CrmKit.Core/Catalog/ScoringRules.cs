using CrmKit.Scoring;

namespace CrmKit.Catalog;

/// <summary>Checks scoring factors: the field that they add up to must be able to hold a sum.</summary>
internal static class ScoringRules
{
    public static void Check(ScoringFactorDefinition factor, Dictionary<string, RecordTypeDefinition> types, CatalogProblems problems)
    {
        problems.CheckKey("scoring factor", factor.Key, factor.Source);
        if (!types.TryGetValue(factor.RecordType, out var type)) problems.Invalid("Scoring factor", factor.Key, $"its record type '{factor.RecordType}' is defined by nobody.");
        else if (!type.TryField(factor.Field, out var field) || field.Nature != FieldNature.Descriptive || field.Kind is not (FieldKind.Integer or FieldKind.Number or FieldKind.Percent))
            problems.Invalid("Scoring factor", factor.Key, $"'{factor.RecordType}' has no writable number field '{factor.Field}' to hold the score.");
    }
}
