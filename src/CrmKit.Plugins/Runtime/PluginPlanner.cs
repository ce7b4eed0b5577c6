using System.Text.RegularExpressions;
using CrmKit.Plugins.Inspection;
using CrmKit.Plugins.Isolation;
using CrmKit.Plugins.Manifests;
using CrmKit.Plugins.Packages;
using CrmKit.Tables;
using Microsoft.Extensions.Options;

namespace CrmKit.Plugins.Runtime;

/// <summary>A plan, and the package that it was made for: what was planned is what is done.</summary>
internal sealed record Prepared(PluginPlan Plan, PluginPackage? Package = null)
{
    /// <summary>All that the package asks for, declared and found in its code, sorted.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];
}

/// <summary>Says what a command would do. Runs no code of a plugin and changes nothing.</summary>
internal sealed partial class PluginPlanner(PluginBoard board, PackageStore packages, PluginLoader loader, IPluginStore store, PluginHolds holds, PluginTenants tenants, FeaturePlanner features, PluginFolder folder, UnloadMonitor unloads, IOptions<PluginOptions> options)
{
    public async Task<Prepared> PlanAsync(PluginCommand command, Func<string, PluginRow> rowOf, CancellationToken cancellationToken) => command.Act switch
    {
        _ when command is { Feature: not null, Tenant: { } named } && !TenantPattern().IsMatch(named) => new Prepared(Refused(PluginErrors.TenantInvalid(named))),
        _ when command.Feature is { } feature => new Prepared(features.Plan(command, feature, rowOf)),
        PluginAct.Enable or PluginAct.Disable when command.Tenant is { } tenant => new Prepared(Switch(command, tenant, rowOf)),
        PluginAct.Install or PluginAct.Upgrade => await InstallAsync(command, rowOf, cancellationToken),
        PluginAct.Enable => Enable(command, rowOf),
        PluginAct.Disable => new Prepared(Disable(command)),
        PluginAct.Reload => new Prepared(Reload(command)),
        _ => new Prepared(await RemoveAsync(command, rowOf, cancellationToken)),
    };

    private async Task<Prepared> InstallAsync(PluginCommand command, Func<string, PluginRow> rowOf, CancellationToken cancellationToken)
    {
        if (command.Package is null) return new Prepared(Refused(PluginErrors.NoPackage(command.Act)));
        var package = packages.Read(command.Package);
        var (manifest, id) = (package.Manifest, package.Manifest.Id);
        var (row, entry) = (rowOf(id), board.Find(id));
        var version = manifest.Version.ToNormalizedString();
        var refusals = new List<CrmError>();
        if (command.Id is { } named && named != id) refusals.Add(PluginErrors.ManifestId(command.Package, id, $"is not '{named}'"));
        if (command.Act == PluginAct.Upgrade && row.Package is null) refusals.Add(PluginErrors.NotInstalled(id));
        if (entry is { Package: null, State: not PluginState.Superseded }) refusals.Add(PluginErrors.InFolder(id, entry.Folder));
        if (row.Package is { } current && NuGet.Versioning.NuGetVersion.Parse(current.Version) > manifest.Version && !command.Force) refusals.Add(PluginErrors.Downgrade(id, current.Version, version));
        if (row.IsRemoved && row.DataVersion is { } data && NuGet.Versioning.NuGetVersion.Parse(data) > manifest.Version && !command.Force) refusals.Add(PluginErrors.Downgrade(id, data, version));
        if (options.Value.Disabled.Contains(id)) refusals.Add(PluginErrors.ConfiguredOff(id));
        if (holds.SafeMode is { } reason && package.KeyId is null) refusals.Add(PluginErrors.SafeMode(id, reason));
        var verdict = Verify(package);
        refusals.AddRange(verdict.Errors);
        var runs = row.IsEnabled != false || command.Act == PluginAct.Install;
        if (runs)
        {
            refusals.AddRange(board.Against(manifest));
            refusals.AddRange(board.Misfits(manifest));
        }
        IReadOnlyList<AppliedMigration> undone = command.Force ? TableUpgrade.Newer(row.Tables, manifest.Version) : [];
        refusals.AddRange(undone.Where(m => m.Undo is null).Select(m => TableErrors.NoWayBack(id, m.ToString(), version, m.NoWayBack ?? "")));
        var isSame = row.Package?.Hash == package.Index.Hash && row.Next is null && entry is { Running: not null };
        if (!isSame) refusals.AddRange(Overfull(entry));
        var required = Required(manifest, verdict);
        var plan = Describe(manifest, required, row, command) with
        {
            Trust = package.Trust,
            Warnings = verdict.Warnings,
            Refusals = refusals,
            Undoes = [.. undone.Select(m => m.ToString())],
            Owns = undone.Count > 0 ? await store.CountAsync(row, cancellationToken) : null,
            Steps = isSame ? [] : [new PluginStep(row.Package is null ? PluginAct.Install : PluginAct.Upgrade, id, row.Package?.Version, version)],
        };
        return new Prepared(plan, package) { Required = required };
    }

    private Prepared Enable(PluginCommand command, Func<string, PluginRow> rowOf)
    {
        var entry = board.Get(Id(command));
        var (manifest, row) = (entry.Manifest!, rowOf(entry.Manifest!.Id));
        if (options.Value.Disabled.Contains(manifest.Id)) return new Prepared(Refused(PluginErrors.ConfiguredOff(manifest.Id)));
        if (row.Next is { } next)
        {
            var package = packages.Open(next);
            var verdict = Verify(package);
            var required = Required(package.Manifest, verdict);
            var plan = Describe(package.Manifest, required, row, command) with { Trust = package.Trust, Warnings = verdict.Warnings, Refusals = [.. verdict.Errors, .. board.Against(package.Manifest), .. board.Misfits(package.Manifest), .. Overfull(entry)] };
            if (plan.Asked.Count > 0) plan = plan with { Refusals = [.. plan.Refusals, PluginErrors.ConsentRequired(manifest.Id, plan.Asked)] };
            return new Prepared(plan with { Steps = [new PluginStep(row.Package is null ? PluginAct.Install : PluginAct.Upgrade, manifest.Id, row.Package?.Version, next.Version)] }, package) { Required = required };
        }
        if (entry.Running is null && holds.Of(entry) is { } held) return new Prepared(Refused(held));
        if (entry.Running is not null && row.IsEnabled == true) return new Prepared(new PluginPlan());
        var steps = new List<PluginStep>();
        if (command.Cascade) steps.AddRange(board.NeededBy(manifest.Id).Select(e => StepOf(PluginAct.Enable, e, to: VersionOf(e))));
        steps.Add(StepOf(PluginAct.Enable, entry, to: VersionOf(entry)));
        return new Prepared(new PluginPlan { Steps = steps, Trust = entry.Trust, Permissions = manifest.Permissions });
    }

    /// <summary>On or off for one tenant: a plugin goes with what needs it, and comes with what it needs.</summary>
    private PluginPlan Switch(PluginCommand command, string tenant, Func<string, PluginRow> rowOf)
    {
        var entry = board.Get(Id(command));
        var id = entry.Manifest!.Id;
        if (!TenantPattern().IsMatch(tenant)) return Refused(PluginErrors.TenantInvalid(tenant));
        var isOff = rowOf(id).OffFor.Contains(tenant);
        if (command.Act == PluginAct.Disable)
        {
            if (isOff) return new PluginPlan();
            var dependents = tenants.DependentsOf(id, tenant);
            var plan = new PluginPlan { Steps = [StepOf(PluginAct.Disable, entry, from: VersionOf(entry))] };
            return dependents.Count == 0 || command.Cascade ? plan : plan with { Refusals = [PluginErrors.HasDependents(id, dependents.Select(d => d.Manifest!.Id).Order(StringComparer.Ordinal))] };
        }
        var lacking = board.NeedsOf(id).Where(n => rowOf(n.Manifest!.Id).OffFor.Contains(tenant)).ToList();
        if (lacking.Count > 0 && !command.Cascade) return Refused(PluginErrors.DependencyOff(id, lacking[0].Manifest!.Id, $"off for tenant '{tenant}'"));
        return new PluginPlan { Steps = [.. lacking.Concat(isOff ? [entry] : []).Select(e => StepOf(PluginAct.Enable, e, to: VersionOf(e)))] };
    }

    private PluginPlan Disable(PluginCommand command)
    {
        var entry = board.Get(Id(command));
        return Leaving(command, entry, [StepOf(PluginAct.Disable, entry, from: VersionOf(entry))]);
    }

    private PluginPlan Reload(PluginCommand command)
    {
        var entry = board.Get(Id(command));
        return entry.Running is null ? Refused(PluginErrors.NotEnabled(Id(command))) : new PluginPlan { Refusals = [.. Overfull(entry)], Steps = [StepOf(PluginAct.Reload, entry, VersionOf(entry), VersionOf(entry))] };
    }

    private async Task<PluginPlan> RemoveAsync(PluginCommand command, Func<string, PluginRow> rowOf, CancellationToken cancellationToken)
    {
        var (row, entry) = (rowOf(Id(command)), board.Find(Id(command)));
        if (entry is null && (row.Revision == 0 || row.Id == PluginRow.All)) throw new CrmNotFoundException(PluginErrors.Unknown(Id(command)));
        var owns = await store.CountAsync(row, cancellationToken);
        var plan = new PluginPlan { Steps = [new PluginStep(PluginAct.Remove, row.Id, row.Package?.Version ?? row.Next?.Version ?? row.DataVersion, null)], Owns = owns };
        if (row.IsRemoved && !command.Erase && command.ExportTo is null) return plan with { Steps = [] };
        if (entry is { Package: null }) return plan with { Refusals = [PluginErrors.InFolder(row.Id, entry.Folder)] };
        if (command.ExportTo is { } target)
        {
            plan = plan with { ExportsTo = Path.GetFullPath(target, folder.Root) };
            if (Path.Exists(plan.ExportsTo)) plan = plan with { Refusals = [PluginErrors.ExportExists(row.Id, plan.ExportsTo)] };
        }
        var used = owns.Pipelines.Where(p => p.Records > 0).Select(p => p.Key).ToList();
        if (command.Erase && used.Count > 0) plan = plan with { Refusals = [.. plan.Refusals, PluginErrors.PipelinesInUse(row.Id, used)] };
        return entry is null ? plan : Leaving(command, entry, plan.Steps) with { Owns = owns, ExportsTo = plan.ExportsTo, Refusals = [.. plan.Refusals, .. Leaving(command, entry, []).Refusals] };
    }

    /// <summary>Each replacement of what runs may leave one more generation in memory.</summary>
    private IEnumerable<CrmError> Overfull(PluginEntry? entry)
    {
        if (entry?.Running is { } running && unloads.Zombies is var zombies && zombies >= options.Value.MaxZombies) yield return PluginErrors.RestartRequired(running.Manifest.Id, zombies);
    }

    private PluginPlan Leaving(PluginCommand command, PluginEntry entry, IReadOnlyList<PluginStep> last)
    {
        var dependents = board.AllDependentsOf(entry.Manifest!.Id);
        if (dependents.Count == 0) return new PluginPlan { Steps = last };
        return command.Cascade
            ? new PluginPlan { Steps = [.. dependents.Select(d => StepOf(PluginAct.Disable, d, from: VersionOf(d))), .. last] }
            : new PluginPlan { Steps = last, Refusals = [PluginErrors.HasDependents(entry.Manifest.Id, dependents.Select(d => d.Manifest!.Id).Order(StringComparer.Ordinal))] };
    }

    private PluginVerdict Verify(PluginPackage package) => loader.Verify(package.Manifest, () => Loading.PluginImage.Of("", package.Files));

    private static IReadOnlyList<string> Required(PluginManifest manifest, PluginVerdict verdict) =>
        [.. manifest.Permissions.SelectMany(p => p.Keys).Union(verdict.Reaches, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static PluginPlan Describe(PluginManifest manifest, IReadOnlyList<string> required, PluginRow row, PluginCommand command) =>
        new() { Permissions = manifest.Permissions, Asked = command.Consent ? [] : PluginPermission.Lacking(required, row.Consented) };

    private static PluginStep StepOf(PluginAct act, PluginEntry entry, string? from = null, string? to = null) => new(act, entry.Manifest!.Id, from, to);

    private static string? VersionOf(PluginEntry entry) => (entry.Running?.Manifest ?? entry.Manifest)?.Version.ToNormalizedString();

    private static string Id(PluginCommand command) => command.Id ?? throw new ArgumentException("The command names no plugin.", nameof(command));

    private static PluginPlan Refused(CrmError error) => new() { Refusals = [error] };

    [GeneratedRegex(@"^[a-z0-9-]{1,40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TenantPattern();
}
