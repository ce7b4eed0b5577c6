using System.Text.Json;
using CrmKit.Imports.Previewing;

namespace CrmKit.Imports.Presets;

/// <summary>What the export files of another CRM look like: their headers, and what their days, options and stages mean here. Maintained as JSON beside this file.</summary>
internal sealed class Preset
{
    private static readonly Lazy<IReadOnlyList<Preset>> Loaded = new(() => [.. Resources.Names("presets").Select(Resources.Read<Preset>)]);

    public static IReadOnlyList<Preset> All => Loaded.Value;

    /// <summary>Lower case: <c>salesforce</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What the CRM is called.</summary>
    public required string Label { get; init; }

    /// <summary>Formats of days and times.</summary>
    public IReadOnlyList<string> Dates { get; init; } = [];

    /// <summary>By record type.</summary>
    public required IReadOnlyDictionary<string, PresetType> Types { get; init; }
}

/// <summary>A file of one kind of record.</summary>
internal sealed class PresetType
{
    /// <summary>Headers by which the file is recognised: all of one line, parted by <c>+</c>.</summary>
    public required IReadOnlyList<string> Marks { get; init; }

    /// <summary>A map whose headers are alternatives parted by <c>|</c>.</summary>
    public required JsonElement Map { get; init; }

    /// <summary>The share of headers that the preset knows; 0 when the file is none of its.</summary>
    public decimal Likeness(IReadOnlyList<string> header)
    {
        var (names, map) = (header.Where(h => h.Length > 0).Select(HeaderName.Compact).ToHashSet(), Read());
        if (!Marks.Any(m => m.Split('+').All(part => Alternatives(part).Any(names.Contains)))) return 0;
        var known = map.Columns.Where(c => c.Column is not null).SelectMany(c => c.Join.Prepend(c.Column!)).Concat(map.Ignore).SelectMany(Alternatives).ToHashSet();
        return (decimal)names.Count(known.Contains) / names.Count;
    }

    /// <summary>The map for a file with these headers: with columns that it has, each field filled once.</summary>
    public ImportMap For(IReadOnlyList<string> header)
    {
        var named = header.Where(h => h.Length > 0).ToLookup(HeaderName.Compact);
        string? Found(string alternatives) => Alternatives(alternatives).Select(a => named[a].FirstOrDefault()).FirstOrDefault(h => h is not null);
        var (map, columns, taken) = (Read(), new List<ImportColumn>(), new HashSet<string>());
        foreach (var column in map.Columns)
        {
            var found = column.Column is null ? [] : column.Join.Prepend(column.Column).Select(Found).OfType<string>().ToList();
            if ((column.Column is not null && found.Count == 0) || !taken.Add(column.Field)) continue;
            columns.Add(column.Column is null ? column : column with { Column = found[0], Join = [.. found.Skip(1)] });
        }
        return map with { Columns = columns, Ignore = [.. map.Ignore.Select(Found).OfType<string>()] };
    }

    private ImportMap Read() => ImportMap.FromJson(Map.GetRawText());

    private static IEnumerable<string> Alternatives(string headers) => headers.Split('|').Select(HeaderName.Compact);
}
