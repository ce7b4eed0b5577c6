using System.Text;
using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Attachments;
using CrmKit.Contracts;
using CrmKit.Orders;
using CrmKit.Quotes;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Documents;

public sealed class PrintTests : IAsyncDisposable
{
    private readonly PaperPrinter _printer = new();
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("crmkit-print-tests-");
    private readonly TestCrm _crm;

    public PrintTests() => _crm = new TestCrm(builder =>
    {
        builder.Services.AddSingleton<IDocumentPrinter>(_printer);
        builder.Configure(o => o.AttachmentFolder = _files.FullName);
    });

    public async ValueTask DisposeAsync()
    {
        await _crm.DisposeAsync();
        _files.Delete(recursive: true);
    }

    [Fact]
    public async Task Quote_is_printed_with_the_companys_head_in_the_readers_language()
    {
        await using var session = _crm.OpenSession();
        var quote = await QuoteAsync(session);
        await session.Settings.SaveAsync("core", new Dictionary<string, object?> { ["company-name"] = "Pumps & Co", ["company-address"] = "Main St 1\nUlm", ["company-logo"] = "data:image/png;base64,iVBORw0KGgo=", ["document-paper"] = "letter" });
        var page = await PageAsync(session, "core.quote", new RecordRef("quote", quote.Id), new DocumentPrint { Culture = "de-AT" });
        Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal);
        foreach (var part in new[] { "Pumps &amp; Co", "Main St 1", "data:image/png;base64,iVBORw0KGgo=", "size: letter", "default-src 'none'", "<html lang=\"de-AT\">", "&lt;Lamp&gt;", "Acme &amp; Sons", "<h1>Quote QT-" })
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.Contains("size: A4", await PageAsync(session, "core.quote", new RecordRef("quote", quote.Id), new DocumentPrint { Paper = DocumentPaper.A4 }), StringComparison.Ordinal);
        Assert.Contains("<h1>报价单 QT-", await PageAsync(session, "core.quote", new RecordRef("quote", quote.Id), new DocumentPrint { Culture = "zh-CN" }), StringComparison.Ordinal);
        Assert.Contains("<h1>報價單 QT-", await PageAsync(session, "core.quote", new RecordRef("quote", quote.Id), new DocumentPrint { Culture = "zh-TW" }), StringComparison.Ordinal);
        Assert.Equal("field.pattern", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Settings.SaveAsync("core", new Dictionary<string, object?> { ["company-logo"] = "https://elsewhere.example/logo.png" }))).Error.Code);
    }

    [Fact]
    public async Task Order_its_payment_plan_and_a_contract_are_printed()
    {
        await using var session = _crm.OpenSession();
        var account = await session.Records.CreateAsync(new Account { Name = "Acme" });
        var contract = await session.Records.CreateAsync(new Contract { Name = "Supply", AccountId = account.Id, Currency = "EUR" });
        await session.Records.CreateAsync(new ContractParty { ContractId = contract.Id, AccountId = account.Id });
        await session.Records.CreateAsync(new ContractVersion { ContractId = contract.Id, Text = "Dropped clause", Status = ContractVersionStatus.Rejected });
        await session.Records.CreateAsync(new ContractVersion { ContractId = contract.Id, Text = "Agreed clause", Status = ContractVersionStatus.Agreed });
        var order = await session.Records.CreateAsync(new Order { Name = "Pumps", AccountId = account.Id, ContractId = contract.Id, Currency = "EUR" });
        await session.Records.CreateAsync(new OrderLine { OrderId = order.Id, Description = "Pump", UnitPrice = 1000 });
        await session.Records.CreateAsync(new PaymentPlanItem { OrderId = order.Id, Name = "Deposit", DueOn = new DateOnly(2026, 5, 1), Amount = 400 });

        var (asOrder, asPlan, asContract) = (
            await PageAsync(session, "core.order", new RecordRef("order", order.Id)), await PageAsync(session, "core.payment-plan", new RecordRef("order", order.Id)), await PageAsync(session, "core.contract", new RecordRef("contract", contract.Id)));
        Assert.Contains("1,000.00", asOrder, StringComparison.Ordinal);
        Assert.Contains("Deposit", asPlan, StringComparison.Ordinal);
        Assert.Contains((await session.Records.GetAsync<Contract>(contract.Id)).Number!, asPlan, StringComparison.Ordinal);
        Assert.Contains("Agreed clause", asContract, StringComparison.Ordinal);
        Assert.DoesNotContain("Dropped clause", asContract, StringComparison.Ordinal);
        Assert.Contains((await session.Records.GetAsync<Order>(order.Id)).Number!, asContract, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S94_goods_are_handed_over_with_a_delivery_note_that_names_no_price_and_is_signed()
    {
        await using var session = _crm.OpenSession();
        var account = await session.Records.CreateAsync(new Account { Name = "Acme" });
        var order = await session.Records.CreateAsync(new Order { Name = "Pumps", AccountId = account.Id, Currency = "EUR", ShippingName = "Gate 4", ShippingCity = "Ulm" });
        await session.Records.CreateAsync(new OrderLine { OrderId = order.Id, Description = "Pump", Quantity = 12, UnitPrice = 987.65m });
        await session.Records.CreateAsync(new FulfilmentMilestone { OrderId = order.Id, Name = "Built", ReachedOn = new DateOnly(2026, 4, 1) });
        await session.Records.CreateAsync(new FulfilmentMilestone { OrderId = order.Id, Name = "Handed over", PlannedOn = new DateOnly(2026, 4, 9) });
        var note = await PageAsync(session, "core.delivery-note", new RecordRef("order", order.Id), new DocumentPrint { Culture = "en-GB" });
        foreach (var part in new[] { "<h1>Delivery note ", "Gate 4", "Ulm", "Pump", ">12<", "Built: Reached", "Handed over: Planned", "Received completely and undamaged" }) Assert.Contains(part, note, StringComparison.Ordinal);
        Assert.DoesNotContain("987", note, StringComparison.Ordinal);
        var delivery = await session.Records.CreateAsync(new Delivery { OrderId = order.Id, Carrier = "Own van" });
        await session.Records.CreateAsync(new DeliveryLine { DeliveryId = delivery.Id, OrderLineId = (await session.Records.ListAsync(new Specification<OrderLine>(l => l.OrderId == order.Id)))[0].Id, Quantity = 5, Lot = "B-7" });
        var partial = await PageAsync(session, "core.delivery", new RecordRef("delivery", delivery.Id), new DocumentPrint { Culture = "en-GB" });
        foreach (var part in new[] { "<h1>Delivery note DN-", "Acme", "Gate 4", "Own van", "Pump<br>B-7", ">12<", ">5<", "Received completely and undamaged" }) Assert.Contains(part, partial, StringComparison.Ordinal);
        Assert.DoesNotContain("987", partial, StringComparison.Ordinal);
        Assert.Contains("<h1>送貨單", await PageAsync(session, "core.delivery-note", new RecordRef("order", order.Id), new DocumentPrint { Culture = "zh-TW" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Printed_file_is_kept_with_its_record_when_that_is_asked_for()
    {
        await using var session = _crm.OpenSession();
        var quote = new RecordRef("quote", (await QuoteAsync(session)).Id);
        var printed = await session.Documents.PrintAsync("core.quote", quote, new DocumentPrint { Format = DocumentFormat.Pdf });
        Assert.Equal(("quote-lamps.pdf", "application/pdf", null), (printed.FileName, printed.MediaType, printed.Attachment));
        Assert.Empty(await session.Attachments.ListAsync(quote));
        Assert.Contains("<h2>Lamps</h2>", _printer.Last, StringComparison.Ordinal);

        await session.Documents.PrintAsync("core.quote", quote, new DocumentPrint { Format = DocumentFormat.Pdf, Attach = true });
        await session.Documents.PrintAsync("core.quote", quote, new DocumentPrint { Attach = true });
        Assert.Equal(["quote-lamps.pdf", "quote-lamps.html"], (await session.Attachments.ListAsync(quote)).Select(a => a.Name));
        Assert.Equal("application/pdf", (await session.Attachments.ListAsync(quote))[0].ContentType);

        var reader = await _crm.AddUserAsync("Reader", "reader");
        await using var other = _crm.OpenSession(reader);
        Assert.NotEmpty((await other.Documents.PrintAsync("core.quote", quote)).Content.ToArray());
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => other.Documents.PrintAsync("core.quote", quote, new DocumentPrint { Attach = true }))).Error.Code);
    }

    [Fact]
    public async Task A019_hidden_fields_do_not_print()
    {
        _crm.AddPlugin("acme", p => p.Role(new RoleDefinition
        {
            Key = "acme.blind",
            Label = new("Blind"),
            Permissions = [new Permission("quote", Operations.Read, AccessScope.All)],
            Restrictions = [new FieldRestriction("quote", "total", CanRead: false, CanWrite: false), new FieldRestriction("quote", "subtotal", CanRead: false, CanWrite: false), new FieldRestriction("quote-line", "total", CanRead: false, CanWrite: false)],
        }));
        await using var session = _crm.OpenSession();
        var quote = await QuoteAsync(session);
        await using var blind = _crm.OpenSession(await _crm.AddUserAsync("Blind", "acme.blind"));
        var printed = await blind.Documents.PrintAsync("core.quote", new RecordRef("quote", quote.Id), new DocumentPrint { Format = DocumentFormat.Pdf });
        Assert.Contains("quote.total", printed.HiddenFields);
        Assert.DoesNotContain("246.80", _printer.Last, StringComparison.Ordinal);
        Assert.DoesNotContain("Acme", _printer.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Template_of_an_administrator_stands_in_for_cores_and_goes_again()
    {
        await using var session = _crm.OpenSession();
        var quote = new RecordRef("quote", (await QuoteAsync(session)).Id);
        await session.Administration.SaveTemplateAsync(new DocumentTemplate { Key = "our-quote", Label = new("Our quote"), RecordType = "quote", Body = "<p>Dear customer, {{name}}</p>", Replaces = "core.quote" });
        await using (var later = _crm.OpenSession()) Assert.Contains("Dear customer, Lamps", await PageAsync(later, "core.quote", quote), StringComparison.Ordinal);
        await session.Administration.RemoveTemplateAsync("our-quote");
        await using (var later = _crm.OpenSession()) Assert.DoesNotContain("Dear customer", await PageAsync(later, "core.quote", quote), StringComparison.Ordinal);
        foreach (var body in new[] { "<iframe src=\"file:///etc/passwd\"></iframe>", "<meta http-equiv=\"refresh\" content=\"0;url=file:///etc/passwd\">", "<object data=\"x\"></object>" })
            Assert.Equal("catalog.definition-invalid", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Administration.SaveTemplateAsync(new DocumentTemplate { Key = "bad", Label = new("Bad"), RecordType = "quote", Body = body }))).Error.Code);
    }

    [Theory]
    [InlineData("<img src=\"file:///etc/passwd\"><img src=\"http://169.254.169.254/\">")]
    [InlineData("<style>@import url(http://127.0.0.1/a.css); p { background: url(file:///etc/passwd) }</style>")]
    [InlineData("<link rel=\"stylesheet\" href=\"http://127.0.0.1/a.css\">")]
    [InlineData("<p style=\"background:url(//127.0.0.1/x)\">{{name}}</p>")]
    [InlineData("<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>")]
    [InlineData("<script>fetch('file:///etc/passwd')</script>")]
    [InlineData("<svg onload=\"alert(1)\"></svg>")]
    public async Task A085_what_a_template_would_fetch_or_run_is_refused_or_printed_under_a_policy_that_lets_nothing_be_loaded(string body)
    {
        await using var session = _crm.OpenSession();
        var quote = new RecordRef("quote", (await QuoteAsync(session)).Id);
        try
        {
            await session.Administration.SaveTemplateAsync(new DocumentTemplate { Key = "fetching", Label = new("Fetching"), RecordType = "quote", Body = body });
        }
        catch (CrmRuleException refused)
        {
            Assert.Equal("catalog.definition-invalid", refused.Error.Code);
            return;
        }
        await using var later = _crm.OpenSession();
        var page = await PageAsync(later, "fetching", quote);
        var policy = page.IndexOf("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">", StringComparison.Ordinal);
        Assert.InRange(policy, 0, page.IndexOf("<main>", StringComparison.Ordinal));
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("onload", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_cannot_be_printed_says_why()
    {
        _crm.AddPlugin("acme", p => p.AddDocumentTemplate(new DocumentTemplate { Key = "acme.slip", Label = new("Slip"), RecordType = "quote", Output = DocumentOutput.Text, Body = "{{name}}" }));
        await using var session = _crm.OpenSession();
        var quote = new RecordRef("quote", (await QuoteAsync(session)).Id);
        Assert.Equal("document.not-printed", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Documents.PrintAsync("acme.slip", quote))).Error.Code);
        Assert.Equal("template.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Documents.PrintAsync("core.invoice", quote))).Error.Code);

        await using var bare = new TestCrm(builder => builder.UseBrowserPrinter(Path.Combine(_files.FullName, "no-browser")));
        await using var without = bare.OpenSession();
        var other = new RecordRef("quote", (await QuoteAsync(without)).Id);
        Assert.Equal("document.printer-missing", (await Assert.ThrowsAsync<CrmRuleException>(() => without.Documents.PrintAsync("core.quote", other, new DocumentPrint { Format = DocumentFormat.Pdf }))).Error.Code);
        Assert.NotEmpty((await without.Documents.PrintAsync("core.quote", other)).Content.ToArray()); // pages need no printer
    }

    private static async Task<Quote> QuoteAsync(ICrmSession session)
    {
        var account = await session.Records.CreateAsync(new Account { Name = "Acme & Sons" });
        var quote = await session.Records.CreateAsync(new Quote { Name = "Lamps", AccountId = account.Id, Currency = "EUR" });
        await session.Records.CreateAsync(new QuoteLine { QuoteId = quote.Id, Description = "<Lamp>", Quantity = 2, UnitPrice = 123.4m });
        return quote;
    }

    private static async Task<string> PageAsync(ICrmSession session, string template, RecordRef record, DocumentPrint? print = null) =>
        Encoding.UTF8.GetString((await session.Documents.PrintAsync(template, record, print)).Content.Span);

    private sealed class PaperPrinter : IDocumentPrinter
    {
        public string Last { get; private set; } = "";

        public Task<ReadOnlyMemory<byte>> PrintAsync(string html, CancellationToken cancellationToken)
        {
            Last = html;
            return Task.FromResult<ReadOnlyMemory<byte>>("%PDF-1.7\n%%EOF"u8.ToArray());
        }
    }
}
