using System.Text.Json;
using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Access;

/// <summary>The one-time token, its hash kept as an entry of the administrators' definitions; the entry stays, marked as used.</summary>
internal sealed class FirstRun(ICrm crm, IApiKeys keys) : IFirstRun
{
    private const string Kind = "first-run";
    private const string Key = "token";
    private const string Used = "used";

    public async Task<string?> IssueTokenAsync(CancellationToken cancellationToken = default)
    {
        await using var session = Open();
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var entry = await FindAsync(work.Transaction, cancellationToken);
        if (entry is not null && HashIn(entry) == Used) return null;
        var token = Secrets.New("");
        await WriteAsync(session, work.Transaction, entry, Secrets.HashOf(token), cancellationToken);
        await work.CommitAsync(cancellationToken);
        return token;
    }

    public async Task<bool> IsValidAsync(string token, CancellationToken cancellationToken = default)
    {
        await using var session = Open();
        return IsValid(await FindAsync(await session.ReaderAsync(cancellationToken), cancellationToken), token);
    }

    public async Task<FirstAdministrator> CompleteAsync(string token, string name, string email, CancellationToken cancellationToken = default)
    {
        await using var session = Open();
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var entry = await FindAsync(work.Transaction, cancellationToken);
        if (!IsValid(entry, token)) throw new CrmNotFoundException(KeyErrors.TokenUnknown());
        var user = await session.Records.CreateAsync(new User { Name = name, Email = email, Roles = "administrator" }, cancellationToken: cancellationToken);
        var key = await keys.CreateAsync(session, user.Id, "First administrator", cancellationToken: cancellationToken);
        await WriteAsync(session, work.Transaction, entry, Used, cancellationToken);
        Failpoint.Hit("first-run.before-commit");
        await work.CommitAsync(cancellationToken);
        return new FirstAdministrator(user.Id, key);
    }

    private CrmSession Open() => (CrmSession)crm.OpenSession(Actor.System("set-up"), "set-up");

    private static bool IsValid(CatalogEntry? entry, string? token) =>
        entry is not null && token is { Length: > 0 and <= 200 } && HashIn(entry) is var hash && hash != Used && Secrets.HasHash(token, hash);

    private static string HashIn(CatalogEntry entry) => JsonSerializer.Deserialize<string>(entry.Definition) ?? "";

    private static async Task<CatalogEntry?> FindAsync(IStoreReader reader, CancellationToken cancellationToken)
    {
        var entries = await reader.ListAsync(reader.Query<CatalogEntry>().Where(e => e.Kind == Kind && e.Key == Key), cancellationToken);
        return entries.Count == 0 ? null : entries[0];
    }

    private static Task WriteAsync(CrmSession session, IStoreTransaction transaction, CatalogEntry? entry, string value, CancellationToken cancellationToken)
    {
        var batch = new StoreBatch();
        if (entry is null) batch.Inserts.Add(entry = new CatalogEntry { TenantId = session.TenantId, Kind = Kind, Key = Key });
        else batch.RowUpdates.Add(new StoreRowUpdate(entry, [nameof(CatalogEntry.Definition), nameof(CatalogEntry.UpdatedAt)]));
        entry.Definition = JsonSerializer.Serialize(value);
        entry.UpdatedAt = session.Now;
        return transaction.WriteAsync(batch, cancellationToken);
    }
}
