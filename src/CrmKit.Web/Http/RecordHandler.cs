using CrmKit.Access;
using CrmKit.Activities;
using CrmKit.AspNetCore;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>The page of a record: where it stands, its fields, the chain it is part of, what points at it, what is to be done and what happened.</summary>
internal static class RecordHandler
{
    private const int Facts = 6;
    public const string State = ":state"; // no section has such a key
    public const string Kept = ":kept";

    public static async Task ShowAsync(WebCall call) => await AnswerAsync(call, [], await KnowledgeHandler.ReplyAsync(call), StatusCodes.Status200OK);

    /// <summary>The page, also as the answer to an act that was refused: why stands on top, and what was typed stays.</summary>
    public static async Task AnswerAsync(WebCall call, IReadOnlyList<CrmError> errors, LogEntry? typed, int status)
    {
        var (type, wanted) = (call.Type, call.Ref);
        var hidden = await call.HiddenAsync(type);
        if (await FindAsync(call, type, wanted, hidden, deleted: false) is not { } page)
        {
            // What was merged is known by what it became.
            if (await call.Session.Records.FindAsync(wanted, call.Cancelled) is { } became) call.GoTo(call.Links.Record(type, became.Id));
            else await AnswerDeletedAsync(call, type, wanted, hidden, errors, status);
            return;
        }
        var record = page.Items[0];
        RecentRecords.Note(call, wanted);
        var names = new RecordNames(call, page.Included);
        var mayUpdate = await call.MayAsync(type, Operations.Update, record);
        var chain = await RecordChain.OfAsync(call, type, record);
        var layout = await RecordLayout.OfAsync(call, type);
        var slot = CrmKit.Pages.HostPages.Record(type.Key);
        (call.Slot, call.SlotWithout) = ((slot, record.Id), layout.Named);
        await call.PageAsync<RecordDetails, RecordModel>(RecordNames.Of(call, type, record, hidden), new RecordModel
        {
            TypeLabel = type.Label.For(call.Culture),
            List = ListOf(call, type),
            Errors = errors,
            Acts = await RecordActs.OfAsync(call, type, record, mayUpdate, chain),
            Path = hidden.Contains("stage") ? null : StagePath.Of(call, type, record, mayUpdate, await SalesTeam.ResponsibleAsync(call, record), hidden.Contains("stageNote") ? null : (record as RootRecord)?.StageNote),
            Facts = await FactsAsync(call, type, record, hidden, names, layout),
            About = await AboutAsync(call, record, hidden),
            Merges = await MergeHandler.StandingAsync(call, type, record, mayUpdate),
            Chain = chain.Steps,
            Sections = await SectionsAsync(call, type, record, hidden, names, layout),
            Main = [.. layout.Main.Select(p => new PartShown(p))],
            Side = [.. layout.Side.Select(p => new PartShown(p))],
            Added = layout.Named.Count == 0 ? [] : (await WidgetHandler.SlotAsync(call, slot, record.Id)).Sections,
            Document = await RecordDocument.OfAsync(call, type, record, mayUpdate),
            Plan = await RecordDocument.PlanAsync(call, record, mayUpdate),
            Deliveries = await DeliveryHandler.OfAsync(call, record, mayUpdate),
            Milestones = await MilestoneHandler.OfAsync(call, record, mayUpdate),
            Versions = await VersionHandler.OfAsync(call, record, mayUpdate),
            Print = PrintHandler.Of(call, type, record, mayUpdate),
            Files = await FilesHandler.OfAsync(call, type, record, mayUpdate),
            Consents = await ConsentHandler.OfAsync(call, type, record, mayUpdate),
            Committee = await CommitteeHandler.OfAsync(call, type, record, hidden),
            Articles = await KnowledgeHandler.PlaceAsync(call, type, record.Id, call.Links.Record(type, record.Id)),
            Id = record.Id,
            Version = record.Version,
            Live = call.Watch(type),
            History = call.Links.Act(type, record.Id, "history"),
            Enrichment = mayUpdate ? EnrichmentHandler.PlaceOf(call, type, record.Id) : null,
            Customer = CustomerHandler.Knows(type) ? call.Links.Act(type, record.Id, "customer") : null,
            Related = await RecordRelations.OfAsync(call, type, wanted, layout),
            Segments = [.. (await call.Session.Segments.OfAsync(wanted, call.Cancelled)).Select(m => new SegmentOfRecord(m.Segment.Name, call.Links.Segment(m.Segment.Id), call.Text.Moment(m.EnteredAt)))],
            Log = await RecordTimeline.LogAsync(call, type, record, typed),
            Tasks = await RecordTimeline.TasksAsync(call, wanted),
            Timeline = await RecordTimeline.ReadAsync(call, wanted, record),
        }, status);
    }

    public static async Task<RecordPage> LoadAsync(WebCall call, RecordTypeDefinition type, RecordRef wanted, IReadOnlySet<string> hidden) =>
        await FindAsync(call, type, wanted, hidden, deleted: false) ?? throw new CrmNotFoundException(ApiErrors.NotFound(type, wanted.Id.ToString()));

    private static async Task<RecordPage?> FindAsync(WebCall call, RecordTypeDefinition type, RecordRef wanted, IReadOnlySet<string> hidden, bool deleted)
    {
        var page = await call.Session.Records.QueryAsync(new RecordQuery(type.Key)
        {
            Filter = $"id eq '{wanted.Id}'", Size = 1, Deleted = deleted, Include = [.. type.Fields.Where(f => f.ReferenceType is not null && !hidden.Contains(f.Key)).Select(f => f.Key)],
        }, call.Cancelled);
        return page.Items.Count == 1 ? page : null;
    }

    private static async Task AnswerDeletedAsync(WebCall call, RecordTypeDefinition type, RecordRef wanted, IReadOnlySet<string> hidden, IReadOnlyList<CrmError> errors, int status)
    {
        var page = await FindAsync(call, type, wanted, hidden, deleted: true) ?? throw new CrmNotFoundException(ApiErrors.NotFound(type, wanted.Id.ToString()));
        var record = page.Items[0];
        var mayRestore = await call.MayAsync(type, Operations.Delete, record);
        await call.PageAsync<DeletedPage, DeletedModel>(RecordNames.Of(call, type, record, hidden), new DeletedModel
        {
            List = ListOf(call, type),
            Errors = errors,
            At = record.DeletedAt is { } at ? call.Text.Moment(at) : "",
            History = call.Links.Act(type, record.Id, "history"),
            Restore = mayRestore ? call.Links.Act(type, record.Id, "restore") : null,
            Personal = await PersonalHandler.PlaceAsync(call, type, record.Id),
            Version = record.Version,
            Sections = await SectionsAsync(call, type, record, hidden, new RecordNames(call, page.Included), await RecordLayout.OfAsync(call, type)),
        }, status);
    }

    private static NavigationLink ListOf(WebCall call, RecordTypeDefinition type) => new(type.PluralLabel.For(call.Culture), call.Links.List(type));

    // What administrators chose; else what one asks first: how much, who, how to reach them, by when, whose.
    private static async Task<List<FieldShown>> FactsAsync(WebCall call, RecordTypeDefinition type, Record record, IReadOnlySet<string> hidden, RecordNames names, RecordLayout layout)
    {
        var hasTotals = LinesHandler.LinesOf(call.Session.Catalog, type) is not null; // they stand below the lines
        var unasked = await call.Session.Records.UnaskedFieldsAsync(record, call.Cancelled);
        var readable = type.Fields.Where(f => !hidden.Contains(f.Key) && !unasked.Contains(f.Key) && f.Get(record) is not null).ToList();
        var facts = layout.KeyFields is { } chosen ? [.. chosen.Select(k => readable.Find(f => f.Key == k)).OfType<FieldDefinition>()]
            : readable.Where(f => layout.IsShown(f) && f.Nature is FieldNature.Descriptive or FieldNature.Computed && f.Key != type.ParentField && !(hasTotals && f is { Nature: FieldNature.Computed, Kind: FieldKind.Money })
                && f.Kind is FieldKind.Money or FieldKind.Reference or FieldKind.Phone or FieldKind.Email or FieldKind.Date && (f.Kind != FieldKind.Reference || f.ReferenceType is not null))
                .OrderBy(f => f.Kind switch { FieldKind.Money => 0, FieldKind.Reference => 1, FieldKind.Phone or FieldKind.Email => 2, _ => 3 }).Take(Facts - 1).Concat(readable.Where(f => f.Key == "ownerId")).ToList();
        var shown = new List<FieldShown>(facts.Count);
        foreach (var fact in facts) shown.Add(RecordNames.WithCurrency(type, record, await names.ShowAsync(fact, record), hidden));
        return shown;
    }

    private static async Task<NavigationLink?> AboutAsync(WebCall call, Record record, IReadOnlySet<string> hidden)
    {
        if (record is not CrmActivity { RegardingType: { } key, RegardingId: { } id } || hidden.Contains("regardingId") || !call.Session.Catalog.TryType(key, out var type)) return null;
        return await call.Session.Records.FindAsync(type.Ref(id), call.Cancelled) is { } about ? new NavigationLink(await RecordNames.OfAsync(call, about), call.Links.Record(type, about.Id)) : null;
    }

    // What people fill in, under the headings of the layout or of its fields, and what CrmKit keeps.
    public static async Task<IReadOnlyList<RecordSection>> SectionsAsync(WebCall call, RecordTypeDefinition type, Record record, IReadOnlySet<string> hidden, RecordNames names, RecordLayout layout)
    {
        var sections = new List<RecordSection>();
        var unasked = await call.Session.Records.UnaskedFieldsAsync(record, call.Cancelled);
        foreach (var group in layout.Arrange(type.Fields.Where(f => !hidden.Contains(f.Key) && !unasked.Contains(f.Key) && f.Key is not ("id" or "version" or "deletedAt")), KeyOf).OrderBy(g => g.Section is null && g.Key.Length > 0))
        {
            var fields = new List<FieldShown>();
            foreach (var field in group.Fields) fields.Add(await names.ShowAsync(field, record));
            var label = group switch
            {
                { Section: { } arranged } => arranged.Label.For(call.Culture),
                { Key: "" } => call.Texts["record.details"],
                { Key: State } => call.Texts["record.state"],
                { Key: Kept } => call.Texts["record.system"],
                _ => group.Fields[0].Section!.Label.For(call.Culture),
            };
            sections.Add(new RecordSection(label, fields, group.Section is null && group.Key is State or Kept) { Columns = group.Section?.Columns ?? 0 });
        }
        return sections;
    }

    public static string KeyOf(FieldDefinition field) => field switch
    {
        { Nature: FieldNature.State } => State,
        { Nature: FieldNature.System } or { Key: "externalId" } => Kept,
        _ => field.Section?.Key ?? "",
    };
}
