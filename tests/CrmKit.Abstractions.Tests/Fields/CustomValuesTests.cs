namespace CrmKit.Fields;

public sealed class CustomValuesTests
{
    [Fact]
    public void Values_come_back_as_what_they_were()
    {
        var id = Guid.CreateVersion7();
        var at = new DateTimeOffset(2026, 3, 1, 23, 30, 15, TimeSpan.FromHours(8));
        var values = CustomValues.Empty.With(
        [
            new("acme.text", "预算 \"已\" 确认"), new("acme.number", 88.50m), new("acme.count", 7L), new("acme.flag", true),
            new("acme.day", new DateOnly(2026, 2, 28)), new("acme.at", at), new("acme.ref", id),
        ]);

        var read = CustomValues.Parse(values.Json);

        Assert.Equal("预算 \"已\" 确认", read.Text("acme.text"));
        Assert.Equal(88.5m, read.Number("acme.number"));
        Assert.Equal(7m, read.Number("acme.count"));
        Assert.True(read.Bool("acme.flag"));
        Assert.Equal(new DateOnly(2026, 2, 28), read.Date("acme.day"));
        Assert.Equal(at.ToUniversalTime(), read.Instant("acme.at"));
        Assert.Equal(id, read.Reference("acme.ref"));
    }

    [Fact]
    public void Order_of_setting_and_trailing_zeros_do_not_matter()
    {
        var one = CustomValues.Empty.With("b", 1.50m).With("a", "x");
        var other = CustomValues.Empty.With("a", "x").With("b", 1.5m);
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    [Fact]
    public void Setting_makes_a_copy_and_null_removes()
    {
        var before = CustomValues.Empty.With("a", "x");
        var after = before.With("a", null);
        Assert.Equal("x", before.Text("a"));
        Assert.Null(after.Text("a"));
        Assert.Equal("{}", after.Json);
    }

    [Fact]
    public void A_value_of_another_kind_reads_as_empty_instead_of_failing()
    {
        var values = CustomValues.Empty.With("a", "x");
        Assert.Null(values.Number("a"));
        Assert.Null(values.Bool("a"));
        Assert.Null(values.Date("a"));
        Assert.Null(values.Instant("a"));
        Assert.Null(values.Reference("a"));
    }

    [Fact]
    public void A_type_that_no_field_holds_is_refused() =>
        Assert.Throws<ArgumentException>(() => CustomValues.Empty.With("a", new object()));
}
