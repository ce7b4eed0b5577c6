using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace CrmKit.AspNetCore;

public sealed partial class DemoTests
{
    [Fact]
    public async Task Demo_company_is_the_same_on_every_machine()
    {
        var (first, second) = (await DescribeAsync(), await DescribeAsync());
        Assert.Equal(first, second);
        Assert.Contains("accounts 312", first, StringComparison.Ordinal);
        Assert.Contains("opportunities 420", first, StringComparison.Ordinal);
        Assert.Contains("有限公司", first, StringComparison.Ordinal);
    }

    private static async Task<string> DescribeAsync()
    {
        var host = new DemoHost();
        try
        {
            await host.InitializeAsync();
            for (var tries = 0; (await host.Admin.GetAsync("/api/accounts?size=1", HttpStatusCode.OK))["items"]!.AsArray().Count == 0 && tries < 600; tries++) await Task.Delay(100);
            var text = new StringBuilder();
            foreach (var (plural, fields) in new[]
            {
                ("accounts", "name,industry,foundedYear"), ("contacts", "name,email"), ("leads", "name,stage,score,stageEnteredAt"), ("opportunities", "name,stage,amount,closedOn,lossReason"),
                ("orders", "number,total,paidTotal,stage"), ("contracts", "number,amount,stage"), ("projects", "name,budget"), ("cases", "subject,stage,priority"), ("assets", "serialNumber"),
                ("phone-calls", "subject,startsAt"), ("products", "code,listPrice"), ("campaigns", "code"),
            })
            {
                var items = (await host.Admin.GetAsync($"/api/{plural}?size=1000", HttpStatusCode.OK))["items"]!.AsArray();
                text.AppendLine(CultureInfo.InvariantCulture, $"{plural} {items.Count}");
                foreach (var line in items.Select(i => string.Join('|', fields.Split(',').Select(f => i![f]?.ToJsonString()))).Order(StringComparer.Ordinal)) text.AppendLine(Regex.Unescape(line));
            }
            foreach (var report in (await host.Admin.GetAsync("/api/reports", HttpStatusCode.OK))["items"]!.AsArray().Select(r => r!["key"]!.GetValue<string>()))
                if (report is not ("field-usage" or "data-decay" or "stages" or "funnel-advice" or "forecast" or "arrears" or "case-topics" or "first-response" or "operations")) // what they say is of today
                {
                    var asked = report switch { "activity" or "channels" or "traits" or "answers" or "sources" or "losses" or "products" or "articles" or "satisfaction" or "case-topics" or "first-response" => "?from=2025-01-01&until=2025-12-31", "regions" or "sums" => "", _ => "?asOf=2025-12-31" };
                    text.AppendLine(Id().Replace((await host.Admin.GetAsync($"/api/reports/{report}{asked}", HttpStatusCode.OK)).ToJsonString(), "id")); // ids are new each time
                }
            return text.ToString();
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();
}
