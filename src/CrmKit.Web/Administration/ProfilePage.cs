using CrmKit.Pages;
using CrmKit.Sessions;

namespace CrmKit.Web.Administration;

/// <summary>What a person decides about himself: the zone in which he reads and types times.</summary>
internal sealed class ProfilePage() : AdministrationPage(Name, 590)
{
    public const string Name = "profile";

    public override ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken) => new(session.Actor.UserId is not null);

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        var zone = await session.Profile.TimeZoneAsync(cancellationToken);
        return new PageContent(
        [
            new FormBlock("save", texts["form.save"],
            [
                Choice("timeZone", texts["profile.zone"], [.. TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId).Select(z => z.Id).Append(zone).OfType<string>().Distinct().Order(StringComparer.Ordinal).Select(z => new PageOption(z, z))], zone, help: texts["profile.zone-help"]),
            ]) { Heading = texts["profile.times"] },
            new FactsBlock([new PageFact(texts["profile.now"], Cell(request.Moment(session.Now)))]),
        ]);
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        if (act != "save") throw Unknown(act);
        await request.Session.Profile.SetTimeZoneAsync(request["timeZone"], cancellationToken);
        return PageOutcome.GoTo();
    }
}
