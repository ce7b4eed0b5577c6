namespace CrmKit.Matching;

/// <summary>How alike two spellings are.</summary>
internal static class TextDistance
{
    private const int LongestOnStack = 256;

    /// <summary>Jaro and Winkler's measure: 1 for equal, 0 for nothing in common; what begins alike is more alike.</summary>
    /// <remarks>W. E. Winkler, String Comparator Metrics and Enhanced Decision Rules in the Fellegi-Sunter Model of Record Linkage, 1990.</remarks>
    public static double JaroWinkler(string a, string b)
    {
        if (a == b) return 1;
        if (a.Length == 0 || b.Length == 0 || a.Length > LongestOnStack || b.Length > LongestOnStack) return 0;
        Span<bool> inA = stackalloc bool[a.Length], inB = stackalloc bool[b.Length];
        var reach = Math.Max(0, Math.Max(a.Length, b.Length) / 2 - 1);
        var common = 0;
        for (var i = 0; i < a.Length; i++)
            for (var j = Math.Max(0, i - reach); j < Math.Min(b.Length, i + reach + 1); j++)
                if (!inB[j] && a[i] == b[j])
                {
                    (inA[i], inB[j]) = (true, true);
                    common++;
                    break;
                }
        if (common == 0) return 0;
        var displaced = 0;
        for (int i = 0, j = 0; i < a.Length; i++)
        {
            if (!inA[i]) continue;
            while (!inB[j]) j++;
            if (a[i] != b[j++]) displaced++;
        }
        var jaro = ((double)common / a.Length + (double)common / b.Length + (common - displaced / 2.0) / common) / 3;
        var prefix = 0;
        while (prefix < 4 && prefix < a.Length && prefix < b.Length && a[prefix] == b[prefix]) prefix++;
        return jaro + prefix * 0.1 * (1 - jaro);
    }

    /// <summary>Whether at most one letter was left out, put in, replaced, or changed places with its neighbour.</summary>
    public static bool IsOneSlip(string a, string b)
    {
        if (a.Length > b.Length) (a, b) = (b, a);
        if (b.Length - a.Length > 1) return false;
        var at = 0;
        while (at < a.Length && a[at] == b[at]) at++;
        var restA = a.AsSpan(at);
        var restB = b.AsSpan(at);
        if (restA.Length < restB.Length) return restB[1..].SequenceEqual(restA);
        if (restA.Length == 0 || restA[1..].SequenceEqual(restB[1..])) return true;
        return restA.Length > 1 && restA[0] == restB[1] && restA[1] == restB[0] && restA[2..].SequenceEqual(restB[2..]);
    }
}
