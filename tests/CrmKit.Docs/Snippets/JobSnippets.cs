using CrmKit.Activities;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Scheduling;

namespace CrmKit.Docs.Snippets;

#region job
public sealed class ReminderPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddJob<ForgottenLeads>(new JobDefinition
    {
        Key = "acme.forgotten-leads",
        Label = new("Remind of forgotten leads", "提醒被遗忘的线索"),
        Schedule = JobSchedule.Cron("0 8 * * 1-5", "Asia/Shanghai"),
    });
}

internal sealed class ForgottenLeads : IScheduledJob
{
    public async ValueTask RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        var since = context.DueAt.AddDays(-14);
        var forgotten = await context.Session.Records.ListAsync(new Specification<Lead>(l => l.ClosedAt == null && l.UpdatedAt < since).Take(500), cancellationToken);
        var reminders = new ChangeSet();
        foreach (var lead in forgotten) reminders.Create(new FollowUp { Subject = $"Call {lead.Name}", RegardingType = "lead", RegardingId = lead.Id });
        await context.Session.Records.SaveAsync(reminders, cancellationToken);
    }
}
#endregion
