using System.Net;
using CrmKit.AspNetCore;
using CrmKit.Identity;
using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Browser;

/// <summary>The sample host on a real port over SQLite, with the real-estate plugin in its folder, and people who have passwords.</summary>
public class BrowserHost : ApiHost, IAsyncLifetime
{
    public const string Password = "violet tractor sings at noon";
    public const string Plugin = "realestate";

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await ReadyAsync();
    }

    /// <summary>What else there is to wait for before the first test.</summary>
    protected virtual async Task ReadyAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(PluginFolder, Plugin)).FullName;
        foreach (var file in Directory.EnumerateFiles(Built(Plugin)).OrderBy(f => f.EndsWith("plugin.json", StringComparison.Ordinal))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file))); // the manifest last
        var plugins = Services.GetRequiredService<IPluginRuntime>();
        await plugins.RefreshAsync();
        if (plugins.Find(Plugin) is not { State: PluginState.Enabled }) await plugins.ExecuteAsync(new PluginCommand(PluginAct.Enable, Plugin) { Consent = true });
    }

    protected override void Configure(IServiceCollection services) => services.PostConfigure<PluginOptions>(o => (o.AllowUpload, o.AllowUnsigned) = (true, true));

    /// <summary>Where the sample host has a plugin as it was built.</summary>
    internal string Built(string plugin) => Path.Combine(Services.GetRequiredService<IWebHostEnvironment>().ContentRootPath, "plugins", plugin);

    /// <summary>A new user who can sign in.</summary>
    internal async Task<Person> PersonAsync(string name, string roles)
    {
        await using var session = Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        var user = await session.Records.CreateAsync(new User { Name = name, Email = $"{Guid.NewGuid():N}@example.com", Roles = roles });
        return await PasswordAsync(session, user);
    }

    /// <summary>Lets a user of the demo company sign in.</summary>
    internal async Task<Person> PersonAsync(string name)
    {
        await using var session = Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        return await PasswordAsync(session, (await session.Records.ListAsync(new Specification<User>().Where(u => u.Name == name).Take(1)))[0]);
    }

    private async Task<Person> PasswordAsync(ICrmSession session, User user)
    {
        var token = (await Services.GetRequiredService<IInvitations>().CreateAsync(session, user.Id)).Path.Split("token=")[1];
        await Client().JsonAsync("POST", "/api/password/set", new { token, password = Password }, HttpStatusCode.NoContent);
        return new Person(user.Id, user.Name, user.Email!);
    }
}

/// <summary>Somebody who signs in with <see cref="BrowserHost.Password"/>.</summary>
internal sealed record Person(Guid Id, string Name, string Email);
