using CrmKit.Access;
using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Options;

namespace CrmKit.Identity.Sessions;

/// <summary>Sign-ins that last. Each request looks its session up: what is ended is ended on all nodes at once.</summary>
internal sealed class SignInSessions(Crm crm, ICrmStore store, TimeProvider clock, IOptions<CrmKitIdentityOptions> options, IOptions<CrmKitOptions> crmOptions)
{
    public const string Prefix = "crs_";
    private const int SecretLength = 47;
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5); // a write per request would cost more than the request
    private static readonly TimeSpan CodeTime = TimeSpan.FromMinutes(5);

    private static readonly StoreQuery<string, SessionAndUser> OfHash = new((reader, hash) =>
        from s in reader.Query<SignInSession>()
        where s.Hash == hash
        join u in reader.Query<User>() on s.UserId equals u.Id
        where u.IsActive && u.DeletedAt == null
        select new SessionAndUser(s, u, reader.Query<ShareEntry>().Any(e => e.RecipientId == u.Id || e.RecipientId == u.TeamId)));

    private DateTimeOffset Now => Instants.Truncate(clock.GetUtcNow());

    /// <summary>A new session in a transaction; its secret is told this once.</summary>
    public (SignInSession Row, string Secret) New(string tenantId, Guid userId, Origin origin, bool awaitsCode)
    {
        var (secret, now) = (Secrets.New(Prefix), Now);
        return (new SignInSession
        {
            TenantId = tenantId,
            UserId = userId,
            Hash = Secrets.HashOf(secret),
            AwaitsCode = awaitsCode,
            CreatedAt = now,
            LastSeenAt = now,
            ExpiresAt = now + (awaitsCode ? CodeTime : options.Value.SessionAge),
            Address = origin.Address,
            Agent = origin.Agent,
        }, secret);
    }

    /// <summary>The session of a secret, if it is good now and its user may act. One of another tenant is unknown.</summary>
    /// <param name="secret">What the caller gave.</param>
    /// <param name="awaitsCode">Whether it is one that still waits for a code.</param>
    /// <param name="tenant">The tenant that the request is for; <see langword="null"/> for the host's own.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<FoundSession?> FindAsync(string secret, bool awaitsCode, string? tenant, CancellationToken cancellationToken)
    {
        if (secret is not { Length: SecretLength } || !secret.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        await crm.InitializeAsync(cancellationToken);
        var (hash, now) = (Secrets.HashOf(secret), Now);
        await using var reader = await store.OpenReaderAsync(tenant ?? crmOptions.Value.TenantId, cancellationToken);
        var found = await reader.ListAsync(OfHash, hash, cancellationToken);
        if (found is not [var (session, user, hasShares)] || session.AwaitsCode != awaitsCode || session.ExpiresAt <= now || session.LastSeenAt + options.Value.IdleTime <= now) return null;
        if (!awaitsCode && session.LastSeenAt + SeenEvery <= now) await SeeAsync(session, now, cancellationToken);
        return new FoundSession(session, new Recognition(user, hasShares));
    }

    /// <summary>A user's sessions that are good now, the newest first.</summary>
    public async Task<IReadOnlyList<SignInSession>> ListAsync(ICrmSession session, Guid userId, CancellationToken cancellationToken)
    {
        var (now, idleSince) = (Now, Now - options.Value.IdleTime);
        var reader = await ((CrmSession)session).ReaderAsync(cancellationToken);
        return await reader.ListAsync(reader.Query<SignInSession>().Where(s => s.UserId == userId && !s.AwaitsCode && s.ExpiresAt > now && s.LastSeenAt > idleSince).OrderByDescending(s => s.Id), cancellationToken);
    }

    /// <summary>Ends one session of a user, or all, or all but one.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> EndAsync(ICrmSession session, Guid userId, Guid? one = null, Guid? except = null, CancellationToken cancellationToken = default)
    {
        await using var work = await ((CrmSession)session).BeginWorkAsync(cancellationToken);
        var sessions = work.Transaction.Query<SignInSession>().Where(s => s.UserId == userId);
        if (one is { } id) sessions = sessions.Where(s => s.Id == id);
        if (except is { } kept) sessions = sessions.Where(s => s.Id != kept);
        var ended = await work.Transaction.RemoveAsync(sessions, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return ended;
    }

    private async Task SeeAsync(SignInSession session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = session.Id;
        await using var transaction = await store.BeginAsync(session.TenantId, cancellationToken);
        await transaction.SetAsync(transaction.Query<SignInSession>().Where(s => s.Id == id), s => s.LastSeenAt, now, cancellationToken); // one that was ended meanwhile stays so
        await transaction.CommitAsync(cancellationToken);
    }

    private sealed record SessionAndUser(SignInSession Session, User User, bool HasShares);
}

/// <summary>A session that is good now, and whose it is.</summary>
internal sealed record FoundSession(SignInSession Session, Recognition Recognised);
