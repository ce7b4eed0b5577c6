using CrmKit.Accounts;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Records;

namespace CrmKit.Conversions;

public sealed class ConversionTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Lead_becomes_an_opportunity_with_its_account_and_contact()
    {
        var lead = await _crm.AddAsync(new Lead { Name = "Ada Lovelace", CompanyName = "Engines Ltd", Email = "ada@engines.example", EstimatedAmount = 5000, NeedDescription = "An engine", City = "London" });
        await using var session = _crm.OpenSession();

        var result = await session.Conversions.ConvertAsync(Ref(lead));

        var deal = await session.Records.GetAsync<Opportunity>(result.Target.Id);
        var account = await session.Records.GetAsync<Account>(deal.AccountId!.Value);
        var contact = await session.Records.GetAsync<Contact>(deal.ContactId!.Value);
        Assert.Equal((5000m, "An engine", "prospecting"), (deal.Amount, deal.Need, deal.StageKey));
        Assert.Equal(("Engines Ltd", "engines.example", "London"), (account.Name, account.EmailDomain, account.City));
        Assert.Equal(("Ada", "Lovelace", account.Id), (contact.FirstName, contact.LastName, contact.AccountId));
        Assert.Equal(["opportunity", "account", "contact", "account-contact"], result.Created.Select(r => r.Type));
        var source = await session.Records.GetAsync<Lead>(lead.Id);
        Assert.Equal(("converted", _crm.Clock.Now), (source.StageKey, source.ConvertedAt));
        Assert.Equal(result.Target.Id, Assert.Single(await session.Conversions.ChainAsync(result.Target)).TargetId);
    }

    [Theory]
    [InlineData("ACME, inc.", null)]
    [InlineData("Other name", "joe@acme.example")]
    public async Task Known_company_is_found_by_name_or_domain(string company, string? email)
    {
        var account = await _crm.AddAsync(new Account { Name = "Acme Corporation", EmailDomain = "acme.example" });
        var lead = await _crm.AddAsync(new Lead { Name = "Joe Doe", CompanyName = company, Email = email });
        await using var session = _crm.OpenSession();
        var result = await session.Conversions.ConvertAsync(Ref(lead));
        Assert.Contains(new RecordRef("account", account.Id), result.Matched);
        Assert.Equal(1, await session.Records.CountAsync(new Specification<Account>()));
    }

    [Fact]
    public async Task Known_person_is_found_by_number_and_free_mail_is_no_company()
    {
        var contact = await _crm.AddAsync(new Contact { LastName = "Wang", Mobile = "+8613800001111" });
        await _crm.AddAsync(new Account { Name = "Somebody", EmailDomain = "gmail.com" });
        var lead = await _crm.AddAsync(new Lead { Name = "王小明", Email = "wang@gmail.com", Phone = "+86 138 0000 1111" });
        await using var session = _crm.OpenSession();
        var result = await session.Conversions.ConvertAsync(Ref(lead));
        Assert.Equal(new RecordRef("contact", contact.Id), Assert.Single(result.Matched));
        Assert.Null((await session.Records.GetAsync<Opportunity>(result.Target.Id)).AccountId);
    }

    [Fact]
    public async Task Second_conversion_is_a_conflict_that_names_what_the_first_made()
    {
        var lead = await _crm.AddAsync(new Lead { Name = "Ada", CompanyName = "Engines" });
        await using var session = _crm.OpenSession();
        var first = await session.Conversions.ConvertAsync(Ref(lead));
        var late = await Assert.ThrowsAsync<CrmConflictException>(() => session.Conversions.ConvertAsync(Ref(lead)));
        Assert.Equal("conversion.done", late.Error.Code);
        Assert.Equal(first.Created, late.Winners);
    }

    [Fact]
    public async Task A086_F4_of_fifty_that_convert_one_lead_at_once_one_wins_and_the_others_learn_what_it_made()
    {
        var lead = await _crm.AddAsync(new Lead { Name = "Ada Lovelace", CompanyName = "Engines Ltd", Email = "ada@engines.example" });
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(async () =>
        {
            await using var session = _crm.OpenSession($"clerk {i}");
            try
            {
                return (Won: await session.Conversions.ConvertAsync(Ref(lead)), Lost: (CrmConflictException?)null);
            }
            catch (CrmConflictException lost)
            {
                return (Won: (ConversionResult?)null, Lost: lost);
            }
        })));

        var winner = Assert.Single(results, r => r.Won is not null).Won!;
        var losers = results.Where(r => r.Lost is not null).Select(r => r.Lost!).ToList();
        Assert.Equal(49, losers.Count);
        Assert.All(losers, l => Assert.Equal("conversion.done", l.Error.Code));
        Assert.All(losers, l => Assert.Equal(winner.Created, l.Winners));
        Assert.Equal((1L, 1L, 1L), await CountsAsync());
    }

    [Fact]
    public async Task A087_F3_conversion_that_fails_half_way_leaves_nothing_behind()
    {
        _crm.AddPlugin("test", p => p.AddConversionStep<FailingStep>("lead", "opportunity"));
        var lead = await _crm.AddAsync(new Lead { Name = "Ada", CompanyName = "Engines" });
        await using var session = _crm.OpenSession();
        Assert.Equal("conversion.step-failed", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Conversions.ConvertAsync(Ref(lead)))).Error.Code);

        Assert.Equal((0L, 0L, 0L), await CountsAsync());
        await using var check = _crm.OpenSession();
        var stored = await check.Records.GetAsync<Lead>(lead.Id);
        Assert.Equal(("new", (DateTimeOffset?)null, 1), (stored.StageKey, stored.ConvertedAt, stored.Version));
        Assert.Empty(await check.Conversions.ChainAsync(Ref(lead)));
    }

    [Fact]
    public async Task Lost_lead_is_not_converted()
    {
        var lead = await _crm.AddAsync(new Lead { Name = "Ada" });
        await using var session = _crm.OpenSession();
        await session.Pipelines.MoveAsync([new(Ref(lead), "disqualified") { LossReason = "no-budget" }]);
        Assert.Equal("conversion.stage", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Conversions.ConvertAsync(Ref(lead)))).Error.Code);
        Assert.Equal((0L, 0L, 0L), await CountsAsync());
    }

    [Theory]
    [InlineData("campaign", null, "conversion.undefined")]
    [InlineData(null, "nowhere", "conversion.process-unknown")]
    public async Task What_is_not_defined_is_refused(string? to, string? process, string code)
    {
        var lead = await _crm.AddAsync(new Lead { Name = "Ada" });
        await using var session = _crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Conversions.ConvertAsync(Ref(lead), new ConversionOptions { To = to, Process = process }));
        Assert.Equal(code, refused.Error.Code);
    }

    [Fact]
    public async Task Lines_go_along_and_the_chain_is_told_from_every_link()
    {
        var lead = await _crm.AddAsync(new Lead { Name = "Ada", CompanyName = "Engines" });
        await using var session = _crm.OpenSession();
        var deal = (await session.Conversions.ConvertAsync(Ref(lead))).Target;
        _crm.Clock.Advance(TimeSpan.FromMinutes(1));
        await session.Records.SaveAsync(new ChangeSet()
            .Create(new OpportunityLine { OpportunityId = deal.Id, Description = "Pump", Quantity = 2, UnitPrice = 50 })
            .Create(new OpportunityLine { OpportunityId = deal.Id, Description = "Valve", Quantity = 1, UnitPrice = 7 }));

        var order = (await session.Conversions.ConvertAsync(deal, new ConversionOptions { To = "order", Values = new Dictionary<string, object?> { ["name"] = "Order 1" } })).Target;

        var lines = await session.Records.ListAsync(new Specification<OrderLine>(l => l.OrderId == order.Id));
        Assert.Equal(["Pump", "Valve"], lines.Select(l => l.Description).Order());
        Assert.Equal("Order 1", (await session.Records.GetAsync<Order>(order.Id)).Name);
        foreach (var link in new[] { Ref(lead), deal, order })
            Assert.Equal(["opportunity", "order"], (await session.Conversions.ChainAsync(link)).Select(l => l.TargetType));
    }

    [Fact]
    public async Task Who_may_not_convert_is_refused_and_who_may_keeps_the_owner()
    {
        var (ada, bob) = (await _crm.AddUserAsync("Ada", "sales-rep"), await _crm.AddUserAsync("Bob", "reader"));
        var lead = await _crm.AddAsync(new Lead { Name = "Joe", CompanyName = "Engines" }, new InitialState { OwnerId = ada.Id });
        await using var reader = _crm.OpenSession(bob);
        await Assert.ThrowsAsync<CrmForbiddenException>(() => reader.Conversions.ConvertAsync(Ref(lead)));
        Assert.Equal((0L, 0L, 0L), await CountsAsync());

        await using var rep = _crm.OpenSession(ada);
        var target = (await rep.Conversions.ConvertAsync(Ref(lead))).Target;
        Assert.Equal(ada.Id, (await _crm.FindAsync<Opportunity>(target.Id))!.OwnerId);
    }

    private async Task<(long Deals, long Accounts, long Contacts)> CountsAsync()
    {
        await using var session = _crm.OpenSession();
        return (await session.Records.CountAsync(new Specification<Opportunity>()), await session.Records.CountAsync(new Specification<Account>()), await session.Records.CountAsync(new Specification<Contact>()));
    }

    private static RecordRef Ref(Lead lead) => new("lead", lead.Id);

    private sealed class FailingStep : IConversionStep
    {
        public ValueTask RunAsync(ConversionContext context, CancellationToken cancellationToken) => throw new InvalidOperationException("half way");
    }
}
