using CrmKit.Access;
using CrmKit.Filters;
using CrmKit.Sessions;

namespace CrmKit.Fields;

/// <summary>When fields are shown, and so may be required.</summary>
internal sealed class FieldConditions(CrmSession session, IAccess access) : ISessionService
{
    /// <summary>The fields that forms and pages leave out, as far as the actor may know it.</summary>
    public async Task<IReadOnlySet<string>> UnaskedAsync(Record record, CancellationToken cancellationToken)
    {
        var type = session.Catalog.TypeOf(record);
        var conditional = type.Fields.Where(f => f.ShownWhen is not null).ToList();
        var unasked = new HashSet<string>(StringComparer.Ordinal);
        if (conditional.Count == 0) return unasked;
        var hidden = await access.HiddenFieldsAsync(type, cancellationToken);
        var isShown = Of(type);
        foreach (var field in conditional)
            if (!Reads(field, type, session.Catalog).Overlaps(hidden) && !isShown(field, record)) unasked.Add(field.Key);
        return unasked;
    }

    /// <summary>Whether a field is shown in a record, whoever looks; conditions are read once for a batch.</summary>
    public Func<FieldDefinition, Record, bool> Of(RecordTypeDefinition type) => Of(session, type);

    public static Func<FieldDefinition, Record, bool> Of(CrmSession session, RecordTypeDefinition type)
    {
        var read = new Dictionary<string, Func<Record, bool>>(StringComparer.Ordinal);
        return (field, record) =>
        {
            if (field.ShownWhen is not { } text) return true;
            if (!read.TryGetValue(text, out var holds)) read[text] = holds = Compile(session, text, type);
            return holds(record);
        };
    }

    /// <summary>Why a condition cannot be asked; <see langword="null"/> when it can.</summary>
    public static CrmError? Problem(string field, string condition, RecordTypeDefinition type, CatalogSnapshot catalog)
    {
        try
        {
            RecordCondition.Check(condition, type, catalog);
            return RecordCondition.Fields(condition, type, catalog).Contains(field) ? CatalogErrors.ConditionInvalid(type.Key, field, "it would depend on itself. Name other fields of the record.") : null;
        }
        catch (CrmValidationException wrong)
        {
            return CatalogErrors.ConditionInvalid(type.Key, field, wrong.Error.Message) with { Position = wrong.Error.Position };
        }
    }

    /// <summary>What is wrong with the conditions of core and plugins; those of administrators were looked at when they were saved, and sleep while a field is away.</summary>
    public static void Check(CatalogSnapshot catalog, CatalogProblems problems)
    {
        foreach (var type in catalog.Types)
            foreach (var field in type.Fields)
                if (field is { ShownWhen: { } condition, Source: not AdminSource.Id } && Problem(field.Key, condition, type, catalog) is { } problem) problems.Add(problem);
    }

    /// <summary>The fields that a field's condition reads; none when it has no condition, or that sleeps.</summary>
    public static IReadOnlySet<string> Reads(FieldDefinition field, RecordTypeDefinition type, CatalogSnapshot catalog)
    {
        try
        {
            return field.ShownWhen is { } text ? RecordCondition.Fields(text, type, catalog) : new HashSet<string>();
        }
        catch (CrmValidationException)
        {
            return new HashSet<string>();
        }
    }

    private static Func<Record, bool> Compile(CrmSession session, string text, RecordTypeDefinition type)
    {
        try
        {
            return RecordCondition.Compile(text, type, session);
        }
        catch (CrmValidationException)
        {
            return static _ => true; // a field of it is away with its plugin
        }
    }
}
