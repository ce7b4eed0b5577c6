using System.Text.Json;
using CrmKit.Persons;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>What is kept about one person: a link to all of it, the file behind the link, and its erasure.</summary>
internal static class PersonEndpoints
{
    public static IEnumerable<ApiRoute> Routes() =>
    [
        new("GET", "/person-exports/{token}", "downloadPersonExport", "All that is kept about a person, once, for the caller who asked for the link.", DownloadAsync) { IsFile = true },
        new("POST", "/person-erasures/scrub", "scrubFiles", "Writes the database's files anew, so that nothing of erased persons is left in them. Others wait meanwhile.", ScrubAsync) { Body = "Empty", IsBodyOptional = true, Answer = "TextFindings" },
    ];

    public static IEnumerable<ApiRoute> Of(RecordTypeDefinition type)
    {
        if (!type.IsPerson) yield break;
        var (one, name) = ("/" + type.PluralKey + "/{id}", SchemaNames.Of(type));
        yield return new("POST", one + "/person-export", $"requestPersonExport{name}", "Makes a link to all that is kept about the person: it works once, for the caller alone, for 15 minutes.", RequestAsync) { Type = type.Key, Body = "Empty", IsBodyOptional = true, Answer = "PersonLink", Status = 201 };
        yield return new("POST", one + "/erase", $"erase{name}", "Erases the person for good: every personal value, in records, history and all that is kept beside them.", EraseAsync) { Type = type.Key, Body = "PersonErasure", Answer = "ErasureReport" };
    }

    private static async Task RequestAsync(ApiCall call)
    {
        var link = await call.Session.Persons.RequestExportAsync(call.Ref, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("token", link.Token);
            json.WriteString("expiresAt", link.ExpiresAt.UtcDateTime);
            json.WriteEndObject();
        }, StatusCodes.Status201Created);
    }

    // Written whole before the first byte leaves: the link is used up, so half a file would be none.
    private static async Task DownloadAsync(ApiCall call)
    {
        using var file = new MemoryStream();
        await call.Session.Persons.WriteExportAsync((string?)call.Http.Request.RouteValues["token"] ?? "", file, call.Cancelled);
        FileAnswer.Describe(call.Http.Response, "person.json", "application/json");
        call.Http.Response.ContentLength = file.Length;
        file.Position = 0;
        await file.CopyToAsync(call.Http.Response.Body, call.Cancelled);
    }

    private static async Task EraseAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var wanted = new StrictObject(body.RootElement, "body", "confirm", "ground");
        if (wanted.Id("confirm") != call.Ref.Id) throw ApiErrors.Property("confirm", "the id of the record in the path: an erasure cannot be undone");
        var report = await call.Session.Persons.EraseAsync(call.Ref, GroundOf(wanted.Text("ground")), call.Cancelled);
        await call.AnswerAsync(json => Write(json, report));
    }

    private static ErasureGround? GroundOf(string? code) => code is null ? null
        : EnumCode.Codes(typeof(ErasureGround)).Contains(code) ? (ErasureGround)EnumCode.Parse(typeof(ErasureGround), code) : throw ApiErrors.Property("ground", string.Join(", ", EnumCode.Codes(typeof(ErasureGround))));

    private static async Task ScrubAsync(ApiCall call)
    {
        var findings = await call.Session.Persons.ScrubAsync(call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("findings");
            foreach (var finding in findings) json.WriteStringValue(finding);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, ErasureReport report)
    {
        json.WriteStartObject();
        RecordJson.WriteRefs(json, "persons", report.Persons);
        foreach (var (name, counts) in new[] { ("records", report.Records), ("traces", report.Traces) })
        {
            json.WriteStartObject(name);
            foreach (var (kind, count) in counts) json.WriteNumber(kind, count);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
