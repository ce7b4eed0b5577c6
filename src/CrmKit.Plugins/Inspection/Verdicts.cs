using System.Collections.Concurrent;
using CrmKit.Plugins.Loading;
using CrmKit.Plugins.Manifests;

namespace CrmKit.Plugins.Inspection;

/// <summary>Inspects a plugin once for the bytes it has: a plan, the load after it and the next load of the same files ask again. Keeps the last verdict of each plugin. Thread safe.</summary>
internal sealed class Verdicts(SharedAssemblies shared)
{
    private readonly ConcurrentDictionary<string, (string Content, Lazy<PluginVerdict> Verdict)> _known = new(StringComparer.Ordinal);

    public PluginVerdict Of(PluginManifest manifest, PluginImage image)
    {
        var content = string.Join('|', [manifest.EntryAssembly, manifest.EntryType, image.ContentHash(), .. manifest.Exports, "", .. manifest.Dependencies.SelectMany(d => d.Contracts)]);
        var (_, verdict) = _known.AddOrUpdate(manifest.Id, _ => (content, Inspect()), (_, known) => known.Content == content ? known : (content, Inspect()));
        return verdict.Value.Errors.Count > 0 ? verdict.Value : verdict.Value with { Image = image };

        Lazy<PluginVerdict> Inspect() => new(() =>
        {
            var told = new PluginInspector(shared).Inspect(manifest, image);
            return new PluginVerdict(null, told.Errors, told.Warnings, [.. told.Capabilities.Select(c => $"code.{c.Name}")]);
        });
    }
}

/// <summary>What reading a plugin told.</summary>
/// <param name="Image">What can be loaded; <see langword="null"/> when there are errors.</param>
/// <param name="Errors">What forbids it.</param>
/// <param name="Warnings">What is doubtful.</param>
/// <param name="Reaches">What its code can reach beside the doors, as <c>code.network</c>; an administrator agrees to it like to what is declared.</param>
internal sealed record PluginVerdict(PluginImage? Image, IReadOnlyList<CrmError> Errors, IReadOnlyList<CrmError> Warnings, IReadOnlyList<string> Reaches);
