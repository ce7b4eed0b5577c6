using CrmKit.Activities;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Planning;
using CrmKit.Records;

namespace CrmKit.Notifications;

public sealed class NotificationTests : IAsyncLifetime
{
    private readonly TestCrm _crm = new();
    private User _ann = null!;
    private User _bob = null!;

    public async ValueTask InitializeAsync() => (_ann, _bob) = (await _crm.AddUserAsync("Ann Lee", "sales-rep"), await _crm.AddUserAsync("Bob", "sales-rep"));

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task What_is_due_or_late_of_ones_own_waits_until_it_is_done()
    {
        var lead = await OfAsync(_ann, new Lead { Name = "Warm" });
        var task = await OfAsync(_ann, new FollowUp { Subject = "Send the offer", DueAt = Now.AddDays(-2), RegardingType = "lead", RegardingId = lead.Id });
        await OfAsync(_ann, new FollowUp { Subject = "Next week", DueAt = Now.AddDays(7) });
        await OfAsync(_ann, new Opportunity { Name = "Roof", NextStep = "Call", NextStepOn = DateOnly.FromDateTime(Now.UtcDateTime) });
        await OfAsync(_bob, new FollowUp { Subject = "Somebody else's", DueAt = Now.AddDays(-2) });
        await using (var session = _crm.OpenSession(_ann))
        {
            var all = await session.Notifications.ReadAsync();
            Assert.Equal([(NotificationKind.TaskDue, "Send the offer"), (NotificationKind.StepDue, "Roof")], all.Select(n => (n.Kind, n.Title!)));
            Assert.Equal(new RecordRef("lead", lead.Id), all[0].About);
            Assert.Equal(2, await session.Notifications.CountAsync());
            Assert.Equal(["Roof"], (await session.Notifications.ReadAsync([NotificationKind.StepDue])).Select(n => n.Title));
            var done = await session.Records.GetAsync<FollowUp>(task.Id);
            done.DoneAt = Now;
            await session.Records.UpdateAsync(done);
        }
        await using var later = _crm.OpenSession(_ann);
        Assert.Equal(1, await later.Notifications.CountAsync());
    }

    [Fact]
    public async Task S70_owner_and_team_lead_are_told_of_large_deals_that_are_due_or_stand_still_once_an_amount_is_set()
    {
        var lead = await _crm.AddUserAsync("Lead", "sales-manager");
        var team = await _crm.AddAsync(new Team { Name = "South", ManagerId = lead.Id });
        var rep = await _crm.AddUserAsync("Rep", "sales-rep", team.Id);
        var day = DateOnly.FromDateTime(Now.UtcDateTime);
        await OfAsync(rep, new Opportunity { Name = "Closes soon", Amount = 50_000, ExpectedCloseOn = day.AddDays(7) });
        await OfAsync(rep, new Opportunity { Name = "Later", Amount = 50_000, ExpectedCloseOn = day.AddDays(60) });
        await OfAsync(rep, new Opportunity { Name = "Small", Amount = 49_999, ExpectedCloseOn = day });
        await OfAsync(rep, new Opportunity { Name = "In yen", Amount = 60_000, Currency = "JPY", ExpectedCloseOn = day });
        await OfAsync(_bob, new Opportunity { Name = "Of no team", Amount = 90_000, ExpectedCloseOn = day });
        foreach (var user in new[] { rep, lead }) Assert.Empty(await LargeAsync(user));
        await using (var session = _crm.OpenSession()) await session.Settings.SaveAsync("core", new Dictionary<string, object?> { ["large-deal"] = 50_000m });
        foreach (var user in new[] { rep, lead }) Assert.Equal(["Closes soon"], await LargeAsync(user));
        _crm.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(["Closes soon", "Later"], await LargeAsync(rep)); // it has stood still since
        await using var hers = _crm.OpenSession(rep);
        Assert.Equal(2, await hers.Notifications.CountAsync());

        async Task<IEnumerable<string?>> LargeAsync(User user)
        {
            await using var session = _crm.OpenSession(user);
            return [.. (await session.Notifications.ReadAsync()).Where(n => n.Kind == NotificationKind.LargeDeal).Select(n => n.Title).Order()];
        }
    }

    [Fact]
    public async Task Colleague_who_is_mentioned_in_a_note_is_told_once_and_sees_of_it_what_he_may_read()
    {
        var lead = await OfAsync(_bob, new Lead { Name = "Bob's" });
        var note = await OfAsync(_bob, new Note { Subject = "@Ann Lee, please look, and so do I, @bob", RegardingType = "lead", RegardingId = lead.Id });
        await using (var session = _crm.OpenSession(_bob))
        {
            var again = await session.Records.GetAsync<Note>(note.Id);
            again.Body = "Once more for @Ann Lee";
            await session.Records.UpdateAsync(again);
            Assert.Empty(await session.Notifications.ReadAsync()); // nobody mentions himself
        }
        await using (var session = _crm.OpenSession(_ann))
        {
            var mention = Assert.Single(await session.Notifications.ReadAsync());
            Assert.Equal((NotificationKind.Mention, null, null, null, _bob.Id, false), (mention.Kind, mention.Record, mention.Title, mention.About, mention.ById, mention.IsSeen)); // a mention is no right
        }
        var manager = await _crm.AddUserAsync("Mia", "sales-manager");
        var second = await OfAsync(_bob, new Note { Subject = "For you", Body = "经理@Mia请看" });
        await using var hers = _crm.OpenSession(manager);
        var seen = Assert.Single(await hers.Notifications.ReadAsync());
        Assert.Equal((new RecordRef("note", second.Id), "For you"), (seen.Record!.Value, seen.Title));
        Assert.Equal(1, await hers.Notifications.CountAsync());
        await hers.Notifications.SeeAsync([seen.Id, Guid.NewGuid()]);
        Assert.Equal(0, await hers.Notifications.CountAsync());
        Assert.True(Assert.Single(await hers.Notifications.ReadAsync()).IsSeen);
    }

    [Fact]
    public async Task Mention_is_its_readers_alone_and_goes_with_the_note()
    {
        var note = await OfAsync(_bob, new Note { Subject = "@Ann Lee" });
        Guid id;
        await using (var session = _crm.OpenSession(_ann)) id = Assert.Single(await session.Notifications.ReadAsync()).Id;
        await using (var session = _crm.OpenSession(_bob))
        {
            await session.Notifications.SeeAsync([id]); // not his
            Assert.Equal("notification.limit", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Notifications.SeeAsync([.. Enumerable.Range(0, 501).Select(_ => Guid.NewGuid())]))).Error.Code);
        }
        await using (var session = _crm.OpenSession(_ann)) Assert.Equal(1, await session.Notifications.CountAsync());
        await using (var session = _crm.OpenSession()) await session.Records.DeleteAsync(new RecordRef("note", note.Id));
        await using (var session = _crm.OpenSession(_ann)) Assert.Equal((0, 0), (await session.Notifications.CountAsync(), (await session.Notifications.ReadAsync()).Count));
        await using var system = _crm.OpenSession();
        Assert.Empty(await system.Notifications.ReadAsync());
    }

    [Theory]
    [InlineData("@Ann look", "Ann")]
    [InlineData("@Ann Lee look", "Ann Lee")]
    [InlineData("(@ann lee)", "Ann Lee")]
    [InlineData("请@张安看一下", "张安")]
    [InlineData("@Anna", "")]
    [InlineData("mail@Ann", "")]
    [InlineData("first.@Ann", "")]
    [InlineData("@", "")]
    [InlineData("@@Ann @张安", "Ann,张安")]
    public void Mention_is_the_sign_and_the_longest_name_that_fits(string text, string names)
    {
        (Guid Id, string Name)[] users = [(Guid.NewGuid(), "Ann"), (Guid.NewGuid(), "Ann Lee"), (Guid.NewGuid(), "张安"), (Guid.NewGuid(), "")];
        Assert.Equal(names, string.Join(',', users.Where(u => MentionText.Find(text, users).Contains(u.Id)).Select(u => u.Name)));
        Assert.True(names.Length == 0 || MentionText.MayMention(text));
    }

    private DateTimeOffset Now => _crm.Clock.Now;

    private async Task<T> OfAsync<T>(User owner, T record) where T : Records.Record
    {
        await using var session = _crm.OpenSession(owner);
        return await session.Records.CreateAsync(record);
    }
}
