using System.Globalization;
using CrmKit.Cases;
using CrmKit.Records;

namespace CrmKit.Samples.Host.Demo;

/// <summary>Things delivered, and what customers asked about them.</summary>
internal static class DemoService
{
    private const int Cases = 180;
    private static readonly (string Subject, string Category)[] Subjects =
    [
        ("Pump loses pressure", "defect"), ("How to calibrate the sensor", "question"), ("Invoice names the wrong address", "billing"), ("Delivery came late", "delivery"),
        ("泵压力下降", "defect"), ("传感器如何校准", "question"), ("发票抬头有误", "billing"), ("到货延迟", "delivery"), ("希望增加备件", "request"),
    ];

    public static async Task CreateAsync(DemoWriter writer, Chance chance, DemoStaff staff, DemoGoods goods, IReadOnlyList<DemoSale> sales, DemoCustomers customers)
    {
        var assets = sales.Where(s => s.IsWon && s.ClosedOn < DemoTime.LastDay.AddDays(-60)).SelectMany(s => s.Lines.Take(1).Select(l => (Sale: s, l.Product))).Where(x => x.Product.WarrantyMonths is not null)
            .Select((x, i) => new Asset
            {
                Name = x.Product.Name,
                SerialNumber = string.Create(CultureInfo.InvariantCulture, $"SN-{100000 + i * 37}"),
                ProductId = x.Product.Id,
                AccountId = x.Sale.Account.Id,
                PurchasedOn = x.Sale.ClosedOn!.Value.AddDays(40) is var day && day < DemoTime.LastDay ? day : DemoTime.LastDay,
            }).ToList();
        await writer.SaveAsync(assets);

        var changes = new ChangeSet { Reason = "seed data" };
        for (var i = 0; i < Cases; i++)
        {
            var asset = chance.Of(assets);
            var (subject, category) = chance.Of(Subjects);
            var age = chance.Below(150);
            var stage = age switch { < 2 => "new", < 8 => chance.Of(["in-progress", "waiting"]), _ => chance.OneIn(15) ? "closed-unsolved" : "resolved" };
            changes.Create(new SupportCase
            {
                Subject = subject,
                Category = category,
                AccountId = asset.AccountId,
                ContactId = customers.People[asset.AccountId!.Value][0].Id,
                AssetId = asset.Id,
                Priority = chance.Below(10) switch { 0 => CasePriority.Urgent, 1 or 2 => CasePriority.High, 3 => CasePriority.Low, _ => CasePriority.Normal },
                Channel = chance.Of(["phone", "email", "web"]),
                Resolution = stage == "resolved" ? "Solved on the phone 电话解决" : null,
                Satisfaction = stage == "resolved" && chance.OneIn(2) ? chance.Between(3, 5) : null,
            }, new InitialState
            {
                OwnerId = chance.Of(staff.Service).Id,
                TeamId = staff.ServiceTeam.Id,
                Stage = stage,
                StageEnteredAt = DemoTime.At(DemoTime.LastDay.AddDays(-age), chance.Below(480)),
            });
        }
        await writer.SaveAsync(changes);
    }
}
