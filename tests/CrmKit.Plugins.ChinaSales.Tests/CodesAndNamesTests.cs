namespace CrmKit.ChinaSales;

public sealed class CodesAndNamesTests
{
    // Published codes of known companies.
    [Theory]
    [InlineData("914403001922038216", true)]
    [InlineData("9144030071526726XG", true)]
    [InlineData("914403001922038217", false)]
    [InlineData("914403001922083216", false)] // two digits exchanged
    [InlineData("9144030071526726XI", false)] // no such letter
    [InlineData("9144030071526726xg", false)]
    [InlineData("91440300192203821", false)]
    [InlineData("91A403001922038216", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_credit_code_is_checked_by_its_last_character(string? code, bool isValid) => Assert.Equal(isValid, CreditCode.IsValid(code));

    [Fact]
    public void Any_one_wrong_character_and_any_two_exchanged_neighbours_are_found()
    {
        const string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY", code = "9144030071526726XG";
        for (var i = 0; i < code.Length; i++)
        {
            foreach (var other in alphabet.Where(c => c != code[i]))
                Assert.False(CreditCode.IsValid(code[..i] + other + code[(i + 1)..]));
            if (i + 1 < code.Length && code[i] != code[i + 1]) Assert.False(CreditCode.IsValid(code[..i] + code[i + 1] + code[i] + code[(i + 2)..]));
        }
    }

    [Theory]
    [InlineData("王小明", "王", "小明")]
    [InlineData("欧阳修", "欧阳", "修")]
    [InlineData("司马 相如", "司马", "相如")]
    [InlineData("李白", "李", "白")]
    [InlineData("欧阳", "欧", "阳")] // two characters: a family name of one
    public void Names_split_behind_the_family_name(string whole, string family, string given) => Assert.Equal((family, given), ChineseName.Split(whole));

    [Theory]
    [InlineData("Ada Lovelace")]
    [InlineData("王")]
    [InlineData("华为技术有限公司")]
    [InlineData(null)]
    public void Others_are_no_Chinese_names(string? name) => Assert.Null(ChineseName.Split(name));

    [Theory]
    [InlineData("王小明", "wangxiaoming", "wxm")]
    [InlineData("单雄信", "shanxiongxin", "sxx")] // as a word it would be dan
    [InlineData("曾国藩", "zengguofan", "zgf")]
    [InlineData("尉迟恭", "yuchigong", "ycg")]
    [InlineData("吕布", "lvbu", "lb")]
    [InlineData("Ada 王", "adawang", "adaw")]
    public void Names_sound_as_names(string name, string pinyin, string initials) =>
        Assert.Equal((pinyin, initials), (ChineseName.Pinyin(name, asName: true), ChineseName.Initials(name, asName: true)));

    [Fact]
    public void Words_sound_as_words_and_unknown_characters_stay()
    {
        Assert.Equal("danwei", ChineseName.Pinyin("单位"));
        Assert.Equal("huaweijishuyouxiangongsi", ChineseName.Pinyin("华为技术有限公司"));
        Assert.Equal("㐀", ChineseName.Pinyin("㐀"));
    }
}
