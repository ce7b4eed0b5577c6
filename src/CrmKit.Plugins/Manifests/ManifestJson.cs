using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrmKit.Plugins.Manifests;

/// <summary>plugin.json as written, nothing checked.</summary>
internal sealed class ManifestJson
{
    public int? ManifestVersion { get; set; }
    public string? Id { get; set; }
    public string? Version { get; set; }
    public string? Name { get; set; }
    public string? Description { get; set; }
    public string? Publisher { get; set; }
    public string? License { get; set; }
    public string? Homepage { get; set; }
    public List<string?>? Tags { get; set; }
    public EntryJson? Entry { get; set; }
    public CompatJson? Compat { get; set; }
    public List<DependencyJson?>? Dependencies { get; set; }
    public List<DependencyJson?>? Conflicts { get; set; }
    public ExportsJson? Exports { get; set; }
    public List<string?>? AutoInstallWhen { get; set; }
    public string? OnBootFailure { get; set; }
    public List<PermissionJson?>? Permissions { get; set; }
    public LimitsJson? Limits { get; set; }
    public List<FeatureJson?>? Features { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class EntryJson
{
    public string? Assembly { get; set; }
    public string? Type { get; set; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class CompatJson
{
    public string? Abstractions { get; set; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class DependencyJson
{
    public string? Id { get; set; }
    public string? Range { get; set; }
    public bool Optional { get; set; }
    public List<string?>? Contracts { get; set; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class ExportsJson
{
    public List<string?>? Contracts { get; set; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class PermissionJson
{
    public string? Name { get; set; }
    public List<string?>? Scope { get; set; }
    public string? Reason { get; set; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class FeatureJson
{
    public string? Id { get; set; }
    public string? Name { get; set; }
    public string? Description { get; set; }
    public List<string?>? DependsOn { get; set; }
    public bool Default { get; set; } = true;
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class LimitsJson
{
    public int? Queries { get; set; }
    public int? Rows { get; set; }
    public int? Writes { get; set; }
    public int? OutboxItems { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ManifestJson))]
internal sealed partial class PluginJsonContext : JsonSerializerContext;
