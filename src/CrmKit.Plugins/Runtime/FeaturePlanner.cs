using CrmKit.Plugins.Manifests;

namespace CrmKit.Plugins.Runtime;

/// <summary>Says what switching a feature of a plugin would do.</summary>
internal sealed class FeaturePlanner(PluginBoard board, PluginFeatures features)
{
    public PluginPlan Plan(PluginCommand command, string feature, Func<string, PluginRow> rowOf)
    {
        if (command.Act is not (PluginAct.Enable or PluginAct.Disable) || command.Tenant is not null) return Refused(PluginErrors.FeatureAct(feature));
        var entry = board.Get(command.Id ?? throw new ArgumentException("The command names no plugin.", nameof(command)));
        var manifest = entry.Running?.Manifest ?? entry.Manifest!;
        if (manifest.Features.FirstOrDefault(f => f.Id == feature) is not { } named) return Refused(PluginErrors.FeatureUnknown(manifest.Id, feature, manifest.Features.Select(f => f.Id)));
        var (row, isOn) = (rowOf(manifest.Id), command.Act == PluginAct.Enable);
        var on = features.On(manifest, row);
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

    private static PluginPlan Refused(CrmError error) => new() { Refusals = [error] };
}
