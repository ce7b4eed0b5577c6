
namespace CrmKit.Documents;

public sealed class AmountsTests
{
    [Theory]
    [InlineData(100, 2, new[] { 33.33, 33.34, 33.33 })]
    [InlineData(100, 0, new[] { 33.0, 34, 33 })]
    [InlineData(0.01, 2, new[] { 0.0, 0.01, 0 })]
    [InlineData(-100, 2, new[] { -33.33, -33.34, -33.33 })]
    public void Thirds_add_up_to_the_whole(decimal amount, int minorUnits, double[] expected) =>
        Assert.Equal(expected.Select(e => (decimal)e), Amounts.Split(amount, [1, 1, 1], minorUnits));

    [Fact]
    public void Parts_always_add_up_and_are_off_by_less_than_one_minor_unit()
    {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var weights = Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(0, 10_000) / 100m).Append(1).ToList();
            var (amount, units) = (random.Next(-100_000_000, 100_000_000) / 100m, random.Next(0, 5));
            var parts = Amounts.Split(amount, weights, units);
            Assert.Equal(Amounts.Round(amount, units), parts.Sum());
            var unit = (decimal)Math.Pow(10, -units);
            for (var part = 0; part < parts.Count; part++) Assert.True(Math.Abs(parts[part] - (amount * weights[part] / weights.Sum())) < unit, $"{amount} by {weights[part]} of {weights.Sum()}: {parts[part]}");
        }
    }

    [Fact]
    public void Without_weights_nothing_can_be_divided()
    {
        Assert.Throws<ArgumentException>(() => Amounts.Split(10, [0, 0], 2));
        Assert.Throws<ArgumentException>(() => Amounts.Split(10, [2, -1], 2));
    }
}
