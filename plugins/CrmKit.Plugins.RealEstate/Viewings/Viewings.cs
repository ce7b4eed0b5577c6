using CrmKit.Activities;
using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>A viewing is an appointment about a unit, so it stands in calendars and on timelines like every other.</summary>
public static class Viewings
{
    public static readonly Field<Guid> Unit = Field.Reference("realestate.unit");
    public static readonly Field<string> Result = Field.Option("realestate.viewing-result");

    public static void Define(FieldsBuilder fields) => fields
        .Add(Unit, Units.Type, "Unit viewed", "看房房源", f => f with { Description = new("The unit that was shown at the appointment.", "本次带看的房源。") })
        .Add(Result, "Result of the viewing", "看房结果", f => f with
        {
            Description = new("What the buyer said afterwards; searches for him go on by it.", "看房后买方的态度；后续推荐据此进行。"),
            Options = [new("interested", new("Interested", "有意向")), new("undecided", new("Undecided", "待定")), new("declined", new("Declined", "无意向")), new("missed", new("Nobody came", "未到场"))],
        });
}

/// <summary>A viewing has a beginning and an end, is of a unit on the market, and an agent has one at a time.</summary>
internal sealed class ViewingRules : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var planned = new List<(PendingChange Change, Appointment Viewing)>();
        foreach (var change in context.Changes.Where(c => c.Operation != RecordOperation.Delete && c.After[Viewings.Unit] is not null))
        {
            var viewing = (Appointment)change.After;
            if (viewing.StartsAt is null || viewing.EndsAt is null || viewing.EndsAt <= viewing.StartsAt) context.Refuse(change, RealEstateErrors.ViewingTime());
            else if (change.Before is not Appointment before || change.Operation == RecordOperation.Restore || before.StartsAt != viewing.StartsAt || before.EndsAt != viewing.EndsAt || before.OwnerId != viewing.OwnerId || before[Viewings.Unit] != viewing[Viewings.Unit])
                planned.Add((change, viewing));
        }
        if (planned.Count == 0) return;
        var units = await context.Session.ByIdAsync<CustomRecord>(Units.Type, planned.Select(p => p.Viewing[Viewings.Unit]!.Value), cancellationToken);
        foreach (var (change, viewing) in planned)
            if (units.TryGetValue(viewing[Viewings.Unit]!.Value, out var unit) && unit[Units.Status] is Units.Sold or Units.HandedOver or Units.Withdrawn)
                context.Refuse(change, RealEstateErrors.UnitUnavailable(unit));
        await CheckOverlapsAsync(context, planned, cancellationToken);
    }

    private static async ValueTask CheckOverlapsAsync(SaveContext context, List<(PendingChange Change, Appointment Viewing)> planned, CancellationToken cancellationToken)
    {
        var (first, last) = (planned.Min(p => p.Viewing.StartsAt!.Value), planned.Max(p => p.Viewing.EndsAt!.Value));
        var booked = (await context.Session.ReferringAsync<Appointment>("appointment", "ownerId", planned.Select(p => p.Viewing.OwnerId).OfType<Guid>(), cancellationToken,
                $"{Viewings.Unit.Key} ne null and startsAt lt {Questions.Text(last)} and endsAt gt {Questions.Text(first)}"))
            .Where(b => !planned.Exists(p => p.Viewing.Id == b.Id)).ToList();
        foreach (var (change, viewing) in planned.Where(p => p.Viewing.OwnerId is not null))
        {
            if (booked.Find(b => b.OwnerId == viewing.OwnerId && b.StartsAt < viewing.EndsAt && viewing.StartsAt < b.EndsAt) is { } other)
                context.Refuse(change, RealEstateErrors.ViewingOverlap(other));
            booked.Add(viewing);
        }
    }
}
