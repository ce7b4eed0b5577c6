using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace CrmKit.Webhooks;

/// <summary>A server that takes webhooks, and answers as a test likes: a whole answer, or what it does with the connection.</summary>
internal sealed class Receiver : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<Received> _received = new();

    public Receiver()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"http://127.0.0.1:{Port}/hook?key=s3cret";

    /// <summary>Answers with a status and perhaps a header.</summary>
    public string Answer { get; set; } = "200 OK";

    /// <summary>Instead of an answer; gets the connection after the request was read.</summary>
    public Func<NetworkStream, CancellationToken, Task>? Instead { get; set; }

    public IReadOnlyList<Received> All => [.. _received];

    public Received Last => _received.Last();

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception)
        {
            // the test is over
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                _received.Enqueue(await ReadAsync(stream));
                if (Instead is { } instead) await instead(stream, _end.Token);
                else await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {Answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), _end.Token);
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or SocketException)
        {
            // the sender has enough
        }
    }

    private async Task<Received> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        var request = await reader.ReadLineAsync(_end.Token) ?? "";
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } line) headers[line.Split(':')[0]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        var (length, body) = (int.Parse(headers["Content-Length"], CultureInfo.InvariantCulture), new StringBuilder());
        var buffer = new char[length];
        while (Encoding.UTF8.GetByteCount(body.ToString()) < length) body.Append(buffer, 0, await reader.ReadAsync(buffer, _end.Token));
        return new Received(request, headers, body.ToString());
    }
}

/// <summary>One message as it arrived.</summary>
internal sealed record Received(string Request, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public IReadOnlyList<JsonElement> Items => [.. Json.GetProperty("data").GetProperty("items").EnumerateArray()];

    public string Id => Headers["webhook-id"];
}
