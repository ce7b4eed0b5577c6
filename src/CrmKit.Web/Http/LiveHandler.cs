using System.Buffers;
using System.Text;
using System.Text.Json;
using CrmKit.AspNetCore;
using CrmKit.Changes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CrmKit.Web;

/// <summary>
/// What is written, told to pages while it happens, as server-sent events over the change feed. Nothing is kept between two looks but the cursor, which is each event's id:
/// whoever comes back, to whatever node, goes on where he was. Every look asks anew what the person may read; a connection ends now and then, so that who asks is asked anew too.
/// </summary>
internal static class LiveHandler
{
    private const int MostAtOnce = 100;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1); // no longer than anybody stays in who is shut out

    public static async Task SendAsync(WebCall call)
    {
        var http = call.Http;
        var clock = http.RequestServices.GetRequiredService<TimeProvider>();
        var feed = LivePlugins.Of(call);
        var asked = (call.Query("types") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        _ = feed.Known(asked, call.Session.Catalog); // what nobody ever defined is refused before anything is sent
        var after = http.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last] ? last : call.Query("after") ?? ChangeQuery.Now;
        using var seat = http.RequestServices.GetRequiredService<LiveSeats>().Take(call.Session.TenantId, call.Session.Actor.UserId, call.Options.LiveFeeds) ?? throw ApiErrors.RateLimited(Longest);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(call.Cancelled, http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);

        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no"; // proxies shall pass on each event at once
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            var (began, said) = (clock.GetTimestamp(), 0L);
            while (clock.GetElapsedTime(began) < Longest)
            {
                foreach (var told in feed.Look(call.Session.Catalog)) await WriteAsync(http.Response, told, ends.Token);
                var types = feed.Known(asked, call.Session.Catalog);
                var page = types.Count > 0 || asked.Length == 0 && feed.IsEmpty ? await ReadAsync(call, types, after, ends.Token) : new ChangePage([], after, false);
                await call.Session.DisposeAsync(); // plugins that are replaced wait for sessions to end
                if (said == 0 || page.Items.Count > 0)
                {
                    await WriteAsync(http.Response, said == 0 && page.Items.Count == 0 ? "ready" : "changes", page, ends.Token);
                    said = clock.GetTimestamp();
                }
                else if (clock.GetElapsedTime(said) >= Heartbeat)
                {
                    await http.Response.WriteAsync(":\n\n", ends.Token);
                    said = clock.GetTimestamp();
                }
                after = page.Next;
                if (!page.HasMore) await Task.Delay(call.Options.LiveInterval, clock, ends.Token);
                await call.RenewAsync(); // with the rights and the catalog of now
            }
        }
        catch (CrmException) when (http.Response.HasStarted)
        {
            // What the page shows has gone, or is no longer for this person: it asks again, and is told so.
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The page is gone, or the host is going.
        }
    }

    private static async Task<ChangePage> ReadAsync(WebCall call, IReadOnlyCollection<string> types, string after, CancellationToken cancellationToken)
    {
        try
        {
            return await call.Session.Changes.ReadAsync(new ChangeQuery { After = after, Types = types, Size = MostAtOnce }, cancellationToken);
        }
        catch (CrmException unusable) when (unusable.Error.Code is "changes.cursor-expired" or "changes.cursor-invalid")
        {
            return await call.Session.Changes.ReadAsync(new ChangeQuery { After = ChangeQuery.Now, Types = types, Size = MostAtOnce }, cancellationToken); // the page was made long after
        }
    }

    private static async Task WriteAsync(HttpResponse response, string name, ChangePage page, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(Encoding.UTF8.GetBytes($"event: {name}\nid: {page.Next}\ndata: "));
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var change in page.Items)
            {
                json.WriteStartObject();
                json.WriteString("type", change.Ref.Type);
                json.WriteString("id", change.Ref.Id);
                json.WriteString("operation", EnumCode.Of(change.Operation));
                json.WriteNumber("version", change.Version);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        buffer.Write("\n\n"u8);
        await WriteAsync(response, buffer.WrittenMemory, cancellationToken);
    }

    private static async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> told, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(told, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
