using CrmKit.Testing;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // one check changes the zone of the process

namespace Acme;

/// <summary>What every plugin keeps: rights, repeated deliveries, zones, removal, unloading, references, upgrades.</summary>
public sealed class BudgetContract : PluginContract<BudgetPlugin>;
