using System.Text.Json;
using CrmKit.Access;
using CrmKit.Effects;
using CrmKit.Identity.Accounts;
using CrmKit.Identity.Sessions;
using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Options;

namespace CrmKit.Identity.Links;

/// <summary>Makes links and takes them: one per user, once, for a time, while the user's address is the one that it was made for.</summary>
internal sealed class LinkDoor(ICrm crm, SignInAccounts accounts, Throttle throttle, ISecurityLog log, TimeProvider clock, IOptions<CrmKitIdentityOptions> options) : IInvitations
{
    public const string Page = "/account/password";
    private const string Mail = "mail";

    public async Task<Invitation> CreateAsync(ICrmSession session, Guid userId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        await AdministratorRights.DemandAsync(session, SignInErrors.AdministratorsOnly, cancellationToken);
        if (await SignInAccounts.UserAsync(session, userId, cancellationToken) is not { Email: not null } user) throw new CrmRuleException(SignInErrors.NoAddress(userId));
        var made = await IssueAsync(session, user, options.Value.InvitationAge, LinkTexts.Invitation, cancellationToken);
        log.Write(new SecurityEvent(SecurityKinds.LinkMade) { TenantId = session.TenantId, UserId = userId, ActorId = session.Actor.UserId, Detail = "invitation" });
        return made;
    }

    /// <summary>Somebody says that he forgot the password of an address; whether there is such a user, nobody is told. Without mail nothing happens.</summary>
    public async Task ForgottenAsync(string? tenant, string email, CancellationToken cancellationToken)
    {
        await using var session = (CrmSession)crm.OpenSession(Actor.System("sign-in"), "sign-in", tenant);
        if (!CanMail(session) || await SignInAccounts.UserAsync(session, SignInAccounts.NameOf(email), cancellationToken) is not { } user) return;
        await IssueAsync(session, user, options.Value.ResetAge, LinkTexts.Reset, cancellationToken);
        log.Write(new SecurityEvent(SecurityKinds.LinkMade) { TenantId = session.TenantId, UserId = user.Id, Detail = "reset" });
    }

    /// <summary>Whether a link would be accepted now.</summary>
    public async Task<bool> IsGoodAsync(string? tenant, string token, CancellationToken cancellationToken)
    {
        await using var session = crm.OpenSession(Actor.System("sign-in"), "sign-in", tenant);
        return await FindAsync(session, token, cancellationToken) is not null;
    }

    /// <summary>Sets the password, ends the link and every session of the user.</summary>
    /// <exception cref="CrmNotFoundException"><c>sign-in.link-unknown</c>.</exception>
    /// <exception cref="AspNetCore.ApiException"><c>sign-in.too-many</c>: from this network too many were wrong.</exception>
    public async Task RedeemAsync(string token, string password, Origin origin, CancellationToken cancellationToken)
    {
        var name = "link:" + token;
        throttle.Begin(name, origin);
        await using var session = (CrmSession)crm.OpenSession(Actor.System("sign-in"), "sign-in", origin.Tenant);
        if (await FindAsync(session, token, cancellationToken) is not { } user) throw new CrmNotFoundException(SignInErrors.LinkUnknown());
        throttle.Succeeded(name, origin);
        accounts.Check(password, user);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await accounts.SetAsync(session, work, user.Id, password, cancellationToken);
        var hash = Secrets.HashOf(token);
        if (await work.Transaction.RemoveAsync(work.Transaction.Query<SignInLink>().Where(l => l.UserId == user.Id && l.Hash == hash), cancellationToken) == 0)
            throw new CrmNotFoundException(SignInErrors.LinkUnknown()); // somebody was faster
        await SignInSessions.EndAsync(session, user.Id, cancellationToken: cancellationToken);
        await work.CommitAsync(cancellationToken);
        log.Write(new SecurityEvent(SecurityKinds.PasswordChanged) { TenantId = session.TenantId, UserId = user.Id, Address = origin.Address, Detail = "link" });
    }

    private async Task<Invitation> IssueAsync(ICrmSession asked, User user, TimeSpan age, string purpose, CancellationToken cancellationToken)
    {
        var session = (CrmSession)asked;
        var (token, now) = (Secrets.New(""), Instants.Truncate(clock.GetUtcNow()));
        var link = new SignInLink { TenantId = session.TenantId, UserId = user.Id, Hash = Secrets.HashOf(token), Email = user.Email!, ExpiresAt = now + age };
        var path = $"{Page}?token={token}";
        var isMailed = CanMail(session);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([SignInAccount.LockOf(user.Id)], cancellationToken);
        await work.Transaction.RemoveAsync(work.Transaction.Query<SignInLink>().Where(l => l.UserId == user.Id), cancellationToken);
        await work.Transaction.WriteAsync(new StoreBatch { Inserts = { link } }, cancellationToken);
        if (isMailed)
            using (session.AsSystem("sign-in"))
                await session.Effects.RequestAsync([new EffectRequest(Mail, $"sign-in/{purpose}/{user.Id}/{link.Hash[..16]}", MailOf(user, purpose, UrlOf(session)!.ToString().TrimEnd('/') + path, link.ExpiresAt)) { HoldsSecret = true }], cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new Invitation(path, link.ExpiresAt, isMailed);
    }

    private static async Task<User?> FindAsync(ICrmSession session, string token, CancellationToken cancellationToken)
    {
        if (token is not { Length: > 0 and <= 200 }) return null;
        var hash = Secrets.HashOf(token);
        var reader = await ((CrmSession)session).ReaderAsync(cancellationToken);
        if (await reader.ListAsync(reader.Query<SignInLink>().Where(l => l.Hash == hash), cancellationToken) is not [var link] || link.ExpiresAt <= session.Now) return null;
        return await SignInAccounts.UserAsync(session, link.UserId, cancellationToken) is { } user && user.Email == link.Email ? user : null;
    }

    private bool CanMail(CrmSession session) => UrlOf(session) is not null && session.Extensions.For(typeof(IEffectExecutor), Mail).Count > 0;

    // The address is a configured one: what a request calls the host is its sender's choice.
    private Uri? UrlOf(CrmSession session) => options.Value.TenantUrl?.Invoke(session.TenantId) ?? options.Value.PublicUrl;

    // What is sent as it is, and what a plugin needs to write a better one.
    private static JsonElement MailOf(User user, string purpose, string link, DateTimeOffset until)
    {
        var texts = LinkTexts.Of(purpose, user.Language);
        return JsonSerializer.SerializeToElement(new Dictionary<string, string?>
        {
            ["to"] = user.Email,
            ["template"] = "sign-in." + purpose,
            ["name"] = user.Name,
            ["language"] = user.Language,
            ["link"] = link,
            ["expiresAt"] = until.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["subject"] = texts.Subject,
            ["text"] = texts.For(user.Name, link, until),
        });
    }
}
