using CrmKit.Scheduling;

namespace CrmKit.ChinaSales;

/// <summary>Puts overdue leads back, every hour: the day changes at midnight of the tenant's zone, and what one run leaves the next one takes.</summary>
internal sealed class ReturnJob(PoolReturns returns) : IScheduledJob
{
    public static readonly JobDefinition Definition = new() { Key = "chinasales.return-due", Label = new("Return overdue leads", "收回到期线索"), Schedule = JobSchedule.Cron("5 * * * *") };

    public async ValueTask RunAsync(JobContext context, CancellationToken cancellationToken) => await returns.ReturnDueAsync(context.Session, cancellationToken);
}

/// <summary>Reminds of birthdays, every morning.</summary>
internal sealed class BirthdayJob(BirthdayReminders reminders) : IScheduledJob
{
    public static readonly JobDefinition Definition = new() { Key = "chinasales.birthdays", Label = new("Remind of birthdays", "生日提醒"), Schedule = JobSchedule.Cron("30 6 * * *") };

    public async ValueTask RunAsync(JobContext context, CancellationToken cancellationToken) => await reminders.RemindAsync(context.Session, cancellationToken);
}
