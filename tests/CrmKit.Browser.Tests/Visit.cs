using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Playwright;

namespace CrmKit.Browser;

/// <summary>One person's window: notes whatever goes wrong behind a page, and has none of it be left unsaid at the end.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private static readonly int[] Refusals = [400, 409, 422];

    private readonly IBrowserContext _context;
    private readonly Uri _address;
    private readonly ConcurrentQueue<string> _complaints = new();

    private Visit(IBrowserContext context, IPage page, Uri address)
    {
        (_context, Page, _address) = (context, page, address);
        page.Console += (_, said) => { if (said.Type == "error" && !IsRefusal(said.Text)) _complaints.Enqueue($"console: {said.Text} ({said.Location})"); };
        page.PageError += (_, error) => _complaints.Enqueue("script: " + error);
        page.Request += (_, request) => { if (!IsOurs(request.Url)) _complaints.Enqueue("asked another machine: " + request.Url); };
        page.Response += (_, response) => { if (response.Status >= 500) _complaints.Enqueue($"{response.Status} from {response.Url}"); };
    }

    public IPage Page { get; }

    /// <summary>Opens a window; with a key, its owner is signed in already.</summary>
    public static async Task<Visit> OpenAsync(Chromium chromium, Uri address, string language = "en", string? key = null, ColorScheme scheme = ColorScheme.Light, bool hasWorker = false)
    {
        var browser = await chromium.BrowserAsync();
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            Locale = language == "en" ? "en-GB" : language,
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            ServiceWorkers = hasWorker ? ServiceWorkerPolicy.Allow : ServiceWorkerPolicy.Block, // a story about a node that dies sees the browser itself
            ViewportSize = new() { Width = 1360, Height = 900 },
            ExtraHTTPHeaders = key is null ? null : new Dictionary<string, string> { ["Authorization"] = "Bearer " + key },
        });
        context.SetDefaultTimeout(Chromium.PatienceMilliseconds);
        return new Visit(context, await context.NewPageAsync(), address);
    }

    /// <summary>Opens a page, and expects it to be there.</summary>
    public async Task GoAsync(string path)
    {
        var answer = await Page.GotoAsync(path);
        Assert.True(answer!.Ok, $"{path}: {answer.Status}");
    }

    /// <summary>Signs in as people do, and comes to the page that was asked for.</summary>
    public async Task SignInAsync(Person person, string path = "/crm/")
    {
        await Page.GotoAsync(path);
        await Page.Locator("#email").FillAsync(person.Email);
        await Page.Locator("#password").FillAsync(BrowserHost.Password);
        await Page.Locator("main form button").First.ClickAsync();
        await Page.WaitForURLAsync("**" + path);
    }

    /// <summary>Goes to a page by the menu, opening its group where that is closed.</summary>
    public async Task MenuAsync(string address)
    {
        var link = $"a[href$='{address}']";
        var group = Page.Locator("nav#nav details", new() { Has = Page.Locator(link) });
        if (await group.GetAttributeAsync("open") is null) await group.Locator("summary").ClickAsync();
        await group.Locator(link).ClickAsync();
    }

    /// <summary>Waits until what was put into the page works.</summary>
    public Task SettledAsync() => Page.WaitForFunctionAsync("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')");

    /// <summary>No error in the console or a script, none of the policy's refusals, no answer of a broken server, nothing asked of another machine; refusals of the status that the story is about are none.</summary>
    public void IsClean(int? expected = null)
    {
        var said = expected is { } status ? string.Create(CultureInfo.InvariantCulture, $"status of {status}") : null;
        var left = _complaints.Where(c => said is null || !c.Contains(said, StringComparison.Ordinal)).ToList();
        Assert.True(left.Count == 0, string.Join('\n', left));
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    // A form or filter that comes back with what is wrong is no fault, nor is a question that was dropped because one went on; the browser and htmx note them all the same.
    private static bool IsRefusal(string text) =>
        text.StartsWith("htmx:sendAbort", StringComparison.Ordinal) || text.StartsWith("htmx:afterRequest", StringComparison.Ordinal) || Refusals.Any(status => text.Contains($"status of {status}", StringComparison.Ordinal));

    private bool IsOurs(string url) => url.StartsWith(_address.ToString(), StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal) || url.StartsWith("blob:", StringComparison.Ordinal);
}
