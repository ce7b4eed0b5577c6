namespace CrmKit.Leads;

/// <summary>A full name in its two parts: the family name is last in Latin script and first in Chinese.</summary>
internal static class PersonName
{
    private static readonly HashSet<string> Compound = ["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "夏侯", "端木", "南宫", "长孙", "宇文", "轩辕", "司空", "独孤"];

    public static (string? First, string Last) Split(string name)
    {
        var parts = name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > 1) return (string.Join(' ', parts[..^1]), parts[^1]);
        var whole = parts.Length == 0 ? "" : parts[0];
        if (whole.Length is < 2 or > 4 || !whole.All(IsChinese)) return (null, whole);
        var family = whole.Length > 2 && Compound.Contains(whole[..2]) ? 2 : 1;
        return (whole[family..], whole[..family]);
    }

    private static bool IsChinese(char c) => c is >= '\u4e00' and <= '\u9fff';
}
