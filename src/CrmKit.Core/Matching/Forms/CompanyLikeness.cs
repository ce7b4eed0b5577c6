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
        if (a.Replace(" ", "", StringComparison.Ordinal) == b.Replace(" ", "", StringComparison.Ordinal) || TextDistance.IsOneSlip(a, b) && a.Length > 4) return LinkPattern.Slip;
        return TextDistance.JaroWinkler(a, b) switch
        {
            >= 0.94 => LinkPattern.Slip,
            >= 0.85 => LinkPattern.Alike,
            _ => LinkPattern.Different,
        };
    }
}
