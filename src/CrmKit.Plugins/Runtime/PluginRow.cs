using System.Text.Json;
using System.Text.Json.Serialization;
using CrmKit.Plugins.Packages;
using CrmKit.Sessions;

namespace CrmKit.Plugins.Runtime;

/// <summary>What the database knows of a plugin: what is wanted, not what this process is doing. All hosts of a database read the same and act on it.</summary>
internal sealed record PluginRow
{
    /// <summary>The row of what concerns all plugins; no plugin has this id.</summary>
    public const string All = "*";

    /// <summary>Not in the text: it is the row's key.</summary>
    [JsonIgnore]
    public string Id { get; init; } = "";

    /// <summary>Whether somebody wants it to run; <see langword="null"/> while nobody has said so.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>The package in force; <see langword="null"/> for a plugin that lies in the plugins folder, and for one that waits for its first consent.</summary>
    public InstalledPackage? Package { get; init; }

    /// <summary>A package that waits for consent, or that is being put into the place of the one in force.</summary>
    public InstalledPackage? Next { get; init; }

    /// <summary>All that <see cref="Next"/> asks for, declared and found in its code, sorted.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>What of it nobody has agreed to yet.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Asked => PluginPermission.Lacking(Required, Consented);

    /// <summary>What was agreed to, sorted.</summary>
    public IReadOnlyList<string> Consented { get; init; } = [];

    /// <summary>Why it must not run until somebody enables it; <see langword="null"/> when nothing is against it.</summary>
    public Quarantine? Quarantine { get; init; }
    public bool IsRemoved { get; init; }

    /// <summary>The version that takes part, or did when the host stopped: after a restart it goes before those that cannot run beside it. <see langword="null"/> when it was switched off, or failed since.</summary>
    public string? Ran { get; init; }

    /// <summary>The tenants whose sessions have nothing of it although it runs, sorted.</summary>
    public IReadOnlyList<string> OffFor { get; init; } = [];

    /// <summary>The features that somebody switched, and to what; the others are as the manifest says.</summary>
    public IReadOnlyDictionary<string, bool> Features { get; init; } = new SortedDictionary<string, bool>(StringComparer.Ordinal);

    /// <summary>The features that tenants do not have although they are on, as <c>tenant/feature</c>, sorted.</summary>
    public IReadOnlyList<string> FeaturesOffFor { get; init; } = [];

    /// <summary>In the row of <see cref="All"/>: the search that goes on; <see langword="null"/> for none.</summary>
    public Bisection? Bisection { get; init; }

    /// <summary>The version in which the plugin's data is; <see langword="null"/> before its first start.</summary>
    public string? DataVersion { get; init; }

    /// <summary>What it had when it last started: what is counted and erased when its code is not there any more.</summary>
    public PluginInventory Inventory { get; init; } = new();

    /// <summary>What the outbox brought it when it last started: it waits while the plugin takes no part.</summary>
    public IReadOnlyList<string> Takes { get; init; } = [];

    /// <summary>When somebody disabled or removed it; <see langword="null"/> when nobody did.</summary>
    public DateTimeOffset? OffAt { get; init; }

    /// <summary>What was applied to the plugin's own tables, in that order; empty when it has none.</summary>
    public IReadOnlyList<AppliedMigration> Tables { get; init; } = [];

    /// <summary>Counts the writes, from 1; 0 means not stored yet.</summary>
    public int Revision { get; init; }

    public static PluginRow New(string id) => new() { Id = id };

    public static PluginRow Parse(string id, string json) => (JsonSerializer.Deserialize(json, PluginRowContext.Default.PluginRow) ?? new PluginRow()) with { Id = id };

    public string Write() => JsonSerializer.Serialize(this, PluginRowContext.Default.PluginRow);

    /// <summary>The differences that people care about, as the audit keeps them.</summary>
    public static string Changes(PluginRow before, PluginRow after)
    {
        var changes = new SortedDictionary<string, string?[]>(StringComparer.Ordinal);
        void Compare(string name, string? was, string? now)
        {
            if (was != now) changes[name] = [was, now];
        }
        Compare("enabled", Text(before.IsEnabled), Text(after.IsEnabled));
        Compare("version", before.Package?.Version, after.Package?.Version);
        Compare("package", before.Package?.Hash, after.Package?.Hash);
        Compare("next", before.Next?.Version, after.Next?.Version);
        Compare("consented", string.Join(' ', before.Consented), string.Join(' ', after.Consented));
        Compare("quarantine", before.Quarantine?.Code, after.Quarantine?.Code);
        Compare("off-for", string.Join(' ', before.OffFor), string.Join(' ', after.OffFor));
        Compare("features-off-for", string.Join(' ', before.FeaturesOffFor), string.Join(' ', after.FeaturesOffFor));
        Compare("features", Switches(before), Switches(after));
        Compare("data-version", before.DataVersion, after.DataVersion);
        Compare("tables", before.Tables is [.., var was] ? was.ToString() : null, after.Tables is [.., var now] ? now.ToString() : null);
        Compare("removed", before.IsRemoved ? "true" : null, after.IsRemoved ? "true" : null);
        string Switches(PluginRow row) => string.Join(' ', row.Features.Select(f => (f.Value ? "+" : "-") + f.Key));
        string? Text(bool? value) => value is { } flag ? flag ? "true" : "false" : null;
        return JsonSerializer.Serialize(changes, PluginRowContext.Default.SortedDictionaryStringStringArray);
    }
}

/// <summary>A migration of a plugin's own tables that was applied, with the statements that undo it: the version that brought it may be gone by then.</summary>
/// <param name="Version">The version of the plugin that brought it.</param>
/// <param name="Name">Its class.</param>
/// <param name="Checksum">Of what it did.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Undo">The statements that undo it; <see langword="null"/> when it cannot be undone.</param>
/// <param name="NoWayBack">Why it cannot.</param>
internal sealed record AppliedMigration(string Version, string Name, string Checksum, DateTimeOffset At, IReadOnlyList<string>? Undo, string? NoWayBack)
{
    public override string ToString() => $"{Version} {Name}";
}

/// <summary>Why a version of a plugin must not run.</summary>
internal sealed record Quarantine(string Code, string Message, string? Version)
{
    [JsonIgnore]
    public CrmError Error => new(Code, Message);
}

/// <summary>What a plugin adds to the catalog, by key.</summary>
internal sealed record PluginInventory
{
    public IReadOnlyList<string> RecordTypes { get; init; } = [];

    /// <summary>Fields on record types of others, as <c>type.field</c>.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Pipelines, as <c>type:pipeline</c>.</summary>
    public IReadOnlyList<string> Pipelines { get; init; } = [];

    public static PluginInventory Of(ExtensionSource source) => new()
    {
        RecordTypes = [.. source.RecordTypes.Select(t => t.Key).Order(StringComparer.Ordinal)],
        Fields = [.. source.Fields.Select(f => $"{f.RecordType}.{f.Field.Key}").Order(StringComparer.Ordinal)],
        Pipelines = [.. source.Pipelines.Select(p => $"{p.RecordType}:{p.Key}").Order(StringComparer.Ordinal)],
    };

    /// <summary>All that it ever had: what a version gave up is still its own.</summary>
    public PluginInventory With(PluginInventory other) => new()
    {
        RecordTypes = Join(RecordTypes, other.RecordTypes),
        Fields = Join(Fields, other.Fields),
        Pipelines = Join(Pipelines, other.Pipelines),
    };

    public bool Covers(PluginInventory other) =>
        other.RecordTypes.All(RecordTypes.Contains) && other.Fields.All(Fields.Contains) && other.Pipelines.All(Pipelines.Contains);

    private static List<string> Join(IReadOnlyList<string> some, IReadOnlyList<string> more) => [.. some.Union(more, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

/// <summary>Who does something with a plugin, and what, for the audit.</summary>
internal sealed record PluginAudit(string What, Actor By, string? Reason = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PluginRow))]
[JsonSerializable(typeof(SortedDictionary<string, string?[]>))]
internal sealed partial class PluginRowContext : JsonSerializerContext;
