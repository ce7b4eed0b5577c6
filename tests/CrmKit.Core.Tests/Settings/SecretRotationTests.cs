using System.Text.Json;
using CrmKit.Access;
using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Settings;

/// <summary>Secrets under newer keys, on each database.</summary>
public sealed class SecretRotationTests : IAsyncDisposable
{
    private static readonly Field<string> Password = Field.Text("test.password");
    private readonly Numbered _keys = new();
    private readonly TestCrm _crm;
    private IPluginSettings _settings = null!;

    public SecretRotationTests() => _crm = new TestCrm(
        crm =>
        {
            crm.Services.AddSingleton<ISecretProtector>(_keys);
            crm.Configure(o => o.Webhooks.AllowHttp = true);
        },
        plugin =>
        {
            plugin.Settings(s => s.AddSecret(Password, new("Password"))).AddEffectExecutor<Outgoing>("letter");
            _settings = (IPluginSettings)plugin.Services.Single(s => s.ServiceType == typeof(IPluginSettings)).ImplementationInstance!;
        });

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task A102_Everything_is_under_the_newest_key_after_a_rotation_and_reads_as_before()
    {
        await PlantAsync();
        Assert.Equal(["effect", "setting", "webhook", "webhook", "webhook"], (await ListAsync()).Select(s => s.Kind).Order());
        Assert.All(await ListAsync(), s => Assert.Equal(SecretState.Current, s.State));

        _keys.Newest++;
        Assert.All(await ListAsync(), s => Assert.Equal(SecretState.Old, s.State));
        Assert.Equal((5, 0, 0), await RotateAsync());
        Assert.Equal((0, 5, 0), await RotateAsync());
        _keys.Known.Remove(1);
        Assert.Equal("hunter2", (await _settings.ReadAsync("default", Cancelled))[Password]);
        Outgoing.Sent.Clear();
        await _crm.Services.GetRequiredService<IDispatcher>().DrainAsync();
        Assert.Equal("come in", Assert.Single(Outgoing.Sent).Payload.GetProperty("link").GetString());
    }

    [Fact]
    public async Task A_key_that_is_gone_costs_what_it_protects_and_each_is_named_with_what_to_do()
    {
        await PlantAsync();
        _keys.Newest++;
        _keys.Known.Remove(1);
        var lost = (await ListAsync()).Where(s => s.Kind == "setting").ToList();
        Assert.Equal((SecretState.Lost, "secret.lost"), (Assert.Single(lost).State, lost[0].Problem!.Code));
        Assert.Contains("setting 'test.password' of 'test'", lost[0].Problem!.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0, 5), await RotateAsync());
        Assert.Equal("setting.secret-unreadable", (await Assert.ThrowsAsync<CrmRuleException>(async () => await _settings.ReadAsync("default", Cancelled))).Error.Code);
        await _crm.Services.GetRequiredService<IDispatcher>().DrainAsync();

        _keys.Known.Add(1); // somebody had a copy
        Assert.Equal((5, 0, 0), await RotateAsync());
        Assert.Equal("hunter2", (await _settings.ReadAsync("default", Cancelled))[Password]);
    }

    [Fact]
    public async Task A_rotation_that_was_stopped_goes_on_and_what_is_set_meanwhile_is_not_written_over()
    {
        await PlantAsync();
        _keys.Newest++;
        using var stop = new CancellationTokenSource();
        _keys.Protecting = () => stop.Cancel(); // in the midst of the first batch
        await using (var session = _crm.OpenSession()) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.Secrets.RotateAsync(stop.Token));
        _keys.Protecting = null;
        await Task.WhenAll(RotateAsync(), SetAsync("hunter3"), RotateAsync());
        Assert.All(await ListAsync(), s => Assert.Equal(SecretState.Current, s.State));
        Assert.Equal("hunter3", (await _settings.ReadAsync("default", Cancelled))[Password]);
    }

    [Fact]
    public async Task Secrets_are_for_administrators_and_of_one_tenant()
    {
        await PlantAsync();
        await using (var rep = _crm.OpenSession(await _crm.AddUserAsync("Rep", "sales-rep")))
        {
            Assert.Equal("secret.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => rep.Secrets.ListAsync())).Error.Code);
            Assert.Equal("secret.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => rep.Secrets.RotateAsync())).Error.Code);
        }
        _keys.Newest++;
        await using var foreign = _crm.Crm.OpenSession(Actor.System("test"), tenantId: "other");
        Assert.Empty(await foreign.Secrets.ListAsync());
        Assert.Equal(0, (await foreign.Secrets.RotateAsync()).Renewed);
        Assert.All(await ListAsync(), s => Assert.Equal(SecretState.Old, s.State));
    }

    [Fact]
    public async Task Without_keys_it_says_so()
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        Assert.Equal("secret.no-protector", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Secrets.RotateAsync())).Error.Code);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // A webhook has an address, a secret, and the secret before it.
    private async Task PlantAsync()
    {
        var admin = await _crm.AddUserAsync("Admin", "administrator");
        await using (var session = _crm.OpenSession(admin))
        {
            var hook = await session.Webhooks.CreateAsync(new WebhookDraft { Name = "ERP", Url = "https://erp.example/hook", Events = ["lead.*"] });
            await session.Webhooks.RotateSecretAsync(hook.Webhook.Id);
        }
        await SetAsync("hunter2");
        await using var system = _crm.OpenSession();
        await system.Effects.RequestAsync([new EffectRequest("letter", "1", JsonSerializer.SerializeToElement(new { link = "come in" })) { HoldsSecret = true }]);
    }

    private async Task SetAsync(string password)
    {
        await using var session = _crm.OpenSession();
        await session.Settings.SaveAsync("test", new Dictionary<string, object?> { ["test.password"] = password });
    }

    private async Task<IReadOnlyList<StoredSecret>> ListAsync()
    {
        await using var session = _crm.OpenSession();
        return await session.Secrets.ListAsync();
    }

    private async Task<(int Renewed, int Current, int Lost)> RotateAsync()
    {
        await using var session = _crm.OpenSession();
        var done = await session.Secrets.RotateAsync();
        return (done.Renewed, done.Current, done.Lost.Count);
    }

    private sealed class Outgoing : IEffectExecutor
    {
        public static List<EffectRequest> Sent { get; } = [];

        public ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken)
        {
            lock (Sent) Sent.Add(effect);
            return default;
        }
    }

    /// <summary>Texts turned round, with the number of the key.</summary>
    private sealed class Numbered : ISecretProtector
    {
        public int Newest { get; set { field = value; Known.Add(value); } } = 1;

        public HashSet<int> Known { get; } = [1];

        public Action? Protecting { get; set; }

        public string Protect(string purpose, string secret)
        {
            Protecting?.Invoke();
            return $"{Newest}|{purpose}|{new string([.. secret.Reverse()])}";
        }

        public string? Unprotect(string purpose, string protectedText) =>
            protectedText.Split('|', 3) is [var key, var kept, var text] && kept == purpose && Known.Contains(int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)) ? new string([.. text.Reverse()]) : null;

        public SecretState StateOf(string purpose, string protectedText) =>
            Unprotect(purpose, protectedText) is null ? SecretState.Lost : protectedText.StartsWith($"{Newest}|", StringComparison.Ordinal) ? SecretState.Current : SecretState.Old;
    }
}
