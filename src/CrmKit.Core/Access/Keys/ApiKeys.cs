using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Options;

namespace CrmKit.Access;

/// <summary>Makes, recognises and ends API keys.</summary>
internal sealed class ApiKeys(ICrm crm, ICrmStore store, TimeProvider clock, IOptions<CrmKitOptions> options) : IApiKeys
{
    public const string Prefix = "crm_";
    private const int KeyLength = 47;

    private string Tenant => options.Value.TenantId;

    public async Task<NewApiKey> CreateAsync(ICrmSession session, Guid userId, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (string.IsNullOrWhiteSpace(name) || name.Length > 100) throw new CrmValidationException(KeyErrors.Name());
        if (!session.Actor.IsSystem && session.Actor.UserId != userId) throw new CrmForbiddenException(KeyErrors.Forbidden());

        await using var work = await ((CrmSession)session).BeginWorkAsync(cancellationToken);
        var users = await work.Transaction.ListAsync(work.Transaction.Query<User>().Where(u => u.Id == userId && u.DeletedAt == null).Select(u => u.Id), cancellationToken);
        if (users.Count == 0) throw new CrmNotFoundException(KeyErrors.NoUser(userId));
        var secret = Secrets.New(Prefix);
        var row = new ApiKey { TenantId = session.TenantId, UserId = userId, Name = name.Trim(), Hash = Secrets.HashOf(secret), CreatedAt = session.Now };
        await work.Transaction.WriteAsync(new StoreBatch { Inserts = { row } }, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new NewApiKey(row.Id, secret);
    }

    public async Task<Actor?> FindActorAsync(string key, CancellationToken cancellationToken = default)
    {
        if (key is not { Length: KeyLength } || !key.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        await crm.InitializeAsync(cancellationToken);
        var hash = Secrets.HashOf(key);
        await using var reader = await store.OpenReaderAsync(Tenant, cancellationToken);
        var keys = await reader.ListAsync(reader.Query<ApiKey>().Where(k => k.Hash == hash), cancellationToken);
        if (keys is not [{ RevokedAt: null } found]) return null;
        var userId = found.UserId;
        var users = await reader.ListAsync(reader.Query<User>().Where(u => u.Id == userId && u.DeletedAt == null && u.IsActive).Select(u => u.Id), cancellationToken);
        return users.Count == 1 ? Actor.User(userId) : null;
    }

    public async Task RevokeAsync(ICrmSession session, Guid keyId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        await using var work = await ((CrmSession)session).BeginWorkAsync(cancellationToken);
        var keys = await work.Transaction.ListAsync(work.Transaction.Query<ApiKey>().Where(k => k.Id == keyId), cancellationToken);
        if (keys is not [var key] || (!session.Actor.IsSystem && key.UserId != session.Actor.UserId)) throw new CrmNotFoundException(KeyErrors.Unknown(keyId));
        if (key.RevokedAt is not null) return;
        key.RevokedAt = Instants.Truncate(clock.GetUtcNow());
        await work.Transaction.WriteAsync(new StoreBatch { RowUpdates = { new StoreRowUpdate(key, [nameof(ApiKey.RevokedAt)]) } }, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<ApiKeySummary>> ListAsync(ICrmSession session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        var reader = await ((CrmSession)session).ReaderAsync(cancellationToken);
        var query = reader.Query<ApiKey>();
        if (session.Actor.UserId is { } userId) query = query.Where(k => k.UserId == userId);
        var keys = await reader.ListAsync(query.OrderByDescending(k => k.Id), cancellationToken);
        return [.. keys.Select(k => new ApiKeySummary(k.Id, k.UserId, k.Name, k.CreatedAt, k.RevokedAt))];
    }
}
