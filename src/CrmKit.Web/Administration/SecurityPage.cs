using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Pages;

namespace CrmKit.Web.Administration;

/// <summary>Sign-ins, refusals, keys used after their end, changes of rights.</summary>
internal sealed class SecurityPage(ISecurityLog log, IApiKeys keys) : AdministrationPage("security", 1100)
{
    private const int Shown = 100;
    private const string Kinds = "security.";

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        var users = await UsersAsync(session, cancellationToken);
        var entries = await log.ListAsync(session, new SecurityLogQuery(request["kind"], request["user"] is null ? null : IdOf(request, "user"), request["before"] is null ? null : IdOf(request, "before"), Shown), cancellationToken);
        var names = await ActorNames.LoadAsync(session, entries.SelectMany(e => new[] { e.Happened.UserId, e.Happened.ActorId }), cancellationToken);
        var details = await SecurityDetails.LoadAsync(request, keys, entries, cancellationToken);
        return new PageContent(
        [
            new FormBlock("", texts["list.apply"],
                [Choice("kind", texts["admin.what"], [.. texts.Keys.Where(k => k.StartsWith(Kinds, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(k => new PageOption(k[Kinds.Length..], texts[k]))], request["kind"]), Choice("user", texts["admin.user"], [.. users.Select(u => new PageOption(u.Id.ToString(), u.Name))], request["user"])]) { IsQuestion = true },
            new TableBlock([texts["admin.at"], texts["admin.what"], texts["admin.user"], texts["admin.by"], texts["admin.address"], texts["admin.detail"]], [.. entries.Select(e => new PageRow(
            [
                Cell(request.Moment(e.At)), Cell(texts.Find(Kinds + e.Happened.Kind) ?? e.Happened.Kind), Cell(names.Of(e.Happened.UserId)), Cell(names.Of(e.Happened.ActorId)), Cell(e.Happened.Address, PageTone.Muted), details.Of(e.Happened),
            ]))]) { Next = entries.Count == Shown ? new PageLink(texts["list.next"]) { Values = new Dictionary<string, string>(request.Values) { ["before"] = entries[^1].Id.ToString() } } : null },
        ]);
    }
}
