using CrmKit.Records;
using CrmKit.Scheduling;

namespace CrmKit.RealEstate;

/// <summary>Ends reservations whose time is over. Until it comes round, whoever wants the unit need not wait: reserving it ends the lapsed reservation too.</summary>
internal sealed class ReservationExpiry : IScheduledJob
{
    public static readonly JobDefinition Definition = new()
    {
        Key = "realestate.expire-reservations",
        Label = new("End reservations whose time is over", "结束到期预订"),
        Schedule = JobSchedule.Every(TimeSpan.FromMinutes(1)),
    };

    public async ValueTask RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        var lapsed = await context.Session.AllAsync<CustomRecord>(
            Reservations.Type, $"stage eq '{Reservations.Live}' and {Reservations.ExpiresAt.Key} le {Questions.Text(context.Session.Now)}", cancellationToken);
        await context.Session.EndAsync(lapsed, Reservations.Expired, "Its time was over.", cancellationToken);
    }
}
