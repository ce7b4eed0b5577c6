using CrmKit.Fields;

namespace CrmKit.Places;

/// <summary>A state, province or region of ISO 3166-2.</summary>
/// <param name="Code">As <c>CN-GD</c>.</param>
/// <param name="Name">Its usual name; in Chinese for the regions of China.</param>
public sealed record Region(string Code, LocalizedText Name);

/// <summary>The regions of the countries whose lists are kept (twenty so far), for choices and maps. Thread safe.</summary>
public static class Regions
{
    private static readonly Lazy<ILookup<string, Region>> Known = new(() => PlaceTables.Lines("regions.txt").Select(l => l.Split('|')).Select(p => new Region(p[0], new LocalizedText(p[1], p[2].Length > 0 ? p[2] : null))).ToLookup(r => r.Code[..2]));

    /// <summary>Those of a country.</summary>
    /// <param name="country">Its code of two letters.</param>
    /// <returns>By code; none when the list of the country is not kept.</returns>
    public static IEnumerable<Region> Of(string country) => Known.Value[country];

    /// <summary>Finds by code, with or without the country's, by name and by Chinese name with or without 省, 市 and the like; <see langword="null"/> when none is called so.</summary>
    /// <param name="country">The country's code of two letters.</param>
    /// <param name="text">What somebody wrote.</param>
    public static Region? Find(string country, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var name = text.Trim();
        return Of(country).FirstOrDefault(r => Is(r.Code, name) || Is(r.Code[3..], name) || Is(r.Name.English, name) || (r.Name.Chinese is { } chinese && (chinese == name || (name.Length >= 2 && chinese.StartsWith(name, StringComparison.Ordinal)))));
    }

    private static bool Is(string known, string name) => known.Equals(name, StringComparison.OrdinalIgnoreCase);
}
