using System.Text.Json;
using System.Text.RegularExpressions;
using NuGet.Versioning;

namespace CrmKit.Plugins.Manifests;

/// <summary>Reads and checks plugin.json; every problem at once, no exception.</summary>
internal static partial class ManifestReader
{
    public const string FileName = "plugin.json";
    private const int MaxBytes = 256 * 1024;
    private static readonly HashSet<string> Reserved = ["core", "admin", "custom", "system", "crmkit"];

    public static (PluginManifest? Manifest, IReadOnlyList<CrmError> Errors) Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            if (new FileInfo(path).Length > MaxBytes) return (null, [PluginErrors.ManifestUnreadable(folder, $"it is larger than {MaxBytes / 1024} KiB")]);
            return Parse(folder, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, [PluginErrors.ManifestUnreadable(folder, e.Message)]);
        }
    }

    public static (PluginManifest? Manifest, IReadOnlyList<CrmError> Errors) Parse(string folder, byte[] utf8)
    {
        ManifestJson? json;
        try
        {
            var text = utf8.AsSpan();
            json = JsonSerializer.Deserialize(text.StartsWith("\uFEFF"u8) ? text[3..] : text, PluginJsonContext.Default.ManifestJson);
        }
        catch (JsonException e)
        {
            return (null, [PluginErrors.ManifestJson(folder, e.Message)]);
        }
        if (json is null) return (null, [PluginErrors.ManifestJson(folder, "it is empty.")]);
        var errors = new List<CrmError>();
        foreach (var key in (json.Others?.Keys ?? Enumerable.Empty<string>()).Where(k => k != "$schema" && !k.StartsWith("x-", StringComparison.Ordinal)))
            errors.Add(PluginErrors.ManifestKeyUnknown(folder, key));
        if (json.ManifestVersion != 1) errors.Add(PluginErrors.ManifestFormat(folder, json.ManifestVersion));
        CheckId(folder, json.Id, errors);
        if (!NuGetVersion.TryParseStrict(json.Version ?? "", out var version)) errors.Add(PluginErrors.ManifestVersion(folder, json.Version));
        if (string.IsNullOrWhiteSpace(json.Name)) errors.Add(PluginErrors.ManifestText(folder, "name", "is missing"));
        CheckLength(folder, "name", json.Name, 200, errors);
        CheckLength(folder, "description", json.Description, 2000, errors);
        CheckLength(folder, "publisher", json.Publisher, 200, errors);
        CheckEntry(folder, json.Entry, errors);
        if (!PluginRange.TryParse(json.Compat?.Abstractions, out var abstractions))
            errors.Add(PluginErrors.ManifestRange(folder, "compat.abstractions", json.Compat?.Abstractions));
        CheckLength(folder, "license", json.License, 200, errors);
        if (json.Homepage is { } page && !(Uri.TryCreate(page, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http")) errors.Add(PluginErrors.ManifestText(folder, "homepage", "is not an address that begins with https://"));
        if (json.Tags?.Any(t => string.IsNullOrWhiteSpace(t) || t.Length > 50) == true) errors.Add(PluginErrors.ManifestText(folder, "tags", "has one that is empty or longer than 50 characters"));
        var dependencies = Dependencies(folder, "dependency", json.Id, json.Dependencies, errors);
        var conflicts = Dependencies(folder, "conflict", json.Id, json.Conflicts, errors);
        foreach (var bound in conflicts.Where(c => c.Contracts.Count > 0)) errors.Add(PluginErrors.ManifestDependency(folder, $"the conflict '{bound.Id}' has contracts, which only a dependency can have"));
        if (json is { Entry: null, Exports.Contracts.Count: > 0 }) errors.Add(PluginErrors.ManifestText(folder, "exports.contracts", "needs an entry: without code there is nothing to export"));
        foreach (var name in (json.Exports?.Contracts ?? []).Where(n => !IsAssemblyName(n))) errors.Add(PluginErrors.ManifestText(folder, "exports.contracts", $"has '{name}', which is not the simple name of an assembly, without path and .dll"));
        foreach (var both in conflicts.Where(c => dependencies.Any(d => d.Id == c.Id))) errors.Add(PluginErrors.ManifestDependency(folder, $"'{both.Id}' is a dependency and a conflict"));
        foreach (var other in (json.AutoInstallWhen ?? []).Where(i => i is null || !IdPattern().IsMatch(i) || i == json.Id)) errors.Add(PluginErrors.ManifestDependency(folder, $"'{other}' in autoInstallWhen is not the id of another plugin"));
        if (json.OnBootFailure is not (null or "continue" or "abort")) errors.Add(PluginErrors.ManifestText(folder, "onBootFailure", "is neither 'continue' nor 'abort'"));
        var permissions = ManifestPermissions.Read(folder, json.Permissions ?? [], errors);
        if (json.Limits is { } asked && new[] { asked.Queries, asked.Rows, asked.Writes, asked.OutboxItems }.Any(v => v < 0)) errors.Add(PluginErrors.ManifestText(folder, "limits", "has one below 0"));
        var features = ManifestFeatures.Read(folder, json.Features ?? [], errors);
        if (errors.Count > 0) return (null, errors);
        return (new PluginManifest
        {
            Id = json.Id!,
            Version = version!,
            Name = json.Name!.Trim(),
            Description = json.Description,
            Publisher = json.Publisher,
            EntryAssembly = json.Entry?.Assembly ?? "",
            EntryType = json.Entry?.Type ?? "",
            Abstractions = abstractions!,
            Dependencies = dependencies,
            Conflicts = conflicts,
            Exports = [.. (json.Exports?.Contracts ?? []).Select(n => n!)],
            AutoInstallWhen = [.. (json.AutoInstallWhen ?? []).Select(i => i!)],
            AbortsBoot = json.OnBootFailure == "abort",
            Permissions = permissions,
            Limits = json.Limits is { } limits ? Limits(limits) : null,
            Features = features,
        }, []);
    }

    /// <summary>Whether a path of a manifest stays inside the plugin's folder, on every system.</summary>
    public static bool IsSafePath(string path) =>
        path.Length is > 0 and <= 260
        && !path.Any(c => char.IsControl(c) || c is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|')
        && path.Split('/').All(part => part.Length > 0 && part is not ("." or "..") && !part.EndsWith('.') && part[^1] != ' ' && part[0] != ' ');

    private static bool IsAssemblyName(string? name) => name is not null && IsSafePath(name) && !name.Contains('/', StringComparison.Ordinal) && !name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    private static void CheckId(string folder, string? id, List<CrmError> errors)
    {
        if (id is null) errors.Add(PluginErrors.ManifestId(folder, id, "is missing"));
        else if (id.Length > 64) errors.Add(PluginErrors.ManifestId(folder, id, "is longer than 64 characters"));
        else if (!IdPattern().IsMatch(id)) errors.Add(PluginErrors.ManifestId(folder, id, "is not an id"));
        else if (Reserved.Contains(id) || Packages.EntryPath.IsDevice(id)) errors.Add(PluginErrors.ManifestId(folder, id, "is reserved"));
    }

    private static void CheckLength(string folder, string key, string? value, int max, List<CrmError> errors)
    {
        if (value?.Length > max) errors.Add(PluginErrors.ManifestText(folder, key, $"is longer than {max} characters"));
    }

    private static void CheckEntry(string folder, EntryJson? entry, List<CrmError> errors)
    {
        if (entry is null) return; // no code: translations alone
        if (string.IsNullOrWhiteSpace(entry.Assembly) || string.IsNullOrWhiteSpace(entry.Type)) errors.Add(PluginErrors.ManifestEntry(folder, "is incomplete"));
        else if (!IsSafePath(entry.Assembly)) errors.Add(PluginErrors.ManifestEntry(folder, $"names the path '{entry.Assembly}', which may leave the folder"));
        else if (!entry.Assembly.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) errors.Add(PluginErrors.ManifestEntry(folder, $"names '{entry.Assembly}', which is no .dll"));
    }

    // What is not named is the host's to say.
    private static PluginLimits Limits(LimitsJson asked) => new()
    {
        Queries = asked.Queries ?? int.MaxValue,
        Rows = asked.Rows ?? int.MaxValue,
        Writes = asked.Writes ?? int.MaxValue,
        OutboxItems = asked.OutboxItems ?? int.MaxValue,
    };

    private static List<PluginDependency> Dependencies(string folder, string what, string? id, List<DependencyJson?>? named, List<CrmError> errors)
    {
        var dependencies = new List<PluginDependency>();
        foreach (var dependency in named ?? [])
        {
            if (dependency?.Id is null || !IdPattern().IsMatch(dependency.Id)) errors.Add(PluginErrors.ManifestDependency(folder, $"'{dependency?.Id}' is not the id of a plugin"));
            else if (dependency.Id == id) errors.Add(PluginErrors.ManifestDependency(folder, $"the plugin names itself as a {what}"));
            else if (dependencies.Any(d => d.Id == dependency.Id)) errors.Add(PluginErrors.ManifestDependency(folder, $"the {what} '{dependency.Id}' is named twice"));
            else if (!PluginRange.TryParse(dependency.Range, out var range)) errors.Add(PluginErrors.ManifestRange(folder, $"the range of {what} '{dependency.Id}'", dependency.Range));
            else if (dependency.Contracts?.Find(n => !IsAssemblyName(n)) is { } odd) errors.Add(PluginErrors.ManifestDependency(folder, $"the contracts of '{dependency.Id}' have '{odd}', which is not the simple name of an assembly, without path and .dll"));
            else dependencies.Add(new PluginDependency(dependency.Id, range, dependency.Optional) { Contracts = [.. (dependency.Contracts ?? []).Select(n => n!)] });
        }
        return dependencies;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
