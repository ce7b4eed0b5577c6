using System.Text.Json.Nodes;
using CrmKit.Sessions;

namespace CrmKit.Endpoints;

/// <summary>Answers requests to one endpoint of a plugin.</summary>
/// <remarks>One instance per request. Refuse by throwing a <see cref="CrmException"/>; anything else that is thrown, and an answer that takes longer than its time, reaches the caller as <c>endpoint.failed</c> without details.</remarks>
public interface IPluginEndpoint
{
    /// <summary>Answers one request, with the caller's rights.</summary>
    ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken cancellationToken);
}

/// <summary>One request and the doors to answer it with.</summary>
/// <param name="Session">The doors, with the caller's rights; nothing is open yet.</param>
/// <param name="Request">What is asked.</param>
public sealed record EndpointContext(ICrmSession Session, EndpointRequest Request);

/// <summary>A request, read and checked as far as the definition says.</summary>
public sealed record EndpointRequest
{
    /// <summary>The parameters of the path, by name.</summary>
    public IReadOnlyDictionary<string, string> Path { get; init; } = new Dictionary<string, string>();

    /// <summary>The query parameters given, by name.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();

    /// <summary>The body; empty when there is none.</summary>
    public JsonObject Body { get; init; } = [];
}

/// <summary>An answer: JSON, a file, or nothing.</summary>
public sealed record EndpointAnswer
{
    private EndpointAnswer() { }

    /// <summary>200 to 299.</summary>
    public int Status { get; internal init; } = 200;

    /// <summary>The JSON; <see langword="null"/> when the answer is a file or empty.</summary>
    public JsonNode? Body { get; internal init; }

    /// <summary>The file's name, for the caller to save it under; <see langword="null"/> when the answer is no file.</summary>
    public string? FileName { get; internal init; }

    /// <summary>The file's content type.</summary>
    public string? ContentType { get; internal init; }

    /// <summary>The file's bytes.</summary>
    public ReadOnlyMemory<byte> Content { get; internal init; }

    /// <summary>Nothing more to say.</summary>
    public static EndpointAnswer Done { get; } = new() { Status = 204 };

    /// <summary>JSON. Build it of texts, numbers, objects and lists: a node over a class of the plugin would keep the plugin in memory.</summary>
    /// <param name="body">What to answer.</param>
    /// <param name="status">200 to 299.</param>
    public static EndpointAnswer Json(JsonNode body, int status = 200)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 299);
        return new() { Body = body, Status = status };
    }

    /// <summary>A file to save; browsers never show it as a page of this site.</summary>
    public static EndpointAnswer File(string name, string contentType, ReadOnlyMemory<byte> content)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(contentType);
        return new() { FileName = name, ContentType = contentType, Content = content };
    }
}

/// <summary>The door to the endpoints of plugins; the REST API asks through it.</summary>
/// <remarks>Scoped to a session; not thread safe.</remarks>
public interface IEndpoints
{
    /// <summary>Answers a request with the actor's rights.</summary>
    /// <param name="key">The endpoint's key.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmNotFoundException"><c>endpoint.unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    /// <exception cref="CrmRuleException"><c>endpoint.failed</c>: the plugin's code failed.</exception>
    Task<EndpointAnswer> AnswerAsync(string key, EndpointRequest request, CancellationToken cancellationToken = default);
}
