using System.Text.Json.Nodes;
using CrmKit.Audit;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Options;

namespace CrmKit.Access;

/// <summary>Makes, recognises and ends API keys.</summary>
internal sealed class ApiKeys(ICrm crm, ICrmStore store, KeyUses uses, ISecurityLog log, TimeProvider clock, IOptions<CrmKitOptions> options) : IApiKeys
{
    public const string Prefix = "crm_";
    private const int KeyLength = 47;

    private static readonly StoreQuery<string, KeyAndHolder> OfHash = new((reader, hash) =>
        from k in reader.Query<ApiKey>()
        where k.Hash == hash
        from u in reader.Query<User>().Where(u => u.Id == k.UserId && u.DeletedAt == null && u.IsActive).DefaultIfEmpty()
        select new KeyAndHolder(k, u, reader.Query<ShareEntry>().Any(s => s.RecipientId == u!.Id || s.RecipientId == u.TeamId)));

    public async Task<NewApiKey> CreateAsync(
        ICrmSession session, Guid userId, string name, KeyScopes? scopes = null, DateTimeOffset? expiresAt = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session.Actor.Scopes is { } held) throw new CrmForbiddenException(KeyErrors.Scope(held)); // else it could make one that is good for more
        if (!session.Actor.IsSystem && session.Actor.UserId != userId) throw new CrmForbiddenException(KeyErrors.Forbidden());
        Check(session, name, scopes, expiresAt);

        await using var work = await ((CrmSession)session).BeginWorkAsync(cancellationToken);
        var users = await work.Transaction.ListAsync(work.Transaction.Query<User>().Where(u => u.Id == userId && u.DeletedAt == null).Select(u => u.Id), cancellationToken);
        if (users.Count == 0) throw new CrmNotFoundException(KeyErrors.NoUser(userId));
        var secret = Secrets.New(Prefix);
        var row = new ApiKey
        {
            TenantId = session.TenantId,
            UserId = userId,
            Name = name.Trim(),
            Hash = Secrets.HashOf(secret),
            Scopes = scopes?.ToString(),
            CreatedAt = session.Now,
            ExpiresAt = expiresAt is { } end ? Instants.Truncate(end) : null,
        };
        await work.Transaction.WriteAsync(new StoreBatch { Inserts = { row, Told((CrmSession)session, row, isNew: true) } }, cancellationToken);
        await work.CommitAsync(cancellationToken);
        log.Write(new SecurityEvent(SecurityKinds.KeyMade) { TenantId = session.TenantId, UserId = userId, ActorId = session.Actor.UserId, Detail = $"key {row.Id}: {row.Scopes ?? "all rights"}" });
        return new NewApiKey(row.Id, secret);
    }

    public Task<Actor?> FindActorAsync(string key, CancellationToken cancellationToken = default) => FindActorAsync(key, options.Value.TenantId, cancellationToken);

    public async Task<Actor?> FindActorAsync(string key, string tenantId, CancellationToken cancellationToken = default)
    {
        if (key is not { Length: KeyLength } || !key.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        await crm.InitializeAsync(cancellationToken);
        var hash = Secrets.HashOf(key);
        await using var reader = await store.OpenReaderAsync(tenantId, cancellationToken);
        var found = await reader.ListAsync(OfHash, hash, cancellationToken);
        if (found is not [var (row, holder, hasShares)]) return null;
        var now = Instants.Truncate(clock.GetUtcNow());
        if (row.RevokedAt is not null || row.ExpiresAt <= now) return Dead(row, row.RevokedAt is null ? "expired" : "revoked");
        if (holder is null) return Dead(row, "user not active");
        uses.Add(tenantId, row.Id, now);
        return new Recognition(holder, hasShares).As(Actor.User(holder.Id, ScopesOf(row)));
    }

    public async Task RevokeAsync(ICrmSession session, Guid keyId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session.Actor.Scopes is { IsReadOnly: true } held) throw new CrmForbiddenException(KeyErrors.Scope(held));
        await using var work = await ((CrmSession)session).BeginWorkAsync(cancellationToken);
        var keys = await work.Transaction.ListAsync(work.Transaction.Query<ApiKey>().Where(k => k.Id == keyId), cancellationToken);
        if (keys is not [var key] || (key.UserId != session.Actor.UserId && !await MaySeeOthersAsync(session, cancellationToken))) throw new CrmNotFoundException(KeyErrors.Unknown(keyId));
        if (key.RevokedAt is not null) return;
        key.RevokedAt = Instants.Truncate(clock.GetUtcNow());
        await work.Transaction.WriteAsync(new StoreBatch { RowUpdates = { new StoreRowUpdate(key, [nameof(ApiKey.RevokedAt)]) }, Inserts = { Told((CrmSession)session, key, isNew: false) } }, cancellationToken);
        await work.CommitAsync(cancellationToken);
        log.Write(new SecurityEvent(SecurityKinds.KeyRevoked) { TenantId = session.TenantId, UserId = key.UserId, ActorId = session.Actor.UserId, Detail = $"key {key.Id}" });
    }

    private static AuditEntry Told(CrmSession session, ApiKey key, bool isNew)
    {
        var about = new JsonObject { ["userId"] = key.UserId, ["name"] = key.Name, ["scopes"] = key.Scopes }.ToJsonString();
        return session.Service<AuditActs>().Of("api-key", key.Id.ToString(), isNew ? null : about, isNew ? about : null);
    }

    public async Task<IReadOnlyList<ApiKeySummary>> ListAsync(ICrmSession session, Guid? userId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        var whose = userId ?? session.Actor.UserId;
        if (whose != session.Actor.UserId && !await MaySeeOthersAsync(session, cancellationToken)) throw new CrmForbiddenException(KeyErrors.OthersForbidden());
        var reader = await ((CrmSession)session).ReaderAsync(cancellationToken);
        var query = reader.Query<ApiKey>();
        if (whose is { } user) query = query.Where(k => k.UserId == user);
        var keys = await reader.ListAsync(query.OrderByDescending(k => k.Id), cancellationToken);
        return [.. keys.Select(k => new ApiKeySummary(k.Id, k.UserId, k.Name, ScopesOf(k), k.CreatedAt, k.ExpiresAt, uses.Of(session.TenantId, k.Id) ?? k.LastUsedAt, k.RevokedAt))];
    }

    private Actor? Dead(ApiKey key, string why)
    {
        log.Write(new SecurityEvent(SecurityKinds.DeadKeyUsed) { TenantId = key.TenantId, UserId = key.UserId, Detail = $"key {key.Id}: {why}" });
        return null;
    }

    private static void Check(ICrmSession session, string name, KeyScopes? scopes, DateTimeOffset? expiresAt)
    {
        var errors = new List<CrmError>();
        if (string.IsNullOrWhiteSpace(name) || name.Length > 100) errors.Add(KeyErrors.Name());
        errors.AddRange((scopes?.RecordTypes ?? []).Where(t => !session.Catalog.TryType(t, out _)).Select(KeyErrors.ScopeUnknown));
        if (expiresAt <= session.Now) errors.Add(KeyErrors.Expiry());
        if (errors.Count > 0) throw new CrmValidationException(errors);
    }

    private static KeyScopes? ScopesOf(ApiKey key) => key.Scopes is { } words
        ? KeyScopes.TryParse(words.Split(' ')) ?? throw new InvalidOperationException($"The scopes of API key {key.Id} cannot be read.")
        : null;

    private static async ValueTask<bool> MaySeeOthersAsync(ICrmSession session, CancellationToken cancellationToken) =>
        await session.Access.ScopeAsync(session.Catalog.Type(typeof(User)), Operations.Administer, cancellationToken) == AccessScope.All;

    private sealed record KeyAndHolder(ApiKey Key, User? Holder, bool HasShares);
}
