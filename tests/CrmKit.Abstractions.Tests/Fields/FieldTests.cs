using CrmKit.Leads;

namespace CrmKit.Fields;

public sealed class FieldTests
{
    private static readonly Field<decimal> Area = Field.Decimal("realestate.area");
    private static readonly Field<bool> Confirmed = Field.Bool("acme.confirmed");

    [Theory]
    [InlineData("area")]
    [InlineData("realestate.area")]
    [InlineData("real-estate.floor-2")]
    public void A_key_of_words_digits_hyphens_and_dots_is_taken(string key) => Assert.Equal(key, Field.Text(key).Key);

    [Theory]
    [InlineData("")]
    [InlineData("Area")]
    [InlineData("2nd")]
    [InlineData("a..b")]
    [InlineData("a.")]
    [InlineData("a-")]
    [InlineData("a b")]
    [InlineData("a'; drop table crm_lead; --")]
    [InlineData("面积")]
    public void Any_other_key_is_refused(string key) => Assert.Throws<ArgumentException>(() => Field.Text(key));

    [Fact]
    public void A_key_longer_than_a_hundred_characters_is_refused() => Assert.Throws<ArgumentException>(() => Field.Text(new string('a', 101)));

    [Fact]
    public void A_typed_field_is_an_index_of_every_record()
    {
        var lead = new Lead { Name = "Li Na" };
        Assert.Null(lead[Area]);
        Assert.False(lead[Confirmed]);

        lead[Area] = 88.5m;
        lead[Confirmed] = true;

        Assert.Equal(88.5m, lead[Area]);
        Assert.True(lead[Confirmed]);
        lead[Area] = null;
        Assert.Null(lead[Area]);
    }

    [Theory]
    [InlineData("zh-CN", "线索")]
    [InlineData("zh-Hant-TW", "线索")]
    [InlineData("en-GB", "Lead")]
    [InlineData("fr", "Lead")]
    [InlineData(null, "Lead")]
    public void A_label_speaks_the_language_asked_for_or_English(string? culture, string expected) =>
        Assert.Equal(expected, new LocalizedText("Lead", "线索").For(culture));
}
