using System.Text.Json;
using CrmKit.Activities;
using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Reports;
using CrmKit.Sessions;

namespace CrmKit.Docs.Snippets;

#region handlers
public sealed class SiteVisitPlugin : CrmPlugin
{
    public static readonly Field<string> Postcode = Field.Text("visit.postcode");

    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .Fields("lead", f => f.Add(Postcode, "Postcode of the site", "现场邮编"))
        .AddNormalizer<Postcodes>("lead")
        .AddBeforeSave<RegionOfThePostcode>("lead")
        .AddValidator<KnownRegions>("lead")
        .AddAfterSave<PlanTheVisit>("lead");
}

internal sealed class Postcodes : IRecordNormalizer
{
    public ValueTask NormalizeAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes) change.After[SiteVisitPlugin.Postcode] = change.After[SiteVisitPlugin.Postcode]?.Replace(" ", "", StringComparison.Ordinal);
        return default;
    }
}

[OnChangeOf("visit.postcode")] // not for leads whose postcode stays as it is
internal sealed class RegionOfThePostcode : IBeforeSave
{
    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
            ((Lead)change.After).Region = change.After[SiteVisitPlugin.Postcode]?[..1];
        return default;
    }
}

internal sealed class KnownRegions : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes.Where(c => ((Lead)c.After).Region is "0"))
            context.Refuse(change, new CrmError("visit.region", "No postcode begins with 0 here. Look it up again.") { Field = "visit.postcode" });
        return default;
    }
}

[OnChangeOf("visit.postcode")]
[Saves("follow-up")] // a handler saves only what it says: circles are found when they are enabled
internal sealed class PlanTheVisit : IAfterSave
{
    public ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var visits = new ChangeSet();
        foreach (var change in context.Changes) visits.Create(new FollowUp { Subject = "Visit the site", RegardingType = "lead", RegardingId = change.After.Id });
        context.Also(visits); // in the same transaction: when they are refused, so is what caused them
        return default;
    }
}
#endregion

#region stage-guard
public sealed class FourEyesPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddStageGuard<FourEyes>("opportunity.standard");
}

internal sealed class FourEyes : IStageGuard
{
    public ValueTask CheckAsync(StageGuardContext context, CancellationToken cancellationToken)
    {
        foreach (var move in context.Moves.Where(m => m.Target.Category == StageCategory.Won))
            if (move.Record is Opportunity { Amount: > 100_000 } && move.Record.OwnerId == context.Session.Actor.UserId)
                context.Refuse(move, new CrmError("eyes.four", "A deal of more than 100,000 is closed by somebody else than its owner. Ask a colleague."));
        return default;
    }
}
#endregion

#region effects
public sealed class PagerPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .AddSubscriber<PageOnUrgentCase>("case.created")
        .AddEffectExecutor<Pager>("pager.page");
}

internal sealed class PageOnUrgentCase : IEventSubscriber
{
    public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
    {
        var pages = context.Event.Payload.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid())
            .Select(id => new EffectRequest("pager.page", $"case/{id}", JsonSerializer.SerializeToElement(id))); // the key: at most one page per case
        await context.Session.Effects.RequestAsync([.. pages], cancellationToken);
    }
}

internal sealed class Pager(IPluginHttp http) : IEffectExecutor
{
    public async ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "https://pager.example.com/pages") { Content = new StringContent(effect.Payload.GetRawText()) };
        message.Headers.Add("Idempotency-Key", effect.Key); // the other side recognises a repetition
        using var answer = await http.SendAsync(message, cancellationToken);
        answer.EnsureSuccessStatusCode(); // throwing means: try again later
    }
}
#endregion

#region report
public sealed class SourcesPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddReport<LeadSources>(new ReportDefinition { Key = "sources.leads", Label = new("Leads by source", "线索来源") });
}

internal sealed class LeadSources : IReport
{
    private static readonly ReportColumn[] Columns = [new("source", new("Source", "来源"), FieldKind.Text), new("leads", new("Leads", "线索数"), FieldKind.Integer)];

    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var leads = await session.Records.ListAsync(new Specification<Lead>(), cancellationToken); // with the rights of whoever asks
        var rows = leads.GroupBy(l => l.Source).OrderByDescending(g => g.Count()).Select(g => (IReadOnlyList<object?>)[g.Key, (long)g.Count()]);
        return new ReportTable("sources.leads", parameters.AsOf ?? session.Today, Columns, [.. rows]);
    }
}
#endregion
