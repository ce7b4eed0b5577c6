using CrmKit.Activities;
using CrmKit.Records;

namespace CrmKit.Samples.Host.Demo;

/// <summary>Calls, visits and notes around the sales.</summary>
internal static class DemoActivities
{
    public static async Task CreateAsync(DemoWriter writer, Chance chance, IReadOnlyList<DemoSale> sales)
    {
        var changes = new ChangeSet { Reason = "seed data" };
        foreach (var sale in sales)
        {
            var (record, last) = (sale.Opportunity, sale.ClosedOn ?? DemoTime.LastDay);
            var isChinese = sale.Account.Country == "China";
            var called = DemoTime.At(DemoTime.Earlier(record.OpenedOn!.Value.AddDays(chance.Between(1, 10)), last), chance.Below(480));
            Add(changes, sale, new PhoneCall { Subject = isChinese ? "首次沟通需求" : "First call about the need", Direction = ActivityDirection.Outgoing, DurationSeconds = chance.Between(60, 1800), StartsAt = called, DoneAt = called });
            if (chance.OneIn(3))
            {
                var met = DemoTime.At(DemoTime.Earlier(record.OpenedOn.Value.AddDays(chance.Between(8, 30)), last), chance.Below(300));
                Add(changes, sale, new Appointment { Subject = isChinese ? "现场考察" : "Visit to the plant", Location = sale.Account.City, StartsAt = met, EndsAt = met.AddHours(2), DoneAt = met.AddHours(2) });
            }
            if (sale.ClosedOn is null)
                Add(changes, sale, new FollowUp { Subject = record.NextStep ?? (isChinese ? "跟进" : "Follow up"), DueAt = DemoTime.At(DemoTime.LastDay.AddDays(chance.Between(1, 20))) });
        }
        await writer.SaveAsync(changes);
    }

    private static void Add(ChangeSet changes, DemoSale sale, CrmActivity activity)
    {
        (activity.RegardingType, activity.RegardingId, activity.ContactId) = ("opportunity", sale.Opportunity.Id, sale.Opportunity.ContactId);
        changes.Create(activity, new InitialState { OwnerId = sale.Owner.Id });
    }
}
