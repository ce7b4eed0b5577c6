using CrmKit.Endpoints;
using CrmKit.Sessions;

namespace CrmKit.Plugins;

/// <summary>Every kind of extension, used from a loaded plugin, lets it leave memory and come back.</summary>
public sealed class ExtensionKindsTests
{
    private const string Usings = "using System.Text.Json.Nodes; using CrmKit.Endpoints; using CrmKit.Settings; using CrmKit.Sessions;";

    [Fact]
    public async Task EXT_settings_are_read_and_then_forgotten() => await IsTakenUpAndCollectedAsync("""
        plugin.Settings(s => s.Add(Limit, new LocalizedText("Limit"), 7m, f => f with { Options = [] })).AddEndpoint<Ask>(new EndpointDefinition { Key = "acme.ask", Method = "GET", Path = "/ask", Summary = new LocalizedText("Asks.") });
        """, """
        public static readonly Field<decimal> Limit = Field.Decimal("acme.limit");
        public sealed class Ask(IPluginSettings settings) : IPluginEndpoint
        {
            public async ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken cancellationToken) =>
                EndpointAnswer.Json(new JsonObject { ["limit"] = (await settings.ReadAsync(context.Session, cancellationToken))[Limit] });
        }
        """, async session =>
        {
            await session.Settings.SaveAsync("acme", new Dictionary<string, object?> { ["acme.limit"] = 9 });
            Assert.Equal(9m, (decimal)(await session.Endpoints.AnswerAsync("acme.ask", new EndpointRequest())).Body!["limit"]!);
        });

    [Fact]
    public async Task EXT_an_endpoint_that_answers_refuses_or_fails_is_forgotten() => await IsTakenUpAndCollectedAsync("""
        plugin.AddEndpoint<Echo>(new EndpointDefinition { Key = "acme.echo", Method = "POST", Path = "/echo", Summary = new LocalizedText("Echoes."), Query = [new EndpointParameter("how", "How.")] });
        """, """
        public sealed class Echo : IPluginEndpoint
        {
            public ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken cancellationToken) => context.Request.Query.GetValueOrDefault("how") switch
            {
                "refuse" => throw new CrmRuleException(new CrmError("acme.no", "No.")),
                "fail" => throw new InvalidOperationException("boom"),
                _ => new(EndpointAnswer.Json(new JsonObject { ["said"] = context.Request.Body["say"]!.DeepClone() })),
            };
        }
        """, async session =>
        {
            Task<EndpointAnswer> AskAsync(string how) => session.Endpoints.AnswerAsync("acme.echo", new EndpointRequest { Query = new Dictionary<string, string> { ["how"] = how }, Body = new() { ["say"] = "hi" } });
            Assert.Equal("hi", (string)(await AskAsync("echo")).Body!["said"]!);
            Assert.Equal("acme.no", (await Assert.ThrowsAsync<CrmRuleException>(() => AskAsync("refuse"))).Error.Code);
            await Assert.ThrowsAnyAsync<Exception>(() => AskAsync("fail"));
        });

    private static async Task IsTakenUpAndCollectedAsync(string configure, string more, Func<ICrmSession, Task> use)
    {
        await using var host = new CrmHost();
        var folder = Path.Combine(host.Directory, "plugins", "acme");
        Compiled.Into(folder, "Plugin", Usings + PluginSource.Configure(configure, more));
        PluginHost.WriteManifest(folder, "acme");
        await host.Runtime.RefreshAsync();
        Assert.Empty(host.Runtime.Find("acme")!.Errors);
        for (var round = 0; round < 2; round++)
        {
            await UseAsync(host, use);
            await host.Runtime.DisableAsync("acme");
            Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering), $"Something keeps the plugin in memory in round {round}.");
            await host.Runtime.EnableAsync("acme");
        }
    }

    private static async Task UseAsync(CrmHost host, Func<ICrmSession, Task> use)
    {
        await using var session = host.Open();
        await use(session);
    }
}
