using System.Collections.Frozen;
using CrmKit.Plugins.Manifests;

namespace CrmKit.Plugins.Runtime;

/// <summary>Says what switching a feature of a plugin would do.</summary>
internal sealed class FeaturePlanner(PluginBoard board, PluginFeatures features)
{
    public PluginPlan Plan(PluginCommand command, string feature, Func<string, PluginRow> rowOf)
    {
        if (command.Act is not (PluginAct.Enable or PluginAct.Disable)) return Refused(PluginErrors.FeatureAct(feature));
        var entry = board.Get(command.Id ?? throw new ArgumentException("The command names no plugin.", nameof(command)));
        var manifest = entry.Running?.Manifest ?? entry.Manifest!;
        if (manifest.Features.FirstOrDefault(f => f.Id == feature) is not { } named) return Refused(PluginErrors.FeatureUnknown(manifest.Id, feature, manifest.Features.Select(f => f.Id)));
        var (row, isOn) = (rowOf(manifest.Id), command.Act == PluginAct.Enable);
        var on = features.On(manifest, row);
        if (command.Tenant is { } tenant) return PlanFor(tenant, command, manifest, feature, row, on);
        if (isOn ? on.Contains(feature) : !features.IsWanted(manifest, named, row)) return new PluginPlan();
        var along = isOn
            ? PluginFeatures.NeedsOf(manifest, feature).Where(f => !on.Contains(f.Id)).ToList()
            : [.. PluginFeatures.DependentsOf(manifest, feature).Where(f => on.Contains(f.Id))];
        if (along.Count > 0 && !command.Cascade)
        {
            var ids = along.Select(f => f.Id);
            return Refused(isOn ? PluginErrors.FeatureNeeds(manifest.Id, feature, ids) : PluginErrors.FeatureNeeded(manifest.Id, feature, ids));
        }
        List<string> switched = [.. along.Select(f => f.Id), feature];
        return switched.Find(f => features.Configured(manifest.Id, f) is { } said && said != isOn) is { } kept
            ? Refused(PluginErrors.FeatureConfigured(manifest.Id, kept))
            : new PluginPlan { Steps = [.. switched.Select(f => new PluginStep(command.Act, manifest.Id, null, null) { Feature = f })] };
    }

    /// <summary>For one tenant: less than what is on, and back.</summary>
    private static PluginPlan PlanFor(string tenant, PluginCommand command, PluginManifest manifest, string feature, PluginRow row, FrozenSet<string> on)
    {
        var isOn = command.Act == PluginAct.Enable;
        if (!on.Contains(feature)) return isOn ? Refused(PluginErrors.FeatureOff(manifest.Id, feature)) : new PluginPlan();
        var along = isOn
            ? PluginFeatures.NeedsOf(manifest, feature).Where(f => IsSaid(f.Id)).ToList()
            : [.. PluginFeatures.DependentsOf(manifest, feature).Where(f => on.Contains(f.Id) && !PluginFeatures.IsOff(manifest, f.Id, row, tenant))];
        if (!isOn && IsSaid(feature)) return new PluginPlan();
        if (along.Count > 0 && !command.Cascade)
        {
            var ids = along.Select(f => f.Id);
            return Refused(isOn ? PluginErrors.FeatureNeeds(manifest.Id, feature, ids) : PluginErrors.FeatureNeeded(manifest.Id, feature, ids));
        }
        return new PluginPlan { Steps = [.. along.Select(f => f.Id).Concat(isOn && !IsSaid(feature) ? [] : [feature]).Select(f => new PluginStep(command.Act, manifest.Id, null, null) { Feature = f })] };

        bool IsSaid(string one) => row.FeaturesOffFor.Contains($"{tenant}/{one}");
    }

    private static PluginPlan Refused(CrmError error) => new() { Refusals = [error] };
}
