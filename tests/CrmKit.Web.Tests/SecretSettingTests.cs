using CrmKit.AspNetCore;
using CrmKit.Fields;
using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>A secret setting in its form: written, never shown, kept when nothing is typed, and taken out by its box.</summary>
public sealed class SecretSettingTests(WebHost host) : IClassFixture<WebHost>
{
    private static readonly Field<string> Key = Field.Text("acme.key"), Place = Field.Text("acme.place");

    [Fact]
    public async Task A_secret_stays_when_its_field_is_empty_and_goes_by_its_box()
    {
        var extensions = host.Services.GetRequiredService<IExtensionHost>();
        var source = new ExtensionSource("acme") { Rank = 2 };
        var builder = extensions.NewBuilder(source);
        builder.Settings(s => s.Add(Place, new("Place"), "here").AddSecret(Key, new("Key", "密钥")));
        source.Services = builder.Services.BuildServiceProvider();
        extensions.Put(source);

        Assert.Null((await FormAsync()).QuerySelector("[name='remove:acme.key']")); // there is none yet
        await host.Browser.DoneAsync(await FormAsync(), ("acme.key", "s3cr3t-canary"), ("acme.place", "there"));
        Assert.True(await IsGivenAsync());
        var form = await FormAsync();
        Assert.DoesNotContain("s3cr3t-canary", form.OuterHtml, StringComparison.Ordinal);
        await host.Browser.DoneAsync(form, ("acme.place", "elsewhere"));
        Assert.True(await IsGivenAsync());

        Assert.NotNull((await FormAsync()).QuerySelector("[name='remove:acme.key']"));
        await host.Browser.DoneAsync(await FormAsync(), ("remove:acme.key", "true"));
        Assert.False(await IsGivenAsync());
        Assert.Equal("elsewhere", (await FormAsync()).QuerySelector("[name='acme.place']")!.GetAttribute("value"));
        Assert.Contains("删除密钥", (await AgainAsync("zh-CN")), StringComparison.Ordinal);
        extensions.Remove("acme");

        async Task<string> AgainAsync(string language)
        {
            await host.Browser.DoneAsync(await FormAsync(), ("acme.key", "another"));
            return (await host.Browser.PageAsync("/crm/_admin/settings", language: language)).Body!.TextContent;
        }
    }

    private async Task<AngleSharp.Dom.IElement> FormAsync() => (await host.Browser.PageAsync("/crm/_admin/settings")).QuerySelector("[name='acme.key']")!.Closest("form")!;

    private async Task<bool> IsGivenAsync() =>
        (bool)(await host.Admin.GetAsync("/api/settings/acme", System.Net.HttpStatusCode.OK))["settings"]!.AsArray().Single(s => (string)s!["key"]! == "acme.key")!["isGiven"]!;
}
