using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CrmKit.Access;

public sealed class KeyUseTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Last_use_is_stored_and_never_goes_back()
    {
        var user = await _crm.AddUserAsync("Ada", "administrator");
        var keys = _crm.Services.GetRequiredService<IApiKeys>();
        await using var session = _crm.OpenSession();
        var made = await keys.CreateAsync(session, user.Id, "sync", KeyScopes.ReadOnly, _crm.Clock.Now.AddHours(2));
        Assert.Equal(Actor.User(user.Id, KeyScopes.ReadOnly), await keys.FindActorAsync(made.Key));
        await FoldAsync();
        var used = _crm.Clock.Now;
        Assert.Equal(used, Assert.Single(await keys.ListAsync(session)).LastUsedAt);

        _crm.Clock.Advance(TimeSpan.FromHours(-1)); // another node with a slow clock
        await keys.FindActorAsync(made.Key);
        await FoldAsync();
        Assert.Equal(used, Assert.Single(await keys.ListAsync(session)).LastUsedAt);

        _crm.Clock.Advance(TimeSpan.FromHours(3));
        Assert.Null(await keys.FindActorAsync(made.Key));
    }

    private Task FoldAsync() => _crm.Services.GetServices<IHostedService>().OfType<KeyUseFolding>().Single().FoldAsync(TestContext.Current.CancellationToken);
}
