using CrmKit.Text;
using System.Collections.Frozen;
using System.Text;

using CrmKit.Fields;

namespace CrmKit.Places;

/// <summary>A country or territory of ISO 3166.</summary>
/// <param name="Code">Two letters.</param>
/// <param name="Name">Its usual name, in English and Chinese (Unicode CLDR).</param>
public sealed record Country(string Code, LocalizedText Name);

/// <summary>The countries, found by code and by the names that people write. Thread safe.</summary>
public static class Countries
{
    private static readonly Lazy<(IReadOnlyList<Country> All, FrozenDictionary<string, Country> ByName)> Known = new(Read);

    /// <summary>All, by code.</summary>
    public static IReadOnlyList<Country> All => Known.Value.All;

    internal static IEnumerable<string> Names => All.SelectMany(c => new[] { c.Name.English, c.Name.For("zh") });

    /// <summary>Finds by code (two or three letters), English, Chinese or other usual name, whatever its case and accents; <see langword="null"/> when nothing is known by it.</summary>
    public static Country? Find(string? text) => string.IsNullOrWhiteSpace(text) ? null : Known.Value.ByName.GetValueOrDefault(Fold(text));

    private static (IReadOnlyList<Country>, FrozenDictionary<string, Country>) Read()
    {
        var (all, names) = (new List<Country>(), new Dictionary<string, Country>(StringComparer.Ordinal));
        foreach (var line in PlaceTables.Lines("countries.txt"))
        {
            var parts = line.Split('|');
            var country = new Country(parts[0], new LocalizedText(parts[2], parts[3]));
            all.Add(country);
            foreach (var name in parts) names.TryAdd(Fold(name), country);
        }
        return (all, names.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text.InForm(NormalizationForm.FormKD))
            if (char.IsLetter(letter)) folded.Append(char.ToLowerInvariant(letter));
        return folded.ToString();
    }
}
