using CrmKit.Cli;

namespace CrmKit;

public sealed class WebhookCommandTests
{
    [Fact]
    public async Task Webhooks_are_made_listed_switched_rotated_replayed_and_removed()
    {
        using var bench = new Workbench();
        Assert.Equal("webhook.owner", Assert.Single((await bench.RunAsync("webhooks", "create", "--name", "ERP", "--url", "https://erp.example/hook?key=s3cret", "--event", "lead.*")).Codes));
        Assert.Equal(0, (await bench.ImportAsync("user", "name,email,roles\nAda,ada@example.com,administrator\n", """{ "columns": { "name": "name", "email": "email", "roles": "roles" } }""")).Code);
        string[] create = ["webhooks", "create", "--name", "ERP", "--url", "https://erp.example/hook?key=s3cret", "--event", "lead.*", "--as", "ada@example.com"];
        Assert.Equal("webhook.no-protector", Assert.Single((await bench.RunAsync(create)).Codes));
        Assert.Equal(0, (await bench.RunAsync("secrets", "new-key")).Code);
        var made = await bench.RunAsync(create);
        Assert.True(made.Code == 0, made.Error);
        Assert.StartsWith("whsec_", made.Output.Trim(), StringComparison.Ordinal);

        var listed = (await bench.RunAsync("webhooks", "list", "--json")).Json;
        Assert.Equal(("ERP", "https://erp.example/hook?key=***"), (listed[0].GetProperty("name").GetString(), listed[0].GetProperty("url").GetString()));
        var id = listed[0].GetProperty("id").GetString()!;
        Assert.NotEqual(made.Output, (await bench.RunAsync("webhooks", "rotate", id)).Output);
        Assert.Equal(3, (await bench.RunAsync("secrets", "list", "--json")).Json.GetArrayLength());
        Assert.Equal(0, (await bench.RunAsync("webhooks", "disable", id)).Code);
        Assert.False((await bench.RunAsync("webhooks", "list", "--json")).Json[0].GetProperty("active").GetBoolean());
        Assert.Equal("webhook.stopped", Assert.Single((await bench.RunAsync("webhooks", "replay", id, "--since", "2026-01-01")).Codes));
        Assert.Equal(0, (await bench.RunAsync("webhooks", "enable", id)).Code);
        Assert.True((await bench.RunAsync("webhooks", "list", "--json")).Json[0].GetProperty("active").GetBoolean());
        Assert.Contains("Nothing was sent", (await bench.RunAsync("webhooks", "deliveries", id, "--status", "failed")).Output, StringComparison.Ordinal);
        Assert.Contains("0 deliveries", (await bench.RunAsync("webhooks", "replay", id, "--since", "2026-01-01")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await bench.RunAsync("webhooks", "remove", id)).Code);
        Assert.Equal("webhook.not-found", Assert.Single((await bench.RunAsync("webhooks", "remove", id)).Codes));
    }
    [Fact]
    public async Task A056_Who_does_not_administer_users_has_no_webhooks()
    {
        using var bench = new Workbench();
        Assert.Equal(0, (await bench.ImportAsync("user", "name,email,roles\nRob,rob@example.com,sales-rep\n", """{ "columns": { "name": "name", "email": "email", "roles": "roles" } }""")).Code);
        var id = Guid.NewGuid().ToString();
        foreach (string[] command in new string[][] { ["list"], ["enable", id], ["disable", id], ["rotate", id], ["remove", id], ["deliveries", id], ["replay", id, "--since", "2026-01-01"] })
            Assert.Equal("webhook.forbidden", Assert.Single((await bench.RunAsync(["webhooks", .. command, "--as", "rob@example.com"])).Codes));
    }
}
