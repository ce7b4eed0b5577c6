using CrmKit.Endpoints;
using CrmKit.Idempotency;

namespace CrmKit.AspNetCore;

/// <summary>One endpoint: what routing, the checks of a request and the OpenAPI document all read.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Relative to the prefix: <c>/leads/{id}</c>.</param>
/// <param name="OperationId">Unique, camel case.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Handler">What it does.</param>
internal sealed record ApiRoute(string Method, string Path, string OperationId, string Summary, Func<ApiCall, Task> Handler)
{
    /// <summary>The record type's key; <see langword="null"/> for routes about no single type.</summary>
    public string? Type { get; init; }

    /// <summary>The plugin's endpoint that it leads to; <see langword="null"/> for routes of CrmKit's own.</summary>
    public EndpointDefinition? Extension { get; init; }

    public IReadOnlyList<ApiParameter> Query { get; init; } = [];

    /// <summary>The name of the body's schema; <see langword="null"/> for none.</summary>
    public string? Body { get; init; }

    /// <summary>Whether the body may be left out.</summary>
    public bool IsBodyOptional { get; init; }

    /// <summary>The name of the answer's schema; <see langword="null"/> for no content.</summary>
    public string? Answer { get; init; }

    public int Status { get; init; } = 200;

    /// <summary>Whether the caller may say which version he saw.</summary>
    public bool TakesIfMatch { get; init; }

    /// <summary>Whether the answer is a file, of whichever type was asked for.</summary>
    public bool IsFile { get; init; }

    /// <summary>Whether the body is a file, read as it comes.</summary>
    public bool TakesFile { get; init; }

    public bool IsBatch { get; init; }

    /// <summary>Whether it is for people who have not signed in yet: the system answers, and gives only what the request itself proves a right to.</summary>
    public bool IsOpen { get; init; }

    /// <summary>How a key of the caller's and the effect are held together.</summary>
    public IdempotentCourse Course { get; init; }

    /// <summary>What it costs its caller, beside what depends on the request.</summary>
    public int Cost { get; init; } = CostOf(Method);

    /// <summary>What a request costs of which nothing more is known.</summary>
    public static int CostOf(string method) => method == "GET" ? 1 : 5;

    /// <summary>Whether the request or its answer holds what nobody may keep: passwords, tokens, keys, secrets of plugins.</summary>
    public bool HoldsSecret { get; init; }

    /// <summary>Whether it may change something, and its answer may be kept under a key of the caller's.</summary>
    public bool TakesKey => Method is not "GET" && !IsOpen && !HoldsSecret && !IsOfHost;

    /// <summary>Whether it is an endpoint of the host's own, which the document shows and routing leads past the API.</summary>
    public bool IsOfHost { get; init; }

    /// <summary>Whether it answers callers that did not say who they are, when the host allows it.</summary>
    public bool IsDocument { get; init; }
}

/// <summary>A query parameter.</summary>
internal sealed record ApiParameter(string Name, string Description, ApiParameterKind Kind = ApiParameterKind.Text, bool IsRequired = false);

internal enum ApiParameterKind
{
    Text,
    Integer,
    Bool,
    Date,
    Id,
}
