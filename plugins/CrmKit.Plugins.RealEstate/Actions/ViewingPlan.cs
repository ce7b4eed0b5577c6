using CrmKit.Actions;
using CrmKit.Activities;
using CrmKit.Fields;
using CrmKit.Opportunities;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>Puts viewings of the units on deals into the calendar, one after the other.</summary>
internal sealed class ViewingPlan : IRecordAction
{
    public static readonly Field<DateTimeOffset> Starts = Field.Instant("starts");
    public static readonly Field<long> Minutes = Field.Integer("minutes");

    public static readonly RecordActionDefinition Definition = new()
    {
        Key = "realestate.plan-viewing",
        Label = new("Plan a viewing", "安排看房"),
        Description = new("Puts a viewing of the deal's unit into the calendar.", "为商机的房源安排一次看房。"),
        RecordTypes = ["opportunity"],
        Places = ActionPlaces.Record | ActionPlaces.Board,
    };

    public static void Inputs(FieldsBuilder inputs) => inputs
        .Add(Starts, "Begins at", "开始时间", f => f with { IsRequired = true })
        .Add(Minutes, "Minutes", "分钟", f => f with { Minimum = 10, Maximum = 480, Description = new("Empty means 30.", "留空为 30 分钟。") });

    public async ValueTask RunAsync(RecordActionContext context, CancellationToken cancellationToken)
    {
        var (at, length) = (context.Inputs.Instant(Starts.Key)!.Value, TimeSpan.FromMinutes((double)(context.Inputs.Number(Minutes.Key) ?? 30)));
        var deals = context.Records.Cast<Opportunity>().ToList();
        foreach (var deal in deals.Where(d => d[Searches.Unit] is null)) context.Refuse(deal, RealEstateErrors.DealWithoutUnit(deal));
        var units = await context.Session.ByIdAsync<CustomRecord>(Units.Type, deals.Select(d => d[Searches.Unit]).OfType<Guid>(), cancellationToken);
        foreach (var deal in deals)
        {
            if (deal[Searches.Unit] is not { } id || !units.TryGetValue(id, out var unit)) continue;
            var viewing = new Appointment { Subject = $"{unit.Name}: {deal.Name}", StartsAt = at, EndsAt = at += length, RegardingType = "opportunity", RegardingId = deal.Id, [Viewings.Unit] = unit.Id };
            context.Show(new RecordRef("appointment", (await context.Session.Records.CreateAsync(viewing, cancellationToken: cancellationToken)).Id));
        }
        context.Say(new LocalizedText("Planned, and in your calendar.", "已安排并加入日历。"));
    }
}
