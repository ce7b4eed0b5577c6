using System.Text.Json;
using CrmKit.Idempotency;
using CrmKit.Matching;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>The queue of pairs that look alike.</summary>
internal static class DuplicateEndpoints
{
    private const int MostPairs = 1_000;

    private static readonly ApiParameter TypeParameter = new("type", "The type of the records.", IsRequired: true);

    /// <summary>Whether to ask before a record is created that looks like a stored one.</summary>
    public static ApiParameter Policy { get; } = new("duplicates", "ask: 409 with stored records that look the same; allow: create it all the same; what the settings of the type say when left out.");

    public static IEnumerable<ApiRoute> Routes()
    {
        yield return new("GET", "/duplicates", "listDuplicates", "Pairs that look alike, the surest first, as far as the caller may see both.", ListAsync) { Query = [TypeParameter, new("status", "open, same, different or merged; those not decided when left out."), new("limit", "1 to 1,000; 100 when left out.", ApiParameterKind.Integer)], Answer = "DuplicateList" };
        yield return new("POST", "/duplicates/scan", "scanDuplicates", "Compares all records of a type with each other.", ScanAsync) { Body = "DuplicateScan", Cost = 500, Course = IdempotentCourse.Repeatable, Answer = "DuplicateScanResult" };
        yield return new("POST", "/duplicates/merge", "mergeDuplicates", "Merges pairs as it is proposed.", MergeAsync) { Body = "DuplicateMerges", Answer = "DuplicateMergeResult" };
        yield return new("POST", "/duplicates/dismiss", "dismissDuplicates", "Says that pairs are different.", DismissAsync) { Body = "DuplicatePairs", Status = 204 };
        yield return new("GET", "/duplicates/settings", "getDuplicateSettings", "How duplicates of a type are found.", SettingsAsync) { Query = [TypeParameter], Answer = "DuplicateSettings" };
        yield return new("PUT", "/duplicates/settings", "setDuplicateSettings", "Changes it, for administrators; what is left out has its default.", SetAsync) { Query = [TypeParameter], Body = "DuplicateSettings", Status = 204 };
        yield return new("POST", "/merges/{merge}/undo", "undoMerge", "Undoes a merge; says what was edited since, and stays.", MergeEndpoints.UndoAsync) { Body = "MergeUndo", IsBodyOptional = true, Answer = "MergeUndone" };
    }

    public static DuplicatePolicy PolicyOf(ApiCall call) => call.Text("duplicates") switch
    {
        null => DuplicatePolicy.AsSet,
        "ask" => DuplicatePolicy.Ask,
        "allow" => DuplicatePolicy.Allow,
        _ => throw ApiErrors.Parameter("duplicates", "ask or allow"),
    };

    /// <summary>Candidates of a refusal, in a problem.</summary>
    public static void WriteCandidates(Utf8JsonWriter json, IReadOnlyList<DuplicateCandidate> candidates)
    {
        json.WriteStartArray("candidates");
        foreach (var candidate in candidates)
        {
            json.WriteStartObject();
            json.WriteString("id", candidate.Record.Id);
            json.WriteNumber("score", candidate.Score);
            json.WriteBoolean("isSame", candidate.IsSame);
            Write(json, candidate.Reasons);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static async Task ListAsync(ApiCall call)
    {
        var type = TypeOf(call, call.Text("type"));
        var status = call.Text("status") is { } text ? MergeEndpoints.Code<DuplicateStatus>(text) ?? throw ApiErrors.Parameter("status", "open, same, different or merged") : (DuplicateStatus?)null;
        var pairs = await call.Session.Duplicates.ListAsync(new DuplicateQuery(type.Key) { Status = status, Limit = call.Integer("limit") ?? 100 }, call.Cancelled);
        var hidden = await call.HiddenAsync(type);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var pair in pairs)
            {
                json.WriteStartObject();
                json.WriteString("id", pair.Pair.Id);
                json.WriteString("status", EnumCode.Of(pair.Pair.Status));
                json.WriteNumber("score", pair.Pair.Score);
                Write(json, pair.Reasons);
                json.WritePropertyName("first");
                RecordJson.Write(json, type, pair.First, hidden);
                json.WritePropertyName("second");
                RecordJson.Write(json, type, pair.Second, hidden);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task ScanAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var type = TypeOf(call, new StrictObject(body.RootElement, "body", "type").RequiredText("type"));
        var result = await call.Session.Duplicates.ScanAsync(type.Key, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("records", result.Records);
            json.WriteNumber("compared", result.Compared);
            json.WriteNumber("same", result.Same);
            json.WriteNumber("open", result.Open);
            json.WriteNumber("new", result.New);
            json.WriteEndObject();
        });
    }

    private static async Task MergeAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var wish = new StrictObject(body.RootElement, "body", "pairs", "allOrNothing", "reason");
        var outcomes = await call.Session.Duplicates.MergeAsync(Pairs(call, wish), new MergeOptions { AllOrNothing = wish.Flag("allOrNothing") ?? true, Reason = wish.Text("reason") }, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("results");
            foreach (var outcome in outcomes)
            {
                json.WriteStartObject();
                RecordJson.WriteRef(json, "winner", outcome.Winner);
                RecordJson.WriteRef(json, "loser", outcome.Loser);
                json.WritePropertyName("merge");
                FieldJson.Write(json, outcome.MergeId);
                if (outcome.Errors.Count > 0) Problems.WriteErrors(json, outcome.Errors, call.Messages);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task DismissAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        await call.Session.Duplicates.DismissAsync(Pairs(call, new StrictObject(body.RootElement, "body", "pairs")), call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task SettingsAsync(ApiCall call)
    {
        var settings = await call.Session.Duplicates.SettingsAsync(TypeOf(call, call.Text("type")).Key, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("same", settings.Same);
            json.WriteNumber("ask", settings.Ask);
            json.WriteBoolean("learns", settings.Learns);
            json.WriteBoolean("asksOnCreate", settings.AsksOnCreate);
            json.WriteStartObject("weights");
            foreach (var (field, bits) in settings.Weights) json.WriteNumber(field, bits);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static async Task SetAsync(ApiCall call)
    {
        var type = TypeOf(call, call.Text("type"));
        using var body = await call.BodyAsync();
        var wish = new StrictObject(body.RootElement, "body", "same", "ask", "learns", "asksOnCreate", "weights");
        var settings = new DuplicateSettings();
        var weights = new Dictionary<string, decimal>();
        if (wish.Find("weights") is { } given)
        {
            if (given.ValueKind != JsonValueKind.Object) throw ApiErrors.Property("weights", "an object: field key → bits");
            foreach (var weight in given.EnumerateObject()) weights[weight.Name] = Number(weight.Value, weight.Name);
        }
        settings = settings with
        {
            Same = wish.Find("same") is { } same ? Number(same, "same") : settings.Same,
            Ask = wish.Find("ask") is { } ask ? Number(ask, "ask") : settings.Ask,
            Learns = wish.Flag("learns") ?? settings.Learns,
            AsksOnCreate = wish.Flag("asksOnCreate") ?? settings.AsksOnCreate,
            Weights = weights,
        };
        await call.Session.Duplicates.SetAsync(type.Key, settings, call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<MatchReason> reasons)
    {
        json.WriteStartArray("reasons");
        foreach (var reason in reasons)
        {
            json.WriteStartObject();
            json.WriteString("field", reason.Field);
            json.WriteString("likeness", EnumCode.Of(reason.Likeness));
            json.WriteNumber("weight", reason.Weight);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static RecordTypeDefinition TypeOf(ApiCall call, string? key) => call.Session.Catalog.Type(key ?? throw ApiErrors.Parameter("type", "a type of records"));

    private static decimal Number(JsonElement value, string name) => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : throw ApiErrors.Property(name, "a number");

    private static IReadOnlyList<Guid> Pairs(ApiCall call, StrictObject wish)
    {
        if (wish.Find("pairs") is not { ValueKind: JsonValueKind.Array } pairs || pairs.GetArrayLength() is 0 or > MostPairs) throw ApiErrors.Property("pairs", $"a list of 1 to {MostPairs} ids");
        call.Charge(10 * pairs.GetArrayLength());
        return [.. pairs.EnumerateArray().Select(p => p.ValueKind == JsonValueKind.String && p.TryGetGuid(out var id) ? id : throw ApiErrors.Property("pairs", "a list of ids"))];
    }
}
