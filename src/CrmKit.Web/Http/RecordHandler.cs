using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Pipelines;
using CrmKit.Sessions;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>The page of a record: its fields, where it is in its pipeline, what points at it, and what happened.</summary>
internal static class RecordHandler
{
    private const int RelatedShown = 5;
    private const int TimelineShown = 20;

    public static async Task ShowAsync(WebCall call)
    {
        var (type, wanted, links) = (call.Type, call.Ref, call.Links);
        var hidden = await call.HiddenAsync(type);
        var page = await LoadAsync(call, type, wanted, hidden);
        var record = page.Items[0];
        var names = new RecordNames(call, page.Included);
        var title = RecordNames.Of(call, type, record, hidden);
        RecentRecords.Note(call, wanted);
        var mayUpdate = await call.MayAsync(type, Operations.Update, record);
        await call.PageAsync<RecordDetails, RecordModel>(title, new RecordModel
        {
            TypeLabel = type.Label.For(call.Culture),
            List = new NavigationLink(type.PluralLabel.For(call.Culture), links.List(type)),
            Edit = mayUpdate ? links.Edit(type, record.Id) : null,
            Path = hidden.Contains("stage") ? null : StagePath.Of(call, type, record, mayUpdate),
            Sections = await SectionsAsync(call, type, record, hidden, names),
            Related = await RelatedAsync(call, type, wanted),
            Timeline = await TimelineAsync(call, wanted),
        });
    }

    public static async Task<RecordPage> LoadAsync(WebCall call, RecordTypeDefinition type, RecordRef wanted, IReadOnlySet<string> hidden)
    {
        var page = await call.Session.Records.QueryAsync(new RecordQuery(type.Key)
        {
            Filter = $"id eq '{wanted.Id}'", Size = 1, Include = [.. type.Fields.Where(f => f.ReferenceType is not null && !hidden.Contains(f.Key)).Select(f => f.Key)],
        }, call.Cancelled);
        return page.Items.Count == 1 ? page : throw new CrmNotFoundException(ApiErrors.NotFound(type, wanted.Id.ToString()));
    }

    // What people fill in, then what administrators and each plugin added, then what CrmKit keeps.
    private static async Task<List<RecordSection>> SectionsAsync(WebCall call, RecordTypeDefinition type, Record record, IReadOnlySet<string> hidden, RecordNames names)
    {
        var sections = new List<RecordSection>();
        foreach (var group in type.Fields.Where(f => !hidden.Contains(f.Key) && f.Key is not ("id" or "version" or "deletedAt")).GroupBy(f => SectionOf(call, f)))
        {
            var fields = new List<FieldShown>();
            foreach (var field in group) fields.Add(await names.ShowAsync(field, record));
            sections.Add(new RecordSection(group.Key.Label, fields));
        }
        return sections;
    }

    private static (string Key, string Label) SectionOf(WebCall call, FieldDefinition field) => field switch
    {
        { Nature: FieldNature.State } => ("state", call.Texts["record.state"]),
        { Nature: FieldNature.System } or { Key: "externalId" } => ("system", call.Texts["record.system"]),
        { IsCustom: false } => ("details", call.Texts["record.details"]),
        { Source: "admin" } => ("admin", call.Texts["record.more"]),
        _ => (field.Source, field.Source),
    };

    private static async Task<List<RelatedList>> RelatedAsync(WebCall call, RecordTypeDefinition type, RecordRef record)
    {
        var related = new List<RelatedList>();
        foreach (var relation in call.Session.Catalog.RelationsOf(type.Key))
        {
            var other = call.Session.Catalog.Type(relation.RecordType);
            var field = other.Field(relation.Field);
            if (field.Nature == FieldNature.State || !await call.MayAsync(other, Operations.Read) || (await call.HiddenAsync(other)).Contains(field.Key)) continue;
            var page = await call.Session.RelatedAsync(record, relation.Key, new RecordQuery(record.Type) { Size = RelatedShown }, call.Cancelled);
            if (page.Items.Count == 0) continue;
            var hidden = await call.HiddenAsync(other);
            related.Add(new RelatedList(
                $"{other.PluralLabel.For(call.Culture)} ({field.Label.For(call.Culture)})",
                WebLinks.With(call.Links.List(other), ("filter", $"{field.Key} eq '{record.Id}'")),
                [.. page.Items.Select(r => new NavigationLink(RecordNames.Of(call, other, r, hidden), call.Links.Record(other, r.Id)))],
                page.Next is not null));
        }
        return related;
    }

    private static async Task<List<TimelineLine>> TimelineAsync(WebCall call, RecordRef record)
    {
        var page = await call.Session.Timeline.ForAsync(record, TimelineShown, null, call.Cancelled);
        var names = await ActorNames.LoadAsync(call.Session, page.Items.Select(e => e.ActorId), call.Cancelled);
        return [.. page.Items.Select(entry => new TimelineLine(
            call.Text.Moment(entry.At),
            call.Session.Catalog.TryType(entry.Kind, out var activity) ? activity.Label.For(call.Culture) : call.Texts.Find("timeline." + entry.Kind) ?? entry.Kind,
            entry.Title, entry.Detail, names.Of(entry.ActorId),
            entry.Record is { } behind && behind != record && call.Session.Catalog.TryType(behind.Type, out var type) ? call.Links.Record(type, behind.Id) : null))];
    }
}

/// <summary>The stages of a record's pipeline, and where it may go.</summary>
internal static class StagePath
{
    public static StagePathModel? Of(WebCall call, RecordTypeDefinition type, Record record, bool mayMove)
    {
        if (record is not RootRecord { PipelineKey: { } key } root || !call.Session.Catalog.TryPipeline(key, out var pipeline)) return null;
        var open = mayMove ? Targets(pipeline, root).Select(s => s.Key).ToHashSet(StringComparer.Ordinal) : [];
        return new StagePathModel(call.Links.Stage(type, record.Id), record.Version,
            [.. pipeline.Stages.Select(s => new StageStep(s.Key, s.Label.For(call.Culture), s.Key == root.StageKey, open.Contains(s.Key)))]);
    }

    /// <summary>Where a record may be moved to from where it is; what guards say comes when it is tried.</summary>
    public static IEnumerable<StageDefinition> Targets(PipelineDefinition pipeline, RootRecord record)
    {
        if (record.ClosedAt is not null || record.StageKey is not { } at || pipeline.FindStage(at) is not { } stage) return [];
        return pipeline.Stages.Where(s => s.Key != at && !s.RequiresConversion && (stage.AllowedNext.Count == 0 || stage.AllowedNext.Contains(s.Key)));
    }
}
