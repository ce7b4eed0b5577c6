using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Imports;
using CrmKit.Pages;
using CrmKit.Transfers;
using CrmKit.Web.Imports;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>Files in, step by step: upload, look and map, try, import with progress, read the report, take back.</summary>
internal static class ImportHandler
{
    private const string Act = "act";
    private const int Shown = 50;

    /// <summary>The types of which somebody may import records.</summary>
    public static async Task<IReadOnlyList<RecordTypeDefinition>> TypesAsync(WebCall call)
    {
        var types = new List<RecordTypeDefinition>();
        foreach (var type in call.Session.Catalog.Types)
            if (!type.IsAppendOnly && await call.MayAsync(type, Operations.Create)) types.Add(type);
        return types;
    }

    public static Task ListAsync(WebCall call) => AnswerListAsync(call, null, StatusCodes.Status200OK);

    public static async Task UploadAsync(WebCall call)
    {
        await RequireTypesAsync(call);
        var form = await call.FormAsync();
        if (form.Files["file"] is not { Length: > 0 } given || form["type"].ToString() is not { Length: > 0 } type)
        {
            var missing = new CrmError("field.required", call.Texts["import.choose"]);
            await AnswerListAsync(call, new RefusedForm("upload", form.ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal), [missing]), StatusCodes.Status422UnprocessableEntity);
            return;
        }
        await using var content = given.OpenReadStream();
        var (file, _) = await FilesOf(call).TakeAsync(content, given.Length, given.FileName, call.Cancelled);
        call.GoTo(WebLinks.With(call.Links.ImportFile(file), ("type", type)));
    }

    public static async Task MapAsync(WebCall call)
    {
        await RequireTypesAsync(call);
        await AnswerMapAsync(call, null, StatusCodes.Status200OK);
    }

    public static async Task StartAsync(WebCall call)
    {
        await RequireTypesAsync(call);
        var typed = (await call.FormAsync()).ToDictionary(f => f.Key, f => f.Value.LastOrDefault() ?? "", StringComparer.Ordinal);
        var act = typed.GetValueOrDefault(Act, "");
        try
        {
            var plan = await ImportPlan.ReadAsync(call, FilesOf(call).PathOf(FileOf(call)));
            var map = plan.MapOf(typed);
            if (typed.GetValueOrDefault("name", "").Trim() is { Length: > 0 } name) await KeepAsync(call, name, plan.Type, map);
            var started = await call.Session.Transfers.StartImportAsync(new ImportRequest(plan.Type.Key, plan.Path, map) { Format = call.Query("format"), DryRun = true }, call.Cancelled); // seen first, then done
            call.GoTo(WebLinks.With(call.Links.ImportRun(started.Id), ("file", FileOf(call))));
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException or CrmConflictException)
        {
            await AnswerMapAsync(call, new RefusedForm(act, typed, refused.Errors), StatusCodes.Status422UnprocessableEntity);
        }
    }

    public static async Task RunAsync(WebCall call) => await AnswerRunAsync(call, await call.Session.Transfers.GetAsync(IdOf(call), call.Cancelled), [], StatusCodes.Status200OK);

    public static async Task ActAsync(WebCall call)
    {
        var transfer = await call.Session.Transfers.GetAsync(IdOf(call), call.Cancelled);
        try
        {
            switch ((await call.FormAsync())[Act].ToString())
            {
                case "cancel":
                    await call.Session.Transfers.CancelAsync(transfer.Id, call.Cancelled);
                    call.GoTo(WebLinks.With(call.Links.ImportRun(transfer.Id), ("file", call.Query("file"))));
                    break;
                case "run" when transfer is { Kind: TransferKind.DryRun, Import: { } tried } && call.Query("file") is { } file:
                    var map = (await call.Session.Imports.GetAsync(tried.Id, call.Cancelled)).Map; // just what was tried
                    var started = await call.Session.Transfers.StartImportAsync(new ImportRequest(transfer.Type, FilesOf(call).PathOf(file), map) { Format = tried.Format }, call.Cancelled);
                    call.GoTo(WebLinks.With(call.Links.ImportRun(started.Id), ("file", file)));
                    break;
                case "revert" when transfer is { Kind: TransferKind.Import, Import: { } done }:
                    call.GoTo(call.Links.ImportRun((await call.Session.Transfers.StartRevertAsync(done.Id, call.Cancelled)).Id));
                    break;
                default:
                    throw ApiErrors.Parameter(Act, "cancel, run or revert");
            }
        }
        catch (CrmException refused) when (refused is CrmRuleException or CrmConflictException)
        {
            await AnswerRunAsync(call, transfer, refused.Errors, StatusCodes.Status422UnprocessableEntity);
        }
    }

    /// <summary>What is kept of an import, also when its run is forgotten.</summary>
    public static async Task ReportAsync(WebCall call)
    {
        var import = await call.Session.Imports.GetAsync(IdOf(call), call.Cancelled);
        var report = new ImportReport(call, call.Session.Catalog.Type(import.Type));
        var canRevert = import.Status == "finished";
        await AnswerAsync(call, import.FileName, call.Links.Import(import.Id), [],
        [
            .. import.Revert is { } revert ? report.Of(revert) : [],
            .. report.Of(import.Result, import.Status == "tried", _ => null),
            .. canRevert ? [new FormBlock("revert", call.Texts["import.revert"], [])] : Array.Empty<PageBlock>(),
        ], null, _ => null);
    }

    public static async Task RevertAsync(WebCall call) => call.GoTo(call.Links.ImportRun((await call.Session.Transfers.StartRevertAsync(IdOf(call), call.Cancelled)).Id));

    public static async Task DownloadAsync(WebCall call)
    {
        var part = (string)call.Http.Request.RouteValues["part"]! switch { "errors" => TransferPart.Errors, "questions" => TransferPart.Questions, _ => throw ApiErrors.RouteUnknown() };
        await using var file = await call.Session.Transfers.OpenAsync(IdOf(call), part, call.Cancelled);
        FileAnswer.Describe(call.Http.Response, file.Name, file.ContentType);
        call.Http.Response.ContentLength = file.Content.Length;
        await file.Content.CopyToAsync(call.Http.Response.Body, call.Cancelled);
    }

    private static async Task KeepAsync(WebCall call, string name, RecordTypeDefinition type, ImportMap map)
    {
        var records = call.Session.Records;
        if (await records.ListAsync(new Specification<ImportMapping>(m => m.Name == name).Take(1), call.Cancelled) is not [var kept])
        {
            await records.CreateAsync(new ImportMapping { Name = name, RecordType = type.Key, Definition = map.ToJson() }, null, call.Cancelled);
            return;
        }
        (kept.RecordType, kept.Definition) = (type.Key, map.ToJson());
        await records.UpdateAsync(kept, call.Cancelled);
    }

    private static async Task AnswerListAsync(WebCall call, RefusedForm? refused, int status)
    {
        var types = await RequireTypesAsync(call);
        var texts = call.Texts;
        var upload = new FormBlock("upload", texts["import.upload"],
        [
            new PageField("type", texts["admin.type"]) { IsRequired = true, Options = [.. types.Select(t => new PageOption(t.Key, t.PluralLabel.For(call.Culture)))], Value = call.Query("type") ?? "" },
            new PageField("file", texts["import.file"]) { IsFile = true, Help = texts.Format("import.file-help", call.Api.MaxImportBytes / (1024 * 1024)) },
        ]) { Heading = texts["import.new"] };
        var runs = (await call.Session.Transfers.ListAsync(Shown, call.Cancelled)).Where(t => t.Kind != TransferKind.Export && t.State is TransferState.Queued or TransferState.Running).ToList();
        var imports = await call.Session.Imports.ListAsync(Shown, call.Cancelled);
        var report = new ImportReport(call, null);
        var waiting = await call.Session.Imports.QuestionsAsync(new ImportQuestionQuery { Limit = 100 }, call.Cancelled);
        await AnswerAsync(call, texts["import.title"], call.Links.Imports, refused?.Errors ?? [],
        [
            upload,
            .. waiting.Count == 0 ? [] : new PageBlock[] { new FactsBlock([new PageFact(texts["import.questions"], new PageCell(waiting.Count.ToString(call.Format)) { Link = new PageLink("") { Page = call.Links.ImportQuestions } })]) },
            .. runs.Count == 0 ? [] : new PageBlock[] { new TableBlock([texts["import.file"], texts["admin.type"], texts["admin.state"], texts["import.rows"]], [.. runs.Select(report.Row)]) { Heading = texts["import.under-way"] } },
            new TableBlock([texts["import.file"], texts["admin.type"], texts["admin.at"], texts["admin.state"], texts["import.created"], texts["import.updated"], texts["import.refused"]], [.. imports.Select(report.Row)]) { Heading = texts["import.done"] },
        ], refused, link => link.Page ?? (link.Values.TryGetValue("run", out var run) ? $"{call.Links.Imports}/runs/{run}" : link.Values.TryGetValue("import", out var import) ? $"{call.Links.Imports}/{import}" : null), status);
    }

    private static async Task AnswerMapAsync(WebCall call, RefusedForm? refused, int status)
    {
        var plan = await ImportPlan.ReadAsync(call, FilesOf(call).PathOf(FileOf(call)));
        await AnswerAsync(call, call.Texts.Format("import.map-of", plan.Type.PluralLabel.For(call.Culture)), call.Links.ImportFile(FileOf(call)) + call.Http.Request.QueryString, refused?.Errors ?? [], await plan.ShowAsync(), refused, _ => null, status);
    }

    private static async Task AnswerRunAsync(WebCall call, Transfer transfer, IReadOnlyList<CrmError> errors, int status)
    {
        var texts = call.Texts;
        var address = WebLinks.With(call.Links.ImportRun(transfer.Id), ("file", call.Query("file")));
        var isUnderWay = transfer.State is TransferState.Queued or TransferState.Running;
        var report = new ImportReport(call, call.Session.Catalog.Type(transfer.Type));
        var blocks = new List<PageBlock>();
        if (isUnderWay) blocks.AddRange([report.Of(transfer), new FormBlock("cancel", texts["import.cancel"], [])]);
        if (transfer.State == TransferState.Cancelled) blocks.AddRange([new NoteBlock(texts["import.cancelled"], PageTone.Warning), report.Of(transfer)]);
        if (transfer.Import is { } import)
        {
            if (transfer.Kind == TransferKind.DryRun && call.Query("file") is { } file)
                blocks.AddRange([new NoteBlock(texts["import.tried"], PageTone.Good), new FormBlock("run", texts["import.run"], []), new FactsBlock([new PageFact(texts["import.wrong"], new PageCell(texts["import.back"]) { Link = new PageLink("") { Values = new Dictionary<string, string> { ["file"] = file } } })])]);
            blocks.AddRange(report.Of(import, transfer.Kind == TransferKind.DryRun, part => $"{call.Links.ImportRun(transfer.Id)}/{part}"));
            if (transfer is { Kind: TransferKind.Import, State: TransferState.Done }) blocks.Add(new FormBlock("revert", texts["import.revert"], []));
        }
        if (transfer.Revert is { } revert) blocks.AddRange(report.Of(revert));
        await AnswerAsync(call, $"{texts["transfer." + EnumCode.Of(transfer.Kind)]}: {transfer.FileName}", address, [.. errors, .. transfer.Errors], blocks, null,
            link => link.Page ?? (link.Values.TryGetValue("file", out var from) ? WebLinks.With(call.Links.ImportFile(from), ("type", transfer.Type)) : null), status, isUnderWay);
    }

    private static async Task AnswerAsync(
        WebCall call, string title, string address, IReadOnlyList<CrmError> errors, IReadOnlyList<PageBlock> blocks, RefusedForm? refused, Func<PageLink, string?> resolve, int status = StatusCodes.Status200OK, bool isUnderWay = false)
    {
        var place = DescribedPlace.Of(call, address, resolve);
        var back = address == call.Links.Imports ? null : new NavigationLink(call.Texts["import.title"], call.Links.Imports);
        await call.PageAsync<DescribedPage, DescribedModel>(title, new DescribedModel(place, back, errors, blocks) { Refused = refused, IsUnderWay = isUnderWay }, status);
    }

    private static async Task<IReadOnlyList<RecordTypeDefinition>> RequireTypesAsync(WebCall call) =>
        await TypesAsync(call) is { Count: > 0 } types ? types : throw new CrmForbiddenException(new CrmError("access.forbidden", call.Texts["import.forbidden"]));

    private static UploadedFiles FilesOf(WebCall call) => new(call.Api, call.Session.TenantId, call.Session.Actor.UserId);

    private static string FileOf(WebCall call) => (string)call.Http.Request.RouteValues["file"]!;

    private static Guid IdOf(WebCall call) => Guid.TryParseExact((string?)call.Http.Request.RouteValues["id"], "D", out var id) ? id : throw ApiErrors.RouteUnknown();
}
