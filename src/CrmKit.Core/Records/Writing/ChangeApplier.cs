using CrmKit.Quality;

namespace CrmKit.Records;

/// <summary>Makes the record as it will be out of what is stored and what was asked; refuses what may never be written directly.</summary>
internal static class ChangeApplier
{
    public static void Apply(WriteItem item, TypePlan plan, IReadOnlySet<string> hidden, IReadOnlySet<string> readOnly, DateTimeOffset now)
    {
        var request = item.Request;
        switch (request.Operation)
        {
            case RecordOperation.Create:
                item.After = request.Record!.Copy();
                if (readOnly.Count > 0) ForbidGiven(item, plan, readOnly);
                ApplyValues(item, readOnly);
                break;
            case RecordOperation.Update:
                item.After = item.Before!.Copy();
                if (request.Record is not null) ApplyWhole(item, plan, request.Record, hidden, readOnly);
                ApplyValues(item, readOnly);
                if ((request.MarkConverted || request.UnmarkConverted) && item.After is RootRecord converted) converted.ConvertedAt = request.MarkConverted ? now : null;
                if (request.EndsQuarantine) QuarantineRule.Set(item.After, null, null);
                break;
            case RecordOperation.Delete:
                item.After = item.Before!.Copy();
                item.After.DeletedAt = now;
                break;
            case RecordOperation.Restore:
                item.After = item.Before!.Copy();
                item.After.DeletedAt = null;
                ApplyValues(item, readOnly);
                break;
        }
        item.Change = new PendingChange(item.Operation, item.Before, item.After!);
    }

    // The caller's copy carries all fields: those he cannot see came to him empty and stay as they are.
    private static void ApplyWhole(WriteItem item, TypePlan plan, Record source, IReadOnlySet<string> hidden, IReadOnlySet<string> readOnly)
    {
        var (before, after) = (item.Before!, item.After!);
        List<KeyValuePair<string, object?>>? custom = null;
        var compareCustom = !ReferenceEquals(source.Custom, before.Custom) && !source.Custom.Equals(before.Custom);
        foreach (var field in plan.Writable)
        {
            var definition = field.Definition;
            if (definition.IsCustom && !compareCustom) continue;
            var value = field.Get(source);
            if (Equals(field.Get(before), value) || hidden.Contains(definition.Key)) continue;
            if (readOnly.Contains(definition.Key)) item.Refuse(RefusalKind.Forbidden, Access.AccessErrors.FieldForbidden(item.Type, definition));
            else if (definition.IsCustom) (custom ??= []).Add(new(definition.Key, value));
            else field.Set(after, value);
        }
        if (compareCustom)
            foreach (var key in source.Custom.Keys)
            {
                if (!plan.CustomKeys.Contains(key) && !before.Custom.Contains(key))
                    item.Refuse(RefusalKind.Validation, CatalogErrors.FieldUnknown(item.Type.Key, key, plan.CustomKeys));
                else if (item.Type.TryField(key, out var field) && field.IsCustom && field.Get(source) is null && !hidden.Contains(key))
                    item.Refuse(RefusalKind.Validation, FieldErrors.Type(field, null));
            }
        if (custom is not null) after.Custom = after.Custom.With(custom);
    }

    private static void ApplyValues(WriteItem item, IReadOnlySet<string> readOnly)
    {
        if (item.Request.Values.Count == 0) return;
        List<KeyValuePair<string, object?>>? custom = null;
        foreach (var (key, value) in item.Request.Values)
        {
            if (!item.Type.TryField(key, out var field))
                item.Refuse(RefusalKind.Validation, CatalogErrors.FieldUnknown(item.Type.Key, key, item.Type.Fields.Select(f => f.Key)));
            else if (item.Request.IsExact)
                SetExactly(item, field, value, custom ??= []);
            else if (field.Nature != FieldNature.Descriptive && !(item.Request.IsTrusted && field.Nature == FieldNature.Computed))
                item.Refuse(RefusalKind.Validation, FieldErrors.ReadOnly(field));
            else if (readOnly.Contains(key))
                item.Refuse(RefusalKind.Forbidden, Access.AccessErrors.FieldForbidden(item.Type, field));
            else if (!FieldValues.TryFit(field, value, out var fitting))
                item.Refuse(RefusalKind.Validation, FieldErrors.Type(field, value));
            else if (field.IsCustom)
                (custom ??= []).Add(new(key, fitting));
            else
                Set(item, field, fitting);
        }
        if (custom is not null) item.After!.Custom = item.After.Custom.With(custom);
    }

    private static void SetExactly(WriteItem item, FieldDefinition field, object? value, List<KeyValuePair<string, object?>> custom)
    {
        if (field.IsCustom) custom.Add(new(field.Key, value));
        else field.Set(item.After!, value);
    }

    private static void Set(WriteItem item, FieldDefinition field, object? value)
    {
        try
        {
            field.Set(item.After!, value);
        }
        catch (FormatException)
        {
            item.Refuse(RefusalKind.Validation, FieldErrors.Option(field, (string)value!));
        }
        catch (InvalidCastException)
        {
            item.Refuse(RefusalKind.Validation, FieldErrors.Type(field, value!));
        }
        catch (OverflowException)
        {
            item.Refuse(RefusalKind.Validation, FieldErrors.Range(field, value!, field.Minimum ?? int.MinValue, field.Maximum ?? int.MaxValue));
        }
    }

    // What a new record of the class has anyway was not given by the caller.
    private static void ForbidGiven(WriteItem item, TypePlan plan, IReadOnlySet<string> readOnly)
    {
        var pristine = plan.NewRecord();
        foreach (var field in plan.Writable)
            if (readOnly.Contains(field.Definition.Key) && field.Differs(pristine, item.After!))
                item.Refuse(RefusalKind.Forbidden, Access.AccessErrors.FieldForbidden(item.Type, field.Definition));
    }
}
