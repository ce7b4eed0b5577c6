using CrmKit.Fields;
using CrmKit.Records;
using CrmKit.Reports;
using CrmKit.Sessions;

namespace CrmKit.RealEstate;

/// <summary>The live reservations, the one that expires first on top; those whose time is over and that wait to be ended are marked.</summary>
internal sealed class ReservationsReport : IReport
{
    public static readonly ReportDefinition Definition = new() { Key = "realestate.reservations", Label = new("Live reservations", "有效预订") };

    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var live = await session.Records.ListAsync(new Specification<CustomRecord>(r => r.StageKey == Reservations.Live).OfType(Reservations.Type).OrderBy(r => r[Reservations.ExpiresAt]), cancellationToken);
        var rows = live.Select(r => (IReadOnlyList<object?>)[r.Name, r[Reservations.Price], DateOnly.FromDateTime(r[Reservations.ExpiresAt]!.Value.UtcDateTime), (long)Math.Floor((r[Reservations.ExpiresAt]!.Value - session.Now).TotalDays), Reservations.HasLapsed(r, session.Now) ? 1L : 0L]);
        return new ReportTable(Definition.Key, session.Today,
            [
                new ReportColumn("reservation", new("Reservation", "预订"), FieldKind.Text), new ReportColumn("price", new("Price", "价格"), FieldKind.Money),
                new ReportColumn("expiresOn", new("Expires on (UTC)", "到期日（UTC）"), FieldKind.Date), new ReportColumn("daysLeft", new("Days left", "剩余天数"), FieldKind.Integer),
                new ReportColumn("lapsed", new("Lapsed", "已逾期"), FieldKind.Integer),
            ], [.. rows]);
    }
}
