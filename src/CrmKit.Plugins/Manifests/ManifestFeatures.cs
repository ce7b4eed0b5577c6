using System.Text.RegularExpressions;

namespace CrmKit.Plugins.Manifests;

/// <summary>Reads and checks the features of plugin.json.</summary>
internal static partial class ManifestFeatures
{
    /// <returns>The features, each after those that it needs; of no use when there were errors.</returns>
    public static IReadOnlyList<ManifestFeature> Read(string folder, IReadOnlyList<FeatureJson?> named, List<CrmError> errors)
    {
        var (features, problems) = (new List<ManifestFeature>(), new List<string>());
        foreach (var feature in named)
        {
            if (feature?.Id is not { Length: <= 64 } id || !IdPattern().IsMatch(id)) problems.Add($"'{feature?.Id}' is not the id of a feature");
            else if (features.Any(f => f.Id == id)) problems.Add($"'{id}' is there twice");
            else if (feature.Name is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > 200)) problems.Add($"the name of '{id}' is empty or longer than 200 characters");
            else if (feature.Description?.Length > 2000) problems.Add($"the description of '{id}' is longer than 2000 characters");
            else features.Add(new ManifestFeature(id, feature.Name?.Trim() ?? id, feature.Description, [.. (feature.DependsOn ?? []).Select(d => d ?? "").Distinct(StringComparer.Ordinal)], feature.Default));
        }
        var byId = features.ToDictionary(f => f.Id, StringComparer.Ordinal);
        foreach (var feature in features)
            foreach (var needed in feature.DependsOn)
            {
                if (!byId.TryGetValue(needed, out var other)) problems.Add($"'{feature.Id}' depends on '{needed}', which is no feature of this plugin");
                else if (feature.IsDefault && !other.IsDefault) problems.Add($"'{feature.Id}' is on by default and depends on '{needed}', which is not");
            }
        var ordered = problems.Count == 0 ? Ordered(features, problems) : features;
        errors.AddRange(problems.Select(p => PluginErrors.ManifestFeature(folder, p)));
        return ordered;
    }

    private static List<ManifestFeature> Ordered(List<ManifestFeature> features, List<string> problems)
    {
        var (ordered, waiting) = (new List<ManifestFeature>(), features.ToList());
        while (waiting.Find(f => f.DependsOn.All(d => ordered.Exists(o => o.Id == d))) is { } next)
        {
            ordered.Add(next);
            waiting.Remove(next);
        }
        if (waiting.Count > 0) problems.Add($"{string.Join(", ", waiting.Select(f => $"'{f.Id}'"))} depend on each other in a circle, or on such as do");
        return ordered;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
