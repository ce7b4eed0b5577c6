using CrmKit.Filters;
using CrmKit.Sessions;

namespace CrmKit.Quality;

/// <summary>The conditions of rules across fields.</summary>
internal static class RuleCondition
{
    /// <summary>Refuses what cannot be asked of one record.</summary>
    public static void Check(RecordRule rule, RecordTypeDefinition type, CrmSession session)
    {
        if (rule.When is { } when) RecordCondition.Compile(when, type, session);
        RecordCondition.Compile(rule.Must, type, session);
        var problems = new CatalogProblems();
        if (rule.Field is { } field && !type.TryField(field, out _)) problems.Invalid("Rule", rule.Key, $"it marks '{field}', which '{type.Key}' does not have.");
        if (string.IsNullOrWhiteSpace(rule.Message?.English)) problems.Invalid("Rule", rule.Key, "it has no message for those who break it.");
        problems.ThrowIfAny();
    }

    /// <summary>The keys of the fields that a rule reads; none when it sleeps.</summary>
    public static IReadOnlySet<string> Fields(RecordRule rule, CatalogSnapshot catalog)
    {
        if (!catalog.TryType(rule.RecordType, out var type)) return new HashSet<string>();
        try
        {
            return new[] { rule.When, rule.Must }.OfType<string>().SelectMany(t => RecordCondition.Fields(t, type, catalog)).ToHashSet(StringComparer.Ordinal);
        }
        catch (CrmValidationException)
        {
            return new HashSet<string>(); // a field of it is away
        }
    }
}
