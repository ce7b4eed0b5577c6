using CrmKit.Text;

namespace CrmKit.Places;

/// <summary>An address in one text, in the order that its country writes it.</summary>
internal static class AddressText
{
    private static readonly HashSet<string> PostalBeforeCity =
        ["AT", "BE", "BG", "CH", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IS", "IT", "LI", "LT", "LU", "LV", "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK", "TR", "MX", "IL"];

    // Written with Chinese characters, from the large to the small: 中国广东省深圳市南山区科技园路1号 518000.
    private static readonly HashSet<string> LargeFirst = ["CN", "TW", "HK", "MO", "JP"];

    /// <summary>The parts in one line; <see langword="null"/> when there is none.</summary>
    public static string? Of(string? street, string? city, string? region, string? postalCode, string? country)
    {
        var place = Countries.Find(country);
        var (inCity, inRegion) = (Text(city), Text(region));
        if (inRegion == inCity) inRegion = null; // cities that are provinces: 北京市
        if ((place is null || LargeFirst.Contains(place.Code)) && HanText.HasHan($"{street}{city}"))
            return Join(" ", string.Concat(place is null ? Text(country) : place.Name.For("zh"), inRegion, inCity, Text(street)), Text(postalCode));
        var town = place is not null && PostalBeforeCity.Contains(place.Code) ? Join(", ", Join(" ", Text(postalCode), inCity), inRegion) : Join(", ", inCity, Join(" ", inRegion, Text(postalCode)));
        return Join(", ", Line(street), town, Text(country));
    }

    // Streets of several lines stand in one.
    private static string? Line(string? street) => Join(", ", [.. (street ?? "").Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);

    private static string? Text(string? part) => string.IsNullOrWhiteSpace(part) ? null : part.Trim();

    private static string? Join(string between, params string?[] parts)
    {
        var given = parts.Where(p => !string.IsNullOrEmpty(p)).ToList();
        return given.Count == 0 ? null : string.Join(between, given);
    }
}
