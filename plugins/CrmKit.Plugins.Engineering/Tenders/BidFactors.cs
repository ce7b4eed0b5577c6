using CrmKit.Fields;
using CrmKit.Plugins;

namespace CrmKit.Engineering;

/// <summary>What the decision to bid hangs on, with its weight; and how a tender does in it.</summary>
public static class BidFactors
{
    public const string Type = "engineering.bid-factor", AnswerType = "engineering.bid-answer";
    public const int MostPoints = 5;

    public static readonly Field<decimal> Weight = Field.Decimal("engineering.weight");
    public static readonly Field<string> Question = Field.LongText("engineering.question");
    public static readonly Field<bool> IsRetired = Field.Bool("engineering.is-retired");

    public static readonly Field<Guid> Tender = Field.Reference("engineering.tender");
    public static readonly Field<Guid> Factor = Field.Reference("engineering.factor");
    public static readonly Field<long> Points = Field.Integer("engineering.points");
    public static readonly Field<string> Reason = Field.Text("engineering.reason");

    /// <summary>The least bid score with which a bid is prepared.</summary>
    public static readonly Field<decimal> Threshold = Field.Percent("engineering.bid-threshold");
    internal const decimal UsualThreshold = 60;

    public static void Define(CustomTypeBuilder type) => type
        .Named("Bid factor", "Bid factors", "投标因素")
        .Fields(fields => fields
            .Add(Weight, "Weight", "权重", f => f with { IsRequired = true, Minimum = 0.0001m, Maximum = 1000, Description = new("How much the answer counts against those to other factors; 2 counts twice as much as 1.", "相对其他因素的权重；2 的分量是 1 的两倍。") })
            .Add(Question, "Question", "问题", f => f with { Description = new("What is asked when a tender is judged, such as: Have we built this before?", "评估投标时的提问，例如 是否做过类似工程？") })
            .Add(IsRetired, "Retired", "已停用", f => f with { Description = new("No longer asked, and left out of scores.", "不再提问，也不计入评分。") }));

    public static void DefineAnswer(CustomTypeBuilder type) => type
        .Named("Bid answer", "Bid answers", "投标因素评分")
        .Fields(fields => fields
            .Add(Tender, "opportunity", "Tender", "投标", f => f with { IsRequired = true, Description = new("The tender that is judged.", "被评估的投标。") })
            .Add(Factor, Type, "Factor", "因素", f => f with { IsRequired = true, Description = new("The factor that the answer is about.", "回答所针对的因素。") })
            .Add(Points, "Points (0–5)", "分值（0–5）", f => f with { IsRequired = true, Minimum = 0, Maximum = MostPoints, Description = new("0 speaks against a bid, 5 fully for it.", "0 表示不宜投标，5 表示非常适合。") })
            .Add(Reason, "Reason", "理由", f => f with { Description = new("What the points rest on, so that others can follow.", "打分依据，便于他人复核。") }));
}
