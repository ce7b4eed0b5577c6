using System.Text.Json;
using CrmKit.Imports;
using CrmKit.Transfers;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Imports and exports that run in the background: how far they are, what they said, what they wrote.</summary>
internal static class TransferEndpoints
{
    public static IEnumerable<ApiRoute> Routes() =>
    [
        new("GET", "/transfers", "listTransfers", "Imports, reverts and exports of the caller, and those of types that he administers, the newest first.", ListAsync)
            { Answer = "TransferList", Query = [new("limit", "The most transfers, 1 to 1,000; 100 when left out.", ApiParameterKind.Integer)] },
        new("GET", "/transfers/{id}", "getTransfer", "How far one is, and what it said.", GetAsync) { Answer = "Transfer" },
        new("POST", "/transfers/{id}/cancel", "cancelTransfer", "Ends one before its end. Rows that an import had settled stay.", CancelAsync) { Body = "Empty", IsBodyOptional = true, Answer = "Transfer" },
        new("DELETE", "/transfers/{id}", "deleteTransfer", "Removes one that has ended, with the file of an export.", DeleteAsync) { Status = 204 },
        new("GET", "/transfers/{id}/{part}", "getTransferFile", "What it wrote: file, of an export; errors or questions, of an import.", DownloadAsync) { IsFile = true },
    ];

    /// <summary>Answers that something was queued.</summary>
    public static Task StartedAsync(ApiCall call, Transfer transfer)
    {
        call.Http.Response.Headers.Location = call.PathTo($"/transfers/{transfer.Id}");
        return AnswerAsync(call, transfer, StatusCodes.Status202Accepted);
    }

    private static async Task ListAsync(ApiCall call)
    {
        var transfers = await call.Session.Transfers.ListAsync(call.Integer("limit") ?? 100, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var transfer in transfers) Write(json, transfer, call.Messages);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task GetAsync(ApiCall call) => await AnswerAsync(call, await call.Session.Transfers.GetAsync(IdOf(call), call.Cancelled));

    private static async Task CancelAsync(ApiCall call) => await AnswerAsync(call, await call.Session.Transfers.CancelAsync(IdOf(call), call.Cancelled));

    private static async Task DeleteAsync(ApiCall call)
    {
        await call.Session.Transfers.RemoveAsync(IdOf(call), call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task DownloadAsync(ApiCall call)
    {
        var part = (string)call.Http.Request.RouteValues["part"]! switch
        {
            "file" => TransferPart.File,
            "errors" => TransferPart.Errors,
            "questions" => TransferPart.Questions,
            _ => throw ApiErrors.RouteUnknown(),
        };
        await using var file = await call.Session.Transfers.OpenAsync(IdOf(call), part, call.Cancelled);
        FileAnswer.Describe(call.Http.Response, file.Name, file.ContentType);
        call.Http.Response.ContentLength = file.Content.Length;
        await file.Content.CopyToAsync(call.Http.Response.Body, call.Cancelled);
    }

    private static Task AnswerAsync(ApiCall call, Transfer transfer, int status = StatusCodes.Status200OK) => call.AnswerAsync(json => Write(json, transfer, call.Messages), status);

    private static Guid IdOf(ApiCall call) => Guid.TryParseExact((string)call.Http.Request.RouteValues["id"]!, "D", out var id) ? id : throw ApiErrors.RouteUnknown();

    private static void Write(Utf8JsonWriter json, Transfer transfer, MessageTexts? texts)
    {
        json.WriteStartObject();
        json.WriteString("id", transfer.Id);
        json.WriteString("kind", EnumCode.Of(transfer.Kind));
        json.WriteString("state", EnumCode.Of(transfer.State));
        json.WriteString("type", transfer.Type);
        json.WriteString("fileName", transfer.FileName);
        json.WriteString("ownerId", transfer.OwnerId?.ToString());
        foreach (var (name, at) in (ReadOnlySpan<(string, DateTimeOffset?)>)[("queuedAt", transfer.QueuedAt), ("startedAt", transfer.StartedAt), ("finishedAt", transfer.FinishedAt), ("expiresAt", transfer.ExpiresAt)])
        {
            json.WritePropertyName(name);
            FieldJson.Write(json, at);
        }
        Write(json, transfer.Progress);
        json.WritePropertyName("result");
        if (transfer.Import is { } import) ImportJson.Write(json, ImportEndpoints.Named(import), transfer.Kind == TransferKind.DryRun);
        else if (transfer.Revert is { } revert) ImportJson.Write(json, revert);
        else json.WriteNullValue();
        Problems.WriteErrors(json, transfer.Errors, texts);
        json.WriteStartArray("files");
        if (transfer.ContentType is not null) json.WriteStringValue("file");
        if (transfer.Import?.ErrorPath is not null) json.WriteStringValue("errors");
        if (transfer.Import?.QuestionPath is not null) json.WriteStringValue("questions");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TransferProgress progress)
    {
        json.WriteStartObject("progress");
        json.WriteNumber("rows", progress.Rows);
        Write(json, "totalRows", progress.TotalRows);
        foreach (var (name, count) in (ReadOnlySpan<(string, long)>)[("created", progress.Created), ("updated", progress.Updated), ("skipped", progress.Skipped), ("refused", progress.Refused), ("asked", progress.Asked), ("bytes", progress.Bytes)])
            json.WriteNumber(name, count);
        Write(json, "totalBytes", progress.TotalBytes);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } known) json.WriteNumber(name, known);
        else json.WriteNull(name);
    }
}
