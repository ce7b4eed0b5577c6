namespace CrmKit.Documents;

public sealed class NumberGiverTests
{
    [Fact]
    public void Numbers_of_a_hundred_thousand_documents_of_one_day_differ()
    {
        var day = new DateOnly(2026, 11, 22);
        var numbers = Enumerable.Range(0, 100_000).Select(_ => NumberGiver.Number("SO", day, Guid.CreateVersion7())).ToHashSet();
        Assert.Equal(100_000, numbers.Count);
    }

    [Fact]
    public void A_number_shows_kind_and_day_and_has_no_letters_that_are_mistaken_for_others()
    {
        var number = NumberGiver.Number("CS", new DateOnly(2026, 1, 2), Guid.CreateVersion7());
        Assert.Matches("^CS-260102-[2-9A-HJKMNP-TV-Z]{5}-[2-9A-HJKMNP-TV-Z]{5}$", number);
    }
}
