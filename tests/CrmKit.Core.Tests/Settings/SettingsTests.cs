using CrmKit.Events;
using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Settings;

public sealed class SettingsTests
{
    private static readonly Field<decimal> Limit = Field.Decimal("test.limit");
    private static readonly Field<string> Region = Field.Option("test.region");
    private static readonly Field<bool> IsStrict = Field.Bool("test.strict");
    private static readonly Field<string> Address = Field.Text("test.address");
    private static readonly Field<string> Password = Field.Text("test.password");

    private readonly TestPlugin _plugin = new();

    private TestCrm NewCrm(bool withProtector = true) => new(
        crm => { if (withProtector) crm.Services.AddSingleton<ISecretProtector, Backwards>(); },
        _plugin.Configure);

    private sealed class TestPlugin
    {
        public IPluginSettings Settings { get; private set; } = null!;

        public void Configure(ICrmPluginBuilder plugin)
        {
            plugin.Settings(s => s
                .Add(Limit, new("Limit"), 10m, f => f with { Minimum = 1, Maximum = 100 })
                .Add(Region, new("Region"), "north", f => f with { Options = [new("north", new("North")), new("south", new("South"))] })
                .Add(IsStrict, new("Strict"), true)
                .Add(Address, new("Address"), f => f with { MaxLength = 20 })
                .AddSecret(Password, new("Password")))
                .AddSubscriber<Listener>("test.settings-changed");
            Settings = (IPluginSettings)plugin.Services.Single(s => s.ServiceType == typeof(IPluginSettings)).ImplementationInstance!;
        }

        public Task<SettingValues> ReadAsync(string tenant = "default") => Settings.ReadAsync(tenant, TestContext.Current.CancellationToken).AsTask();
    }

    private sealed class Listener : IEventSubscriber
    {
        public static List<string> Keys { get; } = [];

        public ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
        {
            lock (Keys) Keys.AddRange(context.Event.Payload.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("key").GetString()!));
            return default;
        }
    }

    /// <summary>Enough to tell plain text from what is stored.</summary>
    private sealed class Backwards : ISecretProtector
    {
        public string Protect(string purpose, string secret) => $"{purpose.Length}:{new string([.. secret.Reverse()])}";

        public string? Unprotect(string purpose, string protectedText) =>
            protectedText.StartsWith($"{purpose.Length}:", StringComparison.Ordinal) ? new string([.. protectedText[(protectedText.IndexOf(':') + 1)..].Reverse()]) : null;
    }

    [Fact]
    public async Task Settings_go_back_to_what_they_were_and_secrets_stay_as_they_are()
    {
        await using var crm = NewCrm();
        await using var session = crm.OpenSession();
        Assert.Empty(await session.Settings.VersionsAsync("test"));
        await session.Settings.SaveAsync("test", new Dictionary<string, object?> { [Limit.Key] = 20m, [Password.Key] = "first" });
        await session.Settings.SaveAsync("test", new Dictionary<string, object?> { [Limit.Key] = 30m, [Address.Key] = "here" });
        await session.Settings.SaveAsync("test", new Dictionary<string, object?> { [Limit.Key] = null, [Password.Key] = "second" });
        var versions = await session.Settings.VersionsAsync("test");
        Assert.Equal([10m, 30m, 20m], versions.Select(v => v.Values[Limit]));
        Assert.Equal(["here", "here", null], versions.Select(v => v.Values[Address]));
        Assert.Equal([Limit.Key, Password.Key], versions[0].Changed.Order());
        Assert.All(versions, v => Assert.Null(v.Values[Password]));

        await session.Settings.RestoreAsync("test", versions[2].Id);
        var now = await _plugin.ReadAsync();
        Assert.Equal((20m, null, "second"), (now[Limit], now[Address], now[Password]));
        Assert.Equal(4, (await session.Settings.VersionsAsync("test")).Count);
        Assert.Equal("setting.version-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Settings.RestoreAsync("test", Guid.NewGuid()))).Error.Code);
        await using var nobody = crm.OpenSession(await crm.AddUserAsync("Nobody", null));
        Assert.Equal("setting.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => nobody.Settings.VersionsAsync("test"))).Error.Code);
    }

    [Fact]
    public async Task SET_defaults_are_in_effect_until_somebody_sets_a_value_and_again_when_it_is_taken_back()
    {
        await using var crm = NewCrm();
        var values = await _plugin.ReadAsync();
        Assert.Equal((10m, "north", true, null), (values[Limit], values[Region], values[IsStrict], values[Address]));
        Assert.Empty(values.Given);

        await using var session = crm.OpenSession();
        await session.Settings.SaveAsync("test", new Dictionary<string, object?> { ["test.limit"] = 20, ["test.strict"] = false, ["test.address"] = "  Main Street 1 " });
        values = await _plugin.ReadAsync();
        Assert.Equal((20m, "north", false, "Main Street 1"), (values[Limit], values[Region], values[IsStrict], values[Address]));
        Assert.Equal(["test.address", "test.limit", "test.strict"], values.Given.Order());

        await session.Settings.SaveAsync("test", new Dictionary<string, object?> { ["test.limit"] = null });
        Assert.Equal((10m, false), ((await _plugin.ReadAsync())[Limit], (await _plugin.ReadAsync())[IsStrict]));
    }

    [Theory]
    [InlineData("test.limit", 0, "field.range")]
    [InlineData("test.limit", "many", "field.type")]
    [InlineData("test.region", "east", "field.option")]
    [InlineData("test.address", "far too long for an address", "field.too-long")]
    [InlineData("test.nothing", 1, "setting.unknown")]
    public async Task SET_what_breaks_the_schema_is_refused_and_the_old_values_stay(string key, object value, string code)
    {
        await using var crm = NewCrm();
        await using var session = crm.OpenSession();
        await session.Settings.SaveAsync("test", new Dictionary<string, object?> { ["test.limit"] = 20 });

        var refused = await Assert.ThrowsAsync<CrmValidationException>(() =>
            session.Settings.SaveAsync("test", new Dictionary<string, object?> { ["test.strict"] = false, [key] = value }));

        Assert.Equal((code, key), (refused.Error.Code, refused.Error.Field));
        var values = await _plugin.ReadAsync();
        Assert.Equal((20m, true), (values[Limit], values[IsStrict]));
    }

    [Fact]
    public async Task SET_a_secret_reaches_the_plugin_and_nobody_else_and_is_stored_encrypted()
    {
        await using var crm = NewCrm();
        await using var session = crm.OpenSession();
        await session.Settings.SaveAsync("test", new Dictionary<string, object?> { ["test.password"] = "hunter2-canary" });

        Assert.Equal("hunter2-canary", (await _plugin.ReadAsync())[Password]);
        var shown = await session.Settings.GetAsync("test");
        Assert.Null(shown[Password]);
        Assert.Contains("test.password", shown.Given);
        Assert.False(await IsStoredAsync(crm, "hunter2-canary"));
        Assert.True(await IsStoredAsync(crm, "yranac-2retnuh")); // the search finds what is there

        await session.Settings.SaveAsync("test", new Dictionary<string, object?> { ["test.limit"] = 5 });
        Assert.Equal("hunter2-canary", (await _plugin.ReadAsync())[Password]);
        await session.Settings.SaveAsync("test", new Dictionary<string, object?> { ["test.password"] = null });
        Assert.Null((await _plugin.ReadAsync())[Password]);
    }

    [Fact]
    public async Task SET_a_host_without_encryption_refuses_secrets_and_keeps_the_rest()
    {
        await using var crm = NewCrm(withProtector: false);
        await using var session = crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Settings.SaveAsync("test", new Dictionary<string, object?> { ["test.password"] = "x", ["test.limit"] = 5 }));
        Assert.Equal("setting.no-protector", refused.Error.Code);
        Assert.Equal(10m, (await _plugin.ReadAsync())[Limit]);
    }

    [Fact]
    public async Task SET_values_are_those_of_one_tenant()
    {
        await using var crm = NewCrm();
        await using (var session = crm.Crm.OpenSession(Actor.System("test"), tenantId: "north"))
            await session.Settings.SaveAsync("test", new Dictionary<string, object?> { ["test.limit"] = 50, ["test.password"] = "of the north" });

        Assert.Equal((50m, "of the north"), ((await _plugin.ReadAsync("north"))[Limit], (await _plugin.ReadAsync("north"))[Password]));
        Assert.Equal((10m, null), ((await _plugin.ReadAsync("south"))[Limit], (await _plugin.ReadAsync("south"))[Password]));
    }

    [Fact]
    public async Task SET_a_change_is_told_once_with_keys_and_without_values_and_no_change_is_not_told()
    {
        Listener.Keys.Clear();
        await using var crm = NewCrm();
        await using var session = crm.OpenSession();
        var dispatcher = crm.Services.GetRequiredService<IDispatcher>();
        await session.Settings.SaveAsync("test", new Dictionary<string, object?> { ["test.limit"] = 20, ["test.address"] = "Here" });
        await dispatcher.DrainAsync();
        await session.Settings.SaveAsync("test", new Dictionary<string, object?> { ["test.limit"] = 20 });
        await dispatcher.DrainAsync();
        Assert.Equal(["test.address", "test.limit"], Listener.Keys);
    }

    [Fact]
    public async Task SET_only_administrators_read_and_change_settings()
    {
        await using var crm = NewCrm();
        var seller = await crm.AddUserAsync("Seller", "sales-rep");
        await using var session = crm.OpenSession(seller);
        Assert.Equal("setting.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Settings.GetAsync("test"))).Error.Code);
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Settings.SaveAsync("test", new Dictionary<string, object?> { ["test.limit"] = 20 }));
        Assert.Equal(10m, (await _plugin.ReadAsync())[Limit]);

        var admin = await crm.AddUserAsync("Admin", "administrator");
        await using var allowed = crm.OpenSession(admin);
        await allowed.Settings.SaveAsync("test", new Dictionary<string, object?> { ["test.limit"] = 20 });
        Assert.Equal(20m, (await _plugin.ReadAsync())[Limit]);
    }

    [Fact]
    public async Task EXT_settings_go_with_their_plugin_and_come_back_with_their_values()
    {
        await using var crm = NewCrm();
        await using (var session = crm.OpenSession())
            await session.Settings.SaveAsync("test", new Dictionary<string, object?> { ["test.limit"] = 20, ["test.password"] = "kept" });

        crm.RemovePlugin("test");
        await using (var session = crm.OpenSession())
        {
            Assert.DoesNotContain(session.Catalog.Settings, s => s.Field.Source == "test");
            Assert.Equal("setting.source-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Settings.GetAsync("test"))).Error.Code);
        }

        crm.AddPlugin("test", _plugin.Configure);
        var values = await _plugin.ReadAsync();
        Assert.Equal((20m, "kept"), (values[Limit], values[Password]));
    }

    [Fact]
    public async Task SET_a_value_that_an_older_version_left_in_another_kind_counts_as_not_given()
    {
        await using var crm = NewCrm();
        await using (var session = crm.OpenSession()) await session.Settings.SaveAsync("test", new Dictionary<string, object?> { ["test.address"] = "Main Street" });
        IPluginSettings newer = null!;
        crm.AddPlugin("test", plugin =>
        {
            plugin.Settings(s => s.Add(Field.Integer("test.address"), new("House number"), 7L));
            newer = (IPluginSettings)plugin.Services.Single(s => s.ServiceType == typeof(IPluginSettings)).ImplementationInstance!;
        });
        Assert.Equal(7L, (await newer.ReadAsync("default", TestContext.Current.CancellationToken))[Field.Integer("test.address")]);
    }

    [Theory]
    [InlineData("foreign.limit", 5, "catalog.key-invalid")]
    [InlineData("test.limit", 500, "catalog.definition-invalid")]
    public async Task SET_a_schema_that_cannot_be_is_refused_when_the_plugin_comes(string key, int defaultValue, string code)
    {
        await using var crm = new TestCrm();
        var refused = Assert.Throws<CrmRuleException>(() => crm.AddPlugin("test", plugin =>
            plugin.Settings(s => s.Add(Field.Decimal(key), new("Limit"), (decimal)defaultValue, f => f with { Maximum = 100 }))));
        Assert.Equal(code, refused.Error.Code);
    }

    private static async Task<bool> IsStoredAsync(TestCrm crm, string text)
    {
        await using var reader = await crm.Services.GetRequiredService<ICrmStore>().OpenReaderAsync("default", TestContext.Current.CancellationToken);
        var texts = (await reader.ListAsync(reader.Query<CatalogEntry>(), TestContext.Current.CancellationToken)).Select(e => e.Definition)
            .Concat((await reader.ListAsync(reader.Query<OutboxMessage>(), TestContext.Current.CancellationToken)).Select(m => m.Payload));
        return texts.Any(t => t.Contains(text, StringComparison.Ordinal));
    }
}
