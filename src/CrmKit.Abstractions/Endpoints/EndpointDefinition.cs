using CrmKit.Access;

namespace CrmKit.Endpoints;

/// <summary>A REST endpoint of a plugin, under <c>/ext/{plugin id}</c> of the API. Immutable.</summary>
public sealed record EndpointDefinition
{
    /// <summary>Its key, which begins with the plugin's id: <c>acme.quote-preview</c>.</summary>
    public required string Key { get; init; }

    /// <summary><c>GET</c>, <c>POST</c>, <c>PUT</c>, <c>PATCH</c> or <c>DELETE</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Under the plugin's own path: a slash, then words and parameters parted by slashes (<c>/quotes/{id}/preview</c>).</summary>
    public required string Path { get; init; }

    /// <summary>One sentence that says what it does; stands in the OpenAPI document.</summary>
    public required LocalizedText Summary { get; init; }

    /// <summary>What a caller must be permitted, at least in this scope; <see langword="null"/> for everybody who is signed in. What the handler reads and writes is held to the caller's rights anyway.</summary>
    public Permission? Requires { get; init; }

    /// <summary>The query parameters it knows; others are refused.</summary>
    public IReadOnlyList<EndpointParameter> Query { get; init; } = [];

    /// <summary>The JSON schema of the body, for the OpenAPI document; <see langword="null"/> means any object. Bodies are read with the methods POST, PUT and PATCH.</summary>
    public string? BodySchema { get; init; }

    /// <summary>The JSON schema of the answer, for the OpenAPI document; <see langword="null"/> means anything.</summary>
    public string? AnswerSchema { get; init; }

    /// <summary>Where it comes from: a plugin's id.</summary>
    public string Source { get; init; } = "core";

    /// <summary>Whether requests have a body.</summary>
    public bool HasBody => Method is "POST" or "PUT" or "PATCH";
}

/// <summary>A query parameter of an endpoint.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="IsRequired">Whether a request without it is refused.</param>
public sealed record EndpointParameter(string Name, string Description, bool IsRequired = false);
