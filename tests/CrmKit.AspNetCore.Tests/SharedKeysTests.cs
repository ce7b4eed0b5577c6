using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CrmKit.AspNetCore;

/// <summary>Two nodes, each with a folder of its own for the program, and one folder of keys.</summary>
public sealed class SharedKeysTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_form_that_one_node_gave_out_is_taken_by_another_and_after_a_restart()
    {
        var (header, cookie) = GiveOut(Node("a"));
        Assert.True(await TakesAsync(Node("b"), header, cookie));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder, "keys"), "key-*.xml"));
    }

    [Fact]
    public async Task Other_keys_take_it_not_and_a_host_that_has_its_own_keeps_them()
    {
        var (header, cookie) = GiveOut(Node("a"));
        var own = Node("b", services => services.AddDataProtection().SetApplicationName("Shop").PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(_folder, "own"))));
        Assert.False(await TakesAsync(own, header, cookie));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder, "own"), "key-*.xml"));
        var renamed = Node("c", services => services.AddDataProtection().SetApplicationName("Shop"));
        Assert.False(await TakesAsync(renamed, header, cookie));
    }

    private IServiceProvider Node(string name, Action<IServiceCollection>? more = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName });
        builder.Services.AddCrmKitApi(api => api.KeyFolder = Path.Combine(_folder, "keys"));
        builder.Services.AddAntiforgery();
        more?.Invoke(builder.Services);
        return builder.Build().Services;
    }

    private static (string Token, string Cookie) GiveOut(IServiceProvider node)
    {
        var tokens = node.GetRequiredService<IAntiforgery>().GetTokens(new DefaultHttpContext { RequestServices = node });
        return (tokens.RequestToken!, tokens.CookieToken!);
    }

    private static async Task<bool> TakesAsync(IServiceProvider node, string token, string cookie)
    {
        var options = node.GetRequiredService<IOptions<AntiforgeryOptions>>().Value;
        var asked = new DefaultHttpContext { RequestServices = node };
        asked.Request.Method = "POST";
        asked.Request.Headers[options.HeaderName!] = token;
        asked.Request.Headers.Cookie = $"{options.Cookie.Name}={cookie}";
        return await node.GetRequiredService<IAntiforgery>().IsRequestValidAsync(asked);
    }
}
