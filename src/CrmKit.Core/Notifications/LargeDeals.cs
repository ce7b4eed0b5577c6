using System.Globalization;
using CrmKit.Opportunities;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Settings;

namespace CrmKit.Notifications;

/// <summary>Open deals of much money that are about to close, should have closed, or do not move: their owners and who leads their teams are told, from the amount on that the settings name.</summary>
internal sealed class LargeDeals(CrmSession session, LedRecords led) : ISessionService
{
    public static readonly Field<decimal> From = Field.Decimal("large-deal");
    private const int DaysAhead = 7, DaysStill = 30;

    /// <summary>Which they are; <see langword="null"/> where no amount is set.</summary>
    public async Task<string?> FilterAsync(CancellationToken cancellationToken)
    {
        var (stored, _) = await StoredSettings.ReadAsync(await session.ReaderAsync(cancellationToken), CoreSource.Id, cancellationToken);
        var from = SettingSchema.Of(session.Catalog, CoreSource.Id).Effective(stored, null, withSecrets: false)[From];
        if (from is not > 0) return null;
        var whose = await led.FilterAsync(cancellationToken);
        // Amounts of other currencies are not compared with it.
        return string.Create(CultureInfo.InvariantCulture, $"({whose}) and stageCategory eq 'open' and amount ge {from:0.####} and (currency eq null or currency eq '{session.Options.Currency}') and (expectedCloseOn le today({DaysAhead}) or stageEnteredAt lt now(-{DaysStill}))");
    }

    /// <summary>The day on which it is expected to close; of one that only stands still, since when it does.</summary>
    public DateTimeOffset Since(Opportunity deal) => deal.ExpectedCloseOn is { } day && day <= session.Today.AddDays(DaysAhead) ? Instants.StartOf(day, session.Options.TimeZone) : deal.StageEnteredAt ?? deal.CreatedAt;
}
