using CrmKit.Leads;

namespace CrmKit.Records;

public sealed class SpecificationTests
{
    private static readonly Lead Hot = new() { Name = "Ada", Score = 90 };
    private static readonly Lead Cold = new() { Name = "Bob", Score = 10 };
    private static Specification<Lead> Scored => new(l => l.Score > 50);
    private static Specification<Lead> NamedBob => new(l => l.Name == "Bob");

    [Fact]
    public void Without_criteria_all_match()
    {
        Assert.True(new Specification<Lead>().IsSatisfiedBy(Hot));
        Assert.True((new Specification<Lead>() | Scored).IsSatisfiedBy(Cold));
        Assert.False((!new Specification<Lead>()).IsSatisfiedBy(Hot));
    }

    [Fact]
    public void And_or_and_not_compose()
    {
        Assert.True((Scored | NamedBob).IsSatisfiedBy(Hot));
        Assert.True((Scored | NamedBob).IsSatisfiedBy(Cold));
        Assert.False((Scored & NamedBob).IsSatisfiedBy(Hot));
        Assert.True((!Scored & NamedBob).IsSatisfiedBy(Cold));
        Assert.True((!(Scored & NamedBob)).IsSatisfiedBy(Hot));
    }

    [Fact]
    public void Conditions_given_one_after_the_other_must_all_hold() =>
        Assert.False(new Specification<Lead>(l => l.Score > 5).Where(l => l.Name == "Ada").IsSatisfiedBy(Cold));

    [Fact]
    public void Order_and_page_are_those_of_the_left_side()
    {
        var left = new Specification<Lead>(l => l.Score > 5).OrderByDescending(l => l.Score).Take(10);
        var both = left & NamedBob.OrderBy(l => l.Name).Take(99);
        Assert.Equal(10, both.Limit);
        Assert.True(Assert.Single(both.Order).Descending);
    }

    [Fact]
    public void A_page_of_nothing_is_a_mistake_of_the_caller() => Assert.Throws<ArgumentOutOfRangeException>(() => new Specification<Lead>().Take(0));
}
