using CrmKit.Opportunities;
using CrmKit.Records;
using CrmKit.Settings;

namespace CrmKit.RealEstate;

/// <summary>Fills in what follows from the unit, the sale and the settings: name, price, expiry.</summary>
internal sealed class ReservationDefaults(IPluginSettings settings) : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var made = context.Changes.Where(c => c.Operation == RecordOperation.Create).Select(c => (CustomRecord)c.After).ToList();
        if (made.Count == 0) return;
        var units = await context.Session.ByIdAsync<CustomRecord>(Units.Type, made.Select(r => r[Reservations.Unit]).OfType<Guid>(), cancellationToken);
        var sales = await context.Session.ByIdAsync<Opportunity>("opportunity", made.Select(r => r[Reservations.Sale]).OfType<Guid>(), cancellationToken);
        var days = (await settings.ReadAsync(context.Session, cancellationToken))[Reservations.Days] ?? Reservations.UsualDays;
        foreach (var reservation in made)
        {
            var unit = units.GetValueOrDefault(reservation[Reservations.Unit] ?? Guid.Empty);
            var sale = sales.GetValueOrDefault(reservation[Reservations.Sale] ?? Guid.Empty);
            reservation[Reservations.Price] ??= sale?[Searches.AgreedPrice] ?? unit?[Units.AskingPrice];
            reservation[Reservations.ExpiresAt] ??= context.Session.Now.AddDays(days);
            if (reservation.Name.Length == 0 && unit is not null) reservation.Name = sale is null ? unit.Name : Shortened($"{unit.Name}: {sale.Name}");
        }
    }

    private static string Shortened(string name) => name.Length <= 200 ? name : name[..200];
}
