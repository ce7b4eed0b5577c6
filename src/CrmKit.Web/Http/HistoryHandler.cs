using System.Text.Json;
using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Audit;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>Who changed what in a record, and what it was at a time.</summary>
internal static class HistoryHandler
{
    private const int Shown = 50;

    public static async Task ShowAsync(WebCall call)
    {
        var (type, wanted) = (call.Type, call.Ref);
        var hidden = await call.HiddenAsync(type);
        var field = call.Query("field") is { } asked && type.TryField(asked, out var known) && !hidden.Contains(asked) ? known : null;
        var page = await call.Session.Audit.SearchAsync(new AuditQuery { RecordType = type.Key, RecordId = wanted.Id, Field = field?.Key, Size = Shown, Cursor = call.Query("cursor") }, call.Cancelled);
        if (page.Items.Count == 0 && page.Next is null && field is null && call.Query("cursor") is null) await call.Session.Records.GetAsync(wanted, call.Cancelled); // whoever may not see it is told that there is none

        IReadOnlyList<CrmError> errors = [];
        IReadOnlyList<RecordSection>? past = null;
        if (call.Query("at") is { } text)
        {
            try
            {
                past = call.Text.Instant(text) is { } at ? await PastAsync(call, type, await call.Session.Audit.AsAtAsync(wanted, at, call.Cancelled)) : throw new CrmValidationException(new CrmError("field.type", call.Texts["log.at-wrong"]));
            }
            catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException or CrmNotFoundException { Error.Code: "audit.not-yet" })
            {
                errors = refused.Errors;
            }
        }
        var name = await call.Session.Records.FindAsync(wanted, call.Cancelled) is { } record ? RecordNames.Of(call, type, record, hidden) : type.Label.For(call.Culture);
        await call.PageAsync<HistoryPage, HistoryModel>(call.Texts.Format("history.title", name), new HistoryModel
        {
            Address = call.Links.Act(type, wanted.Id, "history"),
            Back = new NavigationLink(name, call.Links.Record(type, wanted.Id)),
            Errors = errors,
            At = call.Query("at"),
            Past = past,
            Field = field?.Key,
            Fields = [.. type.Fields.Where(f => !hidden.Contains(f.Key) && f.Key is not ("id" or "version")).Select(f => new FieldChoice(f.Key, f.Label.For(call.Culture)))],
            Entries = await EntriesAsync(call, type, page, hidden, field),
            Audit = await AdministratorRights.IsOneAsync(call.Session, call.Cancelled) ? WebLinks.With(call.Links.Administer("audit"), ("type", type.Key), ("record", wanted.Id.ToString())) : null,
            Next = page.Next is { } next ? WebLinks.With(call.Links.Act(type, wanted.Id, "history"), ("field", field?.Key), ("cursor", next)) : null,
        }, errors.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IReadOnlyList<RecordSection>> PastAsync(WebCall call, RecordTypeDefinition type, RecordAsAt then)
    {
        var hidden = then.HiddenFields;
        var included = new Dictionary<RecordRef, Record>();
        foreach (var group in type.Fields.Where(f => f.ReferenceType is not null && !hidden.Contains(f.Key) && f.Get(then.Record) is Guid).GroupBy(f => f.ReferenceType!))
            foreach (var other in await call.Session.Records.GetManyAsync(group.Key, [.. group.Select(f => (Guid)f.Get(then.Record)!).Distinct()], call.Cancelled)) included[new RecordRef(group.Key, other.Id)] = other;
        return await RecordHandler.SectionsAsync(call, type, then.Record, hidden, new RecordNames(call, included), RecordLayout.None);
    }

    private static async Task<IReadOnlyList<HistoryEntry>> EntriesAsync(WebCall call, RecordTypeDefinition type, AuditPage page, IReadOnlySet<string> hidden, FieldDefinition? only)
    {
        var read = page.Items.Select(e => (Entry: e, Changes: Changes(type, e, hidden, only))).ToList();
        var names = await NamesAsync(call, read.SelectMany(e => e.Changes));
        var actors = await ActorNames.LoadAsync(call.Session, page.Items.Select(e => e.ActorId), call.Cancelled);
        return [.. read.Select(e => new HistoryEntry(
            call.Text.Moment(e.Entry.At), e.Entry.ActorName ?? actors.Of(e.Entry.ActorId) ?? "", call.Texts.Find("history." + EnumCode.Of(e.Entry.Operation)) ?? EnumCode.Of(e.Entry.Operation), e.Entry.Door, e.Entry.Reason is { } reason ? SaidTexts.Of(SaidTexts.Change, reason, call.Culture, call.Session.Catalog) : null,
            [.. e.Changes.Select(c => new HistoryChange(c.Field.Label.For(call.Culture), Text(call, c.Field, c.Before, names), Text(call, c.Field, c.After, names)))]))];
    }

    // [before, after]; of a new record the values alone. Fields that left the catalog with their plugin say nothing.
    private static List<(FieldDefinition Field, object? Before, object? After)> Changes(RecordTypeDefinition type, AuditEntry entry, IReadOnlySet<string> hidden, FieldDefinition? only)
    {
        var changes = new List<(FieldDefinition, object?, object?)>();
        using var json = JsonDocument.Parse(entry.Changes);
        foreach (var change in json.RootElement.EnumerateObject())
        {
            if (!type.TryField(change.Name, out var field) || hidden.Contains(field.Key) || (only is not null && only != field) || field.Key is "version" or "updatedAt" or "updatedById") continue;
            var (before, after) = change.Value.ValueKind == JsonValueKind.Array && change.Value.GetArrayLength() == 2 ? (change.Value[0], change.Value[1]) : (default, change.Value);
            changes.Add((field, Value(field, before), Value(field, after)));
        }
        return changes;
    }

    private static object? Value(FieldDefinition field, JsonElement json) =>
        json.ValueKind == JsonValueKind.Undefined ? null : FieldJson.Read(field, json, out var value) is null ? value : json.ToString();

    private static async Task<Dictionary<Guid, string>> NamesAsync(WebCall call, IEnumerable<(FieldDefinition Field, object? Before, object? After)> changes)
    {
        var names = new Dictionary<Guid, string>();
        foreach (var group in changes.Where(c => c.Field.ReferenceType is not null).GroupBy(c => c.Field.ReferenceType!))
        {
            if (!call.Session.Catalog.TryType(group.Key, out var type)) continue;
            foreach (var other in await call.Session.Records.GetManyAsync(type.Key, [.. group.SelectMany(c => new[] { c.Before, c.After }).OfType<Guid>().Distinct()], call.Cancelled)) names[other.Id] = await RecordNames.OfAsync(call, other);
        }
        return names;
    }

    private static string Text(WebCall call, FieldDefinition field, object? value, Dictionary<Guid, string> names) => value switch
    {
        Guid id => field.ReferenceType is null ? "" : names.GetValueOrDefault(id, call.Texts["value.not-visible"]),
        string stage when field is { Nature: FieldNature.State, Key: "stage" } => call.Session.Catalog.PipelinesOf(call.Type.Key).Select(p => p.FindStage(stage)).FirstOrDefault(s => s is not null)?.Label.For(call.Culture) ?? stage,
        string pipeline when field is { Nature: FieldNature.State, Key: "pipeline" } => call.Session.Catalog.PipelinesOf(call.Type.Key).FirstOrDefault(p => p.Key == pipeline)?.Label.For(call.Culture) ?? pipeline,
        _ => call.Text.Of(field, value),
    };
}
