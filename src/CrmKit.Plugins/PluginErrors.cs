using CrmKit.Fields;
using CrmKit.Plugins.Manifests;

namespace CrmKit.Plugins;

internal static class PluginErrors
{
    public static CrmError ManifestUnreadable(string folder, string why) => new("plugin.manifest-unreadable",
        $"The manifest in '{folder}' cannot be read: {why}. Check the file and its permissions.");

    public static CrmError ManifestJson(string folder, string why) => new("plugin.manifest-json",
        $"The manifest in '{folder}' is not valid: {why}");

    public static CrmError ManifestKeyUnknown(string folder, string key) => new("plugin.manifest-key-unknown",
        $"The manifest in '{folder}' has an unknown key '{key}'. Correct its spelling, or begin it with 'x-' if it is yours.");

    public static CrmError ManifestFormat(string folder, int? found) => new("plugin.manifest-format",
        $"The manifest in '{folder}' has manifestVersion {found?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "missing"}; this host reads 1. Set it to 1, or update the host.");

    public static CrmError ManifestId(string folder, string? id, string why) => new("plugin.manifest-id",
        $"The manifest in '{folder}' has the id '{id}', which {why}. Use lower-case words of letters, digits and hyphens, parted by dots, at most 64 characters.");

    public static CrmError ManifestVersion(string folder, string? version) => new("plugin.manifest-version",
        $"The manifest in '{folder}' has the version '{version}'. Use a semantic version such as 1.2.0.");

    public static CrmError ManifestText(string folder, string key, string why) => new("plugin.manifest-text",
        $"The manifest in '{folder}': {key} {why}.");

    public static CrmError ManifestEntry(string folder, string why) => new("plugin.manifest-entry",
        $"The manifest in '{folder}': entry {why}. It needs the assembly as a path inside the folder and the full name of the class that derives from CrmPlugin.");

    public static CrmError ManifestRange(string folder, string key, string? range) => new("plugin.manifest-range",
        $"The manifest in '{folder}': {key} is '{range}'. Write a range such as '>=1.3 <2.0', '^1.4', '~1.4.2', '[1.0,2.0)' or '*'.");

    public static CrmError ManifestDependency(string folder, string why) => new("plugin.manifest-dependency",
        $"The manifest in '{folder}': {why}.");

    public static CrmError ManifestPermission(string folder, string why) => new("plugin.manifest-permission",
        $"The manifest in '{folder}': in permissions, {why}.");

    /// <summary>The same text whichever comes first.</summary>
    public static CrmError Conflict(PluginManifest one, PluginManifest other)
    {
        var (first, second) = string.CompareOrdinal(one.Id, other.Id) < 0 ? (one, other) : (other, one);
        return new("plugin.conflict", $"Plugins '{first.Id}' {first.Version.ToNormalizedString()} and '{second.Id}' {second.Version.ToNormalizedString()} cannot run side by side. Disable one of them.");
    }

    public static CrmError Superseded(string id, string version, string folder, string by) => new("plugin.superseded",
        $"'{folder}' holds plugin '{id}' {version}, and {by} takes its place. Remove the one that you do not want.");

    public static CrmError Downgrade(string id, string from, string to) => new("plugin.downgrade",
        $"Plugin '{id}' is installed as {from}; {to} is older and may not understand its data. Install a newer one, or force it.");

    public static CrmError NoPackage(PluginAct act) => new("plugin.package-required",
        $"To {EnumCode.Of(act)} a plugin, name its package.");

    public static CrmError NotInstalled(string id) => new("plugin.not-installed",
        $"Plugin '{id}' is not installed from a package, so there is nothing to upgrade. Install it.");

    public static CrmError ConsentRequired(string id, IEnumerable<string> asked) => new("plugin.consent-required",
        $"Plugin '{id}' asks for {string.Join(", ", asked)}. Agree to it (--yes, or consent in the API), or remove the plugin.");

    public static CrmError InFolder(string id, string folder) => new("plugin.in-folder",
        $"Plugin '{id}' lies in '{folder}'. Take that folder away first; its data stays.");

    public static CrmError PipelinesInUse(string id, IEnumerable<string> pipelines) => new("plugin.pipelines-in-use",
        $"Records that are not of plugin '{id}' stand in its pipelines ({string.Join(", ", pipelines)}), so it cannot be erased. Move them to other pipelines, or remove the plugin without erasing.");

    public static CrmError ExportExists(string id, string folder) => new("plugin.export-exists",
        $"What plugin '{id}' has cannot be written to '{folder}': there is something already. Name a folder that is not there yet.");

    public static CrmError ExportFailed(string id, string folder, string why) => new("plugin.export-failed",
        $"What plugin '{id}' has could not be written to '{folder}': {why} Nothing was removed. Make room, or name another folder.");

    public static CrmError ChangedElsewhere(string id) => new("plugin.changed-elsewhere",
        $"Somebody else changed plugin '{id}' at the same moment. Look at its state and try again.");

    public static CrmError MigrationFailed(string id, string version, string why) => new("plugin.migration-failed",
        $"Plugin '{id}' could not bring its data to version {version}: {why} Nothing was changed, and the version before stays.");

    public static CrmError SafeMode(string id, string reason) => new("plugin.safe-mode",
        $"The host is in safe mode because {reason}: plugin '{id}' does not run, because it is no package with a trusted signature. Disable the plugin that does harm, then leave safe mode or restart the host.");

    public static CrmError Bisecting(string id) => new("plugin.bisecting",
        $"Plugin '{id}' is off while somebody searches for the plugin that causes a trouble. Answer good or bad, or stop the search.");

    public static CrmError BisectionRunning(int step) => new("plugin.bisection-running",
        $"A search for a plugin goes on, at question {step}. Answer good or bad, or stop it.");

    public static CrmError BisectionNone() => new("plugin.bisection-none",
        "No search for a plugin goes on. Start one.");

    public static CrmError BisectionEmpty() => new("plugin.bisection-empty",
        "No plugin runs, so none can be the cause.");

    public static CrmError BootAborted(string id, string why) => new("plugin.boot-aborted",
        $"The host does not start without plugin '{id}' (onBootFailure in its manifest), and it does not run: {why} Mend or disable it, or start in safe mode.");

    public static CrmError ConfiguredOff(string id) => new("plugin.configured-off",
        $"The host's settings keep plugin '{id}' off (PluginOptions.Disabled). Take it out of that list.");

    public static CrmError DuplicateId(string id, IEnumerable<string> folders) => new("plugin.duplicate-id",
        $"Plugin '{id}' is in several folders: {string.Join(", ", folders.Select(f => $"'{f}'"))}. Keep one of them.");

    public static CrmError AbstractionsIncompatible(string id, string range, string host) => new("plugin.abstractions-incompatible",
        $"Plugin '{id}' asks for CrmKit.Abstractions {range}; this host has {host}. Get a version of the plugin for this host, or update the host.");

    public static CrmError AssemblyMissing(string id, string path) => new("plugin.assembly-missing",
        $"Plugin '{id}' has no file '{path}'. Copy the plugin again with all its files.");

    public static CrmError AssemblyInvalid(string id, string path, string why) => new("plugin.assembly-invalid",
        $"Plugin '{id}': '{path}' is not a .NET assembly that can be loaded ({why}). Copy the plugin again, or build it again.");

    public static CrmError AssemblyDamaged(string id, string path, string why) => new("plugin.assembly-damaged",
        $"Plugin '{id}': '{path}' is a damaged .NET assembly ({why}). Copy the plugin again, or build it again.");

    public static CrmError AssemblyUnread(string id, string path, string why) => new("plugin.assembly-unread",
        $"Plugin '{id}': the code of '{path}' cannot be read ({why}), so what it uses is not checked. If an obfuscator made it so, leave this assembly out of its work.");

    public static CrmError AssemblyIgnored(string id, string path, string name) => new("plugin.assembly-ignored",
        $"Plugin '{id}' brings '{path}', but '{name}' is shared by the host and the plugin's copy is never loaded. Leave it out of the plugin.");

    public static CrmError AssemblyArchitecture(string id, string path, string built, string host) => new("plugin.assembly-architecture",
        $"Plugin '{id}': '{path}' is built for {built}, this process is {host}. Build it for any CPU.");

    public static CrmError FrameworkUnsupported(string id, string path, string framework) => new("plugin.framework-unsupported",
        $"Plugin '{id}': '{path}' is built for {framework}, which cannot run here. Build it for .NET {Environment.Version.Major} or older, or for .NET Standard.");

    public static CrmError FrameworkNewer(string id, string path, string framework) => new("plugin.framework-newer",
        $"Plugin '{id}': '{path}' is built for {framework}, which is newer than this host's .NET {Environment.Version.Major}. Build it for .NET {Environment.Version.Major}, or update the host.");

    public static CrmError FrameworkUnknown(string id, string path) => new("plugin.framework-unknown",
        $"Plugin '{id}': '{path}' does not say for which framework it is built. Build it with the .NET SDK, which records it.");

    public static CrmError ContractsMajor(string id, string path, Version wanted, Version found) => new("plugin.contracts-major",
        $"Plugin '{id}': '{path}' is built with CrmKit.Abstractions {wanted.Major}; this host has {found.Major}. Get a version of the plugin for this host, or update the host.");

    public static CrmError ContractsNewer(string id, string path, Version wanted, Version found) => new("plugin.contracts-newer",
        $"Plugin '{id}': '{path}' is built with CrmKit.Abstractions {wanted}, newer than this host's {found}. All that it uses was looked for in the host's.");

    public static CrmError ContractGone(string id, string what, string why, string usedBy) => new("plugin.contract-gone",
        $"Plugin '{id}' uses {what}, which this host's CrmKit does not have: {why}{usedBy}. Get a version of the plugin for this host, or update the host.");

    public static CrmError ContractChanged(string id, string what, string why, string usedBy) => new("plugin.contract-changed",
        $"Plugin '{id}' uses {what}, which is different in this host's CrmKit: {why}{usedBy}. Get a version of the plugin for this host, or update the host.");

    public static CrmError SavesUndeclared(string id, string handler, string where) => new("plugin.saves-undeclared",
        $"Handler '{handler}' of plugin '{id}' saves records, in {where}, and does not say which. Put [Saves(...)] with the record types on it: what it does not say is refused when it happens.");

    public static CrmError ModuleInitializer(string id, string path) => new("plugin.module-initializer",
        $"Plugin '{id}': '{path}' has a module initializer, which runs as soon as anything of it is touched. Move what it does to Configure or StartAsync.");

    public static CrmError AgainstUnknown(string against, IEnumerable<string> known) => new("plugin.against-unknown",
        $"'{against}' is neither a recorded version of CrmKit.Abstractions ({string.Join(", ", known)}) nor a folder or file with CrmKit.Abstractions.dll or its recorded surface. Give one of these.");

    public static CrmError NotAPlugin(string path) => new("plugin.not-found",
        $"'{path}' is neither a folder with a plugin.json nor a plugin package. Give the folder that plugin.json is in.");

    public static CrmError EntryMissing(string id, string type, string path) => new("plugin.entry-missing",
        $"Plugin '{id}': there is no class '{type}' in '{path}'. Correct entry.type in plugin.json.");

    public static CrmError EntryInvalid(string id, string type, string why) => new("plugin.entry-invalid",
        $"Plugin '{id}': the class '{type}' {why}. The entry class derives from CrmPlugin, is not abstract, and has a public constructor without parameters.");

    public static CrmError ReferenceMissing(string id, string path, string reference) => new("plugin.reference-missing",
        $"Plugin '{id}': '{path}' needs the assembly '{reference}', which is neither in its folder nor shared by the host. Publish the plugin with its dependencies.");

    public static CrmError ReferenceOlder(string id, string path, string reference, Version wanted, Version found) => new("plugin.reference-older",
        $"Plugin '{id}': '{path}' needs '{reference}' {wanted}, but {found} is what it would get. Publish the plugin with the newer assembly, or update the host.");

    public static CrmError ReferenceMajor(string id, string path, string reference, Version wanted, Version found) => new("plugin.reference-major",
        $"Plugin '{id}': '{path}' is built with '{reference}' {wanted}; this host has {found}, and the versions differ too much. Build it with {found.Major}.{found.Minor}, or update the host.");

    public static CrmError ReferenceForbidden(string id, string path, string reference) => new("plugin.reference-forbidden",
        $"Plugin '{id}': '{path}' references '{reference}'. Of CrmKit a plugin may reference CrmKit.Abstractions, CrmKit.PluginTables and CrmKit.PluginComponents alone: remove the other reference.");

    public static CrmError DependencyMissing(string id, string dependency, string range) => new("plugin.dependency-missing",
        $"Plugin '{id}' needs plugin '{dependency}' {range}, which is not installed. Install it.");

    public static CrmError DependencyVersion(string id, string dependency, string range, string found) => new("plugin.dependency-version",
        $"Plugin '{id}' needs plugin '{dependency}' {range}, but {found} is installed. Install a version in that range.");

    public static CrmError DependencyOff(string id, string dependency, string state) => new("plugin.dependency-off",
        $"Plugin '{id}' needs plugin '{dependency}', which is {state}. Enable that one first.");

    public static CrmError DependencyContracts(string id, string dependency, string version, string name) => new("plugin.dependency-contracts",
        $"Plugin '{id}' binds the contracts '{name}' of plugin '{dependency}', whose version {version} does not export them. Install a version that does, or take them out of the dependency.");

    public static CrmError ContractsCopied(string id, string path, string name, string provider) => new("plugin.contracts-copied",
        $"Plugin '{id}' brings '{path}', a copy of the contracts '{name}' that plugin '{provider}' exports: types of the copy are not the types of '{provider}'. Leave it out of the plugin, and name it in the contracts of that dependency.");

    public static CrmError DependencyCycle(IReadOnlyList<string> chain) => new("plugin.dependency-cycle",
        $"Plugins need each other in a circle: {string.Join(" → ", chain)}. One of them has to give up its dependency.");

    public static CrmError HasDependents(string id, IEnumerable<string> dependents) => new("plugin.has-dependents",
        $"Plugin '{id}' is needed by {string.Join(", ", dependents.Select(d => $"'{d}'"))}. Disable those first.");

    public static CrmError ManifestFeature(string folder, string why) => new("plugin.manifest-feature",
        $"In plugin.json of '{folder}' the features are wrong: {why}. An id is made of lower-case words with hyphens; needs are ids of the same list, without a circle.");

    public static CrmError FeatureUndeclared(string id, string feature) => new("plugin.feature-undeclared",
        $"Plugin '{id}' adds something with feature '{feature}', which its plugin.json does not declare. Add it to 'features' there.");

    public static CrmError FeatureUnknown(string id, string feature, IEnumerable<string> known) => new("plugin.feature-unknown",
        $"Plugin '{id}' has no feature '{feature}'. {(known.Any() ? $"It has {string.Join(", ", known)}." : "It is not divided into features.")}");

    public static CrmError FeatureNeeds(string id, string feature, IEnumerable<string> needed) => new("plugin.feature-needs",
        $"Feature '{feature}' of plugin '{id}' needs {string.Join(", ", needed)}, which are off. Switch them on first, or with it (cascade).");

    public static CrmError FeatureNeeded(string id, string feature, IEnumerable<string> dependents) => new("plugin.feature-needed",
        $"Feature '{feature}' of plugin '{id}' is needed by {string.Join(", ", dependents)}. Switch them off first, or with it (cascade).");

    public static CrmError FeatureConfigured(string id, string feature) => new("plugin.feature-configured",
        $"Feature '{feature}' of plugin '{id}' is as the host's settings say. Take it out of PluginOptions.Features to switch it here.");

    public static CrmError FeatureAct(string feature) => new("plugin.feature-act",
        $"Feature '{feature}' can be switched on and off, and nothing else be done with it. Leave the feature out.");

    public static CrmError FeatureOff(string id, string feature) => new("plugin.feature-off",
        $"Feature '{feature}' of plugin '{id}' is off for the host with all its tenants, so one tenant cannot have it. Switch it on without a tenant first, and off for the others.");

    public static CrmError TenantInvalid(string tenant) => new("plugin.tenant-invalid",
        $"'{tenant}' is no tenant. Use 1 to 40 lower-case letters, digits and hyphens.");

    public static CrmError Unknown(string id) => new("plugin.unknown",
        $"There is no plugin '{id}'. If its folder was added just now, refresh the list.");

    public static CrmError LoadFailed(string id, string step, string why) => new("plugin.load-failed",
        $"Plugin '{id}' failed in {step}: {why}");

    public static CrmError TimedOut(string id, string step, TimeSpan budget) => new("plugin.timed-out",
        $"Plugin '{id}' did not finish {step} within {budget.TotalSeconds:0.###} s. Its author has to make it faster or heed the cancellation token.");

    public static CrmError KeyForeign(string id, string what, string key) => new("plugin.key-foreign",
        $"Plugin '{id}' adds the {what} '{key}', which does not begin with its id. Name it '{id}.{key}'.");

    public static CrmError NotEnabled(string id) => new("plugin.not-enabled",
        $"Plugin '{id}' is not enabled, so there is nothing to replace. Enable it.");

    public static CrmError RestartRequired(string id, int zombies) => new("plugin.restart-required",
        $"Plugin '{id}' runs and is not replaced: {zombies} generations of plugins were taken out and stay in memory, and this would risk one more. Restart the host; what holds them stands in the plugins' status.");

    public static CrmError TransactionBudgetExceeded(string id, string handler, CallCost cost, long most) => new("plugin.transaction-budget-exceeded",
        $"Handlers of plugins asked for more than {most} {Words(cost)} within one transaction, '{handler}' of plugin '{id}' the last of it. Save fewer records at a time, or let plugins do with less; the host can raise PluginOptions.Limits, of which this is {PluginLimits.InTransaction} times.");

    public static CrmError BudgetExceeded(string id, string handler, CallCost cost, long most) => new("plugin.budget-exceeded",
        $"Handler '{handler}' of plugin '{id}' asked for more than its {most} {Words(cost)} per call. It has to do with less at a time; the host can raise PluginOptions.Limits.");

    public static CrmError Faulty(string id, string last) => new("plugin.faulty",
        $"Plugin '{id}' is quarantined: it failed again and again within {Isolation.PluginLedger.Patience.TotalMinutes:0} minutes. The last time: {last} Enable it to try again, or install another version.");

    public static CrmError Abandoning(string id, int running) => new("plugin.calls-abandoned",
        $"Plugin '{id}' is quarantined: {running} of its calls went on after they were cancelled. Its author has to heed the cancellation token. Enable it to try again.");

    public static CrmError ThreadLost(string id, string handler) => new("plugin.thread-lost",
        $"Plugin '{id}' is quarantined: '{handler}' keeps a thread in an endless loop or a blocking wait. Only a restart of the host gets the thread back. Enable it to try again.");

    public static CrmError CrashSuspect(string id) => new("plugin.crash-suspect",
        $"Plugin '{id}' is quarantined: calls into it were under way when the host's process last died. Whether it was the cause is not known. Look into the host's log; enable it to try again.");

    private static string Words(CallCost cost) => cost switch
    {
        CallCost.Queries => "queries",
        CallCost.Rows => "rows read",
        CallCost.Writes => "records written",
        _ => "effects",
    };
}
