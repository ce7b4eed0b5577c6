using CrmKit.Imports.Writing;
using CrmKit.Sessions;

namespace CrmKit.Imports.Previewing;

/// <summary>Asks which of the texts of a column name a record.</summary>
internal static class References
{
    /// <summary>How many name none.</summary>
    public static async Task<int> MissingAsync(CrmSession session, RecordTypeDefinition type, string lookup, IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        var field = type.Field(lookup);
        var values = texts.Distinct().Select(t => ReferenceResolver.Comparable(field, t)).ToList();
        var known = values.OfType<object>().Distinct().ToList();
        if (known.Count == 0) return values.Count;
        var found = (await RecordLookup.For(type).FindAsync(session, [(field, known)], cancellationToken)).Select(field.Get).ToHashSet();
        return values.Count(v => v is null || !found.Contains(v));
    }
}
