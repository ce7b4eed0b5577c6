using CrmKit.Text;

namespace CrmKit.Matching;

/// <summary>How alike two records are, field by field, in one number: three bits for each field, nothing for a value that one of them lacks.</summary>
internal static class LinkPattern
{
    /// <summary>How many fields one number holds.</summary>
    public const int MostFields = 20;

    /// <summary>Equal; so alike that one is a slip of the other; alike; different.</summary>
    public const int Equal = 3, Slip = 2, Alike = 1, Different = 0, Missing = -1;

    /// <summary>The levels of a comparison.</summary>
    public const int Levels = 4;

    public static int LevelAt(ulong pattern, int field) => (int)((pattern >> (field * 3)) & 7) - 1;

    public static ulong Of(IReadOnlyList<LinkField> fields, IReadOnlyList<(int First, int Second)> swaps, string[] a, string[] b)
    {
        Span<int> levels = stackalloc int[fields.Count];
        for (var f = 0; f < levels.Length; f++) levels[f] = Compare(fields[f].Kind, a[f], b[f]);
        foreach (var (first, second) in swaps)
        {
            // Family and given name in each other's place: alike at best, and only where that explains more than what stands there.
            var (crossed, crossedBack) = (Compare(fields[first].Kind, a[first], b[second]), Compare(fields[second].Kind, a[second], b[first]));
            if (Math.Max(0, crossed) + Math.Max(0, crossedBack) <= Math.Max(0, levels[first]) + Math.Max(0, levels[second]) + 2) continue;
            (levels[first], levels[second]) = (Math.Min(Slip, crossed), Math.Min(Slip, crossedBack));
        }
        var pattern = 0UL;
        for (var f = 0; f < levels.Length; f++) pattern |= (ulong)(levels[f] + 1) << (f * 3);
        return pattern;
    }

    private static int Compare(LinkKind kind, string a, string b)
    {
        if (a.Length == 0 || b.Length == 0) return Missing;
        if (a == b) return Equal;
        return kind switch
        {
            LinkKind.Choice => Different,
            LinkKind.Date when IsMixedUp(a, b) => Slip,
            LinkKind.Name when HanText.HasHan(a) || HanText.HasHan(b) => InChinese(a, b),
            LinkKind.Company => CompanyLikeness.Level(a, b),
            LinkKind.Code or LinkKind.Rare or LinkKind.Date => TextDistance.IsOneSlip(a, b) ? Slip : Different,
            _ when TextDistance.IsOneSlip(a, b) => Slip,
            _ => TextDistance.JaroWinkler(a, b) switch
            {
                >= 0.92 => Slip,
                >= 0.8 => Alike,
                _ => Different,
            },
        };
    }

    // Day and month in each other's place.
    private static bool IsMixedUp(string a, string b) => a.Length == 8 && b.Length == 8 && a.AsSpan(0, 4).SequenceEqual(b.AsSpan(0, 4)) && a.AsSpan(4, 2).SequenceEqual(b.AsSpan(6, 2)) && a.AsSpan(6, 2).SequenceEqual(b.AsSpan(4, 2));

    // In Latin letters it is a slip when it can sound like that; two characters of one sound are two names that may be mixed up.
    private static int InChinese(string a, string b)
    {
        if (HanText.HasHan(a) && HanText.HasHan(b)) return Pinyin.Of(a) == Pinyin.Of(b) ? Alike : Different;
        var (chinese, latin) = HanText.HasHan(a) ? (a, b) : (b, a);
        return Pinyin.Matches(chinese, latin) ? Slip : Different;
    }
}
