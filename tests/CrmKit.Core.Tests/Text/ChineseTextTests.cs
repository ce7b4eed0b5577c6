namespace CrmKit.Text;

public sealed class ChineseTextTests
{
    [Theory]
    [InlineData("中国银行", "zhongguoyinhang", "zgyh")]
    [InlineData("中國銀行", "zhongguoyinhang", "zgyh")]
    [InlineData("重庆长江地产", "chongqingchangjiangdichan", "cqcjdc")]
    [InlineData("绿城", "lvcheng", "lc")]
    [InlineData("华为 Cloud 9", "huawei Cloud 9", "hw Cloud 9")]
    [InlineData("Ada", "Ada", "Ada")]
    public void Texts_have_a_sound_and_initials(string text, string sound, string initials)
    {
        Assert.Equal(sound, Pinyin.Of(text));
        Assert.Equal(initials, Pinyin.Initials(text));
    }

    [Fact]
    public void Characters_with_several_readings_have_them_all()
    {
        Assert.Equal(["xing", "hang"], Pinyin.Readings('行'));
        Assert.Equal(["xing", "hang"], Pinyin.Syllables("行")[0]);
        Assert.Equal(["hang", "xing"], Pinyin.Syllables("银行")[1]);
        Assert.Contains("shan", Pinyin.Readings('单'));
        Assert.Contains("zeng", Pinyin.Readings('曾'));
        Assert.Empty(Pinyin.Readings('x'));
    }

    [Theory]
    [InlineData("单伟", "Shan Wei")]
    [InlineData("單偉", "danwei")]
    [InlineData("吕布", "Lü Bu")]
    [InlineData("吕布", "Lu Bu")]
    [InlineData("吕布", "LVBU")]
    [InlineData("欧阳修", "Ou-yang Xiu")]
    public void Latin_letters_can_be_how_a_name_sounds(string chinese, string latin) => Assert.True(Pinyin.Matches(chinese, latin));

    [Theory]
    [InlineData("王小明", "Wang Xiao")]
    [InlineData("王小明", "Wang Xiaominga")]
    [InlineData("王小明", "")]
    [InlineData("", "wang")]
    [InlineData("Ada", "Ada")]
    public void Other_letters_are_not(string chinese, string latin) => Assert.False(Pinyin.Matches(chinese, latin));

    [Theory]
    [InlineData("華為技術有限公司", "华为技术有限公司")]
    [InlineData("臺灣積體電路", "台湾积体电路")]
    [InlineData("裏", "里")]
    [InlineData("乾隆", "乾隆")]
    [InlineData("Ada", "Ada")]
    [InlineData("", "")]
    public void Traditional_characters_fold_to_simplified_ones(string text, string folded) => Assert.Equal(folded, HanText.Fold(text));

    [Fact]
    public void Folding_twice_changes_nothing_more()
    {
        var all = string.Concat(Enumerable.Range(0x4e00, 0x9fff - 0x4e00 + 1).Select(c => (char)c));
        Assert.Equal(HanText.Fold(all), HanText.Fold(HanText.Fold(all)));
    }
}
