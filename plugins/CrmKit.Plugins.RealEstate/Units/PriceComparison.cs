using System.Globalization;
using CrmKit.Access;
using CrmKit.Pages;
using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>What a square metre of a unit costs, beside what it costs in units of its kind that are on the market: on the page of the unit.</summary>
internal sealed class PriceComparison : IWidget
{
    public static readonly WidgetDefinition Definition = new()
    {
        Key = "realestate.price-comparison", Label = new("Price per square metre", "每平方米价格"), Kind = WidgetKind.Code, RecordType = Units.Type, Requires = new Permission(Units.Type, Operations.Read, AccessScope.All),
    };

    public async ValueTask<PageContent> ShowAsync(WidgetContext context, CancellationToken cancellationToken)
    {
        var (session, isChinese) = (context.Session, context.Request.Culture.StartsWith("zh", StringComparison.Ordinal));
        if (context.Request.Record is not { } wanted || await session.Records.FindAsync(wanted, cancellationToken) is not CustomRecord unit || PerMetre(unit) is not { } own)
            return new PageContent([new NoteBlock(isChinese ? "没有面积或报价。" : "It has no area or no price.", PageTone.Muted)]);
        var like = await session.Records.QueryAsync(new RecordQuery(Units.Type)
        {
            Filter = $"{Units.Status.Key} eq '{Units.Available}' and {Units.Kind.Key} eq '{unit[Units.Kind]}'", OrderBy = Units.AskingPrice.Key, Size = 200,
        }, cancellationToken);
        var others = like.Items.Where(u => u.Id != unit.Id).Cast<CustomRecord>().Where(u => PerMetre(u) is not null).ToList();
        var facts = new List<PageFact> { Fact("This unit", "本房源", own) };
        if (others.Count > 0) facts.Add(Fact("Others on the market", "在售同类", others.Average(u => PerMetre(u)!.Value)));
        return new PageContent(
        [
            new FactsBlock(facts),
            new TableBlock([isChinese ? "同类房源" : "Others like it", isChinese ? "每平方米" : "Per m²"],
                [.. others.OrderBy(u => Math.Abs(PerMetre(u)!.Value - own)).Take(3).Select(u => new PageRow([new PageCell(u.Name) { Link = new PageLink(u.Name) { Record = new RecordRef(Units.Type, u.Id) } }, new PageCell(Text(PerMetre(u)!.Value))]))]),
        ]);

        PageFact Fact(string english, string chinese, decimal price) => new(isChinese ? chinese : english, new PageCell(Text(price)));
        string Text(decimal price) => price.ToString("N0", CultureInfo.GetCultureInfo(context.Request.Culture));
    }

    private static decimal? PerMetre(CustomRecord unit) => unit[Units.AskingPrice] is { } price && unit[Units.Area] is > 0 and var area ? price / area : null;
}
