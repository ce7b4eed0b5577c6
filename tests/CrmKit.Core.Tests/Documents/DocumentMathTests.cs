namespace CrmKit.Documents;

public sealed class DocumentMathTests
{
    [Fact]
    public void The_example_of_the_reference_comes_out_to_the_cent()
    {
        LineTerms[] lines = [new(3, 33.35m, 5, 19), new(1, 50, 0, 7)];
        var sums = DocumentMath.Document(lines, new DocumentTerms(10, null, 0), 2);
        Assert.Equal((150.05m, 19.51m, 19.40m, 149.94m), (sums.Subtotal, sums.Discount, sums.Tax, sums.Total));
        Assert.Equal([85.54m + 16.25m, 45m + 3.15m], sums.LineTotals);
    }

    [Theory]
    [InlineData("1", "2.345", 2, "2.35")]
    [InlineData("1", "0.005", 2, "0.01")]
    [InlineData("3", "0.335", 2, "1.01")]
    [InlineData("3", "33.5", 0, "101")]
    [InlineData("1", "0.5", 0, "1")]
    [InlineData("1", "1.0005", 3, "1.001")]
    public void Half_a_minor_unit_is_rounded_away_from_zero(string quantity, string price, int minorUnits, string subtotal)
    {
        var line = new LineTerms(Parse(quantity), Parse(price), 0, 0);
        Assert.Equal(Parse(subtotal), DocumentMath.Line(line, minorUnits).Subtotal);
    }

    [Fact]
    public void Negative_amounts_are_rounded_away_from_zero_too() => Assert.Equal(-2.35m, DocumentMath.Round(-2.345m, 2));

    [Fact]
    public void A_discount_amount_takes_no_more_than_what_the_lines_come_to()
    {
        var sums = DocumentMath.Document([new(1, 80, 50, 20)], new DocumentTerms(null, 100, 5), 2);
        Assert.Equal((80m, 80m, 0m, 5m), (sums.Subtotal, sums.Discount, sums.Tax, sums.Total));
    }

    [Fact]
    public void A_document_without_lines_comes_to_its_adjustment()
    {
        var sums = DocumentMath.Document([], new DocumentTerms(10, null, 7.5m), 2);
        Assert.Equal((0m, 0m, 0m, 7.5m), (sums.Subtotal, sums.Discount, sums.Tax, sums.Total));
    }

    [Fact]
    public void Lines_for_nothing_take_no_part_of_the_discount()
    {
        var sums = DocumentMath.Document([new(1, 0, 0, 19), new(1, 100, 0, 0), new(5, 0, 0, 19)], new DocumentTerms(null, 10, 0), 2);
        Assert.Equal([0m, 90m, 0m], sums.LineTotals);
    }

    [Fact]
    public void Amounts_beyond_what_can_be_stored_are_refused()
    {
        Assert.Throws<OverflowException>(() => DocumentMath.Line(new LineTerms(1_000_000_000, 900_000_000_000, 0, 0), 2));
        var line = new LineTerms(1000, 500_000_000_000, 0, 0);
        DocumentMath.Line(line, 2);
        Assert.Throws<OverflowException>(() => DocumentMath.Document([line, line], default, 2));
    }

    [Fact]
    public void Totals_hold_for_any_document()
    {
        var random = new Random(20261122);
        for (var n = 0; n < 5_000; n++)
        {
            var minorUnits = random.Next(0, 5);
            var lines = Enumerable.Range(0, random.Next(0, 12)).Select(_ => Line(random)).ToList();
            var terms = random.Next(3) switch
            {
                0 => new DocumentTerms(Percent(random), null, 0),
                1 => new DocumentTerms(null, random.Next(0, 2_000_000) / 100m, random.Next(-5_000, 5_000) / 100m),
                _ => new DocumentTerms(null, null, random.Next(-5_000, 5_000) / 100m),
            };
            var sums = DocumentMath.Document(lines, terms, minorUnits);
            var own = lines.ConvertAll(l => DocumentMath.Line(l, minorUnits));
            var unit = (decimal)Math.Pow(10, -minorUnits);

            Assert.Equal(own.Sum(l => l.Subtotal), sums.Subtotal);
            Assert.Equal(sums.Subtotal - sums.Discount + sums.Tax + sums.Adjustment, sums.Total);
            Assert.Equal(sums.Total - sums.Adjustment, sums.LineTotals.Sum());
            Assert.InRange(sums.Discount, own.Sum(l => l.Discount), sums.Subtotal);
            Assert.InRange(sums.Tax, 0, own.Sum(l => l.Tax) + (unit * lines.Count));
            foreach (var (line, alone) in sums.LineTotals.Zip(own)) Assert.InRange(line, 0, alone.Total + unit);
            foreach (var amount in new[] { sums.Subtotal, sums.Discount, sums.Tax, sums.Adjustment, sums.Total }.Concat(sums.LineTotals))
                Assert.Equal(amount, DocumentMath.Round(amount, minorUnits));
        }
    }

    [Fact]
    public void Tax_is_that_of_the_reduced_net_within_half_a_unit_per_line()
    {
        var random = new Random(7);
        for (var n = 0; n < 2_000; n++)
        {
            var rate = Percent(random);
            var lines = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Line(random) with { TaxPercent = rate }).ToList();
            var sums = DocumentMath.Document(lines, new DocumentTerms(Percent(random), null, 0), 2);
            Assert.InRange(sums.Tax - ((sums.Subtotal - sums.Discount) * rate / 100), -0.005m * lines.Count, 0.005m * lines.Count);
        }
    }

    private static LineTerms Line(Random random) =>
        new(random.Next(0, 100_000) / 1000m, random.Next(0, 5_000_000) / 10_000m, random.Next(3) == 0 ? Percent(random) : 0, random.Next(0, 4) * 7);

    private static decimal Percent(Random random) => random.Next(0, 10_001) / 100m;

    private static decimal Parse(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
