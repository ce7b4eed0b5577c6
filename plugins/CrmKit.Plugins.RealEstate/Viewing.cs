using CrmKit.Fields;
using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>The sale of one property to one buyer, from the first viewing to the keys.</summary>
public static class Viewing
{
    public const string Key = "realestate.viewing";
    public const string Offer = "offer", Reservation = "reservation", Handover = "handover", Withdrawn = "withdrawn";

    public static PipelineDefinition Pipeline { get; } = new()
    {
        Key = Key,
        RecordType = "opportunity",
        Label = new("Property sale", "房产销售"),
        Stages =
        [
            Stage("viewing", "Viewing", "看房", 20, ageingDays: 30) with
            {
                Tasks = [new StageTask(new("Call the buyer about the viewing", "回访看房客户"), TimeSpan.FromDays(2))],
            },
            Stage(Offer, "Offer", "报价", 50, ageingDays: 14),
            Stage(Reservation, "Reservation", "预订", 75, ageingDays: 30) with { RequiredFields = [Searches.AgreedPrice.Key] },
            Stage("notary", "Notary", "公证", 90, ageingDays: 60),
            Stage(Handover, "Handover", "交房", 100) with { Category = StageCategory.Won },
            Stage(Withdrawn, "Withdrawn", "退出", 0) with { Category = StageCategory.Lost, RequiresLossReason = true },
        ],
    };

    /// <summary>Whether a record is at the offer or beyond, but not withdrawn: then it is about one certain property.</summary>
    public static bool IsAboutProperty(RootRecord record) =>
        record.PipelineKey == Key && record.StageKey is { } stage && stage != Withdrawn && Pipeline.RankOf(stage) >= Pipeline.RankOf(Offer);

    private static StageDefinition Stage(string key, string english, string chinese, int probability, int? ageingDays = null) => new()
    {
        Key = key,
        Label = new LocalizedText(english, chinese),
        ProbabilityPercent = probability,
        AgeingLimit = ageingDays is { } days ? TimeSpan.FromDays(days) : null,
    };
}
