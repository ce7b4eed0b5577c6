using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>The sample host on a real port over SQLite, seen through the user interface.</summary>
public class WebHost : ApiHost
{
    private readonly List<WebClient> _clients = [];

    /// <summary>The administrator's browser.</summary>
    internal WebClient Browser => field ??= Open(Admin.DefaultRequestHeaders.Authorization!.Parameter);

    internal WebClient Open(string? key)
    {
        var client = new WebClient(Admin.BaseAddress!, key);
        _clients.Add(client);
        return client;
    }

    /// <summary>A new user with roles, and his browser.</summary>
    internal async Task<(Guid Id, WebClient Browser)> BrowserOfAsync(string roles, Guid? team = null)
    {
        await using var session = Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        var user = await session.Records.CreateAsync(new User { Name = "A " + roles, Email = $"{Guid.NewGuid():N}@example.com", Roles = roles, TeamId = team });
        return (user.Id, Open((await Services.GetRequiredService<IApiKeys>().CreateAsync(session, user.Id, "test")).Key));
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
