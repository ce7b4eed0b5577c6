using CrmKit.Access;
using CrmKit.Pages;
using CrmKit.Sessions;

namespace CrmKit.Web.Administration;

/// <summary>API keys: people make, see and end their own; administrators see and end those of others.</summary>
internal sealed class KeysPage(IApiKeys keys) : AdministrationPage(Name, 600)
{
    public const string Name = "keys";

    public override ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken) => new(session.Actor.UserId is not null);

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        var (isAdministrator, me) = (await base.IsForAsync(session, cancellationToken), session.Actor.UserId!.Value);
        var user = isAdministrator && request["user"] is not null ? IdOf(request, "user") : me;
        var blocks = new List<PageBlock>();
        if (isAdministrator) blocks.Add(new FormBlock("", texts["admin.show"], [Choice("user", texts["admin.user"], [.. (await UsersAsync(session, cancellationToken)).Select(u => new PageOption(u.Id.ToString(), u.Name))], user.ToString())]) { IsQuestion = true });
        var found = await keys.ListAsync(session, user, cancellationToken);
        blocks.Add(new TableBlock([texts["admin.name"], texts["admin.scopes"], texts["admin.made"], texts["admin.last-used"], texts["admin.expires"], texts["admin.state"], ""], [.. found.Select(k => new PageRow(
        [
            Cell(k.Name), Cell(k.Scopes?.ToString() ?? texts["admin.scopes-all"]), Cell(request.Moment(k.CreatedAt)), Cell(request.Moment(k.LastUsedAt)), Cell(request.Moment(k.ExpiresAt)),
            k.RevokedAt is not null ? Cell(texts["admin.revoked"], PageTone.Muted) : k.ExpiresAt < session.Now ? Cell(texts["admin.expired"], PageTone.Muted) : Cell(texts["admin.active"], PageTone.Good),
            Buttons(k.RevokedAt is null ? [Button(texts["admin.revoke"], "revoke", isDangerous: true, ("key", k.Id.ToString()))] : []),
        ]))]));
        if (user == me)
            blocks.Add(new FormBlock("create", texts["list.new"],
            [
                Text("name", texts["admin.name"], isRequired: true), Text("scopes", texts["admin.scopes"], help: texts["admin.scopes-help"]), Text("expires", texts["admin.expires"], kind: FieldKind.Date),
            ]) { Heading = texts["admin.key-new"] });
        return new PageContent(blocks);
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        switch (act)
        {
            case "create":
                var scopes = request["scopes"] is { } words ? KeyScopes.TryParse(words.Split(' ', StringSplitOptions.RemoveEmptyEntries)) ?? throw new CrmValidationException([new CrmError("access.key-scope-unknown", texts["admin.scopes-help"]) { Field = "scopes" }]) : null;
                DateTimeOffset? expires = request["expires"] is not { } day ? null : DateOnly.TryParseExact(day, "yyyy-MM-dd", out var on) && UsableDays.Has(on) ? UsableDays.StartOf(on, session.Zone) : throw Wrong(request, "expires");
                var made = await keys.CreateAsync(session, session.Actor.UserId!.Value, request["name"] ?? "", scopes, expires, cancellationToken);
                return PageOutcome.Show(new NoteBlock(texts["admin.once"], PageTone.Good) { Code = made.Key });
            case "revoke":
                await keys.RevokeAsync(session, IdOf(request, "key"), cancellationToken);
                return request["user"] is { } user ? PageOutcome.GoTo(("user", user)) : PageOutcome.GoTo();
            default:
                throw Unknown(act);
        }
    }
}
