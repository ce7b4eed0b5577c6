using CrmKit.Access;
using CrmKit.Audit;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Options;

namespace CrmKit.Tenants;

/// <summary>Tenants as rows of the host's own tenant; requests ask a copy that is some seconds old at most.</summary>
internal sealed class TenantRegister(ICrm crm, ICrmStore store, IApiKeys keys, TimeProvider clock, IOptions<CrmKitOptions> options) : ITenants
{
    /// <summary>Why deliveries for it wait.</summary>
    public const string SuspendedReason = "tenant is suspended";

    private const string Kind = "tenant";
    private const string Active = "{\"state\":\"active\"}";
    private const string Suspended = "{\"state\":\"suspended\"}";
    private static readonly StoreLock Register = new("tenants"), First = new("tenants/first");
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private volatile Copy? _copy;

    public async Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var session = Open(options.Value.TenantId);
        var reader = await session.ReaderAsync(cancellationToken);
        var rows = await reader.ListAsync(reader.Query<CatalogEntry>().Where(e => e.Kind == Kind).OrderBy(e => e.Key), cancellationToken);
        return [.. rows.Select(r => new Tenant(r.Key, r.Definition == Suspended))];
    }

    public async Task<FirstAdministrator> CreateAsync(string key, string administrator, string email, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(administrator);
        ArgumentException.ThrowIfNullOrWhiteSpace(email);
        if (!IsKey(key)) throw new CrmValidationException(TenantErrors.Key(key));
        if (key == options.Value.TenantId) throw new CrmConflictException(TenantErrors.Exists(key));
        if ((await ListAsync(cancellationToken)).Any(t => t.Key == key)) throw new CrmConflictException(TenantErrors.Exists(key));
        // The administrator first: without the row nobody is let in, so a tenant that is cut off half way can be created again.
        var first = await AdministratorAsync(key, administrator, email, cancellationToken);
        Failpoint.Hit("tenant.before-row");
        await WriteAsync(key, null, cancellationToken);
        return first;
    }

    public Task SuspendAsync(string key, CancellationToken cancellationToken = default) => WriteAsync(key, Suspended, cancellationToken);

    public async Task ResumeAsync(string key, CancellationToken cancellationToken = default)
    {
        await WriteAsync(key, Active, cancellationToken);
        await store.Outbox.ReleaseHeldAsync(Instants.Truncate(clock.GetUtcNow()), cancellationToken);
    }

    public async ValueTask<bool> IsActiveAsync(string key, CancellationToken cancellationToken = default)
    {
        return key == options.Value.TenantId || (await CopyAsync(cancellationToken)).Active.Contains(key);
    }

    /// <summary>Whether a tenant is suspended: nothing is done for it in the background either.</summary>
    public async ValueTask<bool> IsSuspendedAsync(string key, CancellationToken cancellationToken) =>
        key != options.Value.TenantId && (await CopyAsync(cancellationToken)).Suspended.Contains(key);

    /// <summary>All tenants, the host's own and suspended ones too: what is too old goes, and what was written is sealed, whoever may work.</summary>
    public async Task<IReadOnlyList<string>> AllAsync(CancellationToken cancellationToken) =>
        [.. (await store.TenantsAsync(cancellationToken)).Append(options.Value.TenantId).Distinct(StringComparer.Ordinal)];

    /// <summary>All tenants that anything is done for in the background, the host's own too.</summary>
    public async Task<IReadOnlyList<string>> WorkingAsync(CancellationToken cancellationToken)
    {
        var all = await AllAsync(cancellationToken);
        if (all.Count == 1) return all;
        var suspended = (await CopyAsync(cancellationToken)).Suspended;
        return [.. all.Where(t => t == options.Value.TenantId || !suspended.Contains(t))];
    }

    private async ValueTask<Copy> CopyAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_copy is { } copy && now - copy.ReadAt <= Freshness && now >= copy.ReadAt) return copy;
        var all = await ListAsync(cancellationToken);
        return _copy = new Copy(now, [.. all.Where(t => !t.IsSuspended).Select(t => t.Key)], [.. all.Where(t => t.IsSuspended).Select(t => t.Key)]);
    }

    private async Task<FirstAdministrator> AdministratorAsync(string tenant, string name, string email, CancellationToken cancellationToken)
    {
        await using var session = Open(tenant);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var address = email.Trim().ToLowerInvariant();
        await work.Transaction.LockAsync([First], cancellationToken);
        var known = await session.Records.ListAsync(new Specification<User>(u => u.Email == address).Take(1), cancellationToken);
        // Two who create it at once, or one after another was cut off, never make two people its first administrator.
        if (known.Count == 0 && await work.Transaction.CountAsync(work.Transaction.Query<User>(), cancellationToken) > 0) throw new CrmConflictException(TenantErrors.Begun(tenant));
        var user = known.Count > 0 ? known[0] : await session.Records.CreateAsync(new User { Name = name, Email = email, Roles = "administrator" }, cancellationToken: cancellationToken);
        var made = await keys.CreateAsync(session, user.Id, "First administrator", cancellationToken: cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new FirstAdministrator(user.Id, made);
    }

    // Null for what is new.
    private async Task WriteAsync(string key, string? definition, CancellationToken cancellationToken)
    {
        await using var session = Open(options.Value.TenantId);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([Register], cancellationToken);
        var rows = await work.Transaction.ListAsync(work.Transaction.Query<CatalogEntry>().Where(e => e.Kind == Kind && e.Key == key), cancellationToken);
        if (definition is not null && rows.Count == 0) throw new CrmNotFoundException(TenantErrors.Unknown(key));
        if (definition is null && rows.Count > 0) throw new CrmConflictException(TenantErrors.Exists(key));
        var row = new CatalogEntry { TenantId = session.TenantId, Kind = Kind, Key = key, Definition = definition ?? Active, UpdatedAt = session.Now };
        var batch = new StoreBatch { Inserts = { session.Service<AuditActs>().Of(Kind, key, rows is [var before] ? before.Definition : null, row.Definition) } };
        if (rows.Count == 0) batch.Inserts.Add(row);
        else batch.RowUpdates.Add(new StoreRowUpdate(row, [nameof(CatalogEntry.Definition), nameof(CatalogEntry.UpdatedAt)]));
        await work.Transaction.WriteAsync(batch, cancellationToken);
        await work.CommitAsync(cancellationToken);
        _copy = null;
    }

    private CrmSession Open(string tenant) => (CrmSession)crm.OpenSession(Actor.System("tenants"), "tenants", tenant);

    private static bool IsKey(string? key) => key is { Length: > 0 and <= 40 } && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private sealed record Copy(DateTimeOffset ReadAt, HashSet<string> Active, HashSet<string> Suspended);
}
