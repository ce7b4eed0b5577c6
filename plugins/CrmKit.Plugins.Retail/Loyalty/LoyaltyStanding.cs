using System.Globalization;
using CrmKit.Pages;
using CrmKit.Records;
using CrmKit.Settings;

namespace CrmKit.Retail;

/// <summary>Where a customer stands: the level, the points to spend, those that the level comes from, and how many the next level needs. On the pages of accounts and contacts.</summary>
internal sealed class LoyaltyStanding(IPluginSettings settings) : IWidget
{
    public async ValueTask<PageContent> ShowAsync(WidgetContext context, CancellationToken cancellationToken)
    {
        var (session, culture, say) = (context.Session, context.Request.Culture, new Words(context.Request.Culture));
        if (context.Request.Record is not { } wanted || await session.Records.FindAsync(wanted, cancellationToken) is not { } customer) return new PageContent([]);
        var type = session.Catalog.Type(wanted.Type);
        var earned = (await LoyaltyLevels.EarnedAsync(session, [new RecordRef(wanted.Type, customer.Id)], cancellationToken)).Values.Sum();
        var facts = new List<PageFact>
        {
            new(type.Field(Points.Level.Key).Label.For(culture), customer[Points.Level] is { } level ? new PageCell(Name(level)) { Tone = PageTone.Good } : new PageCell(say.Of("none", "无", "無")) { Tone = PageTone.Muted }),
            new(type.Field(Points.OnCustomer.Key).Label.For(culture), Number(customer[Points.OnCustomer] ?? 0)),
            new(say.Of("Earned within a year", "近一年获得", "近一年獲得"), Number(earned)),
        };
        if (LoyaltyLevels.Next(earned, await settings.ReadAsync(session, cancellationToken)) is var (next, missing)) facts.Add(new(say.Of("Still needed for ", "距", "距") + Name(next) + say.Of("", "还需", "還需"), Number(missing)));
        return new PageContent([new FactsBlock(facts)]);

        string Name(string option) => type.Field(Points.Level.Key).Options.Single(o => o.Code == option).Label.For(culture);
        PageCell Number(long points) => new(points.ToString("N0", CultureInfo.GetCultureInfo(culture)));
    }
}
