using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(CrmKit.Browser.Chromium))]

namespace CrmKit.Browser;

/// <summary>Debian's Chromium, started once for all tests that want it, and not at all where it is not installed.</summary>
public sealed class Chromium : IAsyncDisposable
{
    /// <summary>How long is waited for what is to be there: a busy machine is slow, not wrong.</summary>
    public const float PatienceMilliseconds = 60_000;

    private const string Missing = "Chromium is not installed: 'apt-get install chromium fonts-noto-cjk', which test.sh does.";
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-dev-shm-usage", // containers have little of it
    ];

    private readonly SemaphoreSlim _once = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Skips the test that asks where there is no browser.</summary>
    /// <returns>The program.</returns>
    public static string DemandIt()
    {
        var program = Places.FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, Missing);
        return program!;
    }

    /// <summary>The browser; the test that asks skips where there is none.</summary>
    public async Task<IBrowser> BrowserAsync()
    {
        var program = DemandIt();
        await _once.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_playwright is null)
            {
                Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
                _playwright = await Playwright.CreateAsync();
            }
            return _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = Arguments, Headless = true, Timeout = 3 * PatienceMilliseconds });
        }
        finally
        {
            _once.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        _once.Dispose();
    }
}
