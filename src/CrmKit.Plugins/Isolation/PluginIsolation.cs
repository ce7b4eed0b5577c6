using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Plugins.Isolation;

/// <summary>What all guards of a host share: clock, watch, ledgers, crash journal, and whom to tell when a plugin has to go. Holds strings and numbers only.</summary>
internal sealed class PluginIsolation : IDisposable
{
    private readonly ConcurrentDictionary<string, PluginLedger> _ledgers = new(StringComparer.Ordinal);
    private readonly PluginOptions _options;
    private readonly Meter _meter = new("CrmKit");

    public PluginIsolation(TimeProvider clock, IOptions<PluginOptions> options, Runtime.PluginFolder folder, ILogger<PluginIsolation> log)
    {
        (Clock, _options, Log) = (clock, options.Value, log);
        Watch = new CallWatch(clock);
        Unloads = new UnloadMonitor(clock, log);
        if (_options.SurviveStrayExceptions && !StrayExceptions.Watch())
            log.LogInformation("The host has a handler of its own for unhandled exceptions; those of plugins go there.");
        _meter.CreateObservableCounter("crmkit.plugin.calls", () => Measure(c => c.Count), "{call}", "Calls of plugins.");
        _meter.CreateObservableCounter("crmkit.plugin.time", () => Measure(c => c.Time.TotalSeconds), "s", "Time spent in calls of plugins, without those of others that they caused.");
        _meter.CreateObservableCounter("crmkit.plugin.queries", () => Measure(c => c.Queries), "{query}", "Reads that plugins asked for.");
        _meter.CreateObservableCounter("crmkit.plugin.rows", () => Measure(c => c.Rows), "{row}", "Rows that plugins read.");
        _meter.CreateObservableCounter("crmkit.plugin.writes", () => Measure(c => c.Writes), "{record}", "Records that plugins wrote.");
        _meter.CreateObservableCounter("crmkit.plugin.outbox_items", () => Measure(c => c.OutboxItems), "{effect}", "Effects that plugins asked for.");
        Journal = new CrashJournal(_options.KeepCrashJournal ? Path.Combine(folder.Root, CrashJournal.FolderName) : null, log);
    }

    /// <summary>A plugin is to be taken out and not started again until somebody enables it. Raised on a thread of the pool; whoever handles it must not throw.</summary>
    public event Action<Condemned>? Condemning;

    public TimeProvider Clock { get; }
    public ILogger Log { get; }
    public CallWatch Watch { get; }
    public CrashJournal Journal { get; }
    public UnloadMonitor Unloads { get; }

    /// <summary>The guard of a new generation.</summary>
    /// <param name="pluginId">Whose.</param>
    /// <param name="generation">Its number.</param>
    /// <param name="asked">The limits of the plugin's own manifest; <see langword="null"/> for the host's.</param>
    /// <param name="permissions">Those of the manifest.</param>
    public PluginGuard NewGuard(string pluginId, int generation, PluginLimits? asked = null, IReadOnlyList<PluginPermission>? permissions = null)
    {
        LedgerOf(pluginId).Begin();
        var data = new DataPermissions(pluginId, (permissions ?? []).Select(p => (p.Name, p.Scope)));
        return new PluginGuard(pluginId, generation, asked?.Within(LimitsOf(pluginId)) ?? LimitsOf(pluginId), data, this);
    }

    public PluginLedger LedgerOf(string pluginId) => _ledgers.GetOrAdd(pluginId, static (_, clock) => new PluginLedger(clock), Clock);

    public PluginCalls CallsOf(string? pluginId) => pluginId is not null && _ledgers.TryGetValue(pluginId, out var ledger) ? ledger.Read() : PluginCalls.None;

    /// <summary>What the calls of all plugins together may ask for within one transaction, as seen by one of them.</summary>
    public long MostInTransaction(CallCost cost, PluginLimits own) => Math.Max(_options.Limits.Of(cost), own.Of(cost)) * PluginLimits.InTransaction;

    public PluginLimits LimitsOf(string pluginId) => _options.LimitsByPlugin.TryGetValue(pluginId, out var own) ? own : _options.Limits;

    public TimeSpan LimitOf(CallKind kind) => kind switch
    {
        CallKind.Transaction => _options.TransactionTimeout,
        CallKind.Request => _options.RequestTimeout,
        CallKind.Event => _options.EventTimeout,
        _ => _options.BackgroundTimeout,
    };

    public void Condemn(string pluginId, int generation, CrmError reason) => ThreadPool.UnsafeQueueUserWorkItem(
        static state => state.Self.Condemning?.Invoke(new Condemned(state.pluginId, state.generation, state.reason)), (Self: this, pluginId, generation, reason), preferLocal: false);

    private IEnumerable<Measurement<T>> Measure<T>(Func<PluginCalls, T> of) where T : struct =>
        _ledgers.Select(l => new Measurement<T>(of(l.Value.Read()), new KeyValuePair<string, object?>("plugin", l.Key)));

    public void Dispose()
    {
        _meter.Dispose();
        Watch.Dispose();
        Unloads.Dispose();
        Journal.Dispose();
    }
}

/// <summary>A generation that has to go, and why.</summary>
internal sealed record Condemned(string PluginId, int Generation, CrmError Reason);
