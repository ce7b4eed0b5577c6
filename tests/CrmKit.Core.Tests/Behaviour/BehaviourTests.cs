using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Events;
using CrmKit.Records;
using CrmKit.Segments;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Behaviour;

public sealed class BehaviourTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new(crm => crm.Configure(o => o.Country = "CN"), plugin => plugin.Role(new RoleDefinition
    {
        Key = "test.site",
        Label = new("Web site", "网站"),
        Permissions = [new Permission("behaviour-event", Operations.Create, AccessScope.All)],
    }));
    private int _keys;

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Events_of_a_cookie_are_attached_when_its_owner_says_who_he_is()
    {
        var ada = await ContactAsync("Ada", email: "ada@engines.example");
        await RecordAsync(Seen("/pricing", Cookie("c1")), Seen("/docs", Cookie("c1")));
        Assert.Empty(await PagesAsync(ada));
        await RecordAsync(Seen("/form", Cookie("c1"), Mail(" ADA@engines.example ")));
        Assert.Equal(["/docs", "/form", "/pricing"], await PagesAsync(ada));
        await RecordAsync(Seen("/later", Cookie("c1")));
        Assert.Contains("/later", await PagesAsync(ada));
    }

    [Fact]
    public async Task Form_phone_and_messenger_become_one_person()
    {
        var ada = await ContactAsync("Ada", mobile: "+8613800138000");
        await RecordAsync(Seen("/a", Cookie("c1"), Mail("ada@home.example")), Seen("chat", new(IdentityKind.Messenger, "wechat:ada88"), new(IdentityKind.Phone, "138 0013 8000")));
        Assert.Equal(["chat"], await PagesAsync(ada));
        await RecordAsync(Seen("/b", Mail("ada@home.example"), new Identity(IdentityKind.Messenger, "wechat:ada88")));
        Assert.Equal(["/a", "/b", "chat"], await PagesAsync(ada));

        await using var session = _crm.OpenSession();
        var known = await session.Behaviour.IdentitiesAsync(ada.Id);
        Assert.Equal([new(IdentityKind.Cookie, "c1"), new(IdentityKind.Email, "ada@home.example"), new(IdentityKind.Messenger, "wechat:ada88"), new(IdentityKind.Phone, "+8613800138000")], known);
    }

    [Fact]
    public async Task Visitor_who_becomes_a_contact_later_brings_what_he_did_along()
    {
        await RecordAsync(Seen("/pricing", Cookie("c1"), Mail("ada@engines.example")), Seen("/docs", Cookie("c1")));
        var ada = await ContactAsync("Ada", email: "ada@engines.example");
        Assert.Empty(await PagesAsync(ada));
        await DeliverAsync();
        Assert.Equal(["/docs", "/pricing"], await PagesAsync(ada));
    }

    [Fact]
    public async Task Address_that_two_contacts_have_attaches_nothing_and_is_told_until_one_of_them_gives_it_up()
    {
        var (ada, bob) = (await ContactAsync("Ada", email: "office@engines.example"), await ContactAsync("Bob", email: "office@engines.example"));
        await RecordAsync(Seen("/pricing", Cookie("c1"), Mail("office@engines.example")), Seen("/docs", Cookie("c1")));
        Assert.Empty(await PagesAsync(ada));
        Assert.Empty(await PagesAsync(bob));
        await using (var session = _crm.OpenSession())
        {
            var told = await session.Behaviour.AmbiguousAsync();
            Assert.Equal(2, told.Count);
            Assert.All(told, t => Assert.Equal(new[] { ada.Id, bob.Id }.Order(), t.Contacts.Order()));
            await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("contact", bob.Id), new Dictionary<string, object?> { ["email"] = "bob@engines.example" }));
        }
        await DeliverAsync();
        Assert.Equal(["/docs", "/pricing"], await PagesAsync(ada));
        await using var after = _crm.OpenSession();
        Assert.Empty(await after.Behaviour.AmbiguousAsync());
    }

    [Fact]
    public async Task Two_people_at_one_device_stay_two_and_what_the_device_did_alone_is_nobodys()
    {
        var (ada, bob) = (await ContactAsync("Ada", email: "ada@home.example"), await ContactAsync("Bob", email: "bob@home.example"));
        await RecordAsync(Seen("/a", Cookie("family"), Mail("ada@home.example")), Seen("/b", Cookie("family"), Mail("bob@home.example")), Seen("/alone", Cookie("family")), Seen("open", Mail("ada@home.example")));
        Assert.Equal(["/a", "open"], await PagesAsync(ada));
        Assert.Equal(["/b"], await PagesAsync(bob));
        await using var session = _crm.OpenSession();
        Assert.Equal([new Identity(IdentityKind.Cookie, "family")], Assert.Single(await session.Behaviour.AmbiguousAsync()).Identities);
    }

    [Fact]
    public async Task Device_that_a_hundred_people_share_tells_nobody_apart()
    {
        var ada = await ContactAsync("Ada", email: "p0@x.example");
        for (var i = 0; i < VisitorLinks.SharedBy + 20; i += 40)
            await RecordAsync([.. Enumerable.Range(i, 40).Select(n => Seen("/kiosk", Cookie("kiosk"), Mail($"p{n}@x.example")))]);
        await RecordAsync(Seen("/alone", Cookie("kiosk")), Seen("/last", Cookie("kiosk"), Mail("p0@x.example")));
        Assert.Equal(["/kiosk", "/last"], await PagesAsync(ada));
        await using var session = _crm.OpenSession();
        Assert.Contains(await session.Behaviour.AmbiguousAsync(), v => v.Contacts.Count == 0 && v.Identities is [{ Value: "kiosk" }]);
    }

    [Fact]
    public async Task Events_follow_merges_and_come_back_when_they_are_undone()
    {
        var (ada, twin) = (await ContactAsync("Ada", email: "ada@engines.example"), await ContactAsync("A. L.", email: "al@home.example"));
        await RecordAsync(Seen("/work", Mail("ada@engines.example")), Seen("/home", Cookie("c1"), Mail("al@home.example")), Seen("/night", Cookie("c1")));
        await using var session = _crm.OpenSession();
        var merge = Assert.Single(await session.Records.MergeAsync([new(new("contact", ada.Id), new("contact", twin.Id))]));
        await DeliverAsync();
        Assert.Equal(["/home", "/night", "/work"], await PagesAsync(ada));
        await RecordAsync(Seen("/again", Cookie("c1")));
        Assert.Contains("/again", await PagesAsync(ada));

        await session.Records.UnmergeAsync([merge.MergeId!.Value]);
        await DeliverAsync();
        Assert.Equal(["/work"], await PagesAsync(ada));
        Assert.Equal(["/again", "/home", "/night"], await PagesAsync(twin));
    }

    [Fact]
    public async Task Company_of_a_visitor_leads_to_its_account_but_providers_of_mail_to_none()
    {
        var account = await _crm.AddAsync(new Account { Name = "Engines", Website = "https://www.engines.example" });
        await RecordAsync(
            Seen("/a", Cookie("c1")) with { CompanyDomain = "Engines.Example" }, Seen("/b", Mail("somebody@engines.example")), Seen("/c", Mail("somebody@gmail.com")),
            Seen("/d") with { CompanyDomain = "stranger.example" });
        await using var session = _crm.OpenSession();
        var companies = await session.Behaviour.CompaniesAsync(session.Now.AddDays(-1));
        Assert.Equal([("engines.example", account.Id, 2L, 2L), ("stranger.example", (Guid?)null, 1L, 0L)], companies.Select(c => (c.Domain, c.AccountId, c.Count, c.Visitors)));
        Assert.Equal(2, (await session.Behaviour.SummaryAsync(new("account", account.Id))).Count);

        // Two accounts with one domain: nobody guesses.
        var other = await _crm.AddAsync(new Account { Name = "Engines (branch)", EmailDomain = "engines.example" });
        await DeliverAsync();
        Assert.Equal(0, (await session.Behaviour.SummaryAsync(new("account", account.Id))).Count);
        await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("account", other.Id), new Dictionary<string, object?> { ["emailDomain"] = "branch.example" }));
        await DeliverAsync();
        Assert.Equal(2, (await session.Behaviour.SummaryAsync(new("account", account.Id))).Count);
    }

    [Fact]
    public async Task Events_of_a_contact_are_those_of_his_account_wherever_he_works()
    {
        var (first, second) = (await _crm.AddAsync(new Account { Name = "First" }), await _crm.AddAsync(new Account { Name = "Second" }));
        var ada = await _crm.AddAsync(new Contact { LastName = "Ada", Email = "ada@gmail.com", AccountId = first.Id });
        await RecordAsync(Seen("/a", Mail("ada@gmail.com")));
        await using var session = _crm.OpenSession();
        Assert.Equal(1, (await session.Behaviour.SummaryAsync(new("account", first.Id))).Count);
        await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("contact", ada.Id), new Dictionary<string, object?> { ["accountId"] = second.Id }));
        await DeliverAsync();
        Assert.Equal((0L, 1L), ((await session.Behaviour.SummaryAsync(new("account", first.Id))).Count, (await session.Behaviour.SummaryAsync(new("account", second.Id))).Count));
    }

    [Fact]
    public async Task Filters_ask_for_what_contacts_did()
    {
        var (ada, bob) = (await ContactAsync("Ada", email: "ada@x.example"), await ContactAsync("Bob", email: "bob@x.example"));
        await RecordAsync(Seen("/pricing", Mail("ada@x.example")), Seen("/pricing", Mail("bob@x.example")) with { At = _crm.Clock.Now.AddDays(-40) }, Seen("/docs", Mail("bob@x.example")));
        await using var session = _crm.OpenSession();
        Assert.Equal([ada.Id], await IdsAsync("any(behaviour-events, page eq '/pricing' and at ge today(-30))"));
        Assert.Equal([bob.Id], await IdsAsync("count(behaviour-events) ge 2 and none(behaviour-events, page eq '/pricing' and at ge now(-30))"));

        async Task<IEnumerable<Guid>> IdsAsync(string filter) => (await session.Records.QueryAsync(new RecordQuery("contact") { Filter = filter })).Items.Select(r => r.Id);
    }

    [Fact]
    public async Task Live_segments_follow_what_people_do_also_when_it_is_attached_or_erased_later()
    {
        var ada = await ContactAsync("Ada", email: "ada@x.example");
        var segment = await _crm.AddSegmentAsync(new Segment { RecordType = "contact", Name = "Saw the prices", Filter = "any(behaviour-events, page eq '/pricing' and at ge now(-30))" });
        await RecordAsync(Seen("/pricing", Cookie("c1")));
        await _crm.FollowAsync();
        Assert.Empty(await _crm.MembersAsync(segment));
        await RecordAsync(Seen("/form", Cookie("c1"), Mail("ada@x.example")));
        await _crm.FollowAsync();
        Assert.Equal([ada.Id], await _crm.MembersAsync(segment));
        await using var session = _crm.OpenSession();
        await session.Behaviour.EraseAsync(ada.Id);
        await _crm.FollowAsync();
        Assert.Empty(await _crm.MembersAsync(segment));
    }

    [Fact]
    public async Task Event_counts_once_per_source_and_key_also_within_one_batch()
    {
        var once = Seen("/a", Cookie("c1")) with { Key = "k1" };
        var results = await RecordAsync(once, once with { Page = "/other" }, once with { Source = "app" });
        Assert.Equal([BehaviourOutcome.Recorded, BehaviourOutcome.Repeated, BehaviourOutcome.Recorded], results.Select(r => r.Outcome));
        Assert.Equal(results[0].Event, results[1].Event);
        Assert.Equal(results[0], (await RecordAsync(once))[0] with { Outcome = BehaviourOutcome.Recorded });
        await using var session = _crm.OpenSession();
        Assert.Equal(2, await session.Records.CountAsync(new Specification<BehaviourEvent>()));
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once_and_nothing_is_stored()
    {
        var long1 = new string('x', 5000);
        BehaviourSignal[] bad =
        [
            Seen("/a", Cookie("c")) with { Source = "no name" }, Seen("/a", Cookie("c")) with { Key = " " }, Seen("/a", Cookie("c")) with { Kind = "Page View" },
            Seen("/a", Cookie("c")) with { At = _crm.Clock.Now.AddDays(2) }, Seen("/a", Cookie("c")) with { At = _crm.Clock.Now.AddDays(-1000) },
            Seen(long1, Cookie("c")), Seen("/a\0", Cookie("c")), Seen("/\ud800", Cookie("c")), Seen("/a", Cookie("c")) with { Properties = new Dictionary<string, string> { ["a"] = long1 } },
            Seen("/a", Mail("nobody")), Seen("/a", new Identity(IdentityKind.Phone, "12")), Seen("/a", new Identity(IdentityKind.Contact, "Ada")), Seen("/a", Cookie(" ")),
            Seen("/a"), Seen("/a") with { CompanyDomain = "gmail.com" }, Seen("/a", [.. Enumerable.Range(0, 9).Select(i => Cookie($"c{i}"))]),
        ];
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => RecordAsync([Seen("/good", Cookie("c")), .. bad]));
        Assert.Equal(
            ["source-invalid", "key-invalid", "kind-invalid", "at-invalid", "at-invalid", "text-invalid", "text-invalid", "text-invalid", "properties-invalid",
                "identity-invalid", "identity-invalid", "identity-invalid", "identity-invalid", "nobody", "nobody", "nobody"],
            refused.Errors.Select(e => e.Code["behaviour.".Length..]));
        Assert.Equal(Enumerable.Range(1, bad.Length), refused.Errors.Select(e => e.Index!.Value));
        await Assert.ThrowsAsync<CrmValidationException>(() => RecordAsync());
        await Assert.ThrowsAsync<CrmValidationException>(() => RecordAsync([.. Enumerable.Repeat(Seen("/a", Cookie("c")), 1001)]));
        await using var session = _crm.OpenSession();
        Assert.Equal(0, await session.Records.CountAsync(new Specification<BehaviourEvent>()));
    }

    [Fact]
    public async Task Events_are_seen_with_their_contact_and_written_by_who_may_write_them_alone()
    {
        var (site, manager, nobody) = (await _crm.AddUserAsync("Site", "test.site"), await _crm.AddUserAsync("Ann", "sales-manager"), await _crm.AddUserAsync("Eve", null));
        var ada = await ContactAsync("Ada", email: "ada@x.example");
        await using (var session = _crm.OpenSession(site))
        {
            await session.Behaviour.RecordAsync([Seen("/a", Mail("ada@x.example")), Seen("/b", Cookie("c2"))]);
            Assert.Empty((await session.Records.QueryAsync(new RecordQuery("behaviour-event"))).Items);
            await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Behaviour.SummaryAsync(new("contact", ada.Id)));
            await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Behaviour.AmbiguousAsync());
            await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Behaviour.CompaniesAsync(session.Now));
        }
        await using var reads = _crm.OpenSession(manager);
        Assert.Equal(2, (await reads.Records.QueryAsync(new RecordQuery("behaviour-event"))).Items.Count);
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => reads.Behaviour.RecordAsync([Seen("/a", Cookie("c"))]))).Error.Code);
        await using var sees = _crm.OpenSession(nobody);
        Assert.Empty((await sees.Records.QueryAsync(new RecordQuery("behaviour-event"))).Items);
    }

    [Fact]
    public async Task Who_reads_only_his_own_contacts_sees_only_their_events()
    {
        _crm.AddPlugin("own", plugin => plugin.Role(new RoleDefinition { Key = "own.rep", Label = new("Rep"), Permissions = [new Permission("contact", Operations.Read, AccessScope.Own)] }));
        var rep = await _crm.AddUserAsync("Rep", "own.rep");
        await _crm.AddAsync(new Contact { LastName = "Mine", Email = "mine@x.example" }, new InitialState { OwnerId = rep.Id });
        await ContactAsync("Theirs", email: "theirs@x.example");
        await RecordAsync(Seen("/mine", Mail("mine@x.example")), Seen("/theirs", Mail("theirs@x.example")), Seen("/nobodys", Cookie("c")));
        await using var session = _crm.OpenSession(rep);
        Assert.Equal(["/mine"], (await session.Records.QueryAsync(new RecordQuery("behaviour-event"))).Items.Select(e => ((BehaviourEvent)e).Page));
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Behaviour.AmbiguousAsync());
    }

    [Fact]
    public async Task Nobody_changes_what_happened()
    {
        var stored = (await RecordAsync(Seen("/a", Cookie("c1"))))[0].Event;
        await using var session = _crm.OpenSession();
        var record = new RecordRef("behaviour-event", stored);
        foreach (var changes in new[] { new ChangeSet().Patch(record, new Dictionary<string, object?> { ["externalId"] = "x" }), new ChangeSet().Delete(record), new ChangeSet().Create(new BehaviourEvent()) })
            Assert.Equal("record.append-only", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Records.SaveAsync(changes))).Error.Code);
        Assert.Null((await session.Records.GetAsync<BehaviourEvent>(stored)).DeletedAt);
    }

    [Fact]
    public async Task Timeline_and_summary_tell_pages_times_counts_and_dates()
    {
        var ada = await ContactAsync("Ada", email: "ada@x.example");
        var start = _crm.Clock.Now;
        await RecordAsync(Seen("/a", Mail("ada@x.example")) with { At = start.AddDays(-3) }, Seen("/a", Mail("ada@x.example")) with { At = start.AddDays(-2) }, Seen("/b", Mail("ada@x.example")) with { Kind = "cart", Title = "Basket", At = start.AddDays(-1) });
        await using var session = _crm.OpenSession();
        var summary = await session.Behaviour.SummaryAsync(new("contact", ada.Id));
        Assert.Equal((3L, start.AddDays(-3), start.AddDays(-1)), (summary.Count, summary.FirstAt, summary.LastAt));
        Assert.Equal([new PageCount("/a", 2, start.AddDays(-3), start.AddDays(-2)), new PageCount("/b", 1, start.AddDays(-1), start.AddDays(-1))], summary.Pages);
        Assert.Equal((1L, 2L), (summary.Kinds["cart"], summary.Kinds["view"]));
        Assert.Equal(1, (await session.Behaviour.SummaryAsync(new("contact", ada.Id), start.AddDays(-1))).Count);
        Assert.Equal([("cart /b", "Basket"), ("view /a", null), ("view /a", null)], (await session.Timeline.ForAsync(new("contact", ada.Id))).Items.Where(e => e.Kind == "behaviour").Select(e => (e.Title.English, e.Detail?.English)));
        var lead = await _crm.AddAsync(new Leads.Lead { Name = "Joe" });
        Assert.Equal("behaviour.type", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Behaviour.SummaryAsync(new("lead", lead.Id)))).Error.Code);
    }

    [Fact]
    public async Task Search_has_no_words_of_events_also_when_its_index_is_written_anew()
    {
        await ContactAsync("Ada", email: "ada@engines.example");
        await RecordAsync(Seen("/pricing", Mail("ada@engines.example")));
        await using var session = _crm.OpenSession();
        await session.Search.RebuildAsync();
        Assert.Empty((await session.Search.FindAsync(new("view"))).Results);
        Assert.Single((await session.Search.FindAsync(new("ada"))).Results);
        Assert.Equal(0, await session.Search.RebuildAsync("behaviour-event"));
    }

    [Fact]
    public async Task What_is_too_old_goes_and_an_erased_person_leaves_nothing()
    {
        var (ada, bob) = (await ContactAsync("Ada", email: "ada@x.example"), await ContactAsync("Bob", email: "bob@x.example"));
        await RecordAsync(Seen("/old", Cookie("c1"), Mail("ada@x.example")) with { At = _crm.Clock.Now.AddDays(-700) }, Seen("/new", Mail("ada@x.example")), Seen("/bob", Mail("bob@x.example")));
        _crm.Clock.Advance(TimeSpan.FromDays(60));
        await _crm.Services.GetRequiredService<BehaviourRetention>().RemoveAsync(default);
        Assert.Equal(["/new"], await PagesAsync(ada));
        await using var session = _crm.OpenSession();
        Assert.DoesNotContain(await session.Behaviour.IdentitiesAsync(ada.Id), i => i.Kind == IdentityKind.Cookie);

        Assert.Equal(1, await session.Behaviour.EraseAsync(ada.Id));
        Assert.Empty(await session.Behaviour.IdentitiesAsync(ada.Id));
        Assert.Equal(["/bob"], await PagesAsync(bob));
        var reader = await _crm.AddUserAsync("Reader", "reader");
        await using var reads = _crm.OpenSession(reader);
        await Assert.ThrowsAsync<CrmForbiddenException>(() => reads.Behaviour.EraseAsync(bob.Id));
    }

    private BehaviourSignal Seen(string page, params Identity[] identities) => new() { Source = "shop", Key = $"e{++_keys}", Kind = "view", Page = page, Identities = identities };

    private static Identity Cookie(string value) => new(IdentityKind.Cookie, value);

    private static Identity Mail(string value) => new(IdentityKind.Email, value);

    private Task<Contact> ContactAsync(string name, string? email = null, string? mobile = null) => _crm.AddAsync(new Contact { LastName = name, Email = email, Mobile = mobile });

    private async Task<IReadOnlyList<BehaviourResult>> RecordAsync(params BehaviourSignal[] signals)
    {
        await using var session = _crm.OpenSession();
        return await session.Behaviour.RecordAsync(signals);
    }

    private async Task<IEnumerable<string?>> PagesAsync(Contact contact)
    {
        await using var session = _crm.OpenSession();
        return (await session.Records.ListAsync(new Specification<BehaviourEvent>(e => e.ContactId == contact.Id))).Select(e => e.Page).Distinct().Order(StringComparer.Ordinal);
    }

    private Task<int> DeliverAsync() => _crm.Services.GetRequiredService<IDispatcher>().DrainAsync();
}
