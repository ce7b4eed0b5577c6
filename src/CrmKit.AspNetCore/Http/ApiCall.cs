using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>One request under way: what a handler reads from and answers through.</summary>
internal sealed class ApiCall(HttpContext http, ApiRoute route, ICrmSession session, CrmKitApiOptions options, RateBudgets? budgets)
{
    /// <summary>Readable Chinese and quotes: answers are never HTML, and say so.</summary>
    public static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Dictionary<string, IReadOnlySet<string>> _hidden = [];
    private RecordTypeDefinition? _type;
    private string? _culture;

    public HttpContext Http => http;
    public ICrmSession Session => session;
    public CrmKitApiOptions Options => options;
    public ApiRoute Route => route;
    public CancellationToken Cancelled => http.RequestAborted;
    public string Culture => _culture ??= Languages.Of(http.Request, session.Catalog.Cultures);

    /// <summary>What problems say in the caller's language; <see langword="null"/> for English.</summary>
    public MessageTexts? Messages => MessageTexts.Of(http.Request);

    /// <summary>The route's record type in the session's catalog: a plugin's may have left since the request was routed.</summary>
    public RecordTypeDefinition Type => _type ??= session.Catalog.Type(route.Type!);

    /// <summary>The record that the path names.</summary>
    public RecordRef Ref
    {
        get
        {
            var text = (string?)http.Request.RouteValues["id"] ?? "";
            return Guid.TryParseExact(text, "D", out var id) ? Type.Ref(id) : throw new CrmNotFoundException(ApiErrors.NotFound(Type, text));
        }
    }

    /// <summary>The path of another resource of this API, as the caller would ask for it.</summary>
    /// <param name="resource">Relative to the prefix: <c>/leads</c>.</param>
    public string PathTo(string resource)
    {
        var path = http.Request.Path.Value!.TrimEnd('/');
        for (var parts = route.Path.Count(c => c == '/'); parts > 0; parts--) path = path[..path.LastIndexOf('/')];
        return http.Request.PathBase + path + resource;
    }

    /// <summary>The version in If-Match; <see langword="null"/> when the caller does not care.</summary>
    public int? ExpectedVersion => EntityTags.Expected(http.Request);

    public string? Text(string name) => http.Request.Query[name] is { Count: 1 } values && values[0] is { Length: > 0 } text ? text : null;

    public bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw ApiErrors.Parameter(name, "true or false"),
    };

    public int? Integer(string name) => Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw ApiErrors.Parameter(name, "a whole number");

    public DateOnly? Day(string name) => Text(name) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw ApiErrors.Parameter(name, "a day as yyyy-MM-dd");

    public Guid? Id(string name) => Text(name) is not { } text ? null
        : Guid.TryParseExact(text, "D", out var id) ? id
        : throw ApiErrors.Parameter(name, "an id");

    /// <summary>Charges the caller before something is done, beside what the route costs anyway.</summary>
    /// <exception cref="ApiException"><c>request.rate-limited</c>.</exception>
    public void Charge(int units) => budgets?.Charge(http.Response, session.TenantId, session.Actor, units);

    /// <summary>Refuses a batch of no items or too many, and charges for each.</summary>
    /// <exception cref="ApiException"><c>request.batch-size</c>, <c>request.rate-limited</c>.</exception>
    public void ChargeBatch(int items)
    {
        if (items is 0 || items > options.MaxBatchSize) throw ApiErrors.BatchSize(options.MaxBatchSize);
        Charge(items);
    }

    /// <summary>The most bytes that its body may have.</summary>
    public long MostBytes => route.TakesFile ? options.MaxImportBytes : MostJson;

    private int MostJson => route.IsBatch ? options.MaxBatchBytes : options.MaxBodyBytes;

    /// <summary>Reads the body; dispose it.</summary>
    public Task<JsonDocument> BodyAsync() => JsonBody.ReadAsync(http.Request, MostJson, options.MaxJsonDepth, route.IsBodyOptional, Cancelled);

    /// <summary>The fields of a type that the actor may not read.</summary>
    public async ValueTask<IReadOnlySet<string>> HiddenAsync(RecordTypeDefinition type)
    {
        if (!_hidden.TryGetValue(type.Key, out var fields)) _hidden[type.Key] = fields = await session.Access.HiddenFieldsAsync(type, Cancelled);
        return fields;
    }

    /// <summary>Answers with one record and its entity tag.</summary>
    public async Task AnswerAsync(Record record, int status = StatusCodes.Status200OK)
    {
        var type = session.Catalog.TypeOf(record);
        var hidden = await HiddenAsync(type);
        http.Response.Headers.ETag = EntityTags.Of(record);
        await AnswerAsync(json => RecordJson.Write(json, type, record, hidden), status);
    }

    /// <summary>Answers with JSON, written whole before the first byte leaves, so that a failure on the way is still a problem and not half an answer.</summary>
    public async Task AnswerAsync(Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK, string contentType = "application/json")
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        await using (var json = new Utf8JsonWriter(buffer, Written)) write(json);
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = buffer.WrittenCount;
        response.Headers.XContentTypeOptions = "nosniff";
        if (!response.Headers.ContainsKey("Cache-Control")) response.Headers.CacheControl = "no-store";
        await response.BodyWriter.WriteAsync(buffer.WrittenMemory, Cancelled);
    }
}
