namespace CrmKit.Filters;

/// <summary>Names that a misspelt one may have meant.</summary>
internal static class Nearest
{
    /// <summary>Up to three, nearest first: at most two letters (a third of the word) apart, or beginning alike.</summary>
    public static IReadOnlyList<string> To(string name, IEnumerable<string> known)
    {
        var most = Math.Min(2, Math.Max(1, name.Length / 3));
        return [.. known.Distinct()
            .Select(k => (Name: k, Distance: Distance(name.ToLowerInvariant(), k.ToLowerInvariant())))
            .Where(k => k.Distance <= most || (name.Length >= 3 && k.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(k => k.Distance).ThenBy(k => k.Name, StringComparer.Ordinal).Take(3).Select(k => k.Name)];
    }

    /// <summary>The one known word that another is mistyped for: one slip apart, two in words of ten letters and more; <see langword="null"/> when none or several are as near.</summary>
    public static string? Mistyped(string word, IEnumerable<string> known)
    {
        var most = word.Length >= 10 ? 2 : 1;
        var near = known.Select(k => (Word: k, Distance: Distance(word, k))).Where(k => k.Distance <= most).OrderBy(k => k.Distance).Take(2).ToList();
        return near.Count == 0 || near[0].Distance == 0 || (near.Count > 1 && near[1].Distance == near[0].Distance) ? null : near[0].Word;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours.</summary>
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 2) return 3;
        var (before, last, row) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray(), new int[b.Length + 1]);
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, last, row) = (last, row, before);
        }
        return last[b.Length];
    }
}
