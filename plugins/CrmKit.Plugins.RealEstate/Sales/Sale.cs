using CrmKit.Fields;
using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>The sale of one unit to one buyer, from the first viewing to the signature; the keys are handed over with the order.</summary>
public static class Sale
{
    public const string Key = "realestate.sale";
    public const string Viewing = "viewing", Offer = "offer", Reservation = "reservation", Notary = "notary", Signed = "signed", Withdrawn = "withdrawn";

    public static PipelineDefinition Pipeline { get; } = new()
    {
        Key = Key,
        RecordType = "opportunity",
        Label = new("Unit sale", "房源销售"),
        Stages =
        [
            Stage(Viewing, "Viewing", "看房", 20, ageingDays: 30) with
            {
                Tasks = [new StageTask(new("Call the buyer about the viewing", "回访看房客户"), TimeSpan.FromDays(2))],
            },
            Stage(Offer, "Offer", "报价", 50, ageingDays: 14),
            Stage(Reservation, "Reservation", "预订", 75, ageingDays: 30) with { RequiredFields = [Searches.AgreedPrice.Key] },
            Stage(Notary, "Notary", "公证", 90, ageingDays: 60) with { RequiredFields = [Searches.AgreedPrice.Key] },
            Stage(Signed, "Signed", "已签约", 100) with { Category = StageCategory.Won, RequiredFields = [Searches.AgreedPrice.Key] },
            Stage(Withdrawn, "Withdrawn", "退出", 0) with { Category = StageCategory.Lost, RequiresLossReason = true },
        ],
    };

    /// <summary>Whether a record is at the offer or beyond, but not withdrawn: then it is about one certain unit.</summary>
    public static bool IsAboutUnit(RootRecord record) => IsAt(record, Offer);

    /// <summary>Whether a record is at the reservation or beyond, but not withdrawn: then nobody else gets its unit.</summary>
    public static bool HoldsUnit(RootRecord record) => IsAt(record, Reservation);

    private static bool IsAt(RootRecord record, string stage) =>
        record is { PipelineKey: Key, StageKey: { } at } && at != Withdrawn && Pipeline.RankOf(at) >= Pipeline.RankOf(stage);

    private static StageDefinition Stage(string key, string english, string chinese, int probability, int? ageingDays = null) => new()
    {
        Key = key,
        Label = new LocalizedText(english, chinese),
        ProbabilityPercent = probability,
        AgeingLimit = ageingDays is { } days ? TimeSpan.FromDays(days) : null,
    };
}
