using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Orders;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>What of an order was handed over, on its page: line by line, delivery by delivery, with the note of each.</summary>
internal static class DeliveryHandler
{
    private const int Most = 100;
    private const string Note = "core.delivery";

    private static readonly IReadOnlyList<string> Asked = ["deliveredOn", "carrier", "trackingNumber"];

    /// <summary><see langword="null"/> for what is no order, has no lines, or shows them not to the person.</summary>
    public static async Task<DeliveriesModel?> OfAsync(WebCall call, Record record, bool mayUpdate)
    {
        if (record is not Order order) return null;
        var (deliveries, parts, lines) = (call.Session.Catalog.Type(typeof(Delivery)), call.Session.Catalog.Type(typeof(DeliveryLine)), call.Session.Catalog.Type(typeof(OrderLine)));
        foreach (var (type, fields) in ((RecordTypeDefinition, string[])[])[(deliveries, ["orderId", "number", "cancelledOn", .. Asked]), (parts, ["deliveryId", "orderLineId", "quantity"]), (lines, ["orderId", "position", "description", "quantity"])])
            if (!await call.MayAsync(type, Operations.Read) || (await call.HiddenAsync(type)).Overlaps(fields)) return null;
        var ordered = await LinesAsync(call, order.Id);
        if (ordered.Count == 0) return null;

        Guid? id = order.Id;
        var handed = await call.Session.Records.ListAsync(new Specification<Delivery>(d => d.OrderId == id).OrderByDescending(d => d.DeliveredOn).Take(Most), call.Cancelled);
        var ids = handed.Select(d => (Guid?)d.Id).ToList();
        var held = ids.Count == 0 ? [] : await call.Session.Records.ListAsync(new Specification<DeliveryLine>(l => ids.Contains(l.DeliveryId)), call.Cancelled);
        var counts = handed.Where(d => d.CancelledOn is null).Select(d => (Guid?)d.Id).ToHashSet();
        var units = held.Where(l => counts.Contains(l.DeliveryId)).GroupBy(l => l.OrderLineId!.Value).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity ?? 0));
        var names = ordered.ToDictionary(l => l.Id, l => l.Description ?? "");
        string Units(decimal value) => call.Text.Of(lines.Field("quantity"), value);
        return new DeliveriesModel
        {
            Label = deliveries.PluralLabel.For(call.Culture),
            Address = mayUpdate && !(await call.ReadOnlyAsync(deliveries)).Overlaps(["cancelledOn", .. Asked]) && !(await call.ReadOnlyAsync(parts)).Contains("quantity") ? call.Links.Act(call.Type, order.Id, "delivery") : null,
            Today = call.Text.Input(deliveries.Field("deliveredOn"), call.Today),
            Lines = [.. ordered.Select(line =>
            {
                var (all, done) = (line.Quantity ?? 0, units.GetValueOrDefault(line.Id));
                return new DeliveryLineRow(Prefix(line) + "quantity", names[line.Id], call.Links.Record(lines, line.Id), Units(all), Units(done), Units(all - done), call.Text.Input(parts.Field("quantity"), all - done), done >= all ? "complete" : done > 0 ? "partial" : "none");
            })],
            Deliveries = [.. handed.Select(d => new DeliveryRow(d.Id.ToString(), d.Version, d.Number ?? "", call.Links.Record(deliveries, d.Id),
                string.Join(" · ", new[] { call.Text.Of(deliveries.Field("deliveredOn"), d.DeliveredOn), d.Carrier, d.TrackingNumber }.Where(t => !string.IsNullOrEmpty(t))),
                string.Join(", ", held.Where(l => l.DeliveryId == d.Id).Select(l => $"{names.GetValueOrDefault(l.OrderLineId!.Value, "–")} × {Units(l.Quantity ?? 0)}")),
                d.CancelledOn is { } cancelled ? call.Text.Of(deliveries.Field("cancelledOn"), cancelled) : null, $"{call.Links.Act(deliveries, d.Id, "documents")}/{Note}"))],
        };
    }

    /// <summary>Hands over what was entered, cancels a delivery, or lets it count again.</summary>
    public static Task SaveAsync(WebCall call) => ActHandler.ActAsync(call, async form =>
    {
        if (call.Type.ClrType != typeof(Order)) throw ApiErrors.RouteUnknown();
        var order = await call.Session.Records.GetAsync(call.Ref, call.Cancelled);
        await call.Session.Records.SaveAsync(form["item"].Count > 0 ? await CancelAsync(call, form) : await HandOverAsync(call, order, form), call.Cancelled);
        return call.Links.Record(call.Type, call.Ref.Id);
    });

    private static async Task<ChangeSet> CancelAsync(WebCall call, IFormCollection form)
    {
        if (!Guid.TryParseExact(form["item"], "D", out var id)) throw ApiErrors.Parameter("item", "the id of a delivery");
        if ((await call.Session.Records.GetAsync<Delivery>(id, call.Cancelled)).OrderId != call.Ref.Id) throw ApiErrors.RouteUnknown();
        DateOnly? cancelled = form["act"] == "cancel" ? call.Session.Today : null;
        return new ChangeSet().Patch(new RecordRef("delivery", id), new Dictionary<string, object?> { ["cancelledOn"] = cancelled }, ActHandler.Version(form));
    }

    private static async Task<ChangeSet> HandOverAsync(WebCall call, Record order, IFormCollection form)
    {
        var (type, parts) = (call.Session.Catalog.Type(typeof(Delivery)), call.Session.Catalog.Type(typeof(DeliveryLine)));
        var body = await new FormReader(call, type, form).ReadNewAsync(Asked.Select(type.Field));
        if (!body.TryMake(out var made) || body.Errors.Count > 0) throw new CrmValidationException(body.Errors);
        var delivery = (Delivery)made;
        delivery.OrderId = order.Id;
        var changes = new ChangeSet().Create(delivery);
        var isEmpty = true;
        foreach (var line in await LinesAsync(call, order.Id))
        {
            var reader = new FormReader(call, parts, form, Prefix(line));
            if (reader.Typed("quantity") is null or "" or "0") continue;
            var held = await reader.ReadNewAsync([parts.Field("quantity")]);
            if (!held.TryMake(out var part) || held.Errors.Count > 0) throw new CrmValidationException(held.Errors);
            ((DeliveryLine)part).DeliveryId = delivery.Id;
            ((DeliveryLine)part).OrderLineId = line.Id;
            changes.Create(part);
            isEmpty = false;
        }
        if (isEmpty) throw new CrmValidationException(new CrmError("order.nothing-delivered", call.Texts["delivery.nothing"]) { Field = "quantity" });
        // With the order as it was before it was read: of two who press at once, one hands over.
        return changes.Patch(call.Ref, new Dictionary<string, object?>(), order.Version);
    }

    private static async Task<IReadOnlyList<OrderLine>> LinesAsync(WebCall call, Guid? order) =>
        await call.Session.Records.ListAsync(new Specification<OrderLine>(l => l.OrderId == order).OrderBy(l => l.Position).Take(Most), call.Cancelled);

    private static string Prefix(OrderLine line) => $"d{line.Id:N}.";
}
