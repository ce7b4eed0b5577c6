using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using CrmKit.AspNetCore;
using CrmKit.Leads;
using CrmKit.Orders;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>Pages in Chinese say nothing in English that CrmKit itself says.</summary>
public sealed partial class LanguageTests(WebHost host) : IClassFixture<WebHost>
{
    [Theory]
    [InlineData("zh-CN")]
    [InlineData("zh-TW")]
    public async Task Remarks_of_every_report_are_in_the_reader_s_language(string language)
    {
        await SaveAsync(new Lead { Name = "Remarked" });
        var order = await SaveAsync(new Order { Name = "In dollars", Currency = "USD" });
        await SaveAsync(new OrderLine { OrderId = order, Description = "One", Quantity = 1, UnitPrice = 5 });
        var said = 0;
        foreach (var report in (await host.Admin.GetAsync("/api/reports", HttpStatusCode.OK))["items"]!.AsArray().Select(r => (string)r!["key"]!))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/reports/{report}");
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
            using var response = await host.Admin.SendAsync(request, TestContext.Current.CancellationToken);
            if (!response.IsSuccessStatusCode) continue; // some ask for a pipeline or a metric's parameters
            var table = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
            foreach (var remark in table["remarks"]!.AsArray().Select(r => (string)r!))
            {
                said++;
                Assert.False(Word().IsMatch(remark), $"{report}: {remark}");
            }
        }
        Assert.True(said > 2);
        var page = await host.Browser.PageAsync("/crm/_reports/lifecycle", language: language);
        Assert.Contains(language == "zh-CN" ? "统计窗口为截至" : "統計視窗為截至", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reasons_of_rights_are_in_the_reader_s_language()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        var lead = await SaveAsync(new Lead { Name = "Mine by right" }, me);
        var page = await browser.PageAsync($"/crm/leads/{lead}/_rights", language: "zh-CN");
        Assert.Contains("角色“销售代表”允许查看", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("且这一条由该用户负责。", page.Body.TextContent, StringComparison.Ordinal);
        Assert.Contains("角色「销售代表」允許", (await browser.PageAsync($"/crm/leads/{lead}/_rights", language: "zh-TW")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Role 'Sales representative' permits to read", (await browser.PageAsync($"/crm/leads/{lead}/_rights")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_says_why_in_the_reader_s_language_and_calls_pipelines_by_their_names()
    {
        var order = await SaveAsync(new Order { Name = "Paid in part" });
        await SaveAsync(new OrderLine { OrderId = order, Description = "One", Quantity = 1, UnitPrice = 5 });
        var text = (await host.Browser.PageAsync($"/crm/orders/{order}/_history", language: "zh-CN")).Body!.TextContent;
        Assert.Contains("有变动", text, StringComparison.Ordinal);
        Assert.DoesNotContain("changed", text, StringComparison.Ordinal);
        var lead = await SaveAsync(new Lead { Name = "Piped" });
        text = (await host.Browser.PageAsync($"/crm/leads/{lead}/_history")).QuerySelector("main")!.TextContent;
        Assert.DoesNotContain("lead.standard", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_calls_fields_and_options_by_their_labels()
    {
        var lead = await SaveAsync(new Lead { Name = "Audited" });
        await host.Admin.JsonAsync("PATCH", $"/api/leads/{lead}", """{"companyName":"Audited Ltd"}""");
        var text = (await host.Browser.PageAsync($"/crm/_admin/audit?type=lead&record={lead}", language: "zh-CN")).QuerySelector("table")!.TextContent;
        Assert.DoesNotContain("companyName", text, StringComparison.Ordinal);
        Assert.DoesNotContain("lead.standard", text, StringComparison.Ordinal);
        Assert.Contains("Audited Ltd", text, StringComparison.Ordinal);
        Assert.Contains("姓名", text, StringComparison.Ordinal);
    }

    private async Task<Guid> SaveAsync<T>(T record, Guid? owner = null) where T : Records.Record
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(owner ?? host.AdminId));
        return (await session.Records.CreateAsync(record)).Id;
    }

    [GeneratedRegex("[A-Za-z]{4,}")]
    private static partial Regex Word();
}
