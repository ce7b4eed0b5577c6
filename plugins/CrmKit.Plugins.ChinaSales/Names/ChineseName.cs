namespace CrmKit.ChinaSales;

/// <summary>Chinese personal names: the family name in front, of one or two characters, and what they sound like.</summary>
public static class ChineseName
{
    private static readonly HashSet<string> Compound =
    [
        "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙",
        "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘", "子车", "亓官", "司寇", "巫马", "公西", "颛孙", "壤驷", "公良", "漆雕", "乐正", "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "令狐", "段干", "百里",
        "呼延", "东郭", "南门", "羊舌", "微生", "公户", "公玉", "公仪", "梁丘", "公仲", "公上", "公门", "公山", "公坚", "左丘", "公伯", "西门", "公祖", "第五", "公乘", "贯丘", "公皙", "南荣", "东里", "东宫",
        "仲长", "子书", "子桑", "即墨", "达奚", "褚师", "纳兰", "歐陽", "司馬", "東方", "諸葛", "尉遲", "長孫", "鍾離", "軒轅", "萬俟", "聞人", "公孫",
    ];

    // As family names these sound otherwise than as words.
    private static readonly Dictionary<string, string> FamilyReadings = new(StringComparer.Ordinal)
    {
        ["单"] = "shan", ["查"] = "zha", ["仇"] = "qiu", ["解"] = "xie", ["曾"] = "zeng", ["任"] = "ren", ["朴"] = "piao", ["区"] = "ou", ["盖"] = "ge", ["翟"] = "zhai", ["乐"] = "yue", ["缪"] = "miao", ["员"] = "yun",
        ["秘"] = "bi", ["冼"] = "xian", ["覃"] = "qin", ["华"] = "hua", ["燕"] = "yan", ["宁"] = "ning", ["繁"] = "po", ["召"] = "shao", ["折"] = "she", ["黑"] = "he", ["句"] = "gou", ["牟"] = "mu", ["种"] = "chong", ["祭"] = "zhai",
        ["那"] = "na", ["阚"] = "kan", ["郗"] = "chi", ["佘"] = "she", ["洗"] = "xian", ["尉迟"] = "yuchi", ["万俟"] = "moqi", ["长孙"] = "zhangsun", ["澹台"] = "tantai", ["令狐"] = "linghu", ["亓官"] = "qiguan", ["乐正"] = "yuezheng",
        ["宰父"] = "zaifu", ["夏侯"] = "xiahou", ["仲长"] = "zhongchang", ["鲜于"] = "xianyu",
    };

    private static readonly Dictionary<char, string> Readings = ReadReadings();

    /// <summary>Splits a full name of 2 to 4 Chinese characters into family and given name; others are no Chinese names.</summary>
    /// <returns><see langword="null"/> when it is none.</returns>
    public static (string Family, string Given)? Split(string? name)
    {
        if (name is null) return null;
        var whole = string.Concat(name.Where(c => !char.IsWhiteSpace(c)));
        if (whole.Length is < 2 or > 4 || !whole.All(IsChinese)) return null;
        var family = whole.Length > 2 && Compound.Contains(whole[..2]) ? 2 : 1;
        return (whole[..family], whole[family..]);
    }

    /// <summary>What a text sounds like, without tones, ü written v: <c>王小明</c> is <c>wangxiaoming</c>. Characters without a known reading stay as they are.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="asName">Whether it is a person's name, so that the family name sounds as such: <c>单</c> is shan and not dan.</param>
    /// <remarks>Every character has one reading here, its commonest; about 6,800 simplified characters are known.</remarks>
    public static string Pinyin(string text, bool asName = false) => string.Concat(Syllables(text, asName));

    /// <summary>The first letters of what a text sounds like: <c>王小明</c> is <c>wxm</c>.</summary>
    public static string Initials(string text, bool asName = false) => string.Concat(Syllables(text, asName).Select(s => s[..1]));

    private static List<string> Syllables(string text, bool asName)
    {
        ArgumentNullException.ThrowIfNull(text);
        var family = asName && Split(text) is { } name ? name.Family : "";
        var syllables = new List<string>();
        if (family.Length == 1 && FamilyReadings.TryGetValue(family, out var one)) syllables.Add(one);
        else if (FamilyReadings.TryGetValue(family, out var two)) syllables.AddRange(TwoSyllables(two, Reading(family[1])));
        else syllables.AddRange(family.Select(Reading));
        var chars = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        foreach (var c in chars.AsSpan(family.Length)) syllables.Add(Reading(c));
        return syllables;
    }

    // The second character of a compound name usually sounds as always; the first one is what is left.
    private static string[] TwoSyllables(string both, string second) =>
        both.EndsWith(second, StringComparison.Ordinal) && both.Length > second.Length ? [both[..^second.Length], second] : [both[..2], both[2..]];

    private static string Reading(char c) => Readings.TryGetValue(c, out var reading) ? reading : char.ToLowerInvariant(c).ToString();

    internal static bool IsChinese(char c) => c is >= '\u4e00' and <= '\u9fff';

    private static Dictionary<char, string> ReadReadings()
    {
        var readings = new Dictionary<char, string>(7000);
        foreach (var line in Resource.Lines("pinyin.txt"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            foreach (var c in line.AsSpan(colon + 1)) readings.TryAdd(c, line[..colon]);
        }
        return readings;
    }
}
