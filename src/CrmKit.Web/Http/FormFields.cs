using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>The fields of a form, out of the catalog: those that the person may see and write.</summary>
internal static class FormFields
{
    public static async Task<IReadOnlyList<FieldDefinition>> WritableAsync(WebCall call, RecordTypeDefinition type)
    {
        var (hidden, locked) = (await call.HiddenAsync(type), await call.ReadOnlyAsync(type));
        return [.. type.Fields.Where(f => f is { Nature: FieldNature.Descriptive, Key: not "externalId" } && !hidden.Contains(f.Key) && !locked.Contains(f.Key))];
    }

    /// <summary>The fields with what a record has, or with what was typed.</summary>
    public static async Task<IReadOnlyList<FieldEntry>> EntriesAsync(WebCall call, IReadOnlyList<FieldDefinition> fields, Record? record, FormReader? typed, IReadOnlyList<CrmError> errors, string prefix = FormReader.Prefix, IReadOnlySet<string>? unasked = null)
    {
        var entries = new List<FieldEntry>(fields.Count);
        var names = record is null ? [] : await NamesAsync(call, fields, record);
        foreach (var field in fields)
        {
            var value = record is null ? null : field.Get(record);
            var shown = value is Guid id && field.ReferenceType is not null ? names.GetValueOrDefault(id, id.ToString()) : call.Text.Input(field, value);
            IReadOnlyList<string> said = [.. errors.Where(e => e.Field == field.Key).Select(e => call.Texts.Of(e))];
            entries.Add(new FieldEntry
            {
                Name = prefix + field.Key,
                Label = field.Label.For(call.Culture),
                Help = (EditorOf(call, field)?.Hint ?? field.Description)?.For(call.Culture),
                Editor = Shown(call, field),
                Kind = field.Kind,
                IsRequired = field.IsRequired,
                MaxLength = field.MaxLength,
                Value = typed?.Typed(field.Key) ?? shown,
                Was = field.ReferenceType is null || value is null ? null : (value.ToString()!, shown),
                Options = await OptionsAsync(call, field, typed),
                Errors = said,
                Section = field.Section is { } section ? (section.Key, section.Label.For(call.Culture)) : null,
                IsConditional = field.ShownWhen is not null,
                IsHidden = said.Count == 0 && unasked?.Contains(field.Key) == true,
            });
        }
        return entries;
    }

    /// <summary>How the type of a field wants it typed and read; <see langword="null"/> when it says nothing, or its plugin is away.</summary>
    public static FieldEditor? EditorOf(WebCall call, FieldDefinition field) => field.TypeKey is { } key ? call.Session.Catalog.FieldTypes.FirstOrDefault(t => t.Key == key)?.Editor : null;

    private static EditorShown? Shown(WebCall call, FieldDefinition field)
    {
        if (EditorOf(call, field) is not { } editor) return null;
        var module = editor.Module is { } name && call.Session.Catalog.FieldTypes.First(t => t.Key == field.TypeKey) is var type ? call.Session.Catalog.FindAsset(type.Source, name) : null;
        return new EditorShown(editor.Example?.For(call.Culture), editor.Keyboard is { } keys ? EnumCode.Of(keys) : null, editor.Unit?.For(call.Culture),
            [.. editor.Suggestions.Select(s => new FieldChoice(s.Code, s.Label.For(call.Culture)))], module is null ? null : call.Links.Asset(module));
    }

    private static async Task<IReadOnlyList<FieldChoice>> OptionsAsync(WebCall call, FieldDefinition field, FormReader? typed)
    {
        if (typed is null || !typed.Choices.TryGetValue(field.Key, out var records)) return [.. field.Options.Select(o => new FieldChoice(o.Code, o.Label.For(call.Culture)))];
        var choices = new List<FieldChoice>();
        foreach (var record in records) choices.Add(new FieldChoice(record.Id.ToString(), await RecordNames.OfAsync(call, record)));
        return choices;
    }

    private static async Task<Dictionary<Guid, string>> NamesAsync(WebCall call, IReadOnlyList<FieldDefinition> fields, Record record)
    {
        var names = new Dictionary<Guid, string>();
        foreach (var group in fields.Where(f => f.ReferenceType is not null && f.Get(record) is Guid).GroupBy(f => f.ReferenceType!))
        {
            foreach (var other in await call.Session.Records.GetManyAsync(group.Key, [.. group.Select(f => (Guid)f.Get(record)!).Distinct()], call.Cancelled)) names[other.Id] = await RecordNames.OfAsync(call, other);
        }
        return names;
    }
}
