using CrmKit.AspNetCore;
using CrmKit.Web.Administration;
using CrmKit.Web.Imports;
using CrmKit.Web.Layouts;
using CrmKit.Web.Segments;

namespace CrmKit.Web;

/// <summary>All pages. Record types stand in the path by their plural key, which never begins with an underscore; what does is CrmKit's own.</summary>
internal static class WebRoutes
{
    public static IReadOnlyList<WebRoute> All { get; } =
    [
        new("GET", "/", HomeHandler.ShowAsync),
        new("POST", "/_home/done", HomeHandler.CompleteAsync),
        new("POST", "/_home/reopen", HomeHandler.ReopenAsync),
        new("GET", "/_notifications", NotificationHandler.ShowAsync) { Cost = 4 },
        new("POST", "/_notifications", NotificationHandler.SeeAsync),
        new("GET", "/_notifications/count", NotificationHandler.CountAsync) { Cost = 4 },
        new("GET", "/_team", TeamHandler.ShowAsync) { Cost = 100 },
        new("GET", "/_search", SearchHandler.ShowAsync) { Cost = 5 },
        new("GET", "/_live", LiveHandler.SendAsync),
        new("GET", "/_inbox", InboxHandler.ShowAsync),
        new("GET", "/_boards/{pipeline}", BoardHandler.ShowAsync),
        new("GET", "/_cases", CaseHandler.ShowAsync),
        new("POST", "/_cases/answered", CaseHandler.AnsweredAsync),
        new("POST", "/_cases/answer", CaseAnswerHandler.SendAsync),
        new("GET", "/_cases/triage", TriageHandler.ShowAsync),
        new("POST", "/_cases/triage", TriageHandler.RouteAsync),
        new("GET", "/_deals", DealsHandler.ShowAsync) { Cost = 20 },
        new("GET", "/_projects", ProjectPlanHandler.ListAsync),
        new("GET", "/_projects/{id}", ProjectPlanHandler.ShowAsync),
        new("GET", "/_dashboard", DashboardHandler.ShowAsync) { Cost = 100 },
        new("POST", "/_dashboard", DashboardHandler.ChangeAsync),
        new("GET", "/_reports", ReportHandler.ListAsync),
        new("GET", "/_reports/{key}", ReportHandler.ShowAsync) { Cost = 20 },
        new("GET", "/_reports/{key}/csv", ReportHandler.DownloadAsync) { Cost = 20 },
        new("GET", "/_admin", AdminHandler.IndexAsync),
        new("GET", "/_admin/" + BackupsPage.FilePath, static call => FileAnswer.SendAsync(call.Http, call.Session.Backups)) { Cost = 100 },
        new("GET", "/_admin/" + LayoutHandler.Page, LayoutHandler.ShowAsync),
        new("POST", "/_admin/" + LayoutHandler.Page, LayoutHandler.ActAsync),
        new("GET", "/_admin/" + MenuHandler.Page, MenuHandler.ShowAsync),
        new("POST", "/_admin/" + MenuHandler.Page, MenuHandler.ActAsync),
        new("GET", "/_admin/{page}", AdminHandler.ShowAsync),
        new("POST", "/_admin/{page}", AdminHandler.ActAsync) { TakesFile = true },
        new("GET", "/_pages/{page}", WidgetHandler.PageAsync),
        new("GET", "/_widgets/{widget}", WidgetHandler.ShowAsync),
        new("GET", "/_imports", ImportHandler.ListAsync),
        new("POST", "/_imports", ImportHandler.UploadAsync) { TakesFile = true, Cost = 20 },
        new("GET", "/_imports/files/{file}", ImportHandler.MapAsync) { Cost = 50 },
        new("POST", "/_imports/files/{file}", ImportHandler.StartAsync) { Cost = 100 },
        new("GET", "/_imports/runs/{id}", ImportHandler.RunAsync),
        new("POST", "/_imports/runs/{id}", ImportHandler.ActAsync),
        new("GET", "/_imports/runs/{id}/{part}", ImportHandler.DownloadAsync),
        new("GET", "/_imports/questions", QuestionHandler.ShowAsync),
        new("POST", "/_imports/questions", QuestionHandler.SettleAsync),
        new("GET", "/_imports/{id}", ImportHandler.ReportAsync),
        new("POST", "/_imports/{id}", ImportHandler.RevertAsync),
        new("GET", "/_visitors", VisitorHandler.ShowAsync) { Cost = 20 },
        new("GET", "/_segments", SegmentHandler.ListAsync) { Cost = 5 },
        new("GET", "/_segments/new", SegmentFormHandler.NewAsync) { Cost = 5 },
        new("POST", "/_segments/new", SegmentFormHandler.SaveAsync),
        new("GET", "/_segments/{id}", SegmentHandler.ShowAsync) { Cost = 5 },
        new("POST", "/_segments/{id}", SegmentHandler.ActAsync),
        new("GET", "/_segments/{id}/_edit", SegmentFormHandler.EditAsync) { Cost = 5 },
        new("POST", "/_segments/{id}/_edit", SegmentFormHandler.SaveAsync),
        new("POST", "/_preferences", PreferenceHandler.SaveAsync),
        new("GET", "/{type}", ListHandler.ShowAsync),
        new("GET", "/{type}/_export", ExportHandler.SendAsync) { Cost = 100 },
        new("GET", "/{type}/_sums", SumsHandler.ShowAsync) { Cost = 5 },
        new("GET", "/{type}/_view", ViewHandler.ShowAsync),
        new("POST", "/{type}/_view", ViewHandler.SaveAsync),
        new("POST", "/{type}/_bulk", BulkHandler.RunAsync),
        new("POST", "/{type}/_undo", BulkHandler.UndoAsync),
        new("GET", "/{type}/_new", FormHandler.NewAsync),
        new("POST", "/{type}/_new", FormHandler.CreateAsync),
        new("GET", "/{type}/{id}", RecordHandler.ShowAsync),
        new("GET", "/{type}/{id}/_edit", FormHandler.EditAsync),
        new("POST", "/{type}/{id}/_edit", FormHandler.SaveAsync),
        new("GET", "/{type}/{id}/_cell", CellHandler.ShowAsync),
        new("POST", "/{type}/{id}/_cell", CellHandler.SaveAsync),
        new("GET", "/{type}/{id}/_stage", StageHandler.ShowAsync),
        new("POST", "/{type}/{id}/_stage", StageHandler.MoveAsync),
        new("GET", "/{type}/{id}/_rights", ActHandler.RightsAsync),
        new("GET", "/{type}/{id}/_convert", ConvertHandler.ShowAsync),
        new("POST", "/{type}/{id}/_convert", ConvertHandler.ConvertAsync),
        new("GET", "/{type}/{id}/_merge", MergeHandler.ShowAsync),
        new("POST", "/{type}/{id}/_merge", MergeHandler.MergeAsync),
        new("POST", "/{type}/{id}/_unmerge", MergeHandler.UnmergeAsync),
        new("GET", "/{type}/{id}/_enrichment", EnrichmentHandler.ShowAsync) { Cost = 10 },
        new("POST", "/{type}/{id}/_enrichment", EnrichmentHandler.ActAsync) { Cost = 10 },
        new("GET", "/{type}/{id}/_customer", CustomerHandler.ShowAsync) { Cost = 10 },
        new("GET", "/{type}/{id}/_articles", KnowledgeHandler.ShowAsync) { Cost = 5 },
        new("POST", "/{type}/{id}/_articles", KnowledgeHandler.HelpedAsync),
        new("GET", "/{type}/{id}/_history", HistoryHandler.ShowAsync),
        new("GET", "/{type}/{id}/_lines", LinesHandler.ShowAsync),
        new("POST", "/{type}/{id}/_lines", LinesHandler.SaveAsync),
        new("POST", "/{type}/{id}/_pay", RecordDocument.PayAsync),
        new("POST", "/{type}/{id}/_instalment", RecordDocument.AddAsync),
        new("POST", "/{type}/{id}/_delivery", DeliveryHandler.SaveAsync),
        new("POST", "/{type}/{id}/_milestone", MilestoneHandler.SaveAsync),
        new("POST", "/{type}/{id}/_version", VersionHandler.SaveAsync),
        new("GET", "/{type}/{id}/_documents/{template}", PrintHandler.SendAsync),
        new("POST", "/{type}/{id}/_documents/{template}", PrintHandler.KeepAsync),
        new("POST", "/{type}/{id}/_files", FilesHandler.AddAsync) { TakesFile = true },
        new("GET", "/{type}/{id}/_files/{file}", FilesHandler.DownloadAsync),
        new("POST", "/{type}/{id}/_files/{file}/_remove", FilesHandler.RemoveAsync),
        new("POST", "/{type}/{id}/_consents", ConsentHandler.AddAsync),
        new("GET", "/{type}/{id}/_personal", PersonalHandler.ShowAsync) { Cost = 10 },
        new("POST", "/{type}/{id}/_personal", PersonalHandler.EraseAsync) { Cost = 20 },
        new("POST", "/{type}/{id}/_personal/file", PersonalHandler.ExportAsync) { Cost = 20 },
        new("POST", "/{type}/{id}/_assign", ActHandler.AssignAsync),
        new("POST", "/{type}/{id}/_claim", ActHandler.ClaimAsync),
        new("POST", "/{type}/{id}/_reopen", ActHandler.ReopenAsync),
        new("POST", "/{type}/{id}/_delete", ActHandler.DeleteAsync),
        new("POST", "/{type}/{id}/_restore", ActHandler.RestoreAsync),
        new("POST", "/{type}/{id}/_log", ActivityHandler.LogAsync),
        new("POST", "/{type}/{id}/_done", ActivityHandler.DoneAsync),
    ];

    public static Task UnknownAsync(WebCall call) => throw ApiErrors.RouteUnknown();
}

/// <summary>One page, or one act of a form.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Relative to the prefix.</param>
/// <param name="Handler">What it does.</param>
internal sealed record WebRoute(string Method, string Path, Func<WebCall, Task> Handler)
{
    /// <summary>What it costs of the user's budget, which is the one that the API charges.</summary>
    public int Cost { get; init; } = ApiRoute.CostOf(Method);

    /// <summary>Whether its form brings files, which may be larger than what people type.</summary>
    public bool TakesFile { get; init; }
}
