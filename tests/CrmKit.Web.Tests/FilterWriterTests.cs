using CrmKit.Catalog;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

public sealed class FilterWriterTests
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddCrmKit(_ => { }).BuildServiceProvider();

    private static RecordTypeDefinition Opportunity => Services.GetRequiredService<ICatalog>().Current.Type("opportunity");

    [Theory]
    [InlineData("name contains 'roof'")]
    [InlineData("name eq 'O''Neil' and amount ge 1000.5")]
    [InlineData("amount lt -3 or amount eq null or name ne null")]
    [InlineData("stage in ('won', 'lost') and stage ne 'proposal'")]
    [InlineData("ownerId eq me() and nextStepOn ge today(-30)")]
    [InlineData("createdAt lt today(-7) and nextStepOn lt 2026-01-31")]
    [InlineData("nextStepOn recurs week() or nextStepOn recurs month() or nextStepOn recurs today()")]
    [InlineData("accountId eq '01890000-0000-7000-8000-000000000000'")]
    public void Filter_that_rows_can_say_is_read_back_and_written_the_same(string filter) =>
        Assert.Equal(filter, FilterWriter.Write(Opportunity, Assert.IsType<FilterRows>(FilterWriter.Read(Opportunity, filter))));

    [Theory]
    [InlineData("not (amount gt 5)")]
    [InlineData("amount gt 5 and (name eq 'a' or name eq 'b')")]
    [InlineData("account.name eq 'Acme'")]
    [InlineData("any(quotes)")]
    [InlineData("nextStepOn recurs week(1)")]
    [InlineData("nextStepOn ge today(5)")]
    [InlineData("stage in ('won', null)")]
    [InlineData("nothing eq 1")]
    [InlineData("name = 'x'")]
    public void Filter_that_says_more_than_rows_can_stays_a_text(string filter) => Assert.Null(FilterWriter.Read(Opportunity, filter));

    [Fact]
    public void What_is_not_filled_in_yet_is_left_out_and_quotes_cannot_reach_out_of_a_value()
    {
        var rows = new FilterRows(false, [new("name", "eq", ["' or name ne '"]), new("amount", "gt", [""]), new("gone", "eq", ["x"]), new("stage", "in", []), new("amount", "gt", ["1,000"]), new("amount", "lt", ["a lot"])]);
        Assert.Equal("name eq ''' or name ne ''' and amount gt 1000 and amount lt 'a lot'", FilterWriter.Write(Opportunity, rows));
    }
}
