using System.Security.Cryptography;
using System.Text;
using CrmKit.Idempotency;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace CrmKit.AspNetCore;

/// <summary>Requests with an <c>Idempotency-Key</c>: answered whole before the first byte leaves, so that the answer can be kept with its effect and given again.</summary>
internal static class IdempotentRequests
{
    public const string Header = "Idempotency-Key";
    public const string Replayed = "Idempotency-Replayed";
    private const int InMemory = 64 * 1024;
    private static readonly string[] Kept = ["Content-Type", "Content-Disposition", "Content-Security-Policy", "Cache-Control", "ETag", "Location", "Allow", "X-Content-Type-Options"];

    /// <summary>The key of a request that changes something; <see langword="null"/> when it has none.</summary>
    public static string? KeyOf(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.Headers[Header] is not { Count: > 0 } values) return null;
        return values.Count == 1 ? values[0] ?? "" : throw ApiErrors.IdempotencyKeys();
    }

    /// <summary>Answers a request through the door that remembers answers.</summary>
    /// <param name="call">The request.</param>
    /// <param name="key">Its key.</param>
    /// <param name="refused">Told of refusals, which are answers here and thrown to nobody.</param>
    /// <param name="log">For failures.</param>
    public static async Task AnswerAsync(ApiCall call, string key, Action<Exception> refused, ILogger log)
    {
        var http = call.Http;
        var act = new IdempotentAct(key, await FingerprintAsync(http.Request, call.Session.Actor.Scopes?.ToString() ?? "", call.MostBytes, http.RequestAborted)) { Course = call.Route.Course };
        var answer = await call.Session.Idempotency.RunAsync(act, _ => CaptureAsync(call, refused, log), http.RequestAborted);
        var response = http.Response;
        if (answer.IsRepeated)
        {
            response.StatusCode = answer.Status;
            foreach (var (name, value) in answer.Headers) response.Headers[name] = value;
            response.Headers[Replayed] = "true";
        }
        if (answer.Body.IsEmpty) return;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, http.RequestAborted);
    }

    // What was asked for: where, with which content, and with which scopes, for a key that is good for less may not be answered as one that is good for more. The content is read to its end, and stands at its beginning afterwards.
    private static async Task<string> FingerprintAsync(HttpRequest request, string scopes, long maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes) throw ApiErrors.FileTooLarge(maxBytes);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null; // counted here, with a clearer refusal
        request.EnableBuffering(InMemory);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.GetEncodedPathAndQuery()} {scopes}\n"));
        var buffer = new byte[InMemory];
        long bytes = 0;
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if ((bytes += read) > maxBytes) throw ApiErrors.FileTooLarge(maxBytes);
            hash.AppendData(buffer, 0, read);
        }
        request.Body.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<IdempotentAnswer> CaptureAsync(ApiCall call, Action<Exception> refused, ILogger log)
    {
        var http = call.Http;
        var outside = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var content = new MemoryStream();
        var inside = new StreamResponseBodyFeature(content);
        http.Features.Set<IHttpResponseBodyFeature>(inside);
        var isRefused = false;
        try
        {
            await call.Route.Handler(call);
        }
        catch (Exception failure) when (!http.RequestAborted.IsCancellationRequested && Problems.Map(http, failure).Status < StatusCodes.Status500InternalServerError)
        {
            isRefused = true; // other failures go on: what they left behind is not known
            refused(failure);
            await Problems.WriteAsync(http, failure, log);
        }
        finally
        {
            await inside.Writer.FlushAsync(CancellationToken.None);
            http.Features.Set(outside);
        }
        return new IdempotentAnswer(http.Response.StatusCode, content.ToArray())
        {
            Headers = Kept.Where(http.Response.Headers.ContainsKey).ToDictionary(name => name, name => http.Response.Headers[name].ToString()),
            IsRefused = isRefused,
            IsKept = !isRefused || http.Response.StatusCode is not (StatusCodes.Status401Unauthorized or StatusCodes.Status429TooManyRequests),
        };
    }
}
