using System.Net;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore;

public sealed class AttachmentApiTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task A048_A075_file_is_sent_listed_and_answered_as_something_to_save()
    {
        var account = await host.Admin.CreateAsync("accounts", """{"name":"Engines"}""");
        using var sent = await host.Admin.PostAsync(new Uri($"/api/accounts/{account}/attachments?name={Uri.EscapeDataString("a\r\nX-Evil: 1 合同.html")}", UriKind.Relative), new ByteArrayContent("<script>"u8.ToArray()), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, sent.StatusCode);
        var id = (string)JsonNode.Parse(await sent.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["id"]!;
        Assert.Equal(id, (string?)(await host.Admin.GetAsync($"/api/accounts/{account}/attachments", HttpStatusCode.OK))["items"]![0]!["id"]);

        using var answer = await host.Admin.GetAsync(new Uri($"/api/attachments/{id}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("<script>", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("application/octet-stream", "attachment"), (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentDisposition!.DispositionType));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("sandbox", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.False(answer.Headers.Contains("X-Evil"));

        using var refused = await host.Admin.PostAsync(new Uri($"/api/accounts/{account}/attachments?name=a.exe", UriKind.Relative), new ByteArrayContent("MZ"u8.ToArray()), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        await host.Admin.JsonAsync("DELETE", $"/api/attachments/{id}", null, HttpStatusCode.NoContent);
        await host.Admin.GetAsync($"/api/attachments/{id}", HttpStatusCode.NotFound);
        await host.Admin.GetAsync("/api/attachments/none", HttpStatusCode.NotFound);
    }
}
