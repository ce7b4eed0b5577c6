using System.Globalization;
using CrmKit.Leads;
using CrmKit.Records;

namespace CrmKit.Samples.Host.Demo;

/// <summary>Leads of the last months; the older they are, the further they got.</summary>
internal static class DemoLeads
{
    private const int Count = 360;
    private static readonly string[] Stages = ["new", "contacted", "contacted", "qualified", "disqualified", "nurturing"];
    private static readonly string[] Needs = ["Replace old pumps", "New dosing line", "More exact control", "更换老旧计量泵", "新建加药线", "提高控制精度"];

    public static async Task CreateAsync(DemoWriter writer, Chance chance, DemoStaff staff, DemoGoods goods)
    {
        var changes = new ChangeSet { Reason = "seed data" };
        for (var i = 0; i < Count; i++)
        {
            var isChinese = i % 2 == 1;
            var age = chance.Below(240);
            var stage = age < 5 ? "new" : chance.Of(Stages);
            var isPooled = stage == "new" && chance.OneIn(2);
            changes.Create(new Lead
            {
                Name = isChinese ? chance.Of(Words.Surnames) + chance.Of(Words.GivenNames) : $"{chance.Of(Words.FirstNames)} {chance.Of(Words.LastNames)}",
                CompanyName = isChinese ? $"{chance.Of(Words.ChineseCities)}{chance.Of(Words.ChineseMiddle)}{chance.Of(Words.ChineseTrades)}" : $"{chance.Of(Words.CompanyFirst)} {chance.Of(Words.CompanySecond)}",
                Email = string.Create(CultureInfo.InvariantCulture, $"lead{i}@prospect{i % 97}.example"),
                Source = chance.Of(Words.Sources),
                Channel = chance.Of(["web", "phone", "fair", "email", "partner"]),
                CampaignId = chance.OneIn(3) ? chance.Of(goods.Campaigns).Id : null,
                ProductId = chance.OneIn(2) ? chance.Of(goods.Products).Id : null,
                Score = chance.Between(5, 95),
                Rating = chance.Of([LeadRating.Cold, LeadRating.Warm, LeadRating.Hot]),
                NeedDescription = Needs[chance.Below(3) + (isChinese ? 3 : 0)],
                Country = isChinese ? "China" : "United Kingdom",
                Region = isChinese ? Words.ChineseRegions[i % Words.ChineseRegions.Length] : "England",
                Pool = isPooled ? "inbound" : null,
                EstimatedAmount = chance.Between(2, 120) * 500m,
            }, new InitialState
            {
                OwnerId = isPooled ? null : chance.Of(isChinese ? staff.Chinese : staff.English).Id,
                Stage = stage,
                StageEnteredAt = DemoTime.At(DemoTime.LastDay.AddDays(-age), chance.Below(480)),
                LossReason = stage == "disqualified" ? chance.Of(Words.LossReasons).English : null,
            });
        }
        await writer.SaveAsync(changes);
    }
}
