using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;
using CrmKit.Changes;
using CrmKit.Fields;
using CrmKit.Pages;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

public sealed class LinesTests(LinesTests.Host host) : IClassFixture<LinesTests.Host>
{
    [Fact]
    public async Task Sums_are_shown_when_nothing_is_held_any_more_that_others_wait_for()
    {
        var order = await OrderAsync();
        host.Witness.IsAsked = true;
        var computed = await host.Browser.SubmitAsync(Form(await host.Browser.PageAsync($"/crm/orders/{order}/_lines")), HttpStatusCode.OK, ("l0.description", "Pump"), ("l0.unitPrice", "100"), ("act", "compute"));
        host.Witness.IsAsked = false;
        Assert.StartsWith("100.00", Total(computed, "total"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_are_added_changed_and_taken_out_in_one_form_without_scripts()
    {
        var order = await OrderAsync();
        var page = await host.Browser.PageAsync($"/crm/orders/{order}/_lines");
        Assert.Equal(2, page.QuerySelectorAll("tr[data-line=new]").Length);
        Assert.Equal("/crm/orders/" + order, await host.Browser.DoneAsync(Form(page),
            ("l0.description", "Pump"), ("l0.quantity", "3"), ("l0.unitPrice", "100"), ("l0.taxPercent", "20"), ("l1.description", "Hose"), ("l1.unitPrice", "12.5"), ("act", "save")));
        var record = await host.Browser.PageAsync("/crm/orders/" + order);
        Assert.Equal(["Pump", "Hose"], record.QuerySelectorAll("#lines tbody tr").Select(r => r.QuerySelector("a")!.TextContent));
        Assert.StartsWith("372.50", Total(record, "total"), StringComparison.Ordinal); // 3 × 100 + 20 % + 12.50
        Assert.Null(record.QuerySelector("#order-line-orderId")); // once is enough

        page = await host.Browser.PageAsync($"/crm/orders/{order}/_lines", language: "zh-CN");
        Assert.Equal("订单明细", page.QuerySelector("h1")!.TextContent);
        await host.Browser.DoneAsync(Form(page), ("l0.quantity", "5"), ("l1.remove", "true"), ("h.discountPercent", "10"), ("act", "save"));
        record = await host.Browser.PageAsync("/crm/orders/" + order);
        Assert.Equal(["Pump"], record.QuerySelectorAll("#lines tbody tr").Select(r => r.QuerySelector("a")!.TextContent));
        Assert.StartsWith("540.00", Total(record, "total"), StringComparison.Ordinal); // 5 × 100 − 10 % + 20 %
    }

    [Fact]
    public async Task What_lines_come_to_is_computed_by_the_door_and_nothing_is_saved()
    {
        var order = await OrderAsync();
        var page = await host.Browser.PageAsync($"/crm/orders/{order}/_lines");
        var computed = await host.Browser.SubmitAsync(Form(page), HttpStatusCode.OK, ("l0.description", "Third"), ("l0.unitPrice", "0.335"), ("l0.quantity", "3"), ("act", "compute"));
        Assert.StartsWith("1.01", Total(computed, "total"), StringComparison.Ordinal); // rounded as it will be stored
        Assert.Contains("1.01", computed.QuerySelector("#line-0")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Third", computed.QuerySelector("[name='l0.description']")!.GetAttribute("value"));
        Assert.Empty((await host.Admin.GetAsync($"/api/order-lines?filter=orderId eq '{order}'", HttpStatusCode.OK))["items"]!.AsArray());

        var more = await host.Browser.SubmitAsync(Form(computed), HttpStatusCode.OK, ("act", "more"));
        Assert.True(more.QuerySelectorAll("tr[data-line=new]").Length > computed.QuerySelectorAll("tr[data-line=new]").Length);
        await host.Browser.DoneAsync(Form(more), ("act", "save"));
        Assert.StartsWith("1.01", Total(await host.Browser.PageAsync("/crm/orders/" + order), "total"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistake_is_said_at_its_line_and_all_stays_as_it_was()
    {
        var order = await OrderAsync();
        var page = await host.Browser.PageAsync($"/crm/orders/{order}/_lines");
        var refused = await host.Browser.SubmitAsync(Form(page), HttpStatusCode.UnprocessableEntity, ("l0.description", "Good"), ("l0.unitPrice", "1"), ("l1.description", "Bad"), ("l1.unitPrice", "1"), ("l1.discountPercent", "200"), ("act", "save"));
        Assert.NotNull(refused.QuerySelector("[data-field='l1.discountPercent'] .invalid-feedback"));
        Assert.Null(refused.QuerySelector("[data-field='l0.discountPercent'] .invalid-feedback"));
        Assert.Equal("200", refused.QuerySelector("[name='l1.discountPercent']")!.GetAttribute("value"));
        Assert.Empty((await host.Admin.GetAsync($"/api/order-lines?filter=orderId eq '{order}'", HttpStatusCode.OK))["items"]!.AsArray());
        refused = await host.Browser.SubmitAsync(Form(page), HttpStatusCode.UnprocessableEntity, ("l0.description", "Text"), ("l0.unitPrice", "cheap"), ("act", "save"));
        Assert.NotNull(refused.QuerySelector("[data-field='l0.unitPrice'] .invalid-feedback"));
    }

    [Fact]
    public async Task Line_that_somebody_else_changed_meanwhile_is_not_written_over()
    {
        var order = await OrderAsync();
        var line = await host.Admin.CreateAsync("order-lines", $$"""{"orderId":"{{order}}","description":"Shared","unitPrice":10}""");
        var page = await host.Browser.PageAsync($"/crm/orders/{order}/_lines");
        await host.Admin.JsonAsync("PATCH", "/api/order-lines/" + line, """{"unitPrice":11}""");
        var refused = await host.Browser.SubmitAsync(Form(page), HttpStatusCode.Conflict, ("l0.unitPrice", "12"), ("act", "save"));
        Assert.NotNull(refused.QuerySelector("[data-code='record.conflict']"));
        Assert.Equal(11m, (decimal)(await host.Admin.GetAsync("/api/order-lines/" + line, HttpStatusCode.OK))["unitPrice"]!);
        await host.Browser.DoneAsync(Form(refused), ("act", "save")); // knowingly
        Assert.Equal(12m, (decimal)(await host.Admin.GetAsync("/api/order-lines/" + line, HttpStatusCode.OK))["unitPrice"]!);
        await host.Browser.PageAsync($"/crm/leads/{await host.Admin.CreateAsync("leads", """{"name":"No lines"}""")}/_lines", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Payment_plan_shows_what_is_paid_and_what_is_overdue_and_one_button_pays()
    {
        var order = await OrderAsync();
        await host.Admin.CreateAsync("order-lines", $$"""{"orderId":"{{order}}","description":"Machine","unitPrice":1000}""");
        await host.Admin.CreateAsync("payment-plan-items", $$"""{"orderId":"{{order}}","name":"Deposit","dueOn":"2020-01-31","amount":400}""");
        var page = await host.Browser.PageAsync("/crm/orders/" + order);
        await host.Browser.DoneAsync(page.QuerySelector("form[action$=_instalment]")!, ("f.name", "Rest"), ("f.dueOn", "2099-12-31"), ("f.amount", "600"));
        page = await host.Browser.PageAsync("/crm/orders/" + order);
        Assert.Equal(["overdue", "open"], page.QuerySelectorAll("#plan tbody tr").Select(r => r.GetAttribute("data-state")));
        Assert.Contains("Overdue", page.QuerySelector("#plan [data-state=overdue]")!.TextContent, StringComparison.Ordinal);

        var pay = page.QuerySelector("#plan form[action$=_pay]")!;
        await host.Browser.DoneAsync(pay);
        page = await host.Browser.PageAsync("/crm/orders/" + order);
        Assert.Equal(["paid", "open"], page.QuerySelectorAll("#plan tbody tr").Select(r => r.GetAttribute("data-state")));
        Assert.StartsWith("400.00", Total(page, "paidTotal"), StringComparison.Ordinal);
        Assert.StartsWith("600.00", Total(page, "outstandingTotal"), StringComparison.Ordinal);
        var refused = await host.Browser.SubmitAsync(pay, HttpStatusCode.UnprocessableEntity); // twice is once
        Assert.NotNull(refused.QuerySelector("[data-code='order.instalment-paid']"));

        refused = await host.Browser.SubmitAsync(page.QuerySelector("form[action$=_instalment]")!, HttpStatusCode.UnprocessableEntity, ("f.name", "Nothing due"));
        Assert.NotNull(refused.QuerySelector("[data-code='field.required']"));
        var (_, reader) = await host.BrowserOfAsync("reader");
        page = await reader.PageAsync("/crm/orders/" + order);
        Assert.Equal(2, page.QuerySelectorAll("#plan tbody tr").Length);
        Assert.Empty(page.QuerySelectorAll("main form"));
        await reader.PageAsync($"/crm/orders/{order}/_lines", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Instalment_that_is_paid_by_several_at_once_is_paid_once()
    {
        var order = await OrderAsync();
        await host.Admin.CreateAsync("order-lines", $$"""{"orderId":"{{order}}","description":"Pump","unitPrice":400}""");
        await host.Admin.CreateAsync("payment-plan-items", $$"""{"orderId":"{{order}}","name":"All of it","dueOn":"2099-12-31","amount":400}""");
        var pay = (await host.Browser.PageAsync("/crm/orders/" + order)).QuerySelector("#plan form[action$=_pay]")!;
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var answer = await host.Browser.SubmitAsync(pay);
            return answer.StatusCode;
        }));
        Assert.Single(answers, HttpStatusCode.SeeOther);
        Assert.All(answers, a => Assert.True(a is HttpStatusCode.SeeOther or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity, a.ToString()));
        Assert.Single((await host.Admin.GetAsync($"/api/payments?filter=orderId eq '{order}'", HttpStatusCode.OK))["items"]!.AsArray());
    }

    private async Task<string> OrderAsync() => await host.Admin.CreateAsync("orders", """{"name":"Ordered"}""");

    private static string Total(IHtmlDocument page, string key) => page.QuerySelector($"[data-total={key}] dd")!.TextContent.Trim();

    private static IElement Form(IHtmlDocument page) => page.QuerySelector("form.crm-lines")!;

    /// <summary>A host with something that asks what only those may ask who hold no transaction, while a page is drawn.</summary>
    public sealed class Host : WebHost
    {
        internal Asker Witness { get; } = new();

        protected override void Configure(IServiceCollection services) => services.AddSingleton<IAdministrationPage>(Witness);
    }

    internal sealed class Asker : IAdministrationPage
    {
        public bool IsAsked { get; set; }

        public string Key => "witness";

        public LocalizedText Label => new("Witness");

        public async ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken)
        {
            if (IsAsked) await session.Changes.ReadAsync(new ChangeQuery { After = ChangeQuery.Now }, cancellationToken);
            return false;
        }

        public Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
