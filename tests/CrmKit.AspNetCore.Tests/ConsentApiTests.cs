using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

/// <summary>Consents over HTTP: for programs with a key, and for people with a link.</summary>
public sealed partial class ConsentApiTests(ConsentHost host) : IClassFixture<ConsentHost>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Consents_are_recorded_asked_for_and_listed_and_others_see_nothing_of_them()
    {
        var contact = await host.Admin.CreateAsync("contacts", """{"lastName":"Lovelace","email":"ada@consents.example"}""");
        await host.Admin.JsonAsync("POST", "/api/consents", $$"""{"items":[{"recordType":"contact","id":"{{contact}}","purpose":"newsletter","act":"given","method":"hand","text":"Yes.","evidence":"on the phone"}]}""", HttpStatusCode.Created);
        var question = $$"""{"items":[{"recordType":"contact","id":"{{contact}}","purpose":"newsletter"},{"recordType":"contact","id":"{{contact}}","purpose":"newsletter","channel":"phone"}]}""";
        var answers = (await host.Admin.JsonAsync("POST", "/api/consents/check", question))["items"]!.AsArray();
        Assert.Equal([(true, "given"), (false, "never-given")], answers.Select(a => ((bool)a!["maySend"]!, (string)a["reason"]!)));
        Assert.StartsWith("https://www.example.com/forms/consents/", (string)answers[0]!["withdrawUrl"]!, StringComparison.Ordinal);
        var proof = Assert.Single((await host.Admin.GetAsync($"/api/contacts/{contact}/consents", HttpStatusCode.OK))["items"]!.AsArray())!;
        Assert.Equal(("given", "hand", "ada@consents.example", "on the phone"), ((string)proof["act"]!, (string)proof["method"]!, (string)proof["address"]!, (string)proof["evidence"]!));

        Assert.Equal("consent.act", (await host.Admin.JsonAsync("POST", "/api/consents", $$"""{"items":[{"recordType":"contact","id":"{{contact}}","purpose":"newsletter","act":"asked"}]}""", HttpStatusCode.BadRequest)).Code());
        await host.Admin.JsonAsync("POST", "/api/consents", $$"""{"items":[{"recordType":"contact","id":"{{contact}}","purpose":"newsletter","act":"yes"}]}""", HttpStatusCode.BadRequest);
        var lead = await host.Admin.CreateAsync("leads", """{"name":"Not his"}""");
        var (_, seller) = await host.UserAsync("sales-rep");
        await seller.GetAsync($"/api/leads/{lead}/consents", HttpStatusCode.NotFound);
        await seller.JsonAsync("POST", "/api/consents/check", $$"""{"items":[{"recordType":"lead","id":"{{lead}}","purpose":"newsletter"}]}""", HttpStatusCode.NotFound);
        await seller.JsonAsync("POST", "/api/consents", $$"""{"items":[{"recordType":"lead","id":"{{lead}}","purpose":"newsletter","act":"withdrawn"}]}""", HttpStatusCode.NotFound);
        Assert.Empty((await host.Admin.GetAsync($"/api/leads/{lead}/consents", HttpStatusCode.OK))["items"]!.AsArray());
    }

    [Fact]
    public async Task S46_A_newsletter_is_confirmed_on_a_page_by_a_button_and_ended_by_one_request()
    {
        using var stranger = host.Client();
        var lead = await SubscribeAsync(stranger, "ada@newsletter.example");
        Assert.Equal((false, "not-confirmed"), await CheckAsync(lead));
        await host.Services.GetRequiredService<IDispatcher>().DrainAsync(Cancelled);
        var mail = ConsentPlugin.Sent.Last(m => m.GetProperty("to").GetString() == "ada@newsletter.example");
        var path = new Uri(mail.GetProperty("link").GetString()!).AbsolutePath;

        foreach (var (language, word) in new[] { ("en", "Confirm"), ("zh-CN", "确认"), ("zh-TW", "確認") })
        {
            using var asked = new HttpRequestMessage(HttpMethod.Get, path);
            asked.Headers.AcceptLanguage.ParseAdd(language);
            using var page = await stranger.SendAsync(asked, Cancelled);
            var html = await page.Content.ReadAsStringAsync(Cancelled);
            Assert.Contains($"<button>{word}</button>", html, StringComparison.Ordinal);
            Assert.Contains("&lt;b&gt;News&lt;/b&gt;", html, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        }
        Assert.Equal((false, "not-confirmed"), await CheckAsync(lead)); // looked at, and not pressed
        for (var turn = 0; turn < 2; turn++)
        {
            using var pressed = await stranger.PostAsync(path, new FormUrlEncodedContent([]), Cancelled);
            Assert.Equal(HttpStatusCode.OK, pressed.StatusCode);
            Assert.Contains("role=\"status\"", await pressed.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        }
        Assert.Equal((true, "given"), await CheckAsync(lead));

        // As mail programs end it by themselves (RFC 8058): no page, no cookie, a fixed body, and as often as they like.
        var withdraw = new Uri((string)(await AnswerAsync(lead))["withdrawUrl"]!).AbsolutePath;
        for (var turn = 0; turn < 3; turn++)
        {
            using var ended = await stranger.PostAsync(withdraw, new FormUrlEncodedContent(new Dictionary<string, string> { ["List-Unsubscribe"] = "One-Click" }), Cancelled);
            Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        }
        Assert.Equal((false, "withdrawn"), await CheckAsync(lead));
        var proofs = (await host.Admin.GetAsync($"/api/leads/{lead}/consents", HttpStatusCode.OK))["items"]!.AsArray();
        Assert.Equal(["withdrawn", "given", "asked"], proofs.Select(p => (string)p!["act"]!));
        Assert.All(proofs, p => Assert.Equal("127.0.0.1", ((string)p!["network"]!).Replace("::ffff:", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Links_that_nobody_made_are_unknown_in_every_way()
    {
        using var stranger = host.Client();
        foreach (var token in new[] { "made-up", new string('x', 300), "..%2f..%2fforms", "'%20OR%201=1%20--" })
            foreach (var method in new[] { "GET", "POST" })
            {
                using var answer = await stranger.SendAsync(method, $"/forms/consents/{token}", method == "POST" ? "" : null, contentType: "application/x-www-form-urlencoded");
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            }
    }

    private async Task<string> SubscribeAsync(HttpClient stranger, string email)
    {
        var form = await host.Admin.JsonAsync("POST", "/api/forms", """{"name":"Newsletter","fields":[{"key":"name"},{"key":"email","isRequired":true}],"consent":{"en":"<b>News</b>"},"consentPurpose":"newsletter","isConfirmedByMail":true,"minimumSeconds":0}""", HttpStatusCode.Created);
        Assert.True((bool)form["isConfirmedByMail"]!);
        var page = await stranger.GetStringAsync(new Uri($"/forms/{form["key"]}", UriKind.Relative), Cancelled);
        var fields = new Dictionary<string, string> { ["name"] = "Ada", ["email"] = email, ["_token"] = Token().Match(page).Groups[1].Value, ["_consent"] = "true" };
        using var sent = await stranger.PostAsync(new Uri($"/forms/{form["key"]}", UriKind.Relative), new FormUrlEncodedContent(fields), Cancelled);
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        return (string)(await host.Admin.GetAsync($"/api/leads?filter=email eq '{email}'", HttpStatusCode.OK))["items"]![0]!["id"]!;
    }

    private async Task<System.Text.Json.Nodes.JsonNode> AnswerAsync(string lead) =>
        (await host.Admin.JsonAsync("POST", "/api/consents/check", $$"""{"items":[{"recordType":"lead","id":"{{lead}}","purpose":"newsletter"}]}"""))["items"]![0]!;

    private async Task<(bool, string)> CheckAsync(string lead) => await AnswerAsync(lead) is var answer ? ((bool)answer["maySend"]!, (string)answer["reason"]!) : default;

    [GeneratedRegex("name=\"_token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}

/// <summary>A host that says where its forms are, with mail that tests read.</summary>
public sealed class ConsentHost : ApiHost
{
    protected override void Configure(IServiceCollection services) =>
        services.AddCrmKit(crm => crm.Configure(o => o.FormsUrl = new Uri("https://www.example.com/forms")).AddPlugin<ConsentPlugin>("test.consents"));
}

internal sealed class ConsentPlugin : CrmPlugin
{
    public static ConcurrentQueue<JsonElement> Sent { get; } = new();

    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddEffectExecutor<Postman>("mail");

    private sealed class Postman : IEffectExecutor
    {
        public ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken)
        {
            Sent.Enqueue(effect.Payload.Clone());
            return default;
        }
    }
}
