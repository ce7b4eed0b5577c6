using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Orders;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>The lines of a document and what is paid of it, on its page.</summary>
internal static class RecordDocument
{
    private const int Shown = 100;

    private static readonly IReadOnlyList<string> Columns = ["description", "quantity", "unitPrice", "discountPercent", "tax", "total"];

    /// <summary>Its lines and totals; <see langword="null"/> for what has none, or shows none to the person.</summary>
    public static async Task<DocumentModel?> OfAsync(WebCall call, RecordTypeDefinition type, Record record, bool mayUpdate)
    {
        if (LinesHandler.LinesOf(call.Session.Catalog, type) is not { } lines || !await call.MayAsync(lines, Operations.Read)) return null;
        var (hidden, headHidden) = (await call.HiddenAsync(lines), await call.HiddenAsync(type));
        if (hidden.Overlaps([lines.ParentField!, "position"])) return null;
        var page = await call.Session.Records.QueryAsync(new RecordQuery(lines.Key) { Filter = $"{lines.ParentField} eq '{record.Id}'", OrderBy = "position", Size = Shown }, call.Cancelled);
        var columns = Columns.Where(k => !hidden.Contains(k)).Select(lines.Field).ToList();
        return new DocumentModel
        {
            Label = lines.PluralLabel.For(call.Culture),
            Edit = mayUpdate ? call.Links.Act(type, record.Id, "lines") : null,
            Columns = [.. columns.Select(c => new DocumentColumn(c.Label.For(call.Culture), c.Kind != FieldKind.Text))],
            Rows = [.. page.Items.Select(l => new DocumentRow(call.Links.Record(lines, l.Id), [.. columns.Select(c => call.Text.Of(c, l))]))],
            More = page.Next is null ? null : WebLinks.With(call.Links.List(lines), ("filter", $"{lines.ParentField} eq '{record.Id}'")),
            Totals = [.. type.Fields.Where(f => f is { Nature: FieldNature.Computed, Kind: FieldKind.Money } && !headHidden.Contains(f.Key) && f.Get(record) is decimal and not 0).Select(f => new LineTotal(f.Key, f.Label.For(call.Culture), call.Text.Of(f, record)))],
            Currency = type.TryField("currency", out var currency) && !headHidden.Contains("currency") ? currency.Get(record) as string : null,
        };
    }

    /// <summary>What is due of an order, what is paid, and what should have been.</summary>
    public static async Task<PlanModel?> PlanAsync(WebCall call, Record record, bool mayUpdate)
    {
        if (record is not Order order) return null;
        var (items, payments) = (call.Session.Catalog.Type(typeof(PaymentPlanItem)), call.Session.Catalog.Type(typeof(Payment)));
        if (!await call.MayAsync(items, Operations.Read) || !await call.MayAsync(payments, Operations.Read)) return null;
        if ((await call.HiddenAsync(items)).Overlaps(["orderId", "name", "dueOn", "amount"]) || (await call.HiddenAsync(payments)).Overlaps(["orderId", "amount", "paymentPlanItemId"])) return null;
        Guid? id = order.Id;
        var plan = await call.Session.Records.ListAsync(new Specification<PaymentPlanItem>(i => i.OrderId == id).OrderBy(i => i.DueOn).Take(Shown), call.Cancelled);
        var paid = await PaidAsync(call, order.Id);
        var (amount, due) = (items.Field("amount"), items.Field("dueOn"));
        return new PlanModel
        {
            Label = items.PluralLabel.For(call.Culture),
            Rows = [.. plan.Select(item =>
            {
                var rest = (item.Amount ?? 0) - paid.GetValueOrDefault(item.Id);
                var state = rest <= 0 ? "paid" : item.DueOn < call.Today ? "overdue" : paid.ContainsKey(item.Id) ? "partly" : "open";
                return new PlanRow(item.Id.ToString(), item.Name, call.Links.Record(items, item.Id), call.Text.Of(due, item.DueOn), call.Text.Of(amount, item.Amount), call.Text.Of(amount, paid.GetValueOrDefault(item.Id)), state, mayUpdate && rest > 0);
            })],
            Pay = call.Links.Act(call.Type, order.Id, "pay"),
            Add = mayUpdate ? call.Links.Act(call.Type, order.Id, "instalment") : null,
            Payment = mayUpdate ? WebLinks.With(call.Links.New(payments), (FormReader.Prefix + "orderId", order.Id.ToString())) : null,
            Currency = order.Currency,
        };
    }

    /// <summary>Notes that the rest of an instalment was paid today.</summary>
    public static Task PayAsync(WebCall call) => ActHandler.ActAsync(call, async form =>
    {
        if (!Guid.TryParseExact(form["item"], "D", out var id)) throw ApiErrors.Parameter("item", "the id of an instalment");
        if (call.Type.ClrType != typeof(Order)) throw ApiErrors.RouteUnknown();
        var order = await call.Session.Records.GetAsync(call.Ref, call.Cancelled);
        var item = await call.Session.Records.GetAsync<PaymentPlanItem>(id, call.Cancelled);
        if (item.OrderId != order.Id) throw ApiErrors.RouteUnknown();
        var rest = (item.Amount ?? 0) - (await PaidAsync(call, call.Ref.Id)).GetValueOrDefault(id);
        if (rest <= 0) throw new CrmRuleException(new CrmError("order.instalment-paid", call.Texts.Format("plan.paid-already", item.Name)) { Record = new RecordRef("payment-plan-item", id) });
        // With the order as it was before the rest was reckoned: of two who press at once, one pays.
        var payment = new Payment { OrderId = order.Id, PaymentPlanItemId = id, Amount = rest, PaidOn = call.Session.Today };
        await call.Session.Records.SaveAsync(new ChangeSet().Create(payment).Patch(call.Ref, new Dictionary<string, object?>(), order.Version), call.Cancelled);
        return call.Links.Record(call.Type, call.Ref.Id);
    });

    /// <summary>Adds an instalment.</summary>
    public static Task AddAsync(WebCall call) => ActHandler.ActAsync(call, async form =>
    {
        if (call.Type.ClrType != typeof(Order)) throw ApiErrors.RouteUnknown();
        var items = call.Session.Catalog.Type(typeof(PaymentPlanItem));
        var reader = new FormReader(call, items, form);
        var body = await reader.ReadNewAsync([items.Field("name"), items.Field("dueOn"), items.Field("amount")]);
        if (!body.TryMake(out var item) || body.Errors.Count > 0) throw new CrmValidationException(body.Errors);
        ((PaymentPlanItem)item).OrderId = call.Ref.Id;
        await call.Session.Records.CreateAsync(item, null, call.Cancelled);
        return call.Links.Record(call.Type, call.Ref.Id);
    });

    private static async Task<Dictionary<Guid, decimal>> PaidAsync(WebCall call, Guid? order)
    {
        var payments = await call.Session.Records.ListAsync(new Specification<Payment>(p => p.OrderId == order && p.PaymentPlanItemId != null), call.Cancelled);
        return payments.GroupBy(p => p.PaymentPlanItemId!.Value).ToDictionary(g => g.Key, g => g.Sum(p => p.Amount ?? 0));
    }
}
