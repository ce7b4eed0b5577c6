using CrmKit.Accounts;
using CrmKit.Contracts;
using CrmKit.Conversions;
using CrmKit.Documents;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Products;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Quotes;

public sealed class QuoteTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    private DateOnly Today => DateOnly.FromDateTime(_crm.Clock.Now.UtcDateTime);

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Quote_counts_as_orders_do_and_takes_prices_from_the_price_book()
    {
        var product = await _crm.AddAsync(new Product { Name = "Desk", ListPrice = 200, Currency = "EUR", TaxPercent = 20 });
        var book = await _crm.AddAsync(new PriceBook { Name = "Partners", Currency = "EUR" });
        await _crm.AddAsync(new PriceBookEntry { PriceBookId = book.Id, ProductId = product.Id, UnitPrice = 150, MinimumQuantity = 10 });
        var quote = await _crm.AddAsync(new Quote { Name = "Desks", Currency = "EUR", PriceBookId = book.Id, DiscountPercent = 10, Adjustment = 9.9m });
        await _crm.AddAsync(new QuoteLine { QuoteId = quote.Id, ProductId = product.Id, Quantity = 10 }, new QuoteLine { QuoteId = quote.Id, Description = "Delivery", UnitPrice = 33.35m });

        var stored = await FoundAsync(quote);
        Assert.Equal((1533.35m, 153.34m, 270m, 1659.91m), (stored.Subtotal, stored.DiscountTotal, stored.TaxTotal, stored.Total)); // tax of the desks after the discount
        Assert.Equal(("draft", 1, null), (stored.StageKey, stored.Revision, stored.IssuedOn));
        Assert.StartsWith("QT-260316-", stored.Number, StringComparison.Ordinal);
        Assert.Equal("document.discount-twice", (await Assert.ThrowsAsync<CrmValidationException>(() => _crm.AddAsync(new Quote { Name = "Both", DiscountPercent = 1, DiscountAmount = 1 }))).Error.Code);
        Assert.Equal("document.currency-fixed", (await RefusedAsync(s => s.Records.SaveAsync(Patch(quote, ("currency", "USD"))))).Code);
        Assert.Equal("document.dates-reversed", (await RefusedAsync(s => s.Records.SaveAsync(Patch(quote, ("issuedOn", Today), ("validUntilOn", Today.AddDays(-1)))))).Code);
    }

    [Fact]
    public async Task Faulty_quote_is_not_sent()
    {
        var gone = await _crm.AddAsync(new Product { Name = "Typewriter", ListPrice = 90, Currency = "EUR", IsActive = false });
        var quote = await _crm.AddAsync(new Quote { Name = "Nothing", Currency = "EUR" });
        Assert.Equal(["quote.empty", "quote.customer-missing"], (await RefusalsAsync(s => MoveAsync(s, quote, "sent"))).Select(e => e.Code));
        await _crm.AddAsync(new QuoteLine { QuoteId = quote.Id, ProductId = gone.Id });
        await DoAsync(async s => await s.Records.SaveAsync(Patch(quote, ("accountId", (await s.Records.CreateAsync(new Account { Name = "Acme" })).Id))));
        Assert.Equal("quote.product-inactive", (await RefusedAsync(s => MoveAsync(s, quote, "sent"))).Code);
        await DoAsync(s => MoveAsync(s, quote, "rejected")); // a draft may be dropped as it is
    }

    [Fact]
    public async Task Sent_quote_stays_as_the_customer_holds_it()
    {
        var (quote, line) = await SentAsync();
        Assert.Equal(Today, (await FoundAsync(quote)).IssuedOn);
        foreach (var (field, value) in new (string, object?)[] { ("validUntilOn", Today.AddDays(90)), ("discountPercent", 5m), ("terms", "Cash"), ("name", "Other") })
            Assert.Equal(("quote.fixed", field), (await RefusedAsync(s => s.Records.SaveAsync(Patch(quote, (field, value))))) is var e ? (e.Code, e.Field) : default);
        Assert.Equal("quote.fixed", (await RefusedAsync(s => s.Records.CreateAsync(new QuoteLine { QuoteId = quote.Id, Description = "More", UnitPrice = 1 }))).Code);
        Assert.Equal("quote.fixed", (await RefusedAsync(s => s.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("quote-line", line.Id), new Dictionary<string, object?> { ["quantity"] = 9m })))).Code);
        Assert.Equal("quote.fixed", (await RefusedAsync(s => s.Records.DeleteAsync(new RecordRef("quote-line", line.Id)))).Code);
        Assert.Equal("quote.was-sent", (await RefusedAsync(s => MoveAsync(s, quote, "draft"))).Code);

        await DoAsync(s => s.Records.SaveAsync(Patch(quote, ("description", "They think it over"))));
        await DoAsync(s => s.Records.DeleteAsync(Ref(quote))); // with its lines
        await DoAsync(s => s.Records.SaveAsync(new ChangeSet().Restore(Ref(quote))));
        Assert.Equal(200m, (await FoundAsync(quote)).Total);
    }

    [Fact]
    public async Task Revision_is_a_new_draft_and_the_old_quote_is_kept()
    {
        var (quote, _) = await SentAsync(validDays: 30);
        _crm.Clock.Advance(TimeSpan.FromDays(10));
        var revision = await RevisedAsync(quote);
        var (before, after) = (await FoundAsync(quote), revision);
        Assert.Equal(("replaced", "draft"), (before.StageKey, after.StageKey));
        Assert.Equal((2, quote.Id, $"{before.Number}-R2", Today.AddDays(30), 200m), (after.Revision, after.RevisionOfId, after.Number, after.ValidUntilOn, after.Total));
        Assert.Equal("quote.draft", (await RefusedAsync(s => RevisedAsync(s, revision))).Code);
        Assert.Equal("quote.replaced", (await RefusedAsync(s => s.Pipelines.ReopenAsync([Ref(quote)]))).Code);
        await using (var session = _crm.OpenSession())
            Assert.Equal("conversion.done", (await Assert.ThrowsAsync<CrmConflictException>(() => RevisedAsync(session, quote))).Error.Code);
        Assert.Equal("conversion.stage", (await RefusedAsync(s => s.Conversions.ConvertAsync(Ref(quote), new ConversionOptions { To = "order" }))).Code);

        await DoAsync(s => MoveAsync(s, revision, "sent"));
        var third = await RevisedAsync(revision);
        Assert.Equal((3, $"{before.Number}-R3"), (third.Revision, third.Number));
    }

    [Fact]
    public async Task Expired_quote_is_accepted_only_as_a_revision()
    {
        var (quote, _) = await SentAsync(validDays: 7);
        _crm.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal("quote.expired", (await RefusedAsync(s => MoveAsync(s, quote, "accepted"))).Code);
        Assert.Equal("quote.expired", (await RefusedAsync(s => s.Conversions.ConvertAsync(Ref(quote), new ConversionOptions { To = "order" }))).Code);
        await DoAsync(s => MoveAsync(s, quote, "expired"));
        Assert.Equal("conversion.stage", (await RefusedAsync(s => s.Conversions.ConvertAsync(Ref(quote), new ConversionOptions { To = "order" }))).Code);
        var revision = await RevisedAsync(quote);
        Assert.Equal("expired", (await FoundAsync(quote)).StageKey); // it was not replaced while it was valid
        await DoAsync(s => MoveAsync(s, revision, "sent"));
        await DoAsync(s => s.Conversions.ConvertAsync(Ref(revision), new ConversionOptions { To = "order" }));
        Assert.Equal("accepted", (await FoundAsync(revision)).StageKey);
    }

    [Fact]
    public async Task Quote_becomes_a_contract_and_an_order_once_each_with_its_lines_and_discounts()
    {
        await using var session = _crm.OpenSession();
        var account = await session.Records.CreateAsync(new Account { Name = "Acme" });
        var sale = await session.Records.CreateAsync(new Opportunity { Name = "Crane", AccountId = account.Id, Currency = "EUR" });
        await session.Records.CreateAsync(new OpportunityLine { OpportunityId = sale.Id, Description = "Crane", Quantity = 2, UnitPrice = 1000, TaxPercent = 20 });
        var quote = await session.Records.GetAsync<Quote>((await session.Conversions.ConvertAsync(new RecordRef("opportunity", sale.Id), new ConversionOptions { Process = "quoted" })).Target.Id);
        Assert.Equal((sale.Id, 2400m), (quote.OpportunityId, quote.Total));
        await session.Records.SaveAsync(Patch(quote, ("discountAmount", 100m), ("terms", "30 days")));

        var contract = await session.Records.GetAsync<Contract>((await session.Conversions.ConvertAsync(Ref(quote), new ConversionOptions { To = "contract" })).Target.Id);
        Assert.Equal((quote.Id, 1900m, "30 days"), (contract.QuoteId, contract.Amount, contract.Terms));
        Assert.Equal("accepted", (await session.Records.GetAsync<Quote>(quote.Id)).StageKey);
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("contract", contract.Id), "active")]);
        var order = await session.Records.GetAsync<Order>((await session.Conversions.ConvertAsync(new RecordRef("contract", contract.Id))).Target.Id);
        Assert.Equal((quote.Id, contract.Id, 100m, 2280m), (order.QuoteId, order.ContractId, order.DiscountAmount, order.Total)); // the quote's lines, not the opportunity's beside them
        Assert.Equal(["quote", "contract", "order"], (await session.Conversions.ChainAsync(Ref(quote))).Select(l => l.TargetType));
    }

    [Fact]
    public async Task F4_quote_that_twenty_accept_at_once_makes_one_order()
    {
        var (quote, _) = await SentAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
        {
            await using var session = _crm.OpenSession($"clerk {i}");
            try
            {
                return (await session.Conversions.ConvertAsync(Ref(quote), new ConversionOptions { To = "order" })).Target;
            }
            catch (CrmConflictException late)
            {
                return late.Winners[0];
            }
        })));
        Assert.Single(results.Distinct());
        await using var check = _crm.OpenSession();
        var order = Assert.Single(await check.Records.ListAsync(new Specification<Order>()));
        Assert.Equal((results[0].Id, quote.Id, 200m), (order.Id, order.QuoteId, order.Total));
    }

    [Fact]
    public async Task F4_quote_is_accepted_or_revised_but_not_both()
    {
        var (quote, _) = await SentAsync();
        var results = await Task.WhenAll(new[] { "order", "quote" }.Select(to => Task.Run(async () =>
        {
            await using var session = _crm.OpenSession(to);
            try
            {
                await session.Conversions.ConvertAsync(Ref(quote), new ConversionOptions { To = to });
                return to;
            }
            catch (CrmException refused) when (refused is CrmConflictException or CrmRuleException)
            {
                return null;
            }
        })));
        var won = Assert.Single(results.OfType<string>());
        Assert.Equal(won == "order" ? "accepted" : "replaced", (await FoundAsync(quote)).StageKey);
    }

    [Fact]
    public async Task Quote_that_is_good_till_the_end_of_the_calendar_can_be_revised()
    {
        var (quote, _) = await SentAsync(validDays: DateOnly.MaxValue.DayNumber - Today.DayNumber);
        _crm.Clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal(DateOnly.MaxValue, (await RevisedAsync(quote)).ValidUntilOn);
    }

    private async Task<(Quote Quote, QuoteLine Line)> SentAsync(int? validDays = null)
    {
        var account = await _crm.AddAsync(new Account { Name = "Acme" });
        var quote = await _crm.AddAsync(new Quote { Name = "Lamps", AccountId = account.Id, Currency = "EUR", ValidUntilOn = validDays is { } days ? Today.AddDays(days) : null });
        var line = await _crm.AddAsync(new QuoteLine { QuoteId = quote.Id, Description = "Lamp", Quantity = 2, UnitPrice = 100 });
        await DoAsync(s => MoveAsync(s, quote, "sent"));
        return (await FoundAsync(quote), line);
    }

    private async Task<Quote> RevisedAsync(Quote quote)
    {
        await using var session = _crm.OpenSession();
        return await session.Records.GetAsync<Quote>((await RevisedAsync(session, quote)).Target.Id);
    }

    private static Task<ConversionResult> RevisedAsync(ICrmSession session, Quote quote) => session.Conversions.ConvertAsync(Ref(quote), new ConversionOptions { To = "quote" });

    private static Task MoveAsync(ICrmSession session, Quote quote, string stage) => session.Pipelines.MoveAsync([new StageMove(Ref(quote), stage)]);

    private async Task<Quote> FoundAsync(Quote quote) => (await _crm.FindAsync<Quote>(quote.Id))!;

    private async Task DoAsync(Func<ICrmSession, Task> act)
    {
        await using var session = _crm.OpenSession();
        await act(session);
    }

    private async Task<CrmError> RefusedAsync(Func<ICrmSession, Task> act) => (await RefusalsAsync(act))[0];

    private async Task<IReadOnlyList<CrmError>> RefusalsAsync(Func<ICrmSession, Task> act) => (await Assert.ThrowsAnyAsync<CrmException>(() => DoAsync(act))).Errors;

    private static ChangeSet Patch(Quote quote, params (string Field, object? Value)[] values) => new ChangeSet().Patch(Ref(quote), values.ToDictionary(v => v.Field, v => v.Value));

    private static RecordRef Ref(Quote quote) => new("quote", quote.Id);
}
