using CrmKit.Text;

namespace CrmKit.Matching;

/// <summary>How alike two companies' names are, in the form in which they are compared.</summary>
internal static class CompanyLikeness
{
    public static int Level(string a, string b)
    {
        if (a == b) return LinkPattern.Equal;
        if (HanText.HasHan(a) != HanText.HasHan(b))
        {
            var (chinese, latin) = HanText.HasHan(a) ? (a, b) : (b, a);
            return Pinyin.Matches(chinese, latin) ? LinkPattern.Slip : LinkPattern.Different;
        }
        if (a.EndsWith(" " + b, StringComparison.Ordinal) || b.EndsWith(" " + a, StringComparison.Ordinal)) return LinkPattern.Slip; // one of them says where it is
        if (a.Replace(" ", "", StringComparison.Ordinal) == b.Replace(" ", "", StringComparison.Ordinal) || IsSlip(a, b)) return LinkPattern.Slip;
        return TextDistance.JaroWinkler(a, b) switch
        {
            >= 0.94 => LinkPattern.Slip,
            >= 0.85 => LinkPattern.Alike,
            _ => LinkPattern.Different,
        };
    }

    /// <summary>Whether one may be mistyped for the other. Of Chinese characters those are mistyped for each other that sound alike: 衡阳 and 沈阳 are two places.</summary>
    public static bool IsSlip(string a, string b)
    {
        if (a.Length <= 4 || b.Length <= 4 || a == b || !TextDistance.IsOneSlip(a, b)) return false;
        var at = a.Zip(b).TakeWhile(p => p.First == p.Second).Count();
        var isReplaced = a.Length == b.Length && HanText.IsHan(a[at]) && HanText.IsHan(b[at]) && !(at + 1 < a.Length && a[at] == b[at + 1] && b[at] == a[at + 1]);
        return !isReplaced || Pinyin.Readings(a[at]).Intersect(Pinyin.Readings(b[at])).Any();
    }
}
