using CrmKit.Catalog;
using CrmKit.Plugins.Runtime;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmKit.Plugins;

/// <summary>The engine with the loader over a temporary folder, without a database: the switches are in memory.</summary>
internal sealed class PluginHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly bool _isGuest;

    /// <param name="configure">The settings.</param>
    /// <param name="store">What an earlier host kept; <see langword="null"/> for nothing.</param>
    /// <param name="folder">The folder of an earlier host, which stays; <see langword="null"/> for a new one.</param>
    public PluginHost(Action<PluginOptions>? configure = null, MemoryPluginStore? store = null, string? folder = null)
    {
        (Folder, _isGuest) = (folder ?? Scratch.Folder("crmkit-plugins-"), folder is not null);
        Store = store ?? new MemoryPluginStore();
        var services = new ServiceCollection();
        services.AddCrmKit(crm => crm.AddPlugins(Folder, configure));
        services.Replace(ServiceDescriptor.Singleton<IPluginStore>(Store));
        _services = services.BuildServiceProvider();
    }

    public string Folder { get; }
    public MemoryPluginStore Store { get; }
    public IPluginRuntime Runtime => _services.GetRequiredService<IPluginRuntime>();
    public IServiceProvider Services => _services;
    public CatalogSnapshot Catalog => _services.GetRequiredService<ICatalog>().Current;

    public string Said => Catalog.Type("acme.said").Label.English;

    public string FolderOf(string name) => Path.Combine(Folder, name);

    /// <summary>Compiles a plugin into a folder of its own, with its manifest.</summary>
    public string Add(string id, string? source = null, string? folder = null, string version = "1.0.0", string dependencies = "", IEnumerable<string>? references = null, string? entryType = null)
    {
        var path = FolderOf(folder ?? id);
        Compiled.Into(path, "Plugin", source ?? PluginSource.Empty, references: references);
        WriteManifest(path, id, version, dependencies, entryType);
        return path;
    }

    // What most tests are not about.
    private const string AllData = """, "permissions": [ { "name": "data.read" }, { "name": "data.write" }, { "name": "data.delete" }, { "name": "data.administer" } ]""";

    public static void WriteManifest(string path, string id, string version = "1.0.0", string dependencies = "", string? entryType = null, string? more = null, bool asksForData = true) =>
        File.WriteAllText(Path.Combine(path, "plugin.json"), $$"""
            {
              "manifestVersion": 1, "id": "{{id}}", "version": "{{version}}", "name": "{{id}} for tests",
              "entry": { "assembly": "Plugin.dll", "type": "{{entryType ?? "Sample.SamplePlugin"}}" },
              "compat": { "abstractions": "*" },
              "dependencies": [{{dependencies}}]{{more}}{{(asksForData && more?.Contains("permissions", StringComparison.Ordinal) != true ? AllData : "")}}
            }
            """);

    public async Task<PluginStatus> LoadAsync(string id)
    {
        await Runtime.RefreshAsync();
        return Runtime.Find(id)!;
    }

    /// <summary>Collects until nothing of plugins taken out is left in memory, or gives up.</summary>
    public static async Task<bool> IsCollectedAsync(Func<int> lingering)
    {
        for (var i = 0; i < 60 && lingering() > 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            if (i > 10) await Task.Delay(20);
        }
        return lingering() == 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.GetRequiredService<PluginRuntime>().StopAsync(default);
        await _services.DisposeAsync();
        if (!_isGuest) Directory.Delete(Folder, recursive: true);
    }
}

internal sealed class MemoryPluginStore : IPluginStore
{
    private readonly Dictionary<string, (string Json, int Revision)> _rows = [];
    private readonly List<(string Id, PluginHistoryEntry Entry)> _history = [];

    /// <summary>Called before a row is kept; what it throws is a database that fails.</summary>
    public Action<PluginRow, PluginAudit>? Writing { get; set; }

    public Task<IReadOnlyDictionary<string, PluginRow>> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_rows) return Task.FromResult<IReadOnlyDictionary<string, PluginRow>>(_rows.ToDictionary(r => r.Key, r => PluginRow.Parse(r.Key, r.Value.Json)));
    }

    public async Task<PluginRow> WriteAsync(PluginRow row, PluginAudit audit, Func<IStoreTransaction?, Task>? also, CancellationToken cancellationToken)
    {
        var known = (await ReadAsync(cancellationToken)).GetValueOrDefault(row.Id) ?? PluginRow.New(row.Id);
        if (known.Revision != row.Revision) throw new CrmConflictException(PluginErrors.ChangedElsewhere(row.Id));
        if (also is not null) await also(null);
        Writing?.Invoke(row, audit);
        var next = row with { Revision = row.Revision + 1 };
        lock (_rows)
        {
            _rows[row.Id] = (next.Write(), next.Revision);
            _history.Insert(0, (row.Id, new PluginHistoryEntry(DateTimeOffset.UnixEpoch, audit.By.UserId, audit.By.Name, audit.What, PluginRow.Changes(known, next), audit.Reason)));
        }
        return next;
    }

    public Task<IReadOnlyList<PluginHistoryEntry>> HistoryAsync(string id, int limit, CancellationToken cancellationToken)
    {
        lock (_rows) return Task.FromResult<IReadOnlyList<PluginHistoryEntry>>([.. _history.Where(h => h.Id == id).Select(h => h.Entry).Take(limit)]);
    }

    public Task<PluginPossessions> CountAsync(PluginRow row, CancellationToken cancellationToken) => Task.FromResult(new PluginPossessions());

    public CrmKit.Tables.IPluginTableStore Tables => throw new NotSupportedException("There is no database.");

    public Task<IReadOnlyList<string>> MisfitsAsync(CrmKit.Tables.TableSchema schema, CancellationToken cancellationToken) => throw new NotSupportedException("There is no database.");

    public Task PrepareAsync(ExtensionSource source, CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static class PluginSource
{
    public const string Empty = "namespace Sample; public sealed class SamplePlugin : CrmPlugin { }";

    public static string Configure(string body, string more = "") =>
        $"namespace Sample; public sealed class SamplePlugin : CrmPlugin {{ public override void Configure(ICrmPluginBuilder plugin) {{ {body} }} {more} }}";

    /// <summary>Computes a text while it is configured; read it by <see cref="PluginHost.Said"/>.</summary>
    public static string Says(string expression, string more = "") => Configure($"plugin.RecordType(\"acme.said\", t => t.Named({expression}, \"x\"));", more);

    /// <summary>Adds a record type, under which a test sees that the plugin takes part.</summary>
    public static string Type(string key, string label = "Thing") => Configure($"plugin.RecordType(\"{key}\", t => t.Named(\"{label}\", \"{label}s\"));");
}
