using System.Net;
using System.Text;

namespace CrmKit.Webhooks;

/// <summary>Where webhooks may go: decided by the address that is connected to.</summary>
public sealed class WebhookReachTests
{
    private static readonly string[] Inside =
    [
        "http://127.0.0.1/", "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest/meta-data/", "https://10.1.2.3/", "https://[fd00::1]/",
        "https://[fe80::1]/", "https://100.64.0.1/", "https://224.0.0.1/", "https://0.0.0.0/", "https://localhost/", "https://localhost./", "https://db.localhost:5432/",
        "https://0177.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://[::ffff:127.0.0.1]/", "https://127.1/", "https://127。0。0。1/",
        "https://example.com@127.0.0.1/", "https://user:pass@example.com/", "https://127.0.0.1./", "file:///etc/passwd", "gopher://example.com/", "/hook", "https://", "",
        "http://example.com/", "https://example.com/#x",
    ];

    [Fact]
    public async Task A051_A052_Addresses_that_are_no_public_server_are_refused_in_one_text()
    {
        await using var crm = new TestCrm();
        var admin = await crm.AddUserAsync("Admin", "administrator");
        await using var session = crm.OpenSession(admin);
        foreach (var address in Inside)
        {
            var refusal = await Assert.ThrowsAsync<CrmValidationException>(() => session.Webhooks.CreateAsync(new() { Name = "x", Url = address, Events = ["lead.created"] }));
            Assert.Equal(WebhookErrors.Address(allowsHttp: false), refusal.Error);
        }
        Assert.Empty(await session.Webhooks.ListAsync());
    }

    [Theory]
    [InlineData("127.0.0.1"), InlineData("169.254.169.254"), InlineData("10.0.0.7"), InlineData("::1"), InlineData("fd00::1"), InlineData("::ffff:127.0.0.1"), InlineData("64:ff9b::7f00:1")]
    public async Task A051_A057_A_name_that_leads_inside_is_no_answer_like_a_server_that_is_not_there(string address)
    {
        using var receiver = new Receiver();
        using var inside = Client(_ => [IPAddress.Parse(address)]);
        using var nowhere = Client(_ => throw new System.Net.Sockets.SocketException(11001));
        var (refused, unknown) = (await PostAsync(inside, $"http://example.test:{receiver.Port}/"), await PostAsync(nowhere, "http://example.test/"));
        Assert.Equal((default(WebhookAnswer), default(WebhookAnswer)), (refused, unknown));
        Assert.Equal(unknown.At(default), refused.At(default));
        Assert.Empty(receiver.All);
    }

    [Fact]
    public async Task A053_A_name_that_comes_to_mean_another_address_is_looked_at_when_it_is_connected_to()
    {
        using var receiver = new Receiver();
        var answers = new Queue<string>(["127.0.0.1", "127.0.0.2"]);
        using var client = Client(_ => [IPAddress.Parse(answers.Dequeue())], "127.0.0.1/32");
        Assert.True((await PostAsync(client, $"http://example.test:{receiver.Port}/")).IsTaken);
        Assert.Null((await PostAsync(client, $"http://example.test:{receiver.Port}/")).Status);
        Assert.Single(receiver.All);
    }

    private static WebhookClient Client(Func<string, IPAddress[]> resolve, params string[] networks)
    {
        var options = new WebhookOptions { AllowHttp = true };
        foreach (var network in networks) options.PrivateNetworks.Add(network);
        return new WebhookClient(options, TimeProvider.System, (host, _) => Task.FromResult(resolve(host)));
    }

    private static Task<WebhookAnswer> PostAsync(WebhookClient client, string address) => client.PostAsync(new Uri(address), "msg_1", [WebhookSecret.New()], Encoding.UTF8.GetBytes("{}"));
}
