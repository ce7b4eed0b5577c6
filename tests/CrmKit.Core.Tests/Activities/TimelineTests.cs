using CrmKit.Leads;
using CrmKit.Records;

namespace CrmKit.Activities;

public sealed class TimelineTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Timeline_tells_newest_first_what_happened_and_follows_the_record_along_the_chain()
    {
        var lead = await _crm.AddAsync(new Lead { Name = "Ada", CompanyName = "Engines" });
        await using var session = _crm.OpenSession();
        Step();
        await session.Records.CreateAsync(new PhoneCall { Subject = "First call", RegardingType = "lead", RegardingId = lead.Id });
        Step();
        await session.Pipelines.MoveAsync([new(new("lead", lead.Id), "qualified")]);
        Step();
        var target = (await session.Conversions.ConvertAsync(new("lead", lead.Id))).Target;
        Step();
        await session.Records.CreateAsync(new Note { Subject = "Likes brass", RegardingType = "opportunity", RegardingId = target.Id });

        var ofLead = (await session.Timeline.ForAsync(new("lead", lead.Id))).Items;
        Assert.Equal(["stage", "conversion", "stage", "phone-call", "stage", "change"], ofLead.Select(e => e.Kind));
        Assert.Equal("Moved from stage New to Qualified", ofLead[2].Title.For("en-GB"));
        Assert.Equal(["阶段由“已确认”变为“已转化”", "已转化为商机", "阶段由“新线索”变为“已确认”", "First call", "起始阶段：新线索", "已创建"], ofLead.Select(e => e.Title.For("zh-Hans")));

        var ofDeal = (await session.Timeline.ForAsync(target)).Items;
        Assert.Equal(("note", "Likes brass"), (ofDeal[0].Kind, ofDeal[0].Title.English));
        Assert.Contains(ofDeal, e => e is { Kind: "phone-call", Title.English: "First call" });
        Assert.Contains(ofDeal, e => e.Kind == "conversion" && e.Record == new RecordRef("lead", lead.Id));
    }

    [Fact]
    public async Task Pages_meet_without_gap_or_overlap_also_within_one_instant()
    {
        var lead = await _crm.AddAsync(new Lead { Name = "Ada" });
        await using var session = _crm.OpenSession();
        var changes = new ChangeSet();
        for (var i = 0; i < 11; i++) changes.Create(new Note { Subject = $"Note {i}", RegardingType = "lead", RegardingId = lead.Id });
        await session.Records.SaveAsync(changes);
        Step();
        await session.Records.CreateAsync(new Note { Subject = "Later", RegardingType = "lead", RegardingId = lead.Id });

        var all = (await session.Timeline.ForAsync(new("lead", lead.Id))).Items;
        var paged = new List<TimelineEntry>();
        string? cursor = null;
        do
        {
            var page = await session.Timeline.ForAsync(new("lead", lead.Id), 3, cursor);
            Assert.True(page.Items.Count <= 3);
            paged.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(14, all.Count);
        Assert.Equal(all, paged);
    }

    [Fact]
    public async Task Timeline_shows_only_what_the_actor_may_see()
    {
        var (ada, bob) = (await _crm.AddUserAsync("Ada", "sales-rep"), await _crm.AddUserAsync("Bob", "sales-rep"));
        var lead = await _crm.AddAsync(new Lead { Name = "Joe" }, new InitialState { OwnerId = ada.Id });
        await _crm.AddAsync(new Note { Subject = "Ada's", RegardingType = "lead", RegardingId = lead.Id }, new InitialState { OwnerId = ada.Id });
        await _crm.AddAsync(new Note { Subject = "Bob's", RegardingType = "lead", RegardingId = lead.Id }, new InitialState { OwnerId = bob.Id });

        await using var own = _crm.OpenSession(ada);
        var notes = (await own.Timeline.ForAsync(new("lead", lead.Id))).Items.Where(e => e.Kind == "note");
        Assert.Equal("Ada's", Assert.Single(notes).Title.English);
        await using var other = _crm.OpenSession(bob);
        await Assert.ThrowsAsync<CrmNotFoundException>(() => other.Timeline.ForAsync(new("lead", lead.Id)));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("LTE6MA")]
    public async Task Foreign_cursor_is_refused(string cursor)
    {
        var lead = await _crm.AddAsync(new Lead { Name = "Ada" });
        await using var session = _crm.OpenSession();
        Assert.Equal("query.cursor-invalid", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Timeline.ForAsync(new("lead", lead.Id), 10, cursor))).Error.Code);
    }

    private void Step() => _crm.Clock.Advance(TimeSpan.FromMinutes(1));
}
