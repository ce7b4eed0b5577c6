namespace CrmKit.Accounts;

public sealed class ContactNameTests
{
    [Theory]
    [InlineData("Ada", "Lovelace", "Ada Lovelace")]
    [InlineData("小明", "王", "王小明")]
    [InlineData("さくら", "田中", "田中さくら")]
    [InlineData("민준", "김", "김민준")]
    [InlineData("Jackie", "成", "Jackie 成")]
    [InlineData(null, "Lovelace", "Lovelace")]
    [InlineData("Ada", null, "Ada")]
    [InlineData(null, null, "")]
    public void Full_names_follow_the_order_of_their_script(string? first, string? last, string full) => Assert.Equal(full, ContactName.Full(first, last));
}
