using System.Net;

namespace CrmKit.AspNetCore.Extensions;

public sealed class DocumentApiTests(ExtensionHost host) : IClassFixture<ExtensionHost>
{
    [Fact]
    public async Task EXT_an_administrator_defines_a_template_and_records_become_documents_until_he_removes_it()
    {
        var lead = await host.Admin.CreateAsync("leads", """{"name":"<script>alert(1)</script>","companyName":"Acme"}""");
        await host.Admin.GetAsync($"/api/leads/{lead}/documents/letter", HttpStatusCode.NotFound);
        await host.Admin.JsonAsync("PUT", "/api/catalog/templates/letter", """{"label":{"english":"Letter","chinese":"信函"},"recordType":"lead","body":"<p>{{name}}, {{companyName}}</p>","variants":{"de":"<p>{{companyName}}</p>"}}""", HttpStatusCode.NoContent);

        using var document = await host.Admin.SendAsync("GET", $"/api/leads/{lead}/documents/letter");
        Assert.Equal("<p>&lt;script&gt;alert(1)&lt;/script&gt;, Acme</p>", await document.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("attachment", "text/html"), (document.Content.Headers.ContentDisposition!.DispositionType, document.Content.Headers.ContentType!.MediaType));
        Assert.Equal("nosniff", Assert.Single(document.Headers.GetValues("X-Content-Type-Options")));
        using var german = await host.Admin.SendAsync("GET", $"/api/leads/{lead}/documents/letter?culture=de-AT");
        Assert.Equal("<p>Acme</p>", await german.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("template.culture", (await host.Admin.GetAsync($"/api/leads/{lead}/documents/letter?culture=!", HttpStatusCode.BadRequest)).Code());
        Assert.Equal("template.unknown", (await host.Admin.GetAsync($"/api/leads/{lead}/documents/other", HttpStatusCode.NotFound)).Code());

        var listed = Assert.Single((await host.Admin.GetAsync("/api/catalog", HttpStatusCode.OK))["documentTemplates"]!.AsArray(), t => (string)t!["source"]! == "admin")!;
        Assert.Equal(("letter", "lead", "html", "admin"), ((string)listed["key"]!, (string)listed["recordType"]!, (string)listed["output"]!, (string)listed["source"]!));
        Assert.Single((await host.Admin.GetAsync("/api/catalog/templates?type=lead", HttpStatusCode.OK))["items"]!.AsArray());
        var (_, seller) = await host.UserAsync("sales-rep");
        await seller.GetAsync($"/api/leads/{lead}/documents/letter", HttpStatusCode.NotFound); // not his lead
        Assert.Equal("access.forbidden", (await seller.JsonAsync("PUT", "/api/catalog/templates/mine", """{"label":{"english":"Mine"},"recordType":"lead","body":"x"}""", HttpStatusCode.Forbidden)).Code());

        await host.Admin.JsonAsync("DELETE", "/api/catalog/templates/letter", null, HttpStatusCode.NoContent);
        await host.Admin.GetAsync($"/api/leads/{lead}/documents/letter", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Document_is_printed_as_a_page_and_kept_with_its_record()
    {
        var quote = await host.Admin.CreateAsync("quotes", """{"name":"Lamps"}""");
        using var page = await host.Admin.SendAsync("GET", $"/api/quotes/{quote}/documents/core.quote?format=html&paper=letter&culture=zh-CN");
        var text = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("size: letter", text, StringComparison.Ordinal);
        Assert.Contains("报价单", text, StringComparison.Ordinal);
        Assert.Equal(("attachment", "text/html"), (page.Content.Headers.ContentDisposition!.DispositionType, page.Content.Headers.ContentType!.MediaType));
        Assert.Equal("document.printer-missing", (await host.Admin.GetAsync($"/api/quotes/{quote}/documents/core.quote?format=pdf", HttpStatusCode.UnprocessableEntity)).Code());
        Assert.Equal("request.parameter", (await host.Admin.GetAsync($"/api/quotes/{quote}/documents/core.quote?format=doc", HttpStatusCode.BadRequest)).Code());

        var kept = await host.Admin.JsonAsync("POST", $"/api/quotes/{quote}/documents/core.quote", null, HttpStatusCode.Created);
        Assert.Equal("quote-lamps.html", (string)kept["name"]!);
        Assert.Single((await host.Admin.GetAsync($"/api/quotes/{quote}/attachments", HttpStatusCode.OK))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"label":{"english":"X"},"recordType":"lead","body":"{{nothing}}"}""", HttpStatusCode.UnprocessableEntity, "catalog.definition-invalid")]
    [InlineData("""{"label":{"english":"X"},"recordType":"nothing","body":"x"}""", HttpStatusCode.NotFound, "catalog.type-unknown")]
    [InlineData("""{"label":{"english":"X"},"recordType":"lead","body":"x","variants":{"de":null}}""", HttpStatusCode.UnprocessableEntity, "catalog.definition-invalid")]
    [InlineData("""{"label":{"english":"X"},"recordType":"lead"}""", HttpStatusCode.BadRequest, "request.property")]
    [InlineData("""{"label":{"english":"X"},"recordType":"lead","body":"x","output":"pdf"}""", HttpStatusCode.BadRequest, "request.property")]
    public async Task A_template_that_is_wrong_is_a_problem(string body, HttpStatusCode status, string code) =>
        Assert.Equal(code, (await host.Admin.JsonAsync("PUT", "/api/catalog/templates/wrong", body, status)).Code());
}
