using CrmKit.Access;
using CrmKit.Leads;
using CrmKit.Pipelines;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>New leads to be looked at: each is taken, given away, qualified, dropped or converted by one button.</summary>
internal static class InboxHandler
{
    private static readonly IReadOnlyList<string> Shows = ["all", "pool", "mine"];
    private static readonly IReadOnlyList<string> Facts = ["companyName", "jobTitle", "source", "email", "phone", "needDescription"];

    public static async Task ShowAsync(WebCall call)
    {
        var type = call.Session.Catalog.Type(typeof(Lead));
        var hidden = await call.HiddenAsync(type);
        await call.DemandListAsync(type, "stage", "pipeline", "ownerId");
        var show = call.Query("show") is { } asked && Shows.Contains(asked) ? asked : Shows[0];
        var page = await call.Session.Records.QueryAsync(new RecordQuery(type.Key)
        {
            Filter = FilterOf(call, type, show), OrderBy = "-createdAt", Size = call.Options.PageSize, Cursor = call.Query("cursor"), Include = ["ownerId"],
        }, call.Cancelled);
        var address = call.Links.Inbox;
        await call.PageAsync<InboxPage, InboxModel>(call.Texts["inbox.title"], new InboxModel
        {
            Tabs = [.. Shows.Select(s => new InboxTab(call.Texts["inbox." + s], WebLinks.With(address, ("show", s)), s == show))],
            Count = page.Items.Count + (page.Next is null ? "" : "+"),
            New = await call.MayAsync(type, Operations.Create) ? call.Links.New(type) : null,
            Names = await RecordActs.UsersAsync(call),
            LossReasons = [.. type.Field("lossReason").Options.Select(o => new FieldChoice(o.Code, o.Label.For(call.Culture)))],
            Rows = await RowsAsync(call, page, hidden),
            Next = page.Next is { } next ? WebLinks.With(address, ("show", show), ("cursor", next)) : null,
        });
    }

    // New is whatever has not left the first stage of its pipeline.
    private static string FilterOf(WebCall call, RecordTypeDefinition type, string show)
    {
        var begun = string.Join(" or ", call.Session.Catalog.PipelinesOf(type.Key).Select(p => $"(pipeline eq '{p.Key}' and stage eq '{p.Stages[0].Key}')"));
        return show switch
        {
            "pool" => $"({begun}) and ownerId eq null",
            "mine" => $"({begun}) and ownerId eq me()",
            _ => begun,
        };
    }

    private static async Task<List<InboxRow>> RowsAsync(WebCall call, RecordPage page, IReadOnlySet<string> hidden)
    {
        var (type, access) = (page.Type, call.Session.Access);
        if (page.Items.Count == 0) return [];
        var mayUpdate = await access.MayAsync(type, Operations.Update, page.Items, call.Cancelled);
        var mayAssign = await access.MayAsync(type, Operations.Assign, page.Items, call.Cancelled);
        var mayConvert = await access.MayAsync(type, Operations.Convert, page.Items, call.Cancelled);
        var names = new RecordNames(call, page.Included);
        var next = (await call.Session.Setup.ProcessAsync(type.Key, call.Cancelled))?.Next(type.Key);
        var rows = new List<InboxRow>(page.Items.Count);
        for (var i = 0; i < page.Items.Count; i++)
        {
            var lead = (RootRecord)page.Items[i];
            var pipeline = call.Session.Catalog.Pipeline(lead.PipelineKey!);
            var targets = mayUpdate[i] ? StagePath.Targets(pipeline, lead).ToList() : [];
            rows.Add(new InboxRow
            {
                Name = RecordNames.Of(call, type, lead, hidden),
                Address = call.Links.Record(type, lead.Id),
                Facts = [.. Facts.Where(k => !hidden.Contains(k)).Select(k => call.Text.Of(type.Field(k), lead)).Where(t => t.Length > 0).Select(Short)],
                Since = call.Text.Moment(lead.CreatedAt),
                IsLate = pipeline.Stages[0].AgeingLimit is { } limit && lead.StageEnteredAt is { } since && call.Session.Now - since > limit,
                Owner = (await names.ShowAsync(type.Field("ownerId"), lead)).Text,
                Version = lead.Version,
                Stage = call.Links.Stage(type, lead.Id),
                Qualify = (targets.FirstOrDefault(s => s.Key == "qualified") ?? targets.FirstOrDefault(s => s.Category == StageCategory.Open)) is { } good ? Choice(call, good) : null,
                Disqualify = targets.FirstOrDefault(s => s.Category == StageCategory.Lost) is { } bad ? Choice(call, bad) : null,
                Claim = lead.OwnerId is null && call.Session.Actor.UserId is not null && mayAssign[i] ? call.Links.Act(type, lead.Id, "claim") : null,
                Assign = mayAssign[i] ? call.Links.Act(type, lead.Id, "assign") : null,
                Convert = mayConvert[i] && next is not null ? WebLinks.With(call.Links.Act(type, lead.Id, "convert"), ("to", next)) : null,
            });
        }
        return rows;
    }

    private static FieldChoice Choice(WebCall call, StageDefinition stage) => new(stage.Key, stage.Label.For(call.Culture));

    private static string Short(string text) => text.Length <= 120 ? text : string.Concat(text.AsSpan(0, 119), "…");
}
