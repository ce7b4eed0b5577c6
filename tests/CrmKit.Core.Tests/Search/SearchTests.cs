using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using Record = CrmKit.Records.Record;

namespace CrmKit.Search;

public sealed class SearchTests
{
    private static readonly Record[] Records =
    [
        new Account { Name = "中国银行" }, new Account { Name = "华为技术有限公司" }, new Account { Name = "Müller & Söhne" }, new Account { Name = "Miller & Sons" },
        new Contact { LastName = "Byron", Mobile = "+8613812345678", Email = "ada.lovelace@engines.example" }, new Contact { LastName = "Other", Mobile = "+8613812340000", Email = "other@example.com" },
        new Contact { FirstName = "Anna", LastName = "Schmidt" }, new Contact { FirstName = "Anna", LastName = "Schumann" },
    ];

    [Fact]
    public async Task Records_are_found_by_what_people_remember_of_them()
    {
        await using var crm = new TestCrm();
        await crm.AddAsync(Records);
        // By characters, also traditional ones and from the middle; by sound and by initials.
        foreach (var text in new[] { "中国银行", "國銀", "行", "zgyh", "ZGYH", "zhongguo", "zhongguoyinhang", "yinhang", "yh" }) Assert.Equal((text, "中国银行"), (text, Assert.Single(await TitlesAsync(crm, text))));
        // By how words begin, without case and marks.
        foreach (var text in new[] { "muller", "MÜLLER", "müll sohn", "sohne" }) Assert.Equal((text, "Müller & Söhne"), (text, Assert.Single(await TitlesAsync(crm, text))));
        // By numbers and mails.
        foreach (var text in new[] { "+86 138 1234 5678", "13812345678", "013812345678", "138-1234-5678", "5678", "ada.lovelace@engines.example", "lovelace engines" })
            Assert.Equal((text, "Byron"), (text, Assert.Single(await TitlesAsync(crm, text))));
        Assert.Empty(await TitlesAsync(crm, "nobody"));
    }

    [Fact]
    public async Task A_type_with_many_hits_leaves_room_for_all_others_and_people_and_companies_come_first()
    {
        await using var crm = new TestCrm();
        var seller = await crm.AddUserAsync("Seller", "sales-rep");
        await crm.AddAsync(Enumerable.Range(0, 60).Select(i => (Record)new CrmKit.Cases.Asset { Name = $"Control valve {i}", SerialNumber = $"CO-{i}" }));
        await crm.AddAsync(new Account { Name = "Coventry Pumps" }, new Account { Name = "Old Coventry" }, new Contact { FirstName = "Conrad", LastName = "Miller" }, new Note { Subject = "Coffee with them" }, new CrmKit.Products.Product { Name = "Controller" }, new Lead { Name = "Cosima" });
        foreach (var open in new Func<CrmKit.Sessions.ICrmSession>[] { () => crm.OpenSession(), () => crm.OpenSession(seller) }) // who sees all, and who does not
        {
            await using var session = open();
            var isAll = session.Actor.IsSystem;
            var found = (await session.Search.FindAsync(new SearchRequest("co"), TestContext.Current.CancellationToken)).Results;
            Assert.Equal(isAll ? ["account", "contact", "lead", "product", "asset"] : ["account", "contact", "product"], found.Where(r => r.Title!.StartsWith("Co", StringComparison.Ordinal)).Select(r => r.Record.Type).Where(t => t != "note").Distinct());
            Assert.Equal("Coventry Pumps", found[0].Title); // what begins so comes before what has it among others
            Assert.Equal(isAll, found.Any(r => r.Record.Type == "note"));
            Assert.Equal("Old Coventry", found[^1].Title);
            if (isAll) Assert.Equal(20, found.Count);
            Assert.Equal("Controller", (await session.Search.FindAsync(new SearchRequest("controller"), TestContext.Current.CancellationToken)).Results[0].Title); // what is called exactly so
            Assert.Equal(2, (await session.Search.FindAsync(new SearchRequest("co") { Types = ["account"], Size = 2 }, TestContext.Current.CancellationToken)).Results.Count);
        }
        await using var all = crm.OpenSession();
        Assert.Equal(60, (await all.Search.FindAsync(new SearchRequest("control") { Types = ["asset"], Size = 100 }, TestContext.Current.CancellationToken)).Results.Count);
        Assert.Equal(60, (await all.Search.FindAsync(new SearchRequest("control") { Size = 3, WithCounts = true }, TestContext.Current.CancellationToken)).Counts!["asset"]);
    }

    [Fact]
    public async Task Words_of_many_records_that_come_at_once_are_found_and_ranked_as_those_of_one()
    {
        await using var crm = new TestCrm();
        await crm.AddAsync([.. Enumerable.Range(0, 120).Select(i => new Note { Subject = $"Call {i}", Body = "They asked about the lagoon" }), new Note { Subject = "Lagoon", Body = "Blue" }, .. Records]);
        await using var session = crm.OpenSession();
        Assert.Equal("Lagoon", (await session.Search.FindAsync(new SearchRequest("lagoon"), TestContext.Current.CancellationToken)).Results[0].Title); // a name counts for more
        foreach (var (text, title) in new[] { ("zgyh", "中国银行"), ("國銀", "中国银行"), ("sohne", "Müller & Söhne"), ("13812345678", "Byron"), ("call 117", "Call 117") }) Assert.Equal((text, title), (text, Assert.Single(await TitlesAsync(crm, text))));
    }

    [Fact]
    public async Task Misspelt_words_find_the_names_they_are_nearest_to()
    {
        await using var crm = new TestCrm();
        await crm.AddAsync(Records);
        await using var session = crm.OpenSession();
        foreach (var text in new[] { "schmitd", "schmdt", "schmiddt", "schnidt" }) // exchanged, left out, put in, replaced
        {
            var page = await session.Search.FindAsync(new SearchRequest("anna " + text), TestContext.Current.CancellationToken);
            Assert.Equal(["Anna Schmidt"], page.Results.Select(r => r.Title));
            Assert.Equal(["schmidt"], page.Corrections);
        }
        Assert.Empty((await session.Search.FindAsync(new SearchRequest("anna schmidt"), TestContext.Current.CancellationToken)).Corrections);
    }

    [Fact]
    public async Task Text_of_notes_is_found_with_the_part_around_it_highlighted()
    {
        await using var crm = new TestCrm();
        var note = await crm.AddAsync(new Note { Subject = "Call", Body = new string('x', 500) + " they liked the Blue Lagoon offer " + new string('y', 500) });
        await using var session = crm.OpenSession();
        var result = Assert.Single((await session.Search.FindAsync(new SearchRequest("lagoon"), TestContext.Current.CancellationToken)).Results);
        Assert.Equal(new RecordRef("note", note.Id), result.Record);
        var match = Assert.Single(result.Matches);
        Assert.Equal("Lagoon", match.Text.Substring(match.Parts[0].Start, match.Parts[0].Length));
        Assert.InRange(match.Text.Length, 10, 300);
    }

    [Fact]
    public async Task The_characters_that_sound_so_are_highlighted()
    {
        await using var crm = new TestCrm();
        await crm.AddAsync(new Account { Name = "北京华为 Cloud" });
        await using var session = crm.OpenSession();
        foreach (var text in new[] { "hw", "huaw", "華為" })
        {
            var match = Assert.Single(Assert.Single((await session.Search.FindAsync(new SearchRequest(text), TestContext.Current.CancellationToken)).Results).Matches);
            Assert.Equal(new TextPart(2, 2), Assert.Single(match.Parts));
        }
    }

    [Fact]
    public async Task Characters_that_do_not_stand_together_are_not_found()
    {
        await using var crm = new TestCrm();
        await crm.AddAsync(new Account { Name = "中国与国人" });
        Assert.Empty(await TitlesAsync(crm, "中国人"));
    }

    [Fact]
    public async Task What_is_called_exactly_so_comes_first()
    {
        await using var crm = new TestCrm();
        await crm.AddAsync(new Account { Name = "Acme Holding International" }, new Account { Name = "Acme" }, new Account { Name = "Other", Description = "acme acme acme" });
        Assert.Equal("Acme", (await TitlesAsync(crm, "acme"))[0]);
        Assert.Equal("Other", (await TitlesAsync(crm, "acme"))[2]);
    }

    [Fact]
    public async Task Changes_of_records_are_changes_of_what_is_found()
    {
        await using var crm = new TestCrm();
        var account = await crm.AddAsync(new Account { Name = "Before" });
        await using (var session = crm.OpenSession())
        {
            var read = await session.Records.GetAsync<Account>(account.Id, TestContext.Current.CancellationToken);
            read.Name = "Afterwards";
            await session.Records.UpdateAsync(read, TestContext.Current.CancellationToken);
        }
        Assert.Empty(await TitlesAsync(crm, "before"));
        Assert.Equal(["Afterwards"], await TitlesAsync(crm, "afterwards"));

        await using (var session = crm.OpenSession()) await session.Records.DeleteAsync(new RecordRef("account", account.Id), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(await TitlesAsync(crm, "afterwards"));
        Assert.Empty(await CountsAsync(crm, "afterwards"));

        await using (var session = crm.OpenSession()) await session.Records.SaveAsync(new ChangeSet().Restore(new RecordRef("account", account.Id)), TestContext.Current.CancellationToken);
        Assert.Equal(["Afterwards"], await TitlesAsync(crm, "afterwards"));
    }

    [Fact]
    public async Task What_is_rolled_back_is_not_found()
    {
        await using var crm = new TestCrm();
        await using (var session = crm.OpenSession())
        {
            await using var work = await session.BeginAsync(TestContext.Current.CancellationToken);
            await session.Records.CreateAsync(new Account { Name = "Ephemeral" }, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Single((await session.Search.FindAsync(new SearchRequest("ephemeral"), TestContext.Current.CancellationToken)).Results);
        }
        Assert.Empty(await TitlesAsync(crm, "ephemeral"));
    }

    [Fact]
    public async Task A_word_that_very_many_records_have_is_ranked_among_some_of_them_unless_one_may_read_only_others()
    {
        await using var crm = new TestCrm(
            configure: c => c.Configure(o => o.RankedSearchHits = 5),
            plugin: p => p.Role(new RoleDefinition { Key = "test.own", Label = new("Own"), Permissions = [new("lead", Operations.Read, AccessScope.Own)] }));
        var owner = await crm.AddUserAsync("One", "test.own");
        await crm.AddAsync(new Lead { Name = "Deal of the owner" }, new InitialState { OwnerId = owner.Id });
        await crm.AddAsync([.. Enumerable.Range(0, 20).Select(i => new Lead { Name = $"Deal {i:00}" })]);
        await crm.AddAsync(new Lead { Name = "Rare thing" });

        await using var all = crm.OpenSession();
        var some = (await all.Search.FindAsync(new SearchRequest("dea") { Size = 3 }, TestContext.Current.CancellationToken)).Results;
        Assert.Equal((3, 3), (some.Count, some.Distinct().Count()));
        Assert.Equal(21, (await all.Search.FindAsync(new SearchRequest("dea") { Size = 50, WithCounts = true }, TestContext.Current.CancellationToken)).Results.Count); // more than were ranked
        Assert.Equal("Rare thing", Assert.Single((await all.Search.FindAsync(new SearchRequest("rare"), TestContext.Current.CancellationToken)).Results).Title);
        await using var own = crm.OpenSession(owner);
        Assert.Equal("Deal of the owner", Assert.Single((await own.Search.FindAsync(new SearchRequest("deal"), TestContext.Current.CancellationToken)).Results).Title);
    }

    [Fact]
    public async Task A004_Search_and_counts_show_only_rows_that_the_actor_may_read()
    {
        await using var crm = new TestCrm(plugin: p => p.Role(new RoleDefinition { Key = "test.own", Label = new("Own"), Permissions = [new("lead", Operations.Read | Operations.Create, AccessScope.Own)] }));
        var (one, two) = (await crm.AddUserAsync("One", "test.own"), await crm.AddUserAsync("Two", "test.own"));
        await crm.AddAsync(new Lead { Name = "Canary A" }, new InitialState { OwnerId = one.Id });
        await crm.AddAsync(new Lead { Name = "Canary B" }, new InitialState { OwnerId = two.Id });
        await crm.AddAsync(new Account { Name = "Canary C" });
        await using var session = crm.OpenSession(one);
        var page = await session.Search.FindAsync(new SearchRequest("canary") { WithCounts = true }, TestContext.Current.CancellationToken);
        Assert.Equal(["Canary A"], page.Results.Select(r => r.Title));
        Assert.Equal([new("lead", 1)], page.Counts!);
    }

    [Fact]
    public async Task A019_A026_Hidden_fields_find_nothing_count_nothing_and_correct_nothing()
    {
        await using var crm = new TestCrm(plugin: p => p.Role(new RoleDefinition
        {
            Key = "test.blind",
            Label = new("Blind"),
            Permissions = [new("contact", Operations.Read, AccessScope.All)],
            Restrictions = [new("contact", "email", CanRead: false, CanWrite: false), new("contact", "name", CanRead: false, CanWrite: false)],
        }));
        var user = await crm.AddUserAsync("Blind", "test.blind");
        await crm.AddAsync(new Contact { LastName = "Schmidt", Email = "canary@secret.example", JobTitle = "Clerk", Description = "likes tulips" });
        await using var session = crm.OpenSession(user);
        foreach (var text in new[] { "canary", "secret", "schmidt", "schmitd" })
        {
            var page = await session.Search.FindAsync(new SearchRequest(text) { WithCounts = true }, TestContext.Current.CancellationToken);
            Assert.Empty(page.Results);
            Assert.Empty(page.Counts!);
            Assert.Empty(page.Corrections);
        }
        var seen = Assert.Single((await session.Search.FindAsync(new SearchRequest("tulips"), TestContext.Current.CancellationToken)).Results);
        Assert.Null(seen.Title);
        Assert.Equal(["description"], seen.Matches.Select(m => m.Field));
    }

    [Fact]
    public async Task A035_Signs_of_query_languages_are_not_understood()
    {
        await using var crm = new TestCrm();
        await crm.AddAsync(new Account { Name = "Acme" });
        foreach (var text in new[] { "acme'); drop table crm_search; --", "\"acme\" OR *", "acme' & !x:*", "acme AND NOT title:x", "a%", "acm_", "acme\\" })
            Assert.All(await TitlesAsync(crm, text), title => Assert.Equal("Acme", title));
        foreach (var text in new[] { "", "  ", "%%%", "'\"*:|&!" })
            Assert.Equal("search.empty", (await Assert.ThrowsAsync<CrmValidationException>(() => TitlesAsync(crm, text))).Errors[0].Code);
        Assert.Equal("search.too-long", (await Assert.ThrowsAsync<CrmValidationException>(() => TitlesAsync(crm, new string('%', 10_000)))).Errors[0].Code);
    }

    [Fact]
    public async Task Records_of_plugins_are_found_by_their_names_and_by_fields_marked_as_searchable()
    {
        var (plate, secret) = (Field.Text("test.plate"), Field.Text("test.secret"));
        await using var crm = new TestCrm(plugin: p => p
            .RecordType("test.car", t => t.Named("Car", "Cars", "车辆").Fields(f => f.Add(plate, "Plate", null, d => d with { IsSearchable = true }).Add(secret, "Secret", null)))
            .Fields("account", f => f.Add(plate, "Plate", null, d => d with { IsSearchable = true })));
        var car = new CustomRecord("test.car") { Name = "大众 Golf" };
        (car[plate], car[secret]) = ("AB-1234", "hushhush");
        var account = new Account { Name = "Acme" };
        account[plate] = "XY-1234";
        await crm.AddAsync(car, account);
        Assert.Equal(["大众 Golf"], await TitlesAsync(crm, "dazhong"));
        Assert.Equal(["大众 Golf"], await TitlesAsync(crm, "ab-1234"));
        Assert.Equal(["Acme"], await TitlesAsync(crm, "xy 1234"));
        Assert.Empty(await TitlesAsync(crm, "hushhush"));

        crm.RemovePlugin("test");
        Assert.Empty(await TitlesAsync(crm, "1234"));
    }

    [Fact]
    public async Task Index_that_is_written_anew_finds_the_same()
    {
        await using var crm = new TestCrm();
        await crm.AddAsync(Enumerable.Range(0, 30).Select(i => new Account { Name = $"Acme {i}" }));
        var gone = await crm.AddAsync(new Account { Name = "Acme gone" });
        await using var session = crm.OpenSession();
        await session.Records.DeleteAsync(new RecordRef("account", gone.Id), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(30, await session.Search.RebuildAsync("account", TestContext.Current.CancellationToken));
        Assert.Equal([new("account", 30)], await CountsAsync(crm, "acme"));
        Assert.Equal(["Acme 17"], await TitlesAsync(crm, "acme 17"));
        await session.Search.RebuildAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([new("account", 30)], await CountsAsync(crm, "acme"));
    }

    [Fact]
    public async Task Only_administrators_write_the_index_anew()
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession(await crm.AddUserAsync("Sales", "sales-rep"));
        Assert.Equal("search.rebuild-forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Search.RebuildAsync(cancellationToken: TestContext.Current.CancellationToken))).Errors[0].Code);
        Assert.Equal("search.size", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Search.FindAsync(new SearchRequest("x") { Size = 101 }, TestContext.Current.CancellationToken))).Errors[0].Code);
    }

    private static async Task<List<string?>> TitlesAsync(TestCrm crm, string text)
    {
        await using var session = crm.OpenSession();
        return [.. (await session.Search.FindAsync(new SearchRequest(text), TestContext.Current.CancellationToken)).Results.Select(r => r.Title)];
    }

    private static async Task<IReadOnlyDictionary<string, long>> CountsAsync(TestCrm crm, string text)
    {
        await using var session = crm.OpenSession();
        return (await session.Search.FindAsync(new SearchRequest(text) { WithCounts = true }, TestContext.Current.CancellationToken)).Counts!;
    }
}
