using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CrmKit.AspNetCore;

/// <summary>The one place where failures become problem details (RFC 9457).</summary>
internal static partial class Problems
{
    public const string ContentType = "application/problem+json";
    private static readonly string[] OfAnswers = ["Content-Type", "Content-Length", "Content-Disposition", "Content-Security-Policy", "Content-Encoding", "Content-Language", "ETag", "Last-Modified", "Location"];

    public static async Task WriteAsync(HttpContext http, Exception failure, ILogger log)
    {
        if (failure is OperationCanceledException && http.RequestAborted.IsCancellationRequested) return;
        var (status, errors) = Map(http, failure);
        if (status >= 500) Failed(log, failure, http.Request.Method, http.Request.Path.Value ?? "");
        if (http.Response.HasStarted) throw new InvalidOperationException("A failure came after the answer had begun.", failure);

        foreach (var header in OfAnswers) http.Response.Headers.Remove(header); // what the host set stays
        if (status == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = "Bearer realm=\"crmkit\"";
        if (failure is ApiException { Allow: { } allow }) http.Response.Headers.Allow = allow;
        if (failure is ApiException { RetryAfter: { } wait }) http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        http.Response.StatusCode = status;
        http.Response.ContentType = ContentType;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "no-store";
        var texts = MessageTexts.Of(http.Request);
        http.Response.Headers.ContentLanguage = texts is not null && errors.All(e => texts.Translate(e) is not null) ? texts.Language : "en";
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body, ApiCall.Written)) Write(json, http, status, errors, failure as CrmConflictException, texts);
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), http.RequestAborted);
    }

    /// <summary>The status of a failure and what it says; failures that are not meant for callers say nothing of themselves.</summary>
    public static (int Status, IReadOnlyList<CrmError> Errors) Map(HttpContext http, Exception failure) => failure switch
    {
        ApiException own => (own.Status, [own.Error]),
        CrmConflictException conflict when conflict.Error.Code == "record.conflict" && http.Request.Headers.IfMatch.Count > 0 =>
            (StatusCodes.Status412PreconditionFailed, conflict.Errors),
        CrmRuleException { Error.Code: "endpoint.failed" } broken => (StatusCodes.Status503ServiceUnavailable, broken.Errors),
        // Its own words name servers and files.
        CrmRuleException { Error.Code: "store.commit-unknown" } unsure => (StatusCodes.Status503ServiceUnavailable, [unsure.Error with { Message = "The database went away while it saved. Whether it did is not known: read again before you repeat the change." }]),
        CrmRuleException { Error.Code: "store.unreachable" or "store.busy" } gone => (StatusCodes.Status503ServiceUnavailable, [gone.Error with { Message = "The database does not take requests at this moment. Try again shortly." }]),
        CrmRuleException { Error.Code: "store.full" } full => (StatusCodes.Status507InsufficientStorage, full.Errors),
        CrmRuleException { Error.Code: "changes.cursor-expired" } old => (StatusCodes.Status410Gone, old.Errors),
        CrmException known => (StatusOf(known), known.Errors),
        BadHttpRequestException bad => (bad.StatusCode, [ApiErrors.Failed(bad.Message)]),
        _ => (StatusCodes.Status500InternalServerError, [ApiErrors.ServerFailed()]),
    };

    /// <summary>What the log has a request under.</summary>
    public static string Reference(HttpContext http) => Activity.Current?.Id ?? http.TraceIdentifier;

    public static int StatusOf(CrmException failure) => failure switch
    {
        CrmValidationException => StatusCodes.Status400BadRequest,
        CrmForbiddenException => StatusCodes.Status403Forbidden,
        CrmNotFoundException => StatusCodes.Status404NotFound,
        CrmConflictException => StatusCodes.Status409Conflict,
        CrmRuleException => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>What is wrong with something that is there, for as long as it is.</summary>
    public static void WriteProblem(Utf8JsonWriter json, CrmError? problem)
    {
        if (problem is null) return;
        json.WriteStartObject("problem");
        json.WriteString("code", problem.Code);
        json.WriteString("message", problem.Message);
        json.WriteEndObject();
    }

    /// <param name="json">Takes the list.</param>
    /// <param name="errors">The errors.</param>
    /// <param name="texts">In which language; <see langword="null"/> for English.</param>
    public static void WriteErrors(Utf8JsonWriter json, IReadOnlyList<CrmError> errors, MessageTexts? texts = null)
    {
        json.WriteStartArray("errors");
        foreach (var error in errors)
        {
            json.WriteStartObject();
            json.WriteString("code", error.Code);
            json.WriteString("message", (texts?.Of(error) ?? error).Message);
            if (error.Field is { } field) json.WriteString("field", field);
            if (error.Record is { } record) RecordJson.WriteRef(json, "record", record);
            if (error.Index is { } index) json.WriteNumber("index", index);
            if (error.Position is { } position) json.WriteNumber("position", position);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, HttpContext http, int status, IReadOnlyList<CrmError> errors, CrmConflictException? conflict, MessageTexts? texts)
    {
        var first = (texts?.Of(errors[0]) ?? errors[0]).Message;
        json.WriteStartObject();
        json.WriteString("type", "urn:crmkit:error:" + errors[0].Code);
        json.WriteString("title", texts?.Title(status, TitleOf(status)) ?? TitleOf(status));
        json.WriteNumber("status", status);
        json.WriteString("detail", errors.Count == 1 ? first : texts?.Several(errors.Count, first) ?? $"{errors.Count} things are wrong; the first: {first}");
        json.WriteString("code", errors[0].Code);
        WriteErrors(json, errors, texts);
        if (conflict is { Candidates: { Count: > 0 } candidates }) DuplicateEndpoints.WriteCandidates(json, candidates);
        if (conflict is { Winners.Count: > 0 }) RecordJson.WriteRefs(json, "winners", conflict.Winners);
        json.WriteString("traceId", Reference(http));
        json.WriteEndObject();
    }

    /// <summary>How a refusal looks.</summary>
    public static JsonObject Example(int status, ProblemCode problem) => new()
    {
        ["type"] = "urn:crmkit:error:" + problem.Code,
        ["title"] = TitleOf(status),
        ["status"] = status,
        ["detail"] = problem.When,
        ["code"] = problem.Code,
        ["errors"] = new JsonArray(new JsonObject { ["code"] = problem.Code, ["message"] = problem.When }),
        ["traceId"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    };

    private static string TitleOf(int status) => status switch
    {
        400 => "The request is not valid",
        401 => "Nobody is signed in",
        403 => "Not allowed",
        404 => "Not found",
        405 => "Method not allowed",
        409 => "Somebody else was first",
        410 => "No longer kept",
        412 => "Changed since it was read",
        413 => "Too large",
        415 => "Not JSON",
        429 => "Too much at once",
        422 => "A rule refuses",
        428 => "Say which version you saw",
        >= 500 => "Something went wrong inside",
        _ => "The request is refused",
    };

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void Failed(ILogger log, Exception failure, string method, string path);
}
