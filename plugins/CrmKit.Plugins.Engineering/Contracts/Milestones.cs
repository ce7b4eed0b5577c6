using CrmKit.Fields;
using CrmKit.Plugins;

namespace CrmKit.Engineering;

/// <summary>The results that a contract is paid by, and the money that is held back of each.</summary>
public static class Milestones
{
    public const string Type = "engineering.contract-milestone";

    public static readonly Field<Guid> Contract = Field.Reference("engineering.contract");
    public static readonly Field<long> Position = Field.Integer("engineering.position");
    public static readonly Field<decimal> Percent = Field.Percent("engineering.percent");
    public static readonly Field<decimal> Amount = Field.Money("engineering.amount");
    public static readonly Field<decimal> Retention = Field.Money("engineering.retention");
    public static readonly Field<decimal> Payable = Field.Money("engineering.payable");
    public static readonly Field<DateOnly> DueOn = Field.Date("engineering.due-on");
    public static readonly Field<DateOnly> ReachedOn = Field.Date("engineering.reached-on");
    public static readonly Field<Guid> ChangeOrder = Field.Reference("engineering.change-order");

    public static void Define(CustomTypeBuilder type) => type
        .Named("Contract milestone", "Contract milestones", "合同里程碑")
        .Fields(fields => fields
            .Add(Contract, "contract", "Contract", "合同", f => f with { IsRequired = true, Description = new("The contract that is paid by this result.", "按此节点付款的合同。") })
            .Add(Position, "Position", "序号", f => f with { Minimum = 1, Maximum = 10_000, Description = new("The place among the milestones of the contract, from 1.", "在合同各里程碑中的顺序，从 1 起。") })
            .Add(Percent, "Share of the contract value (%)", "占合同额比例（%）", f => f with { Minimum = 0.0001m, Maximum = 100, Description = new("Of the value as signed; empty for milestones that change orders bring.", "以签约额为准；变更单产生的里程碑留空。") })
            .Add(Amount, "Amount", "金额", f => f with { Description = Kept })
            .Add(Retention, "Held back", "质保金", f => f with { Description = Kept })
            .Add(Payable, "Payable when reached", "达成应付", f => f with { Description = Kept })
            .Add(DueOn, "Due on", "截止日期", f => f with { Description = new("The day by which the result is promised.", "承诺达成的日期。") })
            .Add(ReachedOn, "Reached on", "达成日期", f => f with { Description = new("The day the result was accepted; payment falls due with it.", "成果验收的日期；自此应付款。") })
            .Add(ChangeOrder, ChangeOrders.Type, "Change order", "变更单", f => f with { Description = new("The change order that brought this milestone; empty for those of the contract as signed.", "产生该里程碑的变更单；原合同的里程碑为空。") }));

    internal static LocalizedText Kept { get; } = new("Kept by the plugin.", "由插件维护。");
}

/// <summary>What a contract says about value and retention.</summary>
public static class ContractTerms
{
    public static readonly Field<decimal> OriginalAmount = Field.Money("engineering.original-amount");
    public static readonly Field<decimal> ChangeTotal = Field.Money("engineering.change-total");
    public static readonly Field<decimal> RetentionPercent = Field.Percent("engineering.retention-percent");
    public static readonly Field<decimal> RetentionLimitPercent = Field.Percent("engineering.retention-limit-percent");
    public static readonly Field<decimal> RetentionHeld = Field.Money("engineering.retention-held");
    public static readonly Field<DateOnly> DefectsUntilOn = Field.Date("engineering.defects-until-on");
    public static readonly Field<bool> HasOpenDefects = Field.Bool("engineering.has-open-defects");
    public static readonly Field<DateOnly> ReleasedOn = Field.Date("engineering.retention-released-on");

    public static void Define(FieldsBuilder fields) => fields
        .Add(OriginalAmount, "Value as signed", "签约金额", f => f with { Description = Milestones.Kept })
        .Add(ChangeTotal, "Approved changes", "已批准变更", f => f with { Description = Milestones.Kept })
        .Add(RetentionPercent, "Retention (%)", "质保金比例（%）", f => f with { Minimum = 0, Maximum = 100, Description = new("Held back of every milestone.", "每个里程碑的预留比例。") })
        .Add(RetentionLimitPercent, "Retention at most (% of the value)", "质保金上限（占合同额%）", f => f with { Minimum = 0, Maximum = 100, Description = new("No more is held back once this share of the contract value is reached; empty for no limit.", "预留总额达到合同额的该比例后不再预留；留空不限。") })
        .Add(RetentionHeld, "Retention held now", "当前质保金", f => f with { Description = Milestones.Kept })
        .Add(DefectsUntilOn, "End of defects liability", "缺陷责任期止", f => f with { IsIndexed = true, Description = new("The last day on which defects are made good at our cost; the retention is released after it.", "我方免费整改缺陷的最后一天；此后退还质保金。") })
        .Add(HasOpenDefects, "Defects open", "存在未整改缺陷", f => f with { Description = new("Keeps the retention from being released.", "勾选则不退还质保金。") })
        .Add(ReleasedOn, "Retention released on", "质保金退还日期", f => f with { Description = new("The final account: nothing changes after it.", "最终结算日，此后不得变更。") });

    /// <summary>Whether the final account is made, or the contract ended another way.</summary>
    internal static bool IsClosed(CrmKit.Contracts.Contract contract) => contract[ReleasedOn] is not null || contract.StageCategory == Pipelines.StageCategory.Lost;

    internal static bool IsSigned(CrmKit.Contracts.Contract contract) => contract.StageCategory == Pipelines.StageCategory.Won;
}
