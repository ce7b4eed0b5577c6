using CrmKit.Access;
using CrmKit.Pages;
using CrmKit.Scheduling;
using CrmKit.Sessions;
using Microsoft.Extensions.Options;

namespace CrmKit.Web.Administration;

/// <summary>Scheduled jobs: when they are due, and to run one now.</summary>
internal sealed class JobsPage(IScheduler scheduler, IOptions<CrmKitOptions> engine) : AdministrationPage("jobs", 900)
{
    public override ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken) => AdministratorRights.IsOfHostAsync(session, engine.Value, cancellationToken);

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var texts = TextsOf(request);
        var jobs = await scheduler.ListAsync(cancellationToken);
        return new PageContent(
        [
            new TableBlock([texts["admin.name"], texts["admin.source"], texts["admin.schedule"], texts["admin.last-due"], texts["admin.next-due"], ""], [.. jobs.Select(j => new PageRow(
            [
                Cell(j.Job.Label.For(request.Culture)), Cell(j.Job.Source), Cell(j.Job.Schedule.ToString(), PageTone.Muted), Cell(request.Moment(j.LastDueAt)), Cell(request.Moment(j.NextDueAt)),
                Buttons(Button(texts["admin.run-now"], "run", isDangerous: false, ("job", j.Job.Key))),
            ]))]),
        ]);
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        if (act != "run") throw Unknown(act);
        await scheduler.QueueNowAsync(Needed(request, "job"), cancellationToken);
        return PageOutcome.Show(new NoteBlock(TextsOf(request)["admin.queued"], PageTone.Good));
    }
}
