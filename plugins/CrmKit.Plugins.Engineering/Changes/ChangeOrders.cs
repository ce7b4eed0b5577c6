using CrmKit.Fields;
using CrmKit.Pipelines;
using CrmKit.Plugins;

namespace CrmKit.Engineering;

/// <summary>A change of what a signed contract is about: numbered per contract, decided once, it changes the contract's value.</summary>
public static class ChangeOrders
{
    public const string Type = "engineering.change-order";
    public const string Draft = "draft", Submitted = "submitted", Approved = "approved", Rejected = "rejected";

    public static readonly Field<Guid> Contract = Field.Reference("engineering.contract");
    public static readonly Field<long> Number = Field.Integer("engineering.number");
    public static readonly Field<string> NumberKey = Field.Text("engineering.number-key");
    public static readonly Field<decimal> Amount = Field.Money("engineering.amount");
    public static readonly Field<long> Days = Field.Integer("engineering.days");
    public static readonly Field<string> Reason = Field.LongText("engineering.reason");

    public static PipelineDefinition Pipeline { get; } = new()
    {
        Key = Type,
        RecordType = Type,
        Label = new("Change order", "变更单"),
        Stages =
        [
            new() { Key = Draft, Label = new("Draft", "草拟"), ProbabilityPercent = 30 },
            new() { Key = Submitted, Label = new("Submitted", "已提交"), ProbabilityPercent = 60, AgeingLimit = TimeSpan.FromDays(28), RequiredFields = [Amount.Key] },
            new() { Key = Approved, Label = new("Approved", "已批准"), ProbabilityPercent = 100, Category = StageCategory.Won, RequiredFields = [Amount.Key] },
            new() { Key = Rejected, Label = new("Rejected", "已驳回"), Category = StageCategory.Lost },
        ],
    };

    public static void Define(CustomTypeBuilder type) => type
        .Named("Change order", "Change orders", "变更单")
        .Fields(fields => fields
            .Add(Contract, "contract", "Contract", "合同", f => f with { IsRequired = true, Description = new("The contract that is changed.", "被变更的合同。") })
            .Add(Number, "Number", "编号", f => f with { Nature = FieldNature.Computed, Description = new("Counts the change orders of the contract, from 1.", "合同内变更单序号，从 1 起。") })
            .Add(NumberKey, "Number in the contract", "合同内编号", f => f with { Nature = FieldNature.Computed, IsUnique = true, IsIndexed = true, MaxLength = 60, Description = new("Contract and number in one; of two change orders entered at once, one is refused.", "合同与序号的组合，防止并发重号。") })
            .Add(Amount, "Change of the value", "金额变更", f => f with { Minimum = -Bills.GreatestAmount, Maximum = Bills.GreatestAmount, Description = new("Negative for omissions; 0 changes time only.", "减项为负；0 仅调整工期。") })
            .Add(Days, "More days", "增加天数", f => f with { Minimum = -3_650, Maximum = 3_650, Description = new("By how many days the dates of the contract move; negative when it is done sooner.", "合同工期变动的天数；提前为负。") })
            .Add(Reason, "Reason", "理由", f => f with { Description = new("Why the work changes: who asked for it, and what it rests on.", "变更的原因：由谁提出，依据是什么。") }));
}
