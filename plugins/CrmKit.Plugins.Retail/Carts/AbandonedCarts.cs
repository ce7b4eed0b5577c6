using System.Globalization;
using CrmKit.Pipelines;
using CrmKit.Scheduling;
using CrmKit.Sessions;
using CrmKit.Settings;

namespace CrmKit.Retail;

/// <summary>Moves carts that nobody touched for a while to the stage 'abandoned'; whoever wants to win them back listens to <c>retail.cart.stage-changed</c>.</summary>
internal sealed class AbandonedCarts(IPluginSettings settings) : IScheduledJob
{
    public static readonly JobDefinition Definition = new() { Key = "retail.abandoned-carts", Label = new("Find abandoned carts", "识别放弃的购物车"), Schedule = JobSchedule.Cron("*/5 * * * *") };

    private const int PerRun = 1000;

    public async ValueTask RunAsync(JobContext context, CancellationToken cancellationToken) => await SweepAsync(context.Session, cancellationToken);

    /// <summary>How many carts were found abandoned; empty ones are left alone.</summary>
    public async Task<int> SweepAsync(ICrmSession session, CancellationToken cancellationToken)
    {
        using var system = session.AsSystem(Shop.Actor);
        var minutes = (await settings.ReadAsync(session, cancellationToken))[RetailSettings.AbandonAfterMinutes] ?? 120;
        var since = session.Now.AddMinutes(-minutes).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var old = (await Ask.ListAsync<Records.CustomRecord>(session, Carts.Type, $"stage eq '{Carts.Active}' and custom.{Carts.TouchedAt.Key} le {since}", cancellationToken)).Select(c => c.Id).ToList();
        var filled = (await CartItems.OfAsync(session, old, cancellationToken)).Select(i => i[Carts.Cart]!.Value).ToHashSet();
        var abandoned = old.Where(filled.Contains).Take(PerRun).Select(c => new StageMove(new RecordRef(Carts.Type, c), Carts.Abandoned)).ToList();
        if (abandoned.Count > 0) await session.Pipelines.MoveAsync(abandoned, cancellationToken: cancellationToken);
        return abandoned.Count;
    }
}
