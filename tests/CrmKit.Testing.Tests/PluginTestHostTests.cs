using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Fields;
using System.Text.Json;

namespace CrmKit.Testing;

public sealed class PluginTestHostTests
{
    [Fact]
    public async Task DX_effects_are_captured_and_never_reach_the_plugins_executor()
    {
        await using var host = PluginTestHost.With<MailPlugin>("mail");
        await host.GenerateAsync("lead", 2);
        Assert.Empty(host.Effects); // nothing runs in the background
        await host.DispatchAsync();
        Assert.Equal(2, host.Effects.Count);
        Assert.All(host.Effects, e => Assert.Equal("mail.send", e.Kind));
    }

    [Fact]
    public async Task DX_the_clock_stands_still_until_it_is_moved()
    {
        await using var host = PluginTestHost.With<MailPlugin>("mail");
        var first = (await host.GenerateAsync("lead", 1))[0];
        host.Clock.Advance(TimeSpan.FromDays(1));
        var second = (await host.GenerateAsync("lead", 1))[0];
        Assert.Equal(TimeSpan.FromDays(1), second.CreatedAt - first.CreatedAt);
    }

    [Fact]
    public async Task DX_the_second_tenant_sees_nothing_of_the_first()
    {
        await using var host = PluginTestHost.With<MailPlugin>("mail");
        await host.GenerateAsync("lead", 2);
        await using var other = host.OpenSession(PluginTestHost.OtherTenant);
        Assert.Empty(await other.Records.ListAsync(new Specification<Lead>()));
        Assert.DoesNotContain("lead#1", await host.DumpAsync(PluginTestHost.OtherTenant), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DX_the_same_story_is_the_same_text_and_another_is_not()
    {
        var told = new List<string>();
        foreach (var count in new[] { 2, 2, 3 })
        {
            await using var host = PluginTestHost.With<MailPlugin>("mail");
            await host.GenerateAsync("opportunity", count);
            told.Add(await host.DumpAsync());
        }
        Assert.Equal(told[0], told[1]);
        Assert.NotEqual(told[0], told[2]);
        Assert.Contains("opportunity#2", told[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DX_the_same_seed_gives_the_same_ids_and_another_gives_others(bool isLoaded)
    {
        var told = new List<string>();
        foreach (var seed in new[] { 7, 7, 8 })
        {
            var options = new PluginTestOptions { Seed = seed };
            await using var host = isLoaded ? await PluginTestHost.LoadAsync(SamplePlugin.Build(), options, TestContext.Current.CancellationToken) : PluginTestHost.With<MailPlugin>("mail", options);
            await using var session = host.OpenSession();
            var made = new List<Guid> { (await session.Records.CreateAsync(new Lead { Name = "Ada" })).Id };
            made.AddRange((await host.GenerateAsync("opportunity", 3)).Select(r => r.Id));
            await host.DispatchAsync();
            made.Add((await session.Records.CreateAsync(new Lead { Name = "Bea" })).Id);
            Assert.Equal(made, made.Distinct().Order());
            told.Add(string.Join(' ', made));
        }
        Assert.Equal(told[0], told[1]);
        Assert.NotEqual(told[0], told[2]);
    }

    [Fact]
    public async Task DX_a_plugin_that_a_host_would_refuse_is_refused_with_its_errors()
    {
        var folder = SamplePlugin.Compile("namespace Sample; public sealed class SamplePlugin : CrmPlugin { public override void Configure(ICrmPluginBuilder plugin) => throw new InvalidOperationException(\"boom\"); }");
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => PluginTestHost.LoadAsync(folder));
        Assert.Equal("plugin.load-failed", refused.Error.Code);
    }

    public sealed class MailPlugin : CrmPlugin
    {
        public override void Configure(ICrmPluginBuilder plugin) => plugin.AddSubscriber<Asker>("lead.created").AddEffectExecutor<Sender>("mail.send");
    }

    internal sealed class Asker : IEventSubscriber
    {
        public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
        {
            using var none = JsonDocument.Parse("{}");
            await context.Session.Effects.RequestAsync([new EffectRequest("mail.send", context.Event.Id.ToString(), none.RootElement.Clone())], cancellationToken);
        }
    }

    internal sealed class Sender : IEffectExecutor
    {
        public ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken) => throw new InvalidOperationException("Nothing may leave a test.");
    }
}
