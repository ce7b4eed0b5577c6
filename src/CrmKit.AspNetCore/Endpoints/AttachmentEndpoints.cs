using System.Text.Json;
using CrmKit.Attachments;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CrmKit.AspNetCore;

/// <summary>Files on records: sent as they are, answered as something to save and never as a page.</summary>
internal static class AttachmentEndpoints
{
    public static IEnumerable<ApiRoute> Routes() =>
    [
        new("GET", "/attachments/{id}", "downloadAttachment", "A file, to be saved.", DownloadAsync) { IsFile = true },
        new("DELETE", "/attachments/{id}", "deleteAttachment", "Removes a file for good.", DeleteAsync) { Status = 204 },
    ];

    public static IEnumerable<ApiRoute> Of(RecordTypeDefinition type)
    {
        if (!type.IsRoot) yield break;
        var (path, name) = ("/" + type.PluralKey + "/{id}/attachments", SchemaNames.Of(type));
        yield return new("GET", path, $"attachments{name}", "Its files, the oldest first.", ListAsync) { Type = type.Key, Answer = "AttachmentList" };
        yield return new("POST", path, $"attach{name}", "Adds a file: the body is its content.", AddAsync)
            { Type = type.Key, TakesFile = true, Answer = "Attachment", Status = 201, Query = [new("name", "What the file is called; it must fit the content.", IsRequired: true)] };
    }

    private static async Task AddAsync(ApiCall call)
    {
        if (call.Text("name") is not { } name) throw ApiErrors.Parameter("name", "given: what the file is called");
        if (call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null; // counted by the door, with a clearer refusal
        var file = await call.Session.Attachments.AddAsync(call.Ref, name, call.Http.Request.Body, call.Cancelled);
        await call.AnswerAsync(json => Write(json, file), StatusCodes.Status201Created);
    }

    private static async Task ListAsync(ApiCall call)
    {
        var files = await call.Session.Attachments.ListAsync(call.Ref, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var file in files) Write(json, file);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task DownloadAsync(ApiCall call)
    {
        await using var file = await call.Session.Attachments.OpenAsync(Id(call), call.Cancelled);
        FileAnswer.Describe(call.Http.Response, file.Attachment.Name, file.Attachment.ContentType);
        call.Http.Response.ContentLength = file.Attachment.Size;
        await file.Content.CopyToAsync(call.Http.Response.Body, call.Cancelled);
    }

    private static async Task DeleteAsync(ApiCall call)
    {
        await call.Session.Attachments.RemoveAsync(Id(call), call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Guid Id(ApiCall call) =>
        Guid.TryParseExact((string?)call.Http.Request.RouteValues["id"], "D", out var id) ? id : throw new CrmNotFoundException(ApiErrors.AttachmentUnknown());

    public static void Write(Utf8JsonWriter json, Attachment file)
    {
        json.WriteStartObject();
        json.WriteString("id", file.Id);
        json.WriteString("name", file.Name);
        json.WriteString("contentType", file.ContentType);
        json.WriteNumber("size", file.Size);
        json.WriteString("sha256", file.Sha256);
        json.WriteString("at", file.At.UtcDateTime);
        if (file.ActorId is { } actor) json.WriteString("actorId", actor);
        json.WriteEndObject();
    }
}
