using System.Globalization;
using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Orders;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>The steps of delivering an order, on its page: planned, late or done, and changed there.</summary>
internal static class MilestoneHandler
{
    private const int Most = 100;

    private static readonly IReadOnlyList<string> Fields = ["name", "plannedOn", "reachedOn"];

    /// <summary>The steps; <see langword="null"/> for what is no order, or shows none to the person.</summary>
    public static async Task<MilestonesModel?> OfAsync(WebCall call, Record record, bool mayUpdate)
    {
        if (record is not Order order) return null;
        var type = call.Session.Catalog.Type(typeof(FulfilmentMilestone));
        if (!await call.MayAsync(type, Operations.Read) || (await call.HiddenAsync(type)).Overlaps([.. Fields, "orderId", "position"])) return null;
        var mayWrite = mayUpdate && !(await call.ReadOnlyAsync(type)).Overlaps(Fields);
        Guid? id = order.Id;
        var steps = await call.Session.Records.ListAsync(new Specification<FulfilmentMilestone>(m => m.OrderId == id).OrderBy(m => m.Position).Take(Most), call.Cancelled);
        return new MilestonesModel
        {
            Label = type.PluralLabel.For(call.Culture),
            Labels = [.. Fields.Select(f => type.Field(f).Label.For(call.Culture))],
            Address = mayWrite ? call.Links.Act(call.Type, order.Id, "milestone") : null,
            Rows = [.. steps.Select(s => new MilestoneRow(s.Id.ToString(), s.Version, s.Name, call.Links.Record(type, s.Id), Day(s.PlannedOn), call.Text.Of(type.Field("plannedOn"), s.PlannedOn), Day(s.ReachedOn), call.Text.Of(type.Field("reachedOn"), s.ReachedOn), StateOf(s, call.Session.Today)))],
        };
    }

    /// <summary>Adds a step, changes one, or notes that it was reached today.</summary>
    public static Task SaveAsync(WebCall call) => ActHandler.ActAsync(call, async form =>
    {
        if (call.Type.ClrType != typeof(Order)) throw ApiErrors.RouteUnknown();
        var type = call.Session.Catalog.Type(typeof(FulfilmentMilestone));
        var reader = new FormReader(call, type, form);
        var fields = Fields.Select(type.Field).ToList();
        if (form["item"].ToString().Length == 0)
        {
            var added = await reader.ReadNewAsync(fields);
            if (!added.TryMake(out var step) || added.Errors.Count > 0) throw new CrmValidationException(added.Errors);
            var milestone = (FulfilmentMilestone)step;
            Guid? order = call.Ref.Id;
            var last = await call.Session.Records.ListAsync(new Specification<FulfilmentMilestone>(m => m.OrderId == order).OrderByDescending(m => m.Position).Take(1), call.Cancelled);
            (milestone.OrderId, milestone.Position) = (order, (last is [{ Position: { } position }] ? position : 0) + 1);
            await call.Session.Records.CreateAsync(milestone, null, call.Cancelled);
            return call.Links.Record(call.Type, call.Ref.Id);
        }
        if (!Guid.TryParseExact(form["item"], "D", out var id)) throw ApiErrors.Parameter("item", "the id of a step");
        var stored = await call.Session.Records.GetAsync<FulfilmentMilestone>(id, call.Cancelled);
        if (stored.OrderId != call.Ref.Id) throw ApiErrors.RouteUnknown();
        IReadOnlyDictionary<string, object?> values;
        if (form["act"] == "reached") values = new Dictionary<string, object?> { ["reachedOn"] = call.Session.Today };
        else
        {
            var body = await reader.ReadChangesAsync(fields, stored);
            if (body.Errors.Count + reader.Errors.Count > 0) throw new CrmValidationException([.. reader.Errors, .. body.Errors]);
            values = body.Values;
        }
        if (values.Count > 0) await call.Session.Records.SaveAsync(new ChangeSet().Patch(type.Ref(id), values, ActHandler.Version(form)), call.Cancelled);
        return call.Links.Record(call.Type, call.Ref.Id);
    });

    private static string StateOf(FulfilmentMilestone step, DateOnly today) =>
        step.ReachedOn is { } reached ? step.PlannedOn < reached ? "done-late" : "done" : step.PlannedOn < today ? "late" : "planned";

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
