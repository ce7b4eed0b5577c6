using System.Data.Common;
using CrmKit.Catalog;
using CrmKit.Plugins.Loading;
using CrmKit.Plugins.Manifests;
using CrmKit.Plugins.Packages;
using CrmKit.Storage;
using CrmKit.Tables;
using Microsoft.Extensions.Logging;
using NuGet.Versioning;

namespace CrmKit.Plugins.Runtime;

/// <summary>Brings single plugins up and takes them out, and keeps what the database knows of them in step. Used under the runtime's turn only.</summary>
internal sealed class PluginLifecycle(PluginBoard board, PluginLoader loader, PackageStore packages, IPluginStore store, ICatalog catalog, PluginFeatures features, TimeProvider clock, ILogger log)
{
    private Dictionary<string, PluginRow> _rows = new(StringComparer.Ordinal);

    public Action<PluginStatus>? Changed { get; init; }

    public IReadOnlyCollection<PluginRow> Rows => _rows.Values;

    public PluginRow RowOf(string id) => _rows.GetValueOrDefault(id) ?? PluginRow.New(id);

    public async Task ReadRowsAsync(CancellationToken cancellationToken) => _rows = new(await store.ReadAsync(cancellationToken), StringComparer.Ordinal);

    /// <summary>Writes what is wanted before anything is done about it.</summary>
    public async Task WriteAsync(PluginRow row, PluginAudit audit, Func<IStoreTransaction?, Task>? also = null)
    {
        try
        {
            _rows[row.Id] = await store.WriteAsync(row, audit, also, CancellationToken.None); // half a change helps nobody
        }
        catch (CrmConflictException)
        {
            await ReadRowsAsync(CancellationToken.None); // the next try sees what the others did
            throw;
        }
    }

    /// <summary>Reads a plugin again from where it lies; of the store only what says who it is, all else is read when it is loaded.</summary>
    public void Discover(PluginEntry entry)
    {
        var (manifest, errors) = ManifestReader.Read(entry.Folder);
        (entry.Manifest, entry.Errors, entry.Warnings) = (manifest ?? entry.Manifest, [], []);
        if (errors.Count == 0) Report(entry, PluginState.Discovered);
        else if (entry.Package is null) Fail(entry, errors);
        else Fail(entry, [Directory.Exists(entry.Folder) ? PackageErrors.StoreChanged(entry.Package.Id, "plugin.json") : PackageErrors.StoreMissing(entry.Package.Id, entry.Folder)]);
    }

    /// <summary>Loads a plugin that does not run; it fails with the reason.</summary>
    public async Task LoadAsync(PluginEntry entry, PluginAudit audit, bool mayUndo = false)
    {
        var against = board.Against(entry.Manifest!);
        IReadOnlyList<CrmError> errors = against.Count > 0 ? against : await BringUpAsync(entry, RowOf(entry.Manifest!.Id), audit, mayUndo);
        if (errors.Count > 0) Fail(entry, errors);
    }

    /// <summary>Starts what the row says and lets it take part, in the place of what runs; data and row follow in one transaction. On failure what runs goes on, and nothing has changed.</summary>
    /// <param name="entry">The plugin.</param>
    /// <param name="row">What the database is to say of it.</param>
    /// <param name="audit">Who, and what.</param>
    /// <param name="mayUndo">Whether migrations of its own tables that this version does not know may be undone.</param>
    public async Task<IReadOnlyList<CrmError>> BringUpAsync(PluginEntry entry, PluginRow row, PluginAudit audit, bool mayUndo = false)
    {
        PluginManifest manifest;
        Func<PluginImage> read;
        var (folder, trust) = (entry.Folder, PluginTrust.Folder);
        if (row.Package is { } installed && entry.Package is not null)
        {
            try
            {
                var package = packages.Open(installed);
                (manifest, folder, trust) = (package.Manifest, packages.FolderOf(installed), package.Trust);
                read = () => PluginImage.Of(folder, package.Files);
            }
            catch (CrmRuleException e)
            {
                return e.Errors;
            }
        }
        else
        {
            var (found, errors) = ManifestReader.Read(entry.Folder);
            if (found is null) return errors;
            manifest = found;
            read = () => PluginImage.Read(folder);
        }
        if (manifest.Id != row.Id) return [PluginErrors.ManifestId(folder, manifest.Id, $"is another than that of the plugin before, '{row.Id}'")];
        var verdict = loader.Verify(manifest, read);
        entry.Warnings = verdict.Warnings;
        return verdict.Image is { } image ? await StartAsync(entry, row, manifest, image, (folder, trust), audit, mayUndo) : verdict.Errors;
    }

    /// <summary>Lets a plugin take part with the features that a row says, without loading anything.</summary>
    /// <exception cref="CrmRuleException">The catalog refuses what comes, or something of others refers to what would go; nothing is changed then.</exception>
    public void SwitchFeatures(PluginEntry entry, PluginRow row)
    {
        if (entry.Manifest is not { } manifest) return;
        if (entry.Running is not { } running)
        {
            entry.On = features.On(manifest, row);
            return;
        }
        var (was, on) = (running.On, features.On(running.Manifest, row));
        if (was.SetEquals(on)) return;
        running.On = on;
        var refusals = loader.Put(running);
        if (refusals.Count > 0)
        {
            running.On = was;
            throw new CrmRuleException(refusals);
        }
        entry.On = on;
        log.LogInformation("Plugin {Id} {Version} takes part with the features {Features}.", row.Id, running.Manifest.Version.ToNormalizedString(), string.Join(", ", on.Order(StringComparer.Ordinal)));
        Changed?.Invoke(entry.Status());
    }

    /// <summary>Takes a plugin out of the engine and reports its new state.</summary>
    public async Task TakeOutAsync(PluginEntry entry, PluginState state)
    {
        if (entry.Running is { } running)
        {
            foreach (var bound in board.BoundTo(running)) await TakeOutAsync(bound, [PluginErrors.DependencyOff(bound.Manifest!.Id, running.Manifest.Id, state.ToString().ToLowerInvariant())]);
            entry.Running = null;
            await loader.RemoveAsync(running);
            Failpoint.Hit("plugins.taken-out");
        }
        Report(entry, state);
    }

    /// <summary>Takes a plugin out that cannot go on, and with it all that need it.</summary>
    public async Task TakeOutAsync(PluginEntry entry, IReadOnlyList<CrmError> errors)
    {
        await TakeOutDependentsAsync(entry.Manifest!.Id, "failed");
        await TakeOutAsync(entry, PluginState.Failed);
        Fail(entry, errors);
    }

    /// <summary>Takes out all that cannot run without a plugin.</summary>
    public async Task TakeOutDependentsAsync(string id, string state)
    {
        foreach (var dependent in board.AllDependentsOf(id))
        {
            await TakeOutAsync(dependent, PluginState.Failed);
            Fail(dependent, [PluginErrors.DependencyOff(dependent.Manifest!.Id, id, state)]);
        }
    }

    public void Fail(PluginEntry entry, IReadOnlyList<CrmError> errors)
    {
        entry.Errors = errors;
        foreach (var error in errors) log.LogError("{Code}: {Message}", error.Code, error.Message);
        Report(entry, errors.Any(IsDistrust) ? PluginState.Quarantined : PluginState.Failed);
    }

    public void Report(PluginEntry entry, PluginState state)
    {
        if (!PluginTransitions.IsLegal(entry.State, state)) throw new InvalidOperationException($"Plugin {entry.Manifest?.Id} cannot come from {entry.State} to {state}.");
        entry.State = state;
        if (state is PluginState.Enabled or PluginState.Disabled or PluginState.Unloaded or PluginState.Removed)
            log.LogInformation("Plugin {Id} {Version} is {State}.", entry.Manifest?.Id, entry.Manifest?.Version.ToNormalizedString(), state);
        Changed?.Invoke(entry.Status());
    }

    private async Task<IReadOnlyList<CrmError>> StartAsync(PluginEntry entry, PluginRow row, PluginManifest manifest, PluginImage image, (string Folder, PluginTrust Trust) origin, PluginAudit audit, bool mayUndo)
    {
        var before = entry.Running;
        if (before is null)
        {
            Report(entry, PluginState.Verified);
            Report(entry, PluginState.Consented);
        }
        var (links, errors) = ContractLink.Of(manifest, image, board);
        if (errors.Count > 0) return errors;
        (var generation, errors) = await loader.StartAsync(manifest, image, links, ++entry.Generations, 10 + board.Graph().Depth(manifest.Id), trace =>
        {
            entry.Traces.RemoveAll(t => !t.IsAlive);
            entry.Traces.Add(trace);
            if (before is null) Report(entry, PluginState.Loaded);
        });
        if (generation is null) return errors;
        errors = await PutAsync(generation, before, row, audit, mayUndo);
        if (errors.Count > 0)
        {
            await loader.RetireAsync(generation);
            return errors;
        }
        entry.On = generation.On;
        (entry.Manifest, entry.Running, entry.Folder, entry.Package, entry.Trust, entry.Errors) = (manifest, generation, origin.Folder, row.Package, origin.Trust, []);
        Failpoint.Hit("plugins.put");
        if (before is not null)
        {
            foreach (var bound in board.BoundTo(before)) await BindAnewAsync(bound, audit with { What = "bind-anew" });
            await loader.RetireAsync(before); // the new one has taken its place already
        }
        Report(entry, PluginState.Enabled);
        return [];
    }

    /// <summary>Gives a plugin the contracts of the generation that runs now; one that cannot do with them goes.</summary>
    private async Task BindAnewAsync(PluginEntry entry, PluginAudit audit)
    {
        var errors = await BringUpAsync(entry, RowOf(entry.Manifest!.Id), audit);
        if (errors.Count > 0) await TakeOutAsync(entry, errors);
    }

    private async Task<IReadOnlyList<CrmError>> PutAsync(PluginGeneration generation, PluginGeneration? before, PluginRow row, PluginAudit audit, bool mayUndo, bool isAgain = false)
    {
        var manifest = generation.Manifest;
        var from = row.DataVersion is { } known ? NuGetVersion.Parse(known) : manifest.Version;
        var inventory = PluginInventory.Of(generation.Source);
        var next = row with
        {
            Quarantine = null,
            Ran = manifest.Version.ToNormalizedString(),
            DataVersion = from > manifest.Version ? row.DataVersion : manifest.Version.ToNormalizedString(), // an older version forced into its place does not make data older
            Inventory = row.Inventory.Covers(inventory) ? row.Inventory : row.Inventory.With(inventory),
            Takes = KnownSource.TakesOf(generation.Source),
        };
        var tables = new TableUpgrade(manifest.Id, manifest.Version, generation.Tables, row.Tables);
        var errors = tables.Check(Rows, mayUndo);
        if (errors.Count > 0) return errors;
        var isPut = false;
        try
        {
            await store.PrepareAsync(generation.Source, CancellationToken.None);
            if (tables.IsNeeded) next = next with { Tables = tables.After(clock.GetUtcNow()) };
            if (next.Write() == RowOf(row.Id).Write())
            {
                if (generation.Tables is { } schema) TableUpgrade.Demand(manifest.Id, await store.MisfitsAsync(schema, CancellationToken.None));
                Put();
            }
            else
            {
                await WriteAsync(next, audit, async transaction =>
                {
                    if (transaction is not null) tables.Run(store.Tables, transaction, loader.MigrationTimeout, clock);
                    if (transaction is not null && from < manifest.Version)
                    {
                        var data = new PluginData(manifest.Id, next.Inventory, catalog.Current).For(from.ToNormalizedString(), transaction, audit.By, clock.GetUtcNow());
                        if (await generation.MigrateAsync(from, data) is { } failure) throw new CrmRuleException(failure);
                        Failpoint.Hit("plugins.migrated");
                    }
                    Put(); // before the commit: writers wait for it, so none of the version before writes after the migration
                });
            }
            return [];
        }
        catch (CrmConflictException) when (!isPut && !isAgain && SameWish(row, RowOf(row.Id)))
        {
            var now = RowOf(row.Id);
            row = row with { Revision = now.Revision, DataVersion = now.DataVersion, Inventory = now.Inventory, Tables = now.Tables, OffFor = now.OffFor, Features = now.Features, FeaturesOffFor = now.FeaturesOffFor };
            return await PutAsync(generation, before, row, audit, mayUndo, isAgain: true);
        }
        catch (Exception e) when (e is CrmException or DbException or IOException or InvalidOperationException or StoreConflictException or StoreDuplicateException)
        {
            if (isPut) loader.TakeBack(generation, before);
            return e is CrmException refusal ? refusal.Errors : [PluginErrors.LoadFailed(manifest.Id, "taking its place", $"{e.GetType().Name}: {e.Message}")];
        }

        void Put()
        {
            generation.On = features.On(manifest, next);
            var refusals = loader.Put(generation);
            if (refusals.Count > 0) throw new CrmRuleException(refusals);
            isPut = true;
        }
    }

    /// <summary>Whether two rows want the same: another host may have brought the data along meanwhile.</summary>
    private static bool SameWish(PluginRow one, PluginRow other) =>
        (one.IsEnabled, one.IsRemoved, one.Quarantine, one.Package?.Hash) == (other.IsEnabled, other.IsRemoved, other.Quarantine, other.Package?.Hash);

    /// <summary>Whether what was found speaks for tampering, or against who vouched for it: then it is not tried again by itself.</summary>
    private static bool IsDistrust(CrmError error) => error.Code.StartsWith("package.", StringComparison.Ordinal) && error.Code is not ("package.store-missing" or "package.unreadable" or "package.trust-file");
}
