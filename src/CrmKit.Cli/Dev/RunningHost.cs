using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmKit.Cli.Dev;

/// <summary>A host over its REST API, with an administrator's key.</summary>
internal sealed class RunningHost : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _address;

    public RunningHost(Uri address, string? key)
    {
        _address = address;
        _http = new HttpClient { BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/"), Timeout = TimeSpan.FromSeconds(60) };
        if (key is { Length: > 0 }) _http.DefaultRequestHeaders.Add("X-Api-Key", key);
    }

    /// <summary>The plugin as the host has it after looking through its folder; <see langword="null"/> when it has none of this id.</summary>
    public async Task<HostedPlugin?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var list = await AskAsync(HttpMethod.Get, "api/plugins", cancellationToken);
        return list["items"]?.AsArray().OfType<JsonObject>().FirstOrDefault(p => (string?)p["id"] == id) is { } plugin ? HostedPlugin.Of(plugin) : null;
    }

    /// <summary>Does <c>reload</c> or <c>enable</c>.</summary>
    public async Task<HostedPlugin> ActAsync(string id, string act, CancellationToken cancellationToken) => HostedPlugin.Of((JsonObject)await AskAsync(HttpMethod.Post, $"api/plugins/{id}/{act}", cancellationToken));

    public void Dispose() => _http.Dispose();

    /// <exception cref="CrmRuleException">What the host refused, in its words; <c>cli.host-unreachable</c>; <c>cli.host-refused</c>.</exception>
    private async Task<JsonNode> AskAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            using var response = await _http.SendAsync(request, cancellationToken);
            var answer = await ReadAsync(response, cancellationToken);
            if (response.IsSuccessStatusCode && answer is not null) return answer;
            var errors = (answer?["errors"] as JsonArray)?.OfType<JsonObject>().Select(e => new CrmError((string?)e["code"] ?? "cli.host-refused", (string?)e["message"] ?? "")).ToList();
            throw new CrmRuleException(errors is { Count: > 0 } ? errors : [CliErrors.HostRefused(_address, (int)response.StatusCode)]);
        }
        catch (Exception failure) when (failure is HttpRequestException || failure is TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new CrmRuleException(CliErrors.HostUnreachable(_address, failure.Message));
        }
    }

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
        }
        catch (JsonException)
        {
            return null; // a page of something else that listens there
        }
    }
}

/// <summary>A plugin as a host tells of it.</summary>
internal sealed record HostedPlugin(string State, string? Version, int Generation, IReadOnlyList<string> Errors)
{
    public bool IsEnabled => State == "enabled";

    public static HostedPlugin Of(JsonObject plugin) => new(
        (string?)plugin["state"] ?? "", (string?)plugin["version"], (int?)plugin["generation"] ?? 0,
        [.. (plugin["errors"] as JsonArray ?? []).OfType<JsonObject>().Select(e => $"{e["code"]}: {e["message"]}")]);
}
