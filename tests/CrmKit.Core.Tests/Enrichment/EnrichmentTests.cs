using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Audit;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using Microsoft.Extensions.DependencyInjection;
using Record = CrmKit.Records.Record;

namespace CrmKit.Enrichment;

public sealed class EnrichmentTests
{
    private static readonly EnrichmentSourceDefinition Register = new() { Key = "test.register", Label = new("Register", "登记处"), RecordTypes = ["contact"], Basis = new("A public register.") };
    private static readonly EnrichmentSourceDefinition Outside = new() { Key = "test.outside", Label = new("Outside"), RecordTypes = ["contact"], Basis = new("A provider under contract."), IsOutside = true };
    private static readonly EnrichmentSourceDefinition Broken = new() { Key = "test.broken", Label = new("Broken"), RecordTypes = ["contact"], Basis = new("Nobody knows.") };

    private sealed class Titles : IEnrichmentSource
    {
        public ValueTask ProposeAsync(EnrichmentContext context, CancellationToken cancellationToken)
        {
            foreach (var person in context.Records)
            {
                context.Propose(person, "jobTitle", "Analyst", new("Listed there."), 80);
                context.Propose(person, "name", "Somebody else", new("What CrmKit keeps."), 80);
                context.Propose(person, "email", ((Contact)person).Email!.ToUpperInvariant(), new("The same in capitals."), 80);
            }
            return default;
        }
    }

    private sealed class Departments : IEnrichmentSource
    {
        public ValueTask ProposeAsync(EnrichmentContext context, CancellationToken cancellationToken)
        {
            foreach (var person in context.Records) context.Propose(person, "department", "Engines", new("Bought."), 60);
            return default;
        }
    }

    private sealed class Throws : IEnrichmentSource
    {
        public ValueTask ProposeAsync(EnrichmentContext context, CancellationToken cancellationToken)
        {
            context.Propose(context.Records[0], "description", "half", new("Half."), 10);
            throw new InvalidOperationException("broken");
        }
    }

    private sealed class Waits : IEnrichmentSource
    {
        public async ValueTask ProposeAsync(EnrichmentContext context, CancellationToken cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    // All waiting is over at once.
    private sealed class HastyClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public async Task S49_the_address_tells_firm_name_and_country_with_reasons_and_nothing_is_written()
    {
        await using var crm = new TestCrm();
        var acme = await crm.AddAsync(new Account { Name = "Acme", Website = "https://www.acme.co.uk", Country = "GB", City = "London" });
        await crm.AddAsync(Person("Grace", "Hopper", "hopper.grace@acme.co.uk", acme), Person("Alan", "Turing", "turing.alan@acme.co.uk", acme));
        var ada = await crm.AddAsync(new Contact { Description = "Met at the fair", LastName = "?", Email = "lovelace.ada+fair@acme.co.uk" });
        var proposals = await ProposalsAsync(crm, ada);
        Assert.Equal([("firstName", (object)"Ada", 90), ("accountId", acme.Id, 90), ("city", "London", 70), ("country", "GB", 70)], proposals.Select(p => (p.Field, p.Value, p.ConfidencePercent)));
        Assert.Equal("The addresses of 2 colleagues are made like that.", proposals[0].Reason.English);
        Assert.Equal("「Acme」位於此處。", proposals[2].Reason.For("zh-TW"));
        Assert.All(proposals, p => Assert.Equal("address", p.Source.Key));
        Assert.Null((await crm.FindAsync<Contact>(ada.Id))!.FirstName);
    }

    [Theory]
    [InlineData("ada.lovelace@web.de", "firstName=Ada country=DE")] // a provider's: no firm
    [InlineData("ada.byron@web.de", "country=DE")] // of somebody else
    [InlineData("info@acme.fr", "country=FR")] // a desk
    [InlineData("ada.lovelace@startup.io", "firstName=Ada")] // the ending is everybody's
    [InlineData("ada1815@example.com", "")]
    [InlineData("ada.lovelace@mailinator.com", "")] // given away for minutes
    public async Task S49_an_address_alone_tells_what_it_can(string address, string told)
    {
        await using var crm = new TestCrm();
        var person = await crm.AddAsync(new Contact { LastName = "Lovelace", Email = address });
        Assert.Equal(told, string.Join(' ', (await ProposalsAsync(crm, person)).Select(p => $"{p.Field}={p.Value}")));
    }

    [Fact]
    public async Task Leads_are_told_their_firm_and_accounts_their_site_and_country()
    {
        await using var crm = new TestCrm();
        var acme = await crm.AddAsync(new Account { Name = "Acme", EmailDomain = "acme.de" });
        var lead = await crm.AddAsync(new Lead { Name = "ada.lovelace", Email = "ada.lovelace@acme.de" });
        Assert.Equal("name=Ada Lovelace companyName=Acme website=https://acme.de country=DE", Told(await ProposalsAsync(crm, lead), "accountId"));
        Assert.Equal("website=https://acme.de country=DE", Told(await ProposalsAsync(crm, acme)));
        var stranger = await crm.AddAsync(new Lead { Name = "Grace", Email = "grace@unknown.example" });
        Assert.Equal("website=https://unknown.example", Told(await ProposalsAsync(crm, stranger)));
    }

    [Fact]
    public async Task Of_two_firms_with_one_domain_the_one_with_colleagues_is_meant_and_none_where_nothing_tells()
    {
        await using var crm = new TestCrm();
        var (one, two) = (await crm.AddAsync(new Account { Name = "Acme North", EmailDomain = "acme.com" }), await crm.AddAsync(new Account { Name = "Acme South", EmailDomain = "acme.com" }));
        var ada = await crm.AddAsync(Person("Ada", "Lovelace", "ada@acme.com", null));
        Assert.DoesNotContain(await ProposalsAsync(crm, ada), p => p.Field == "accountId");
        await crm.AddAsync(Person("Grace", "Hopper", "grace@acme.com", two));
        Assert.Equal(two.Id, (await ProposalsAsync(crm, ada)).Single(p => p.Field == "accountId").Value);
        var moved = await crm.AddAsync(Person("Alan", "Turing", "alan@acme.com", await crm.AddAsync(new Account { Name = "Elsewhere", City = "Paris" })));
        var move = Assert.Single(await ProposalsAsync(crm, moved)); // and nothing of where the other firm is
        Assert.Equal(("accountId", 50, moved.AccountId), (move.Field, move.ConfidencePercent, (Guid?)move.Current));
        Assert.NotEqual(one.Id, move.Value);
    }

    [Fact]
    public async Task S49_what_is_accepted_is_saved_with_its_source_in_the_history_and_the_rest_is_not()
    {
        await using var crm = new TestCrm(plugin: p => p.AddEnrichmentSource<Titles>(Register));
        var ada = await crm.AddAsync(new Contact { LastName = "Lovelace", Email = "ada.lovelace@web.de" });
        await using var session = crm.OpenSession();
        Assert.Equal(["firstName", "jobTitle", "country"], (await session.Enrichment.ProposeAsync(Asked(ada))).Proposals.Select(p => p.Field)); // not the name that CrmKit keeps, nor the address in capitals
        await session.Enrichment.AcceptAsync(Ref(ada), [new("firstName", "address"), new("jobTitle", "test.register")], ada.Version);
        var now = (await crm.FindAsync<Contact>(ada.Id))!;
        Assert.Equal(("Ada Lovelace", "Analyst", null), (now.Name, now.JobTitle, now.Country));
        var history = (await session.Records.HistoryAsync(Ref(ada))).Where(e => e.Reason is not null).ToList();
        Assert.Equal(["Proposed by 'address'.", "Proposed by 'test.register'."], history.Select(e => e.Reason!).Order());
        Assert.Contains("jobTitle", history.Single(e => e.Reason!.Contains("register", StringComparison.Ordinal)).Changes.ToString()!, StringComparison.Ordinal);

        Assert.Equal("enrichment.gone", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Enrichment.AcceptAsync(Ref(ada), [new("firstName", "address")]))).Error.Code);
        Assert.Equal("enrichment.twice", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Enrichment.AcceptAsync(Ref(ada), [new("country", "address"), new("country", "test.register")]))).Errors[0].Code);
        Assert.Equal("enrichment.record-count", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Enrichment.AcceptAsync(Ref(ada), []))).Errors[0].Code);
        await Assert.ThrowsAsync<CrmConflictException>(() => session.Enrichment.AcceptAsync(Ref(ada), [new("country", "address")], ada.Version));
        Assert.Null((await crm.FindAsync<Contact>(ada.Id))!.Country);
    }

    [Fact]
    public async Task Sources_outside_are_asked_only_on_a_ground_that_stands_in_the_audit()
    {
        await using var crm = new TestCrm(plugin: p => p.AddEnrichmentSource<Departments>(Outside));
        var ada = await crm.AddAsync(new Contact { LastName = "Lovelace", Email = "ada1815@example.com" });
        await using var session = crm.OpenSession();
        Assert.Empty((await session.Enrichment.ProposeAsync(Asked(ada))).Proposals);
        Assert.DoesNotContain((await session.Audit.SearchAsync(new AuditQuery())).Items, e => e.RecordType == "enrichment");
        Assert.Equal("enrichment.gone", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Enrichment.AcceptAsync(Ref(ada), [new("department", "test.outside")]))).Error.Code);
        Assert.Equal("Engines", Assert.Single((await session.Enrichment.ProposeAsync(Asked(ada) with { Ground = EnrichmentGround.LegitimateInterest })).Proposals).Value);
        var noted = Assert.Single((await session.Audit.SearchAsync(new AuditQuery())).Items, e => e.RecordType == "enrichment").Changes.ToString()!;
        Assert.Contains("legitimate-interest", noted, StringComparison.Ordinal);
        Assert.Contains(ada.Id.ToString(), noted, StringComparison.Ordinal);
        Assert.DoesNotContain("Engines", noted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EXT_a_source_that_fails_is_named_and_the_others_are_heard()
    {
        await using var crm = new TestCrm(plugin: p => p.AddEnrichmentSource<Throws>(Broken).AddEnrichmentSource<Titles>(Register));
        var ada = await crm.AddAsync(new Contact { LastName = "Lovelace", Email = "ada1815@example.com" });
        await using var session = crm.OpenSession();
        var answer = await session.Enrichment.ProposeAsync(Asked(ada));
        Assert.Equal(("test.broken", "jobTitle"), (Assert.Single(answer.Failed).Key, Assert.Single(answer.Proposals).Field));
        crm.RemovePlugin("test");
        await using var without = crm.OpenSession();
        Assert.Empty((await without.Enrichment.ProposeAsync(Asked(ada))).Proposals);
    }

    [Fact]
    public async Task A_source_that_does_not_answer_holds_nobody_up()
    {
        await using var crm = new TestCrm(c => c.Services.AddSingleton<TimeProvider>(new HastyClock()), p => p.AddEnrichmentSource<Waits>(Broken));
        var ada = await crm.AddAsync(new Contact { LastName = "Lovelace", Email = "ada1815@example.com" });
        await using var session = crm.OpenSession();
        Assert.Equal("test.broken", Assert.Single((await session.Enrichment.ProposeAsync(Asked(ada))).Failed).Key);
    }

    [Fact]
    public async Task Nobody_is_told_what_he_may_not_read_or_about_whom_he_may_not_change()
    {
        await using var crm = new TestCrm(plugin: p => p.AddEnrichmentSource<Titles>(Register).Role(new RoleDefinition
        {
            Key = "test.narrow", Label = new("Narrow"), Permissions = [new Permission("contact", Operations.Work, AccessScope.Own)],
            Restrictions = [new FieldRestriction("contact", "jobTitle", CanRead: true, CanWrite: false), new FieldRestriction("contact", "firstName", CanRead: false, CanWrite: false)],
        }));
        var acme = await crm.AddAsync(new Account { Name = "Acme", EmailDomain = "acme.de" });
        var rep = await crm.AddUserAsync("Rep", "test.narrow");
        var (own, other) = (await crm.AddAsync(Person("", "Lovelace", "ada.lovelace@acme.de", null), new InitialState { OwnerId = rep.Id }), await crm.AddAsync(Person("Grace", "Hopper", "grace.hopper@acme.de", acme)));
        await using var session = crm.OpenSession(rep);
        Assert.Equal("country", Assert.Single((await session.Enrichment.ProposeAsync(Asked(own))).Proposals).Field); // accounts are not his, the title is read only, the name hidden
        await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Enrichment.ProposeAsync(Asked(own, other)));
        Assert.Equal("enrichment.record-count", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Enrichment.ProposeAsync(new EnrichmentRequest("contact", [.. Enumerable.Range(0, 101).Select(_ => Guid.NewGuid())])))).Errors[0].Code);
        Assert.Equal("enrichment.gone", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Enrichment.AcceptAsync(Ref(own), [new("jobTitle", "test.register")]))).Error.Code);
    }

    [Fact]
    public async Task EXT_sources_for_types_that_nobody_defines_are_refused()
    {
        await using var crm = new TestCrm();
        Assert.Equal("catalog.definition-invalid", Assert.Throws<CrmRuleException>(() => crm.AddPlugin("test", p => p.AddEnrichmentSource<Titles>(Register with { RecordTypes = ["test.nothing"] }))).Error.Code);
        Assert.Equal("catalog.definition-invalid", Assert.Throws<CrmRuleException>(() => crm.AddPlugin("test", p => p.AddEnrichmentSource<Titles>(Register with { RecordTypes = [] }))).Error.Code);
    }

    private static Contact Person(string first, string last, string email, Account? account) => new() { FirstName = first, LastName = last, Email = email, AccountId = account?.Id };

    private static RecordRef Ref(Contact contact) => new("contact", contact.Id);

    private static EnrichmentRequest Asked(params Contact[] contacts) => new("contact", [.. contacts.Select(c => c.Id)]);

    private static async Task<IReadOnlyList<EnrichmentProposal>> ProposalsAsync(TestCrm crm, Record record)
    {
        await using var session = crm.OpenSession();
        return (await session.Enrichment.ProposeAsync(new EnrichmentRequest(session.Catalog.TypeOf(record).Key, [record.Id]))).Proposals;
    }

    private static string Told(IEnumerable<EnrichmentProposal> proposals, params string[] without) => string.Join(' ', proposals.Where(p => !without.Contains(p.Field)).Select(p => $"{p.Field}={p.Value}"));
}
