using CrmKit.Accounts;
using CrmKit.Fields;
using CrmKit.Records;
using CrmKit.Segments;

namespace CrmKit.Filters;

public sealed class RecurringDayTests
{
    private static readonly Field<DateOnly> Joined = Field.Date("test.joined");

    [Fact]
    public async Task Birthdays_are_found_by_day_week_and_month_over_fields_of_core_and_of_plugins()
    {
        await using var crm = new TestCrm(plugin: p => p.Fields("contact", f => f.Add(Joined, "Joined", "加入")));
        crm.Clock.Now = new(2026, 12, 30, 9, 30, 0, TimeSpan.Zero); // a Wednesday; the week ends on 3 January
        foreach (var (name, born) in new[] { ("new year", "1990-01-01"), ("sunday", "1980-01-03"), ("monday after", "1980-01-04"), ("today", "2000-12-30"), ("monday", "1970-12-28"), ("christmas", "1970-12-24"), ("leap", "2000-02-29") })
            await crm.AddAsync(new Contact { LastName = name, BornOn = DateOnly.Parse(born, null), [Joined] = DateOnly.Parse(born, null) });
        await crm.AddAsync(new Contact { LastName = "nobody knows" });

        await ExpectAsync(crm, "recurs today()", "today");
        await ExpectAsync(crm, "recurs 2026-12-24", "christmas");
        await ExpectAsync(crm, "recurs week()", "monday", "new year", "sunday", "today");
        await ExpectAsync(crm, "recurs week(1)", "monday after");
        await ExpectAsync(crm, "recurs month()", "christmas", "monday", "today");
        await ExpectAsync(crm, "recurs month(2)", "leap");
        await ExpectAsync(crm, "recurs 2027-02-28", "leap");
        await ExpectAsync(crm, "recurs 2028-02-28");
        await ExpectAsync(crm, "recurs 2028-02-29", "leap");
        await ExpectAsync(crm, "ge week(-1)");
        await ExpectAsync(crm, "ge month(-400)", "leap", "today"); // since September 1993
        Assert.Equal(["christmas", "leap", "monday after", "nobody knows"], await NamesAsync(crm, "not (bornOn recurs week())"));
    }

    [Theory]
    [InlineData("createdAt recurs week()", "filter.operator")]
    [InlineData("bornOn recurs null", "filter.operator")]
    [InlineData("bornOn recurs 'soon'", "filter.type")]
    [InlineData("bornOn recurs now()", "filter.type")]
    [InlineData("bornOn ge week(5001)", "filter.syntax")]
    [InlineData("bornOn ge month(-1201)", "filter.syntax")]
    [InlineData("bornOn ge week(1.5)", "filter.syntax")]
    public async Task What_does_not_come_round_is_refused(string filter, string code)
    {
        await using var crm = new TestCrm();
        Assert.Equal(code, (await Assert.ThrowsAsync<CrmValidationException>(() => NamesAsync(crm, filter))).Errors[0].Code);
    }

    [Fact]
    public async Task S120_Segment_of_birthdays_goes_from_week_to_week()
    {
        await using var crm = new TestCrm(); // Monday, 16 March 2026
        var (ada, bob) = (await crm.AddAsync(new Contact { LastName = "Ada", BornOn = new(1990, 3, 20) }), await crm.AddAsync(new Contact { LastName = "Bob", BornOn = new(1990, 3, 23) }));
        var segment = await crm.AddSegmentAsync(new Segment { RecordType = "contact", Name = "Birthdays", Filter = "bornOn recurs week()" });
        Assert.Equal([ada.Id], await crm.MembersAsync(segment));
        crm.Clock.Advance(TimeSpan.FromDays(6));
        await crm.FollowAsync();
        Assert.Equal([ada.Id], await crm.MembersAsync(segment));
        crm.Clock.Advance(TimeSpan.FromDays(1));
        await crm.FollowAsync();
        Assert.Equal([bob.Id], await crm.MembersAsync(segment));
        crm.Clock.Advance(TimeSpan.FromDays(7));
        await crm.FollowAsync();
        Assert.Empty(await crm.MembersAsync(segment));
    }

    private static async Task ExpectAsync(TestCrm crm, string condition, params string[] names)
    {
        foreach (var field in new[] { "bornOn", "test.joined" }) Assert.Equal(names, await NamesAsync(crm, $"{field} {condition}"));
    }

    private static async Task<IEnumerable<string?>> NamesAsync(TestCrm crm, string filter)
    {
        await using var session = crm.OpenSession();
        return (await session.Records.QueryAsync(new RecordQuery("contact") { Filter = filter, OrderBy = "lastName" })).Items.Select(c => ((Contact)c).LastName);
    }
}
