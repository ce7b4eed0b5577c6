using System.Globalization;
using CrmKit.Access;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CrmKit.Web;

/// <summary>Figures: which there are, and each with its period, comparison, chart, table and the records behind.</summary>
internal static class ReportHandler
{
    private const int MostChoices = 200;

    public static Task ListAsync(WebCall call) => call.PageAsync<ReportsPage, ReportsModel>(call.Texts["reports.title"], new ReportsModel(
        [.. call.Session.Catalog.Reports.Select(r => Link(call, r.Key))], [.. call.Session.Catalog.Metrics.Select(m => Link(call, m.Key))]));

    public static async Task ShowAsync(WebCall call)
    {
        var (question, scope) = Asked(call);
        ReportShown? shown = null;
        IReadOnlyList<CrmError> errors = [];
        var status = StatusCodes.Status200OK;
        try
        {
            shown = await new ReportPresenter(call, question, scope).ShowAsync();
        }
        catch (CrmException wrong) when (wrong is CrmValidationException or CrmForbiddenException or CrmRuleException)
        {
            (errors, status) = (wrong.Errors, wrong switch { CrmValidationException => StatusCodes.Status400BadRequest, CrmForbiddenException => StatusCodes.Status403Forbidden, _ => StatusCodes.Status422UnprocessableEntity });
        }
        var path = call.Links.Report(question.Key);
        await call.PageAsync<ReportPage, ReportModel>(ReportPresenter.LabelOf(call, question.Key), new ReportModel
        {
            Path = path,
            About = ReportPresenter.AboutOf(call, question.Key),
            Question = question,
            Scope = scope,
            Pipelines = scope.HasPipeline ? await PipelinesAsync(call) : [],
            Types = scope.FirstType is { } first ? await TypesAsync(call, first, question.Key == "sums" ? IsAddedUpAsync : IsPlacedAsync) : [],
            Dimensions = [.. scope.Dimensions.Select(d => new FieldChoice(d, call.Texts.Find("dimension." + d) ?? d))],
            Owners = scope.HasOwner ? await ChoicesAsync(call, "user") : [],
            Teams = scope.HasOwner ? await ChoicesAsync(call, "team") : [],
            Errors = errors,
            Shown = shown,
            Csv = question.At(path + "/csv"),
            Advice = question.Key == "funnel" ? AdviceOf(call, question) : null,
            MayKeep = call.Session.Actor.UserId is not null,
        }, status);
    }

    /// <summary>The table as a file.</summary>
    public static async Task DownloadAsync(WebCall call)
    {
        var (question, scope) = Asked(call);
        var table = await call.Session.Reports.RunAsync(question.Key, question.Parameters(scope, call.Session.Today), call.Cancelled);
        var response = call.Http.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = string.Create(CultureInfo.InvariantCulture, $"{table.Report}-{table.AsOf:yyyy-MM-dd}.csv") }.ToString();
        await response.Body.WriteAsync(ReportCsv.Of(table, call.Culture), call.Cancelled);
    }

    private static (ReportQuestion Question, ReportScope Scope) Asked(WebCall call)
    {
        var key = (string)call.Http.Request.RouteValues["key"]!;
        return (ReportQuestion.Read(key, call.Query), ReportScope.Of(call.Session.Catalog, key));
    }

    // Of the same period, or of what had happened by the day asked for.
    private static string AdviceOf(WebCall call, ReportQuestion question) =>
        (question with { Key = "funnel-advice", Compare = null, By = null, Until = question is { Period: null, Until: null } ? question.AsOf : question.Until }).At(call.Links.Report("funnel-advice"));

    private static ReportLink Link(WebCall call, string key) => new(ReportPresenter.LabelOf(call, key), call.Links.Report(key), ReportPresenter.AboutOf(call, key));

    /// <summary>Whether records of a type lie somewhere, and the person may know where.</summary>
    public static async Task<bool> IsPlacedAsync(WebCall call, RecordTypeDefinition type) =>
        type.ParentField is null && ((type.TryField("region", out var region) && !region.IsCustom) || (type.TryField("country", out var country) && !country.IsCustom))
        && await call.MayAsync(type, Operations.Read) && (await call.HiddenAsync(type)) is var hidden && !hidden.Contains("region") && !hidden.Contains("country");

    private static async Task<bool> IsAddedUpAsync(WebCall call, RecordTypeDefinition type) =>
        await call.MayAsync(type, Operations.Read) && (await call.HiddenAsync(type)) is var hidden && type.Fields.Any(f => f.Kind is FieldKind.Number or FieldKind.Money && !hidden.Contains(f.Key));

    private static async Task<IReadOnlyList<FieldChoice>> TypesAsync(WebCall call, string first, Func<WebCall, RecordTypeDefinition, Task<bool>> isForAsync)
    {
        var choices = new List<FieldChoice>();
        foreach (var type in call.Session.Catalog.Types.OrderBy(t => t.Key == first ? 0 : 1)) // it is chosen where none is
            if (await isForAsync(call, type)) choices.Add(new FieldChoice(type.Key, type.PluralLabel.For(call.Culture)));
        return choices;
    }

    private static async Task<IReadOnlyList<FieldChoice>> PipelinesAsync(WebCall call)
    {
        var choices = new List<FieldChoice>();
        foreach (var pipeline in call.Session.Catalog.Pipelines.OrderBy(p => p.RecordType == "opportunity" ? 0 : 1)) // the first one is what reports take by themselves
            if (await call.MayAsync(call.Session.Catalog.Type(pipeline.RecordType), Operations.Read)) choices.Add(new FieldChoice(pipeline.Key, pipeline.Label.For(call.Culture)));
        return choices;
    }

    private static async Task<IReadOnlyList<FieldChoice>> ChoicesAsync(WebCall call, string key)
    {
        var type = call.Session.Catalog.Type(key);
        if (!await call.MayAsync(type, Operations.Read)) return [];
        var page = await call.Session.Records.QueryAsync(new RecordQuery(key) { OrderBy = type.NameField, Size = MostChoices }, call.Cancelled);
        return [.. page.Items.Select(r => new FieldChoice(r.Id.ToString(), RecordNames.Of(call, type, r, page.HiddenFields)))];
    }
}
