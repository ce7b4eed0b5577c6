using System.Diagnostics;

namespace CrmKit.Documents.Printing;

/// <summary>Prints with a browser without a window, in a process of its own with a profile of its own: nothing is loaded or run for a page, whatever is in it, and what hangs is ended.</summary>
internal sealed class BrowserPrinter(string? path, TimeProvider clock) : IDocumentPrinter, IDisposable
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(1);
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome.exe", "msedge.exe"];
    private static readonly string[] Places = ["/usr/bin", "/usr/local/bin", "/opt/google/chrome", "/snap/bin", "/Applications/Google Chrome.app/Contents/MacOS", @"C:\Program Files\Google\Chrome\Application", @"C:\Program Files (x86)\Microsoft\Edge\Application"];

    // Before all that a page says of itself: it may show what it holds, and nothing else.
    private const string Policy = "<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'\">\n";

    private readonly SemaphoreSlim _turn = new(2); // a browser takes much memory

    public async Task<ReadOnlyMemory<byte>> PrintAsync(string html, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(html);
        var browser = path ?? Places.SelectMany(_ => Names, Path.Combine).FirstOrDefault(File.Exists);
        if (browser is null || !File.Exists(browser)) throw new CrmRuleException(PrintErrors.PrinterMissing(path));
        await _turn.WaitAsync(cancellationToken);
        var folder = Directory.CreateTempSubdirectory("crmkit-print-");
        try
        {
            var (page, file) = (Path.Combine(folder.FullName, "page.html"), Path.Combine(folder.FullName, "page.pdf"));
            await File.WriteAllTextAsync(page, Policy + html, cancellationToken);
            var said = await RunAsync(Start(browser, folder.FullName, page, file), cancellationToken);
            return File.Exists(file) ? await File.ReadAllBytesAsync(file, cancellationToken) : throw new CrmRuleException(PrintErrors.PrinterFailed(said));
        }
        finally
        {
            _turn.Release();
            Remove(folder);
        }
    }

    public void Dispose() => _turn.Dispose();

    private static ProcessStartInfo Start(string browser, string folder, string page, string file)
    {
        var start = new ProcessStartInfo(browser) { UseShellExecute = false, CreateNoWindow = true, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = folder };
        string[] arguments =
        [
            "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync", "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
            "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=http://nowhere.invalid:1", "--proxy-bypass-list=<-loopback>", // and if something asked all the same, there is no way to any name or address
            $"--user-data-dir={Path.Combine(folder, "profile")}", "--no-pdf-header-footer", $"--print-to-pdf={file}", new Uri(page).AbsoluteUri,
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()) start.ArgumentList.Insert(0, "--no-sandbox"); // browsers refuse to start as root otherwise; the page holds no scripts
        return start;
    }

    private async Task<string> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception refused)
        {
            throw new CrmRuleException(PrintErrors.PrinterFailed(refused.Message));
        }
        using (process)
        {
            try
            {
                var (output, errors) = (process!.StandardOutput.ReadToEndAsync(either.Token), process.StandardError.ReadToEndAsync(either.Token));
                await process.WaitForExitAsync(either.Token);
                return $"{await errors}\n{await output}".Split('\n').Select(l => l.Trim()).LastOrDefault(l => l.Length > 0) ?? $"it ended with code {process.ExitCode}";
            }
            catch (OperationCanceledException)
            {
                process!.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                throw new CrmRuleException(PrintErrors.PrinterFailed($"it took longer than {TimeLimit.TotalSeconds:0} seconds"));
            }
        }
    }

    // A browser that was ended may hold files of its profile for a moment; the system's folder for such files is emptied anyway.
    private static void Remove(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
        {
        }
    }
}
