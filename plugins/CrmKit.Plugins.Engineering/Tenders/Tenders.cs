using CrmKit.Fields;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.Engineering;

/// <summary>A client's invitation to bid: first a lead, then an opportunity that is worked up to the award.</summary>
public static class Tenders
{
    public const string Pipeline = "engineering.tender";
    public const string Qualification = "qualification", Decision = "bid-decision", Preparation = "preparation", Submitted = "submitted", Negotiation = "negotiation", Awarded = "awarded", NoBid = "no-bid", Lost = "lost";

    public static readonly Field<string> Number = Field.Text("engineering.tender-number");
    public static readonly Field<DateOnly> DueOn = Field.Date("engineering.tender-due-on");
    public static readonly Field<string> Scope = Field.LongText("engineering.scope");
    public static readonly Field<decimal> BidScore = Field.Percent("engineering.bid-score");
    public static readonly Field<string> BidReasons = Field.LongText("engineering.bid-reasons");

    public static void Define(FieldsBuilder fields) => fields
        .Add(Number, "Tender number", "招标编号", f => f with { MaxLength = 60, IsIndexed = true, Description = new("The number the client gave the tender; quote it in letters.", "业主给出的招标编号；来往函件须引用。") })
        .Add(DueOn, "Bid due on", "投标截止日期", f => f with { IsIndexed = true, Description = new("The last day on which the bid is accepted.", "业主接收标书的最后一天。") })
        .Add(Scope, "Scope of work", "工程范围", f => f with { Description = new("What is to be built or delivered, and what is not.", "工程或供货的内容，以及不包含的内容。") });

    public static void DefineSale(FieldsBuilder fields)
    {
        Define(fields);
        fields
            .Add(BidScore, "Bid score", "投标评分", f => f with { Minimum = 0, Maximum = 100, Description = new("0 to 100, from the answers to the bid factors; kept by the plugin.", "0 至 100，由投标因素评分得出，由插件维护。") })
            .Add(BidReasons, "Reasons of the bid score", "投标评分依据", f => f with { Description = new("Each factor with its share of the bid score; written by the plugin.", "各因素在投标评分中的得分，由插件写入。") });
    }

    public static PipelineDefinition Definition { get; } = new()
    {
        Key = Pipeline,
        RecordType = "opportunity",
        Label = new("Tender", "投标"),
        Stages =
        [
            Stage(Qualification, "Qualification", "资格评估", 10, 14),
            Stage(Decision, "Bid or no bid", "投标决策", 20, 7) with { Tasks = [new StageTask(new("Answer the bid factors", "填写投标因素"), TimeSpan.FromDays(3))] },
            Stage(Preparation, "Preparation", "编制标书", 35, 45) with { RequiredFields = [DueOn.Key] },
            Stage(Submitted, "Submitted", "已投标", 50, 60),
            Stage(Negotiation, "Negotiation", "澄清谈判", 70, 30),
            Stage(Awarded, "Awarded", "中标", 100) with { Category = StageCategory.Won },
            Stage(NoBid, "No bid", "放弃投标", 0) with { Category = StageCategory.Lost },
            Stage(Lost, "Lost", "未中标", 0) with { Category = StageCategory.Lost, RequiresLossReason = true },
        ],
    };

    /// <summary>Whether a record is a tender that is being bid for, or was won.</summary>
    internal static bool IsBid(StageDefinition stage) => stage.Category != StageCategory.Lost && Definition.RankOf(stage.Key) >= Definition.RankOf(Preparation);

    private static StageDefinition Stage(string key, string english, string chinese, int probability, int? ageingDays = null) => new()
    {
        Key = key,
        Label = new LocalizedText(english, chinese),
        ProbabilityPercent = probability,
        AgeingLimit = ageingDays is { } days ? TimeSpan.FromDays(days) : null,
    };
}
