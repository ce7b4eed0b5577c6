using System.Net;
using System.Net.Http.Headers;
using CrmKit.Net;
using CrmKit.Sessions;
using Microsoft.Extensions.Options;

namespace CrmKit.Webhooks;

/// <summary>Posts messages to receivers: to addresses that are open, without following redirections, without reading what is answered, and never for longer than allowed.</summary>
internal sealed class WebhookClient : IDisposable
{
    private const int HeadersKilobytes = 16;
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(500);

    private readonly WebhookOptions _options;
    private readonly TimeProvider _clock;
    private readonly GuardedConnections _guard;
    private readonly HttpMessageInvoker _invoker;

    public WebhookClient(IOptions<CrmKitOptions> options, TimeProvider clock) : this(options.Value.Webhooks, clock, null)
    {
    }

    /// <param name="options">Time-out and networks.</param>
    /// <param name="clock">The time.</param>
    /// <param name="resolve">Finds the addresses of a name.</param>
    internal WebhookClient(WebhookOptions options, TimeProvider clock, Func<string, CancellationToken, Task<IPAddress[]>>? resolve)
    {
        (_options, _clock) = (options, clock);
        _guard = new GuardedConnections([.. options.PrivateNetworks.Select(IPNetwork.Parse)], static (_, _) => new CrmForbiddenException(WebhookErrors.Address(allowsHttp: false)), resolve);
        var handler = _guard.NewHandler();
        handler.AllowAutoRedirect = false;
        handler.AutomaticDecompression = DecompressionMethods.None;
        handler.MaxResponseHeadersLength = HeadersKilobytes;
        handler.MaxResponseDrainSize = HeadersKilobytes * 1024;
        handler.ResponseDrainTimeout = DrainTime;
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);
        _invoker = new HttpMessageInvoker(handler);
    }

    /// <summary>The address in its one spelling; <see langword="null"/> when it cannot be used.</summary>
    public Uri? Read(string address) => WebhookAddress.Read(address, _options, _guard.IsOpen);

    public async Task<WebhookAnswer> PostAsync(Uri target, string messageId, IReadOnlyList<string> secrets, ReadOnlyMemory<byte> body)
    {
        var timestamp = _clock.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("CrmKit-Webhooks", "1"));
        request.Headers.Add("webhook-id", messageId);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSecret.Sign(secrets, messageId, timestamp, body.Span));

        using var limit = new CancellationTokenSource(_options.Timeout, _clock);
        var started = _clock.GetTimestamp();
        try
        {
            using var answer = await _invoker.SendAsync(request, limit.Token);
            return new WebhookAnswer((int)answer.StatusCode, (int)_clock.GetElapsedTime(started).TotalMilliseconds, WishOf(answer));
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException or CrmForbiddenException)
        {
            return default; // refused, unknown, closed and slow are one: which it was would tell of the network around the host
        }
    }

    public void Dispose() => _invoker.Dispose();

    private TimeSpan? WishOf(HttpResponseMessage answer)
    {
        if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || answer.Headers.RetryAfter is not { } wish) return null;
        return wish.Delta ?? wish.Date - _clock.GetUtcNow();
    }
}

/// <summary>What a receiver answered.</summary>
/// <param name="Status">The status; <see langword="null"/> when there was no answer.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Wish">How long it asked to be left alone.</param>
internal readonly record struct WebhookAnswer(int? Status, int Milliseconds = 0, TimeSpan? Wish = null)
{
    public bool IsTaken => Status is >= 200 and < 300;

    public bool IsGone => Status == 410;

    public WebhookTry At(DateTimeOffset at) => Status is not { } status
        ? new WebhookTry(at, "no-answer")
        : new WebhookTry(at, IsTaken ? "delivered" : IsGone ? "gone" : status is >= 300 and < 400 ? "redirected" : "refused", status, Milliseconds);
}
