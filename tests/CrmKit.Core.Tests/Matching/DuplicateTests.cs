using CrmKit.Accounts;
using CrmKit.Fields;
using CrmKit.Intake;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Matching;

public sealed class DuplicateTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new(plugin: plugin => plugin.RecordType("test.boat", t => t.Named("Boat", "Boats", "船").Fields(f => f
        .Add(Field.Text("test.hull"), "Hull", "船体", d => d with { Match = new FieldMatch(MatchKind.Rare) })
        .Add(Field.Text("test.harbour"), "Harbour", "港口", d => d with { Match = new FieldMatch(MatchKind.Text) }))));

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    private static Contact Ada(string? email = "ada@engines.example", string last = "Lovelace") => new() { FirstName = "Ada", LastName = last, Email = email, Phone = "+49 30 1234567", BornOn = new DateOnly(1985, 12, 10), City = "Berlin" };

    private static Lead AdaAsLead() => new() { Name = "Ada Lovelace", Email = "ada@engines.example", CompanyName = "Analytical Engines" };

    private async Task<IReadOnlyList<FoundPair>> ScanAsync(string type, DuplicateStatus? status = null)
    {
        await using var session = _crm.OpenSession();
        await session.Duplicates.ScanAsync(type);
        return await session.Duplicates.ListAsync(new DuplicateQuery(type) { Status = status });
    }

    [Fact]
    public async Task S35_A_scan_finds_who_was_typed_twice_and_says_why_field_by_field()
    {
        var one = await _crm.AddAsync(Ada());
        var two = await _crm.AddAsync(new Contact { FirstName = "Lovelace", LastName = "Ada", Email = "ada+news@engines.example", Phone = "030/1234567", BornOn = new DateOnly(1985, 10, 12) });
        await _crm.AddAsync(new Contact { FirstName = "Grace", LastName = "Hopper", Email = "grace@engines.example", Phone = "+49 30 7654321", City = "Berlin" });

        var pair = Assert.Single(await ScanAsync("contact"));

        Assert.Equal((one.Id, two.Id, DuplicateStatus.Same), (pair.First.Id, pair.Second.Id, pair.Pair.Status));
        var why = pair.Reasons.ToDictionary(r => r.Field, r => r.Likeness);
        Assert.Equal((Likeness.Equal, Likeness.Equal, Likeness.Slip, Likeness.Slip), (why["email"], why["phone"], why["firstName"], why["bornOn"]));
        Assert.DoesNotContain("city", why.Keys); // one of them has none
        Assert.All(pair.Reasons, r => Assert.True(r.Weight > 0));
    }

    [Fact]
    public async Task Different_is_remembered_and_merged_is_told()
    {
        await _crm.AddAsync(Ada(), Ada(), new Account { Name = "华为技术有限公司" }, new Account { Name = "華為技術有限公司" });
        var people = Assert.Single(await ScanAsync("contact"));
        var companies = Assert.Single(await ScanAsync("account"));
        await using var session = _crm.OpenSession();
        await session.Duplicates.DismissAsync([people.Pair.Id]);
        var merge = Assert.Single(await session.Duplicates.MergeAsync([companies.Pair.Id]));

        Assert.Empty(await ScanAsync("contact"));
        Assert.Single(await ScanAsync("contact", DuplicateStatus.Different));
        Assert.Empty(await ScanAsync("account"));
        Assert.Equal("duplicates.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Duplicates.MergeAsync([companies.Pair.Id]))).Error.Code);
        await session.Records.UnmergeAsync([merge.MergeId!.Value]);
        Assert.Single(await session.Duplicates.ListAsync(new DuplicateQuery("account")));
    }

    [Fact]
    public async Task Three_of_one_are_merged_in_one_batch()
    {
        await _crm.AddAsync(Ada(), Ada(), Ada());
        var pairs = await ScanAsync("contact");
        Assert.Equal(3, pairs.Count);
        await using var session = _crm.OpenSession();
        Assert.Equal(2, (await session.Duplicates.MergeAsync([.. pairs.Select(p => p.Pair.Id)])).Count);
        Assert.Single(await session.Records.ListAsync(new Specification<Contact>()));
    }

    [Fact]
    public async Task Records_of_plugins_are_compared_by_the_fields_that_say_how()
    {
        CustomRecord Boat(string name, string hull) => new("test.boat", name) { [Field.Text("test.hull")] = hull, [Field.Text("test.harbour")] = "Hamburg" };
        await _crm.AddAsync(Boat("Alba", "HH-4711"), Boat("Alba II", "HH-4711"), Boat("Luna", "HH-9000"));
        Assert.Equal(["Alba", "Alba II"], Assert.Single(await ScanAsync("test.boat")) is { } pair ? [((CustomRecord)pair.First).Name, ((CustomRecord)pair.Second).Name] : []);
        await using var session = _crm.OpenSession();
        Assert.Equal("duplicates.fields", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Duplicates.ScanAsync("opportunity"))).Error.Code);
    }

    [Fact]
    public async Task A_new_record_that_looks_like_a_stored_one_is_asked_about_before_it_is_saved()
    {
        var stored = await _crm.AddAsync(Ada());
        await using var session = _crm.OpenSession();
        var asked = await Assert.ThrowsAsync<CrmConflictException>(() => session.Records.SaveAsync(new ChangeSet { Duplicates = DuplicatePolicy.Ask }.Create(Ada())));
        Assert.Equal(("record.duplicate", stored.Id, true), (asked.Error.Code, asked.Candidates[0].Record.Id, asked.Candidates[0].IsSame));
        var rest = await session.Records.SaveAsync(new ChangeSet { Duplicates = DuplicatePolicy.Ask, AllOrNothing = false }.Create(Ada()).Create(new Contact { LastName = "Hopper" }));
        Assert.Equal([false, true], rest.Outcomes.Select(o => o.IsSaved));
        await session.Records.SaveAsync(new ChangeSet { Duplicates = DuplicatePolicy.AsSet }.Create(Ada()));
        await session.Duplicates.SetAsync("contact", new DuplicateSettings { AsksOnCreate = true });
        Assert.Equal(2, (await Assert.ThrowsAsync<CrmConflictException>(() => session.Records.SaveAsync(new ChangeSet { Duplicates = DuplicatePolicy.AsSet }.Create(Ada())))).Candidates.Count);
        await session.Records.SaveAsync(new ChangeSet().Create(Ada()));
        Assert.Equal(4, await session.Records.CountAsync(new Specification<Contact>()));
    }

    [Fact]
    public async Task A026_Nobody_is_told_of_look_alikes_that_he_may_not_see()
    {
        var rep = await _crm.AddUserAsync("Rep", "sales-rep");
        await _crm.AddAsync(AdaAsLead(), AdaAsLead());
        await ScanAsync("lead");
        await using var session = _crm.OpenSession(rep);
        Assert.Empty(await session.Duplicates.ListAsync(new DuplicateQuery("lead")));
        Assert.Empty((await session.Duplicates.CheckAsync("lead", [AdaAsLead()]))[0]);
        await session.Records.SaveAsync(new ChangeSet { Duplicates = DuplicatePolicy.Ask }.Create(AdaAsLead()));
        Assert.Equal("duplicates.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Duplicates.ScanAsync("lead"))).Error.Code);
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Duplicates.SetAsync("lead", new DuplicateSettings()))).Error.Code);
        await using var system = _crm.OpenSession();
        var pair = (await system.Duplicates.ListAsync(new DuplicateQuery("lead")))[0].Pair.Id;
        Assert.Equal("duplicates.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Duplicates.DismissAsync([pair]))).Error.Code);
    }

    [Fact]
    public async Task Thresholds_and_weights_are_the_tenants_own()
    {
        await _crm.AddAsync(Ada("one@example.com"), Ada("two@example.com"));
        await using var session = _crm.OpenSession();
        await session.Duplicates.SetAsync("contact", new DuplicateSettings { Same = 1, Ask = 0.5m, Weights = new Dictionary<string, decimal> { ["phone"] = 12 } });
        var pair = Assert.Single(await ScanAsync("contact"));
        Assert.Equal((DuplicateStatus.Open, 12m), (pair.Pair.Status, Math.Round(pair.Reasons.Single(r => r.Field == "phone").Weight, 2)));
        await using var elsewhere = _crm.Crm.OpenSession(Actor.System("test"), tenantId: "other");
        Assert.Equal(0.95m, (await elsewhere.Duplicates.SettingsAsync("contact")).Same);
        foreach (var wrong in new[] { new DuplicateSettings { Same = 0 }, new DuplicateSettings { Ask = 0.99m }, new DuplicateSettings { Same = 1.1m }, new DuplicateSettings { Weights = new Dictionary<string, decimal> { ["phone"] = 99 } } })
            Assert.Equal("duplicates.threshold", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Duplicates.SetAsync("contact", wrong))).Error.Code);
    }

    [Fact]
    public async Task A_lead_of_a_form_that_looks_like_another_one_waits_in_the_queue()
    {
        await using var session = _crm.OpenSession();
        await session.Intake.CaptureAsync([new LeadSignal { Source = "web", Key = "1", Name = "Ada Lovelace", CompanyName = "Analytical Engines Ltd" }]);
        await session.Intake.CaptureAsync([new LeadSignal { Source = "web", Key = "2", Name = "Lovelace, Ada", CompanyName = "Analytical Engines" }]);
        var pair = Assert.Single(await session.Duplicates.ListAsync(new DuplicateQuery("lead")));
        Assert.Equal(["Ada Lovelace", "Lovelace, Ada"], [((Lead)pair.First).Name, ((Lead)pair.Second).Name]);
    }
}
