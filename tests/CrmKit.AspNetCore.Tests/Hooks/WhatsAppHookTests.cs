using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CrmKit.Accounts;
using CrmKit.Cases;
using CrmKit.Records;

namespace CrmKit.AspNetCore.Hooks;

public sealed class WhatsAppHookTests(HookHost host) : IClassFixture<HookHost>
{
    private const string Address = "/hooks/whatsapp";

    [Fact]
    public async Task S43_the_first_message_of_a_number_makes_a_lead_the_next_ones_are_added_and_each_counts_once()
    {
        var first = Delivery(("491511000001", "wamid.a1", """{"type":"text","text":{"body":"Do you deliver on Saturdays?"}}"""));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(first));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(first)); // they send again whatever they are not sure of
        var lead = (await host.LeadAsync("+491511000001"))!;
        Assert.Equal(("Ada <b>Lovelace</b>", "Do you deliver on Saturdays?", "messenger", "whatsapp"), (lead.Name, lead.NeedDescription, lead.Channel, lead.Source));
        Assert.Empty(await host.MessagesAsync(lead.Id));

        Assert.Equal(HttpStatusCode.OK, await SendAsync(Delivery(
            ("491511000001", "wamid.a2", """{"type":"image","image":{"caption":"Like this one","id":"7"}}"""),
            ("491511000001", "wamid.a3", """{"type":"location","location":{"latitude":52.5,"longitude":13.4,"name":"Office"}}"""),
            ("491511000001", "wamid.a4", """{"type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"yes","title":"Yes, please"}}}"""),
            ("491511000001", "wamid.a5", """{"type":"reaction","reaction":{"emoji":"+1"}}"""),
            ("491511000002", "wamid.b1", """{"type":"text","text":{"body":"Hello"}}"""))));
        var messages = (await host.MessagesAsync(lead.Id)).Select(m => m.Body!.ReplaceLineEndings("\n").Split('\n')[0]).Order(StringComparer.Ordinal);
        Assert.Equal(["Yes, please", "[image] Like this one", "[location] Office 52.5 13.4"], messages);
        Assert.NotNull(await host.LeadAsync("+491511000002"));
    }

    [Fact]
    public async Task S102_message_of_a_customer_stands_in_his_open_case_and_none_makes_a_lead()
    {
        await using var session = host.Open();
        var contact = await session.Records.CreateAsync(new Contact { LastName = "Wong", Mobile = "+491511000077" });
        var open = await session.Records.CreateAsync(new SupportCase { Subject = "It drips", ContactId = contact.Id });
        var delivery = Delivery(("491511000077", "wamid.k1", """{"type":"text","text":{"body":"Still dripping"}}"""), ("491511000077", "wamid.k2", """{"type":"image","image":{"caption":"See here"}}"""));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(delivery));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(delivery));
        Assert.Null(await host.LeadAsync("+491511000077"));
        var messages = await host.MessagesAsync(open.Id);
        Assert.Equal(["Still dripping", "[image] See here"], messages.OrderBy(m => m.ExternalId, StringComparer.Ordinal).Select(m => m.Subject));
        Assert.All(messages, m => Assert.Equal(("whatsapp", "+491511000077"), (m.Platform, m.Address)));
    }

    [Fact]
    public async Task S43_what_is_signed_by_nobody_or_by_others_is_refused_and_nothing_of_it_stays()
    {
        var delivery = Delivery(("491511000009", "wamid.x", """{"type":"text","text":{"body":"Forged"}}"""));
        foreach (var signature in new[] { null, "", "sha256=", "sha256=00", Sign(delivery, "other-secret"), Sign(delivery + " "), Sign(delivery)["sha256=".Length..], "sha1" + Sign(delivery)[6..] })
            Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(delivery, signature));
        Assert.Null(await host.LeadAsync("+491511000009"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await SendAsync(new string(' ', (3 * 1024 * 1024) + 1)));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    public async Task What_is_no_json_is_refused(string text) => Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(text));

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"entry":7}""")]
    [InlineData("""{"entry":[{"changes":[{"field":"messages","value":{"messages":[7,{"id":7},{"id":"k","from":"anonymous","type":"text"},{"from":"491511000008","type":"text"}]}}]}]}""")]
    [InlineData("""{"entry":[{"changes":[{"field":"messages","value":{"statuses":[{"id":"wamid.s","status":"read"}]}},{"field":"account_update","value":{"messages":[{"id":"k","from":"491511000008","type":"text"}]}}]}]}""")]
    public async Task What_tells_of_no_message_changes_nothing(string text)
    {
        Assert.Equal(HttpStatusCode.OK, await SendAsync(text));
        Assert.Null(await host.LeadAsync("+491511000008"));
    }

    [Fact]
    public async Task Message_that_cannot_be_kept_as_it_is_holds_up_none_beside_it()
    {
        Assert.Equal(HttpStatusCode.OK, await SendAsync(Delivery(
            ("491511000003", "wamid.c1", """{"type":"text","text":{"body":"before\u0007after"}}"""),
            ("491511000004", "wamid.c2", """{"type":"text","text":{"body":"HALF"}}"""),
            ("491511000005", "wamid.c3", $$$"""{"type":"text","text":{"body":"{{{new string('x', 9_000)}}}"}}""")).Replace("HALF", "\\ud800", StringComparison.Ordinal)));
        Assert.Equal("beforeafter", (await host.LeadAsync("+491511000003"))!.NeedDescription);
        Assert.Null((await host.LeadAsync("+491511000004"))!.NeedDescription);
        Assert.Equal(4_000, (await host.LeadAsync("+491511000005"))!.NeedDescription!.Length);
    }

    [Fact]
    public async Task Address_is_confirmed_by_the_token_alone()
    {
        using var confirmed = await host.Client.GetAsync($"{Address}?hub.mode=subscribe&hub.verify_token={HookHost.VerifyToken}&hub.challenge=%3Cb%3E1158201444", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "<b>1158201444", "text/plain"), (confirmed.StatusCode, await confirmed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), confirmed.Content.Headers.ContentType!.MediaType));
        foreach (var wrong in new[] { "hub.mode=subscribe&hub.verify_token=other&hub.challenge=1", "hub.mode=subscribe&hub.challenge=1", $"hub.mode=unsubscribe&hub.verify_token={HookHost.VerifyToken}&hub.challenge=1", "" })
        {
            using var refused = await host.Client.GetAsync($"{Address}?{wrong}", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
    }

    [Fact]
    public void Secrets_are_not_empty() =>
        Assert.Throws<ArgumentException>(() => Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder().Build().MapCrmKitWhatsApp(new WhatsAppOptions { AppSecret = " ", VerifyToken = "x" }));

    private static string Delivery(params (string From, string Id, string Message)[] messages)
    {
        var all = new JsonArray([.. messages.Select(m =>
        {
            var message = JsonNode.Parse(m.Message)!;
            (message["from"], message["id"], message["timestamp"]) = (m.From, m.Id, "1757923200");
            return message;
        })]);
        return new JsonObject
        {
            ["object"] = "whatsapp_business_account",
            ["entry"] = new JsonArray(new JsonObject
            {
                ["id"] = "1",
                ["changes"] = new JsonArray(new JsonObject
                {
                    ["field"] = "messages",
                    ["value"] = new JsonObject
                    {
                        ["messaging_product"] = "whatsapp",
                        ["contacts"] = new JsonArray(new JsonObject { ["wa_id"] = messages[0].From, ["profile"] = new JsonObject { ["name"] = "Ada <b>Lovelace</b>" } }),
                        ["messages"] = all,
                    },
                }),
            }),
        }.ToJsonString();
    }

    private static string Sign(string body, string secret = HookHost.AppSecret) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    private Task<HttpStatusCode> SendAsync(string body) => SendAsync(body, Sign(body));

    private async Task<HttpStatusCode> SendAsync(string body, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (signature is not null) request.Headers.TryAddWithoutValidation("X-Hub-Signature-256", signature);
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
