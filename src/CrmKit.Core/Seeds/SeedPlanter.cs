using System.Runtime.CompilerServices;
using CrmKit.Plugins;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Seeds;

/// <summary>Plants the seed records of sources in the background, when they come: what is new is created, what a newer version changed is written again, what people deleted stays deleted.</summary>
internal sealed class SeedPlanter(ExtensionRegistry registry, IServiceProvider services, IOptions<CrmKitOptions> options, ILogger<SeedPlanter> log) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ConditionalWeakTable<ExtensionSource, object> _done = []; // weak: a source that left must not stay in memory

    /// <summary>The work under way; for those who want to wait.</summary>
    public Task Pending { get; private set; } = Task.CompletedTask;

    /// <summary>Plants what is there, and from then on what comes.</summary>
    public void Start()
    {
        Pending = LaterAsync();
        registry.Changed += (_, _) => Pending = LaterAsync();
    }

    public void Dispose() => _turn.Dispose();

    private async Task LaterAsync()
    {
        if (registry.For(options.Value.TenantId).Sources.All(s => s.Seeds.Count == 0)) return;
        await Task.Yield(); // whoever changed the catalog does not wait for the database
        await _turn.WaitAsync();
        try
        {
            foreach (var source in registry.For(options.Value.TenantId).Sources)
            {
                if (source.Seeds.Count == 0 || !_done.TryAdd(source, source.Id)) continue;
                await PlantAsync(source.Id, [.. source.Seeds]);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task PlantAsync(string source, IReadOnlyList<SeedRecord> seeds)
    {
        try
        {
            await using var session = services.GetRequiredService<Crm>().Open(Actor.System($"seed data of {source}"), "seed", options.Value.TenantId);
            await using var work = await session.BeginWorkAsync(CancellationToken.None);
            var (planted, row) = await SeedLedger.ReadAsync(work.Transaction, source, CancellationToken.None);
            var changed = seeds.Where(s => planted.GetValueOrDefault(s.ExternalId) != SeedLedger.HashOf(s)).ToList();
            if (changed.Count == 0) return;
            foreach (var seed in changed)
            {
                await PlantAsync(session, seed, isKnown: planted.ContainsKey(seed.ExternalId));
                planted[seed.ExternalId] = SeedLedger.HashOf(seed);
            }
            await SeedLedger.WriteAsync(work.Transaction, session.TenantId, source, planted, row, session.Now, CancellationToken.None);
            await work.CommitAsync();
            log.LogInformation("{Count} seed records of '{Source}' are in place.", changed.Count, source);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            log.LogError("The seed data of '{Source}' could not be planted; it is tried again when the plugin comes again: {Reason}", source, failure.Message);
        }
    }

    private static async Task PlantAsync(CrmSession session, SeedRecord seed, bool isKnown)
    {
        var type = session.Catalog.Type(seed.RecordType);
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in seed.Values) values[key] = value is SeedReference other ? await FindAsync(session, type.Field(key).ReferenceType!, other.ExternalId, deleted: false) : value;
        if (await FindAsync(session, type.Key, seed.ExternalId, deleted: false) is { } id)
        {
            if (!isKnown || !seed.KeepsChanges) await session.Records.SaveAsync(new ChangeSet { Reason = "seed data" }.Patch(type.Ref(id), values));
            return;
        }
        if (isKnown || await FindAsync(session, type.Key, seed.ExternalId, deleted: true) is not null) return; // deleted: somebody did not want it
        var record = type.IsCustom ? new CustomRecord(type.Key) : (Record)Activator.CreateInstance(type.ClrType, nonPublic: true)!;
        record.ExternalId = seed.ExternalId;
        foreach (var (key, value) in values)
        {
            var field = type.Field(key);
            if (!FieldValues.TryFit(field, value, out var fitting)) throw new CrmValidationException(FieldErrors.Type(field, value));
            field.Set(record, fitting);
        }
        await session.Records.SaveAsync(new ChangeSet { Reason = "seed data" }.Create(record));
    }

    private static async Task<Guid?> FindAsync(CrmSession session, string type, string externalId, bool deleted) =>
        (await session.Records.QueryAsync(new RecordQuery(type) { Filter = $"externalId eq '{externalId}'", Size = 1, Deleted = deleted })).Items is [var found, ..] ? found.Id : null;
}
