using CrmKit.Fields;
using CrmKit.Plugins;

namespace CrmKit.RealEstate;

/// <summary>A template of instalments: how much of the total is due when.</summary>
public static class PaymentPlans
{
    public const string Type = "realestate.payment-plan", StepType = "realestate.plan-step";

    public static readonly Field<Guid> Plan = Field.Reference("realestate.payment-plan");
    public static readonly Field<long> Position = Field.Integer("realestate.position");
    public static readonly Field<decimal> Percent = Field.Percent("realestate.percent");
    public static readonly Field<long> DueAfterDays = Field.Integer("realestate.due-after-days");

    /// <summary>On the order: what its unit costs; the order gets a line of it.</summary>
    public static readonly Field<decimal> UnitPrice = Field.Money("realestate.price");

    public static void Define(CustomTypeBuilder type) => type.Named("Payment plan", "Payment plans", "付款计划");

    public static void DefineStep(CustomTypeBuilder type) => type
        .Named("Payment plan step", "Payment plan steps", "付款计划步骤")
        .Fields(fields => fields
            .Add(Plan, Type, "Payment plan", "付款计划", f => f with { IsRequired = true, Description = new("The payment plan that the instalment is part of.", "该期所属的付款计划。") })
            .Add(Position, "Position", "序号", f => f with { Minimum = 1, Maximum = 1000, Description = new("The place among the instalments, from 1.", "在各期中的顺序，从 1 起。") })
            .Add(Percent, "Share of the total (%)", "占总额比例（%）", f => f with { IsRequired = true, Minimum = 0.0001m, Maximum = 100, Description = new("The instalment in percent of the order's total; all together make 100 %.", "该期占订单总额的百分比；合计为 100%。") })
            .Add(DueAfterDays, "Due after (days)", "到期天数", f => f with { IsRequired = true, Minimum = 0, Maximum = 20_000, Description = new("Days after the order was placed.", "自下单日起的天数。") }));

    public static void DefineOrder(FieldsBuilder fields) => Searches.DefineUnit(fields
        .Add(Plan, Type, "Payment plan", "付款计划", f => f with { Description = new("Instalments are made from it as soon as the order has a total.", "订单有总额后自动生成分期。") })
        .Add(UnitPrice, "Price of the unit", "房源价格", f => f with { Minimum = 0, Description = new("The price that the unit was sold for, without tax.", "房源的成交价（不含税）。") }));

    public static void DefineItem(FieldsBuilder fields) => fields
        .Add(Percent, "Share of the total (%)", "占总额比例（%）", f => f with { Minimum = 0, Maximum = 100, Description = new("Of instalments made from a plan.", "由付款计划生成的分期。") });
}
