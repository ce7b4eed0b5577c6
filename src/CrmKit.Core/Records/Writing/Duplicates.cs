using CrmKit.Storage;

namespace CrmKit.Records;

/// <summary>Says in the catalog's words what a unique index of the database refused.</summary>
internal static class Duplicates
{
    public static CrmException Explain(WriteBatch batch, StoreDuplicateException duplicate)
    {
        var standing = batch.Items.Where(i => !i.IsRefused).ToList();
        foreach (var item in standing)
            foreach (var field in TypePlan.Of(item.Type).Unique)
                if (IsAbout(duplicate.Constraint, field) && field.Get(item.After!) is { } value)
                    return new CrmValidationException(FieldErrors.Duplicate(field.Definition, value, null) with { Record = item.Ref, Index = item.Index });
        // Left over is the primary key: an id that is taken.
        if (standing.Find(i => i.Before is null) is { } created)
            return new CrmConflictException(RecordErrors.Exists(created.Ref) with { Index = created.Index }, duplicate);
        return new CrmConflictException(RecordErrors.Conflict(standing[0].Ref) with { Index = standing[0].Index }, duplicate);
    }

    // Databases name columns in snake case.
    private static bool IsAbout(string constraint, FieldPlan field) =>
        constraint.Replace("_", "", StringComparison.Ordinal).Contains(field.Definition.IsCustom ? field.Definition.Key : field.Property, StringComparison.OrdinalIgnoreCase);
}
