using System.Net;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Reports;

namespace CrmKit.AspNetCore.Extensions;

public sealed class MetricApiTests(ExtensionHost host) : IClassFixture<ExtensionHost>
{
    private sealed class Hot : IMetric
    {
        public async ValueTask ComputeAsync(MetricContext context, CancellationToken cancellationToken)
        {
            var count = await context.Session.Records.CountAsync(new Specification<Lead>(l => l.Rating == LeadRating.Hot), cancellationToken);
            if (count == 0) context.NotEnough("No lead is hot.");
            else context.Give(count);
        }
    }

    private sealed class Broken : IMetric
    {
        public ValueTask ComputeAsync(MetricContext context, CancellationToken cancellationToken) => throw new InvalidOperationException("secret of the plugin");
    }

    [Fact]
    public async Task EXT_metrics_are_listed_and_answered_with_their_plugin_and_a_broken_one_leaves_the_others_theirs()
    {
        await host.Admin.GetAsync("/api/metrics?keys=acme.hot", HttpStatusCode.NotFound);
        host.Put("acme", plugin => plugin
            .AddMetric<Hot>(new MetricDefinition { Key = "acme.hot", Label = new("Hot leads", "热线索"), Unit = MetricUnit.Count, Definition = new("Leads rated hot.", "评级为热的线索数。") })
            .AddMetric<Broken>(new MetricDefinition { Key = "acme.broken", Label = new("Broken"), Unit = MetricUnit.Count, Definition = new("Fails.") }));
        var listed = (await host.Admin.GetAsync("/api/reports", HttpStatusCode.OK))["items"]!.AsArray().Single(r => (string)r!["key"]! == "acme.hot")!;
        Assert.Equal(("metric", "count", "Leads rated hot."), ((string)listed["kind"]!, (string)listed["unit"]!, (string)listed["definition"]!));

        var none = (await host.Admin.GetAsync("/api/reports/acme.hot", HttpStatusCode.OK))["rows"]![0]!;
        Assert.Equal("No lead is hot.", (string)none["notEnough"]!);
        Assert.Null(none["value"]);
        await host.Admin.CreateAsync("leads", """{"name":"One","rating":"hot"}""");
        Assert.Equal(1, (int)(await host.Admin.GetAsync("/api/reports/acme.hot", HttpStatusCode.OK))["rows"]![0]!["value"]!);

        var results = (await host.Admin.GetAsync("/api/metrics?keys=acme.broken,acme.hot", HttpStatusCode.OK))["results"]!;
        Assert.Equal(("report.failed", 1), ((string)results[0]!["errors"]![0]!["code"]!, (int)results[1]!["values"]![0]!["value"]!));
        Assert.DoesNotContain("secret of the plugin", results.ToJsonString());
        Assert.Equal("request.parameter", (await host.Admin.GetAsync("/api/metrics", HttpStatusCode.BadRequest)).Code());
        Assert.Equal("report.unknown", (await host.Admin.GetAsync("/api/metrics?keys=funnel", HttpStatusCode.NotFound)).Code());

        host.Remove("acme");
        await host.Admin.GetAsync("/api/metrics?keys=acme.hot", HttpStatusCode.NotFound);
        Assert.Equal("report.unknown", (await host.Admin.GetAsync("/api/reports/acme.hot", HttpStatusCode.NotFound)).Code());
    }
}
