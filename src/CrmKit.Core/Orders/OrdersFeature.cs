using CrmKit.Documents;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using static CrmKit.Catalog.CoreTypeFields;
using static CrmKit.Pipelines.Stages;

namespace CrmKit.Orders;

/// <summary>Accepted sales with lines, payments, fulfilment and returns.</summary>
internal sealed class OrdersFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.CoreType<Order>("order", "orders", new("Order", "订单"), new("Orders", "订单"), Order);
        plugin.CoreType<OrderLine>("order-line", "order-lines", new("Order line", "订单明细"), new("Order lines", "订单明细"),
            type => type.PartOf(l => l.OrderId, "order", "Order", "订单").DocumentLine());
        plugin.CoreType<PaymentPlanItem>("payment-plan-item", "payment-plan-items", new("Instalment", "分期"), new("Payment plan", "付款计划"), PlanItem);
        plugin.CoreType<Payment>("payment", "payments", new("Payment", "付款"), new("Payments", "付款"), Payment);
        plugin.CoreType<FulfilmentMilestone>("fulfilment-milestone", "fulfilment-milestones", new("Fulfilment step", "履约节点"), new("Fulfilment", "履约"), Milestone);
        plugin.CoreType<Delivery>("delivery", "deliveries", new("Delivery", "交付"), new("Deliveries", "交付"), Delivery);
        plugin.CoreType<DeliveryLine>("delivery-line", "delivery-lines", new("Delivered line", "交付明细"), new("Delivered lines", "交付明细"), DeliveryLine);
        plugin.CoreType<OrderReturn>("order-return", "order-returns", new("Return", "退货"), new("Returns", "退货"), Return);
        plugin.Pipeline(new PipelineDefinition
        {
            Key = "order.standard",
            RecordType = "order",
            Label = new("Order", "订单"),
            Stages =
            [
                Open("created", "Created", "已创建", 80, ageingDays: 7),
                Open("approved", "Approved", "已审批", 90, ageingDays: 14),
                Open("in-fulfilment", "In fulfilment", "履约中", 95, ageingDays: 30),
                Won("delivered", "Delivered", "已交付"),
                Lost("cancelled", "Cancelled", "已取消"),
            ],
        });
        plugin.AddNormalizer<CurrencyNormalizer>("order").AddBeforeSave<NumberGiver>("order").AddBeforeSave<OrderTotals>("order").AddBeforeSave<OrderDeliveries>("order")
            .AddValidator<CurrencyValidator>("order").AddValidator<CurrencyFixed>("order").AddValidator<DiscountOnce>("order")
            .AddBeforeSave<LineAmounts>("order-line").AddAfterSave<DocumentPartsChanged>("order-line")
            .AddBeforeSave<OrderPartDefaults>("payment").AddBeforeSave<OrderPartDefaults>("order-return")
            .AddValidator<OrderPartRules>("payment").AddValidator<OrderPartRules>("order-return")
            .AddAfterSave<DocumentPartsChanged>("payment").AddAfterSave<DocumentPartsChanged>("order-return")
            .AddBeforeSave<NumberGiver>("delivery").AddBeforeSave<DeliveryDefaults>("delivery").AddValidator<DeliveryRules>("delivery").AddAfterSave<DocumentPartsChanged>("delivery")
            .AddValidator<DeliveryLineRules>("delivery-line").AddAfterSave<DeliveryLinesChanged>("delivery-line");
    }

    private static void Order(CoreTypeBuilder<Order> type) => type
        .Name(o => o.Name)
        .Text(o => o.Number, "Number", "编号", 60, unique: true)
        .Reference(o => o.AccountId, "account", "Account", "客户")
        .Reference(o => o.ContactId, "contact", "Contact", "联系人")
        .Reference(o => o.OpportunityId, "opportunity", "Opportunity", "商机")
        .Reference(o => o.QuoteId, "quote", "Quote", "报价单")
        .Reference(o => o.ContractId, "contract", "Contract", "合同")
        .Reference(o => o.PriceBookId, "price-book", "Price book", "价格表")
        .Currency(o => o.Currency)
        .Field(o => o.OrderedOn, "Ordered on", "下单日期", null, f => f with { IsIndexed = true })
        .DocumentTerms()
        .Computed(o => o.PaidTotal, "Paid", "已付", FieldKind.Money)
        .Computed(o => o.RefundTotal, "Refunded", "已退款", FieldKind.Money)
        .Computed(o => o.ReturnedTotal, "Returned", "退货金额", FieldKind.Money)
        .Computed(o => o.OutstandingTotal, "Outstanding", "未付", FieldKind.Money)
        .Computed(o => o.DeliveryState, "Delivered", "交付情况", FieldKind.Option, f => f with { Options = [Option("none", "Nothing yet", "未交付"), Option("partial", "A part", "部分交付"), Option("complete", "Completely", "全部交付")], IsIndexed = true })
        .Text(o => o.ShippingName, "Ship to", "收货人").Personal()
        .Text(o => o.ShippingStreet, "Shipping street", "收货街道").Personal()
        .Text(o => o.ShippingCity, "Shipping city", "收货城市").Personal()
        .Text(o => o.ShippingRegion, "Shipping region", "收货地区")
        .Text(o => o.ShippingPostalCode, "Shipping postal code", "收货邮编", 20).Personal()
        .Text(o => o.ShippingCountry, "Shipping country", "收货国家", 100)
        .Long(o => o.Description, "Description", "描述")
        .Under(FieldSection.Money, "priceBookId", "currency", "paidTotal", "refundTotal", "returnedTotal", "outstandingTotal")
        .Under(new("shipping", new("Shipping", "收货")), "deliveryState", "shippingName", "shippingStreet", "shippingCity", "shippingRegion", "shippingPostalCode", "shippingCountry");

    private static void PlanItem(CoreTypeBuilder<PaymentPlanItem> type) => type
        .PartOf(i => i.OrderId, "order", "Order", "订单")
        .Name(i => i.Name)
        .Field(i => i.DueOn, "Due on", "到期日", null, f => f with { IsRequired = true, IsIndexed = true })
        .Field(i => i.Amount, "Amount", "金额", FieldKind.Money, f => f with { IsRequired = true, Minimum = 0.0001m, Maximum = GreatestAmount });

    private static void Payment(CoreTypeBuilder<Payment> type) => type
        .PartOf(p => p.OrderId, "order", "Order", "订单")
        .Reference(p => p.PaymentPlanItemId, "payment-plan-item", "Instalment", "分期")
        .Field(p => p.PaidOn, "Paid on", "付款日期", null, f => f with { IsRequired = true, IsIndexed = true })
        .Field(p => p.Amount, "Amount", "金额", FieldKind.Money, f => f with { IsRequired = true, Minimum = 0.0001m, Maximum = GreatestAmount })
        .Choice(p => p.Method, "Method", "付款方式", Option("bank-transfer", "Bank transfer", "银行转账"), Option("cash", "Cash", "现金"), Option("card", "Card", "银行卡"),
            Option("wallet", "Wallet", "电子钱包"), Option("cheque", "Cheque", "支票"), Option("other", "Other", "其他"))
        .Text(p => p.Reference, "Reference", "参考号")
        .KnownBy(p => p.Reference);

    private static void Milestone(CoreTypeBuilder<FulfilmentMilestone> type) => type
        .PartOf(m => m.OrderId, "order", "Order", "订单")
        .Name(m => m.Name)
        .Integer(m => m.Position, "Position", "序号", 1, 10_000)
        .Field(m => m.PlannedOn, "Planned on", "计划日期")
        .Field(m => m.ReachedOn, "Reached on", "达成日期");

    private static void Delivery(CoreTypeBuilder<Delivery> type) => type
        .PartOf(d => d.OrderId, "order", "Order", "订单")
        .Text(d => d.Number, "Number", "编号", 60, unique: true)
        .Field(d => d.DeliveredOn, "Delivered on", "交付日期", null, f => f with { IsRequired = true, IsIndexed = true })
        .Text(d => d.Carrier, "Carrier", "承运人")
        .Text(d => d.TrackingNumber, "Tracking number", "运单号", 100, searchable: true)
        .Text(d => d.ReceivedBy, "Received by", "签收人").Personal()
        .Field(d => d.CancelledOn, "Cancelled on", "取消日期")
        .Long(d => d.Description, "Description", "描述")
        .KnownBy(d => d.Number);

    private static void DeliveryLine(CoreTypeBuilder<DeliveryLine> type) => type
        .PartOf(l => l.DeliveryId, "delivery", "Delivery", "交付")
        .Reference(l => l.OrderLineId, "order-line", "Line", "明细", f => f with { IsRequired = true })
        .Field(l => l.Quantity, "Quantity", "数量", FieldKind.Number, f => f with { IsRequired = true, Minimum = 0.0001m, Maximum = DocumentLines.MostUnits })
        .Text(l => l.Lot, "Batch or serial numbers", "批号或序列号")
        .KnownBy(l => l.Lot);

    private static void Return(CoreTypeBuilder<OrderReturn> type) => type
        .PartOf(r => r.OrderId, "order", "Order", "订单")
        .Reference(r => r.OrderLineId, "order-line", "Line", "明细", f => f with { IsRequired = true })
        .Field(r => r.Quantity, "Quantity", "数量", FieldKind.Number, f => f with { IsRequired = true, Minimum = 0.0001m, Maximum = DocumentLines.MostUnits })
        .Text(r => r.Reason, "Reason", "原因")
        .Field(r => r.ReturnedOn, "Returned on", "退货日期")
        .Money(r => r.Refund, "Refund", "退款")
        .KnownBy(r => r.Reason);
}
