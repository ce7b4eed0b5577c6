using System.Net;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore;

/// <summary>Imports and exports that run in the background, from the caller's side.</summary>
internal static class Transfers
{
    /// <summary>Starts one, and waits for its end.</summary>
    public static async Task<JsonNode> TransferAsync(this HttpClient client, string path, string? body = null)
    {
        using var started = await client.SendAsync("POST", path, body);
        Assert.True(started.StatusCode == HttpStatusCode.Accepted, await started.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await client.EndOfAsync(started.Headers.Location!.ToString());
    }

    /// <summary>Waits for the end of one.</summary>
    public static async Task<JsonNode> EndOfAsync(this HttpClient client, string path)
    {
        while (true)
        {
            var transfer = await client.GetAsync(path, HttpStatusCode.OK);
            if ((string)transfer["state"]! is not ("queued" or "running")) return transfer;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Starts one, waits for its end, and expects a result.</summary>
    public static async Task<JsonNode> ResultAsync(this HttpClient client, string path, string? body = null)
    {
        var ended = await client.TransferAsync(path, body);
        Assert.True((string)ended["state"]! == "done", ended.ToJsonString());
        return ended["result"]!;
    }
}
