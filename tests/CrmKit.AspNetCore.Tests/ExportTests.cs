using System.Net;
using CrmKit.AspNetCore.Extensions;
using CrmKit.Formats;

namespace CrmKit.AspNetCore;

public sealed class ExportTests(ExtensionHost host) : IClassFixture<ExtensionHost>
{
    private sealed class Broken : IExportFormat, IExportWriter
    {
        public ValueTask<IExportWriter> OpenAsync(ExportTarget target, CancellationToken cancellationToken) => new(this);
        public ValueTask WriteAsync(IReadOnlyList<IReadOnlyList<object?>> rows, CancellationToken cancellationToken) => throw new InvalidOperationException("secret of the plugin");
        public ValueTask CompleteAsync(CancellationToken cancellationToken) => default;
        public ValueTask DisposeAsync() => default;
    }

    [Fact]
    public async Task Records_are_sent_as_a_file_that_browsers_save()
    {
        await host.Admin.CreateAsync("leads", """{"name":"=1+1","city":"Export"}""");
        await host.Admin.CreateAsync("leads", """{"name":"Two","city":"Export"}""");
        using var response = await host.Admin.SendAsync("GET", "/api/leads/export?filter=city eq 'Export'&fields=name,city&orderBy=name");
        Assert.Equal("\uFEFFname,city\r\n'=1+1,Export\r\nTwo,Export\r\n", System.Text.Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(("attachment", "text/csv"), (response.Content.Headers.ContentDisposition!.DispositionType, response.Content.Headers.ContentType!.MediaType));
        Assert.EndsWith(".csv", response.Content.Headers.ContentDisposition.FileName);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));

        using var lines = await host.Admin.SendAsync("GET", "/api/leads/export?format=jsonl&filter=city eq 'Export'&fields=name&orderBy=-name&limit=1");
        Assert.Equal("{\"name\":\"Two\"}\n", await lines.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("format=pdf", HttpStatusCode.BadRequest, "export.format-unknown")]
    [InlineData("filter=nothing eq 1", HttpStatusCode.BadRequest, "filter.field-unknown")]
    [InlineData("fields=nothing", HttpStatusCode.BadRequest, "catalog.field-unknown")]
    [InlineData("limit=0", HttpStatusCode.BadRequest, "export.limit")]
    [InlineData("limit=x", HttpStatusCode.BadRequest, "request.parameter")]
    [InlineData("size=5", HttpStatusCode.BadRequest, "request.parameter-unknown")]
    public async Task What_is_wrong_with_the_question_is_a_problem_and_not_half_a_file(string query, HttpStatusCode status, string code) =>
        Assert.Equal(code, (await host.Admin.GetAsync($"/api/leads/export?{query}", status)).Code());

    [Fact]
    public async Task A_seller_may_not_take_records_out()
    {
        var (_, seller) = await host.UserAsync("sales-rep");
        Assert.Equal("access.forbidden", (await seller.GetAsync("/api/leads/export", HttpStatusCode.Forbidden)).Code());
    }

    [Fact]
    public async Task EXT_a_format_is_listed_with_its_plugin_and_one_that_breaks_says_nothing_of_its_inside()
    {
        host.Put("acme", plugin => plugin.AddExportFormat<Broken>(new ExportFormatDefinition { Key = "acme.broken", Label = new("Broken", "坏的"), MediaType = "text/plain", Extension = "txt" }));
        await host.Admin.CreateAsync("leads", """{"name":"One"}""");
        var catalog = await host.Admin.GetAsync("/api/catalog", HttpStatusCode.OK);
        Assert.Equal(["csv", "jsonl", "vcard", "vcard3", "xlsx", "acme.broken"], catalog["exportFormats"]!.AsArray().Select(f => (string)f!["key"]!));
        Assert.Equal(["csv", "jsonl", "vcard", "xlsx"], catalog["importFormats"]!.AsArray().Select(f => (string)f!["key"]!));
        var problem = await host.Admin.GetAsync("/api/leads/export?format=acme.broken", HttpStatusCode.UnprocessableEntity);
        Assert.Equal("export.format-failed", problem.Code());
        Assert.DoesNotContain("secret of the plugin", problem.ToJsonString());
        host.Remove("acme");
        Assert.Equal("export.format-unknown", (await host.Admin.GetAsync("/api/leads/export?format=acme.broken", HttpStatusCode.BadRequest)).Code());
    }
}
