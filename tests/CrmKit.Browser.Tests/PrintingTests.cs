using System.Net;
using System.Net.Sockets;
using System.Text;
using CrmKit.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Browser;

/// <summary>The printer, given pages that no template could make: whatever they name, nothing is fetched, read or run for them.</summary>
public sealed class PrintingTests : IAsyncDisposable
{
    // One red point.
    private const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    private const string PictureInPdf = "/Subtype /Image\n/Width 1\n"; // what stands for one that is not there is larger

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmkit-printing-");
    private readonly ServiceProvider _services = new ServiceCollection().AddCrmKit(crm => crm.UseSqlite("unused.db").UseBrowserPrinter()).BuildServiceProvider();

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _folder.Delete(recursive: true);
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task A085_Page_that_names_addresses_files_and_scripts_is_printed_and_nobody_is_asked_for_anything()
    {
        Chromium.DemandIt();
        _listener.Start();
        var there = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        var file = Path.Combine(_folder.FullName, "secret.png");
        await File.WriteAllBytesAsync(file, Convert.FromBase64String(Picture), TestContext.Current.CancellationToken);
        var printed = await PrintAsync($$"""
            <!doctype html><html><head><title>Offer</title>
            <link rel="stylesheet" href="{{there}}/a.css"><link rel="preconnect" href="{{there}}"><link rel="prefetch" href="{{there}}/later"><link rel="icon" href="{{there}}/icon.png">
            <style>@import url({{there}}/b.css); @font-face { font-family: x; src: url({{there}}/x.woff2) } p { font-family: x; background: url({{there}}/c.png) }</style>
            <script src="{{there}}/d.js"></script>
            <script>fetch('{{there}}/e'); new WebSocket('{{there.Replace("http", "ws", StringComparison.Ordinal)}}/f'); new Image().src = '{{there}}/g'; document.write('<img src="data:image/png;base64,{{Picture}}">');</script></head>
            <body onload="document.body.innerHTML += '<img src=&quot;data:image/png;base64,{{Picture}}&quot;>'"><p>Dear customer</p>
            <img src="{{there}}/h.png"><img src="http://[::ffff:127.0.0.1]:{{there.Split(':')[2]}}/i.png"><iframe src="{{there}}/j"></iframe><object data="{{there}}/k"></object><embed src="{{there}}/l"><video src="{{there}}/m" poster="{{there}}/n"></video>
            <img src="{{new Uri(file)}}"><iframe src="{{new Uri(file)}}"></iframe><object data="{{new Uri(file)}}"></object>
            </body></html>
            """);
        Assert.False(_listener.Pending(), "The browser asked for something.");
        Assert.DoesNotContain(PictureInPdf, printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_in_a_page_itself_are_printed()
    {
        Chromium.DemandIt();
        Assert.Contains(PictureInPdf, await PrintAsync($"<!doctype html><html><head><title>Offer</title></head><body><img width=\"80\" src=\"data:image/png;base64,{Picture}\"></body></html>"), StringComparison.Ordinal);
    }

    private async Task<string> PrintAsync(string html)
    {
        var pdf = Encoding.Latin1.GetString((await _services.GetRequiredService<IDocumentPrinter>().PrintAsync(html, TestContext.Current.CancellationToken)).Span);
        Assert.StartsWith("%PDF-", pdf, StringComparison.Ordinal);
        return pdf;
    }
}
