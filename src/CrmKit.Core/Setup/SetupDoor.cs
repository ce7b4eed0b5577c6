using System.Text.Json;
using System.Text.Json.Serialization;
using CrmKit.Access;
using CrmKit.Audit;
using CrmKit.Conversions;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Setup;

/// <summary>One row per tenant, beside what administrators define.</summary>
internal sealed class SetupDoor(CrmSession session, AuditActs acts) : ISetup
{
    private const string Kind = "setup";
    private const string Key = "setup";
    private const string Standard = "standard";
    private const int LongestGoals = 4000;
    private const int MostSteps = 20;
    private const int LongestStep = 40;

    public async Task<SetupState> GetAsync(CancellationToken cancellationToken = default)
    {
        await AdministratorRights.DemandAsync(session, SetupErrors.Forbidden, cancellationToken);
        return Read(await FindAsync(await session.ReaderAsync(cancellationToken), cancellationToken));
    }

    public async Task<SetupState> SaveAsync(SetupState state, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(state);
        await AdministratorRights.DemandAsync(session, SetupErrors.Forbidden, cancellationToken);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([new StoreLock(Kind)], cancellationToken);
        var row = await FindAsync(work.Transaction, cancellationToken);
        Check(state, Read(row));
        var kept = state with { Goals = string.IsNullOrWhiteSpace(state.Goals) ? null : state.Goals.Trim(), Done = [.. state.Done.Distinct()] };
        var (before, after) = (row?.Definition, JsonSerializer.Serialize(kept, SetupJson.Default.SetupState));
        if (before != after)
        {
            var batch = new StoreBatch();
            if (row is null) batch.Inserts.Add(row = new CatalogEntry { TenantId = session.TenantId, Kind = Kind, Key = Key });
            else batch.RowUpdates.Add(new StoreRowUpdate(row, [nameof(CatalogEntry.Definition), nameof(CatalogEntry.UpdatedAt), nameof(CatalogEntry.UpdatedById)]));
            (row.Definition, row.UpdatedAt, row.UpdatedById) = (after, session.Now, session.Actor.UserId);
            batch.Inserts.Add(acts.Of(Kind, Key, before, after));
            await work.Transaction.WriteAsync(batch, cancellationToken);
        }
        await work.CommitAsync(cancellationToken);
        return kept;
    }

    public async Task<SalesProcess?> ProcessAsync(string type, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        var chosen = Read(await FindAsync(await session.ReaderAsync(cancellationToken), cancellationToken)).Process;
        var processes = session.Catalog.Processes;
        return (chosen is null ? null : processes.FirstOrDefault(p => p.Key == chosen && p.Next(type) is not null)) ?? processes.FirstOrDefault(p => p.Key == Standard);
    }

    private void Check(SetupState state, SetupState before)
    {
        if (state.Process is { } process && process != before.Process && session.Catalog.Processes.All(p => p.Key != process)) throw new CrmValidationException(SetupErrors.ProcessUnknown(process, session.Catalog.Processes.Select(p => p.Key)));
        if (state.Goals?.Trim().Length > LongestGoals) throw new CrmValidationException(SetupErrors.Text("goals", $"it is longer than {LongestGoals} characters."));
        if (state.Done.Count > MostSteps || state.Done.Any(s => s.Length is 0 or > LongestStep || !s.All(c => char.IsAsciiLetterLower(c) || c == '-')))
            throw new CrmValidationException(SetupErrors.Text("done", $"there are at most {MostSteps} steps, each of 1 to {LongestStep} lower-case letters and hyphens."));
    }

    private static async Task<CatalogEntry?> FindAsync(IStoreReader reader, CancellationToken cancellationToken) =>
        await reader.ListAsync(reader.Query<CatalogEntry>().Where(e => e.Kind == Kind && e.Key == Key), cancellationToken) is [var row] ? row : null;

    private static SetupState Read(CatalogEntry? row) => row is null ? new SetupState() : JsonSerializer.Deserialize(row.Definition, SetupJson.Default.SetupState)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SetupState))]
internal sealed partial class SetupJson : JsonSerializerContext;
