using System.Text.Json;
using CrmKit.Idempotency;
using CrmKit.Imports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CrmKit.AspNetCore;

/// <summary>Files in: upload, look, try, import, read the reports again, take back.</summary>
internal static class ImportEndpoints
{
    private static readonly string[] Policies = ["refuse", "skip", "update", "create", "ask"];

    public static IEnumerable<ApiRoute> Routes() =>
    [
        new("POST", "/imports/files", "uploadImportFile", "Takes in a file for an import of the same caller; it is kept for a week.", UploadAsync)
            { TakesFile = true, Cost = 20, Course = IdempotentCourse.Repeatable, Answer = "UploadedFile", Status = 201, Query = [new("name", "What the file is called; its content alone tells the format.", IsRequired: true)] },
        new("DELETE", "/imports/files/{file}", "deleteImportFile", "Takes an uploaded file away.", DeleteAsync) { Status = 204, Course = IdempotentCourse.Repeatable },
        new("GET", "/imports/files/{file}/{what}", "getImportFile", "What an import wrote beside an uploaded file: errors, the refused rows with reasons; or questions, the rows to be answered.", DownloadAsync) { IsFile = true },
        new("POST", "/imports/preview", "previewImport", "What a file holds, and which fields its columns would fill. Writes nothing.", PreviewAsync) { Body = "ImportPreviewRequest", Cost = 50, Course = IdempotentCourse.Repeatable, Answer = "ImportPreview" },
        new("POST", "/imports", "startImport", "Queues the import of an uploaded file; one that was cut off goes on when the same is asked again. Location says where to ask how far it is.", StartAsync) { Body = "ImportRequest", Cost = 100, Answer = "Transfer", Status = 202 },
        new("GET", "/imports", "listImports", "Imports and dry runs that have begun, the newest first.", ListAsync) { Answer = "ImportList", Query = [new("limit", "The most imports, 1 to 1,000; 100 when left out.", ApiParameterKind.Integer)] },
        new("GET", "/imports/questions", "listImportQuestions", "Rows that wait for an answer whether they are the record that they look like.", QuestionsAsync)
            { Answer = "ImportQuestionList", Query = [new("import", "The id of an import; all when left out."), new("type", "A record type; all when left out."), new("limit", "The most questions, 1 to 1,000; 100 when left out.", ApiParameterKind.Integer)] },
        new("POST", "/imports/questions", "answerImportQuestions", "Answers rows that wait: each becomes a record, changes one or is left out; what is refused waits on.", AnswerAsync) { Body = "ImportAnswers", Cost = 20, Answer = "ImportAnswerOutcomes" },
        new("GET", "/imports/{id}", "getImport", "What an import, a dry run and a revert said.", GetAsync) { Answer = "ImportRecord" },
        new("POST", "/imports/{id}/revert", "revertImport", "Queues the revert of a finished import; Location says where to ask how far it is.", RevertAsync) { Body = "Empty", IsBodyOptional = true, Answer = "Transfer", Status = 202 },
    ];

    private static async Task UploadAsync(ApiCall call)
    {
        if (call.Text("name") is not { } name) throw ApiErrors.Parameter("name", "given: what the file is called");
        if (call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null; // counted here, with a clearer refusal
        var (file, bytes) = await FilesOf(call).TakeAsync(call.Http.Request, name, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteNumber("bytes", bytes);
            json.WriteEndObject();
        }, StatusCodes.Status201Created);
    }

    private static Task DeleteAsync(ApiCall call)
    {
        FilesOf(call).Remove(Part(call, "file"));
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task DownloadAsync(ApiCall call)
    {
        var what = Part(call, "what");
        var path = what is "errors" or "questions" ? FilesOf(call).PathOf(Part(call, "file"), what) : throw ApiErrors.RouteUnknown();
        FileAnswer.Describe(call.Http.Response, Path.GetFileName(path), "text/csv; charset=utf-8");
        await call.Http.Response.SendFileAsync(path, call.Cancelled);
    }

    private static async Task PreviewAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var asked = new StrictObject(body.RootElement, "body", "type", "file", "format", "preset", "delimiter", "encoding", "sheet", "headerRow");
        var preview = await call.Session.Imports.PreviewAsync(new ImportPreviewRequest(asked.RequiredText("type"), FilesOf(call).PathOf(asked.RequiredText("file")))
        {
            Format = asked.Text("format"),
            Preset = asked.Text("preset"),
            Reading = new ImportMap { Columns = [], Delimiter = asked.Text("delimiter") is { Length: 1 } one ? one : null, Encoding = asked.Text("encoding"), Sheet = asked.Text("sheet"), HeaderRow = asked.Integer("headerRow") },
        }, call.Cancelled);
        await call.AnswerAsync(json => ImportJson.Write(json, preview, call.Culture));
    }

    private static async Task StartAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var asked = new StrictObject(body.RootElement, "body", "type", "file", "format", "map", "mapName", "onExisting", "dryRun", "chunkSize", "force");
        var started = await call.Session.Transfers.StartImportAsync(new ImportRequest(asked.RequiredText("type"), FilesOf(call).PathOf(asked.RequiredText("file")), asked.Find("map") is { } map ? ImportMap.FromJson(map.GetRawText()) : null)
        {
            Format = asked.Text("format"),
            MapName = asked.Text("mapName"),
            OnExisting = asked.Text("onExisting") is not { } policy ? null : Policies.Contains(policy) ? (ExistingRecordPolicy)EnumCode.Parse(typeof(ExistingRecordPolicy), policy) : throw ApiErrors.Property("onExisting", $"one of {string.Join(", ", Policies)}"),
            DryRun = asked.Flag("dryRun") ?? false,
            ChunkSize = asked.Integer("chunkSize") ?? 2000,
            Force = asked.Flag("force") ?? false,
        }, call.Cancelled);
        await TransferEndpoints.StartedAsync(call, started);
    }

    private static async Task ListAsync(ApiCall call)
    {
        var imports = await call.Session.Imports.ListAsync(call.Integer("limit") ?? 100, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var import in imports) ImportJson.Write(json, import with { Result = Named(import.Result) });
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task QuestionsAsync(ApiCall call)
    {
        var questions = await call.Session.Imports.QuestionsAsync(new ImportQuestionQuery
        {
            Import = call.Text("import") is not { } text ? null : Guid.TryParseExact(text, "D", out var import) ? import : throw ApiErrors.Parameter("import", "an id"),
            Type = call.Text("type"),
            Limit = call.Integer("limit") ?? 100,
        }, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var question in questions) ImportJson.Write(json, question);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task AnswerAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var asked = new StrictObject(body.RootElement, "body", "answers");
        var answers = asked.Find("answers") is { ValueKind: JsonValueKind.Array } given ? given.EnumerateArray().Select(AnswerOf).ToList() : throw ApiErrors.Property("answers", "a list of answers");
        var outcomes = await call.Session.Imports.AnswerAsync(answers, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("outcomes");
            foreach (var outcome in outcomes)
            {
                json.WriteStartObject();
                json.WriteString("question", outcome.Question);
                json.WriteBoolean("isSettled", outcome.IsSettled);
                if (outcome.Record is { } record) RecordJson.WriteRef(json, "record", record);
                Problems.WriteErrors(json, [.. outcome.Errors.Select(e => e.Error)], MessageTexts.Of(call.Http.Request));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static ImportAnswer AnswerOf(JsonElement given)
    {
        var asked = new StrictObject(given, "answer", "question", "answer", "record");
        return new ImportAnswer(asked.Id("question") ?? throw ApiErrors.Property("question", "given, as an id"), asked.RequiredText("answer") switch
        {
            "create" => ExistingRecordPolicy.Create,
            "update" => ExistingRecordPolicy.Update,
            "skip" => ExistingRecordPolicy.Skip,
            _ => throw ApiErrors.Property("answer", "create, update or skip"),
        }) { Record = asked.Id("record") };
    }

    private static async Task GetAsync(ApiCall call)
    {
        var import = await call.Session.Imports.GetAsync(IdOf(call), call.Cancelled);
        await call.AnswerAsync(json => ImportJson.Write(json, import with { Result = Named(import.Result) }));
    }

    private static async Task RevertAsync(ApiCall call) => await TransferEndpoints.StartedAsync(call, await call.Session.Transfers.StartRevertAsync(IdOf(call), call.Cancelled));

    /// <summary>Where the server keeps files is nobody's business: what was written is under the routes of the uploaded file and of the transfer.</summary>
    public static ImportResult Named(ImportResult result) => result with { ErrorPath = Path.GetFileName(result.ErrorPath), QuestionPath = Path.GetFileName(result.QuestionPath) };

    private static Guid IdOf(ApiCall call) => Guid.TryParseExact(Part(call, "id"), "D", out var id) ? id : throw ApiErrors.RouteUnknown();

    private static string Part(ApiCall call, string name) => (string)call.Http.Request.RouteValues[name]!;

    private static UploadedFiles FilesOf(ApiCall call) => new(call.Options, call.Session.TenantId, call.Session.Actor.UserId);
}
