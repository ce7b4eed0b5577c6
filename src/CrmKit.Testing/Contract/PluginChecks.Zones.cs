using System.Globalization;

namespace CrmKit.Testing;

public sealed partial class PluginChecks
{
    // A day and an hour apart, so that the machine's date differs at every instant; Turkish i, decimal commas, another calendar.
    private static readonly (string Zone, string Culture)[] Places = [("Pacific/Kiritimati", "tr-TR"), ("Pacific/Pago_Pago", "ar-SA")];
    private static readonly SemaphoreSlim OneAtATime = new(1);

    /// <summary>The same story leaves the same behind, whatever the zone and culture of the machine.</summary>
    /// <remarks>On Windows a process cannot change its zone; there the cultures alone differ.</remarks>
    /// <exception cref="ContractViolationException"><c>zones</c>.</exception>
    public async Task CheckZonesAsync(CancellationToken cancellationToken = default)
    {
        var told = new List<string>();
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            foreach (var (zone, culture) in Places)
            {
                using var place = new Place(zone, culture);
                await using var host = await LoadUsedAsync(cancellationToken);
                told.Add(await host.DumpAsync(cancellationToken: cancellationToken));
            }
        }
        finally
        {
            OneAtATime.Release();
        }
        Demand("zones", StateDump.Difference(told[0], told[1]),
            $"The first is on a machine in {Places[0].Zone} with {Places[0].Culture}, the second in {Places[1].Zone} with {Places[1].Culture}. Take days from session.Today, instants from session.Now, and format with CultureInfo.InvariantCulture.");
    }

    private sealed class Place : IDisposable
    {
        private readonly string? _zone = Environment.GetEnvironmentVariable("TZ");
        private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
        private readonly CultureInfo? _default = CultureInfo.DefaultThreadCurrentCulture;

        public Place(string zone, string culture)
        {
            var info = CultureInfo.GetCultureInfo(culture);
            (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture) = (info, info);
            SetZone(zone);
        }

        public void Dispose()
        {
            (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture) = (_culture, _default);
            SetZone(_zone);
        }

        private static void SetZone(string? zone)
        {
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();
        }
    }
}
