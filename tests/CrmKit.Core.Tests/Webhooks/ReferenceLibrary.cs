using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace CrmKit.Webhooks;

/// <summary>The reference library for Standard Webhooks of the npm registry, as it is pinned in <c>tests/Node</c>: what it takes is signed right.</summary>
internal static class ReferenceLibrary
{
    private static readonly string? Folder = Find();

    public static async Task<IReadOnlyList<string>> VerifyAsync(params (string Secret, Received Message, DateTimeOffset Now)[] messages)
    {
        Assert.SkipWhen(Folder is null, "The reference library is not installed: run 'npm ci --ignore-scripts' in tests/Node, which test.sh does.");
        var start = new ProcessStartInfo("node", "verify-webhook.mjs")
        {
            WorkingDirectory = Folder!, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardInputEncoding = new UTF8Encoding(false), StandardOutputEncoding = Encoding.UTF8,
        };
        using var node = Process.Start(start)!;
        var (said, complained) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        foreach (var (secret, message, now) in messages)
            await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { secret, headers = message.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value), body = message.Body, now = now.ToUnixTimeSeconds() }));
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await complained);
        return (await said).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "tests", "Node") is var tools && File.Exists(Path.Combine(tools, "package.json")))
                return Directory.Exists(Path.Combine(tools, "node_modules", "standardwebhooks")) ? tools : null;
        return null;
    }
}
