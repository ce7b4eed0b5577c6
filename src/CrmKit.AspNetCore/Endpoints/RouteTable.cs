using CrmKit.Idempotency;
using CrmKit.Quality;

namespace CrmKit.AspNetCore;

/// <summary>All routes for one version of the catalog.</summary>
internal static class RouteTable
{
    private static readonly HashSet<string> Reserved = ["audit", "batch", "changes", "intake", "bounces", "events", "behaviour", "places", "reports", "metrics", "search", "views", "dashboard", "set-up", "notifications", "catalog", "me", "keys", "security-log", "explain", "rights", "see-as", "sign-in", "sign-out", "sessions", "password", "invitations", "two-factor", "settings", "secrets", "jobs", "workflow-runs", "imports", "transfers", "connectors", "connector-links", "connector-origins", "duplicates", "person-exports", "person-erasures", "backup", "attachments", "merges", "webhooks", "forms", "form-submissions", "consents", "ext", "openapi.json"];

    /// <param name="catalog">What exists.</param>
    /// <param name="packages">What optional packages add.</param>
    public static IReadOnlyList<ApiRoute> For(CatalogSnapshot catalog, IEnumerable<IApiRoutes> packages) =>
    [
        .. Fixed(catalog),
        .. packages.SelectMany(p => p.Routes()).Select(r => r with { HoldsSecret = true }), // of signing in
        .. catalog.Endpoints.Select(PluginEndpoint.Route),
        .. catalog.Types.Where(t => !Reserved.Contains(t.PluralKey)).SelectMany(t => Of(catalog, t)),
    ];

    private static IEnumerable<ApiRoute> Fixed(CatalogSnapshot catalog)
    {
        yield return new("GET", "/openapi.json", "getOpenApi", "This API as an OpenAPI 3.1 document.", OpenApiEndpoint.GetAsync) { Answer = "Object", Cost = 10, IsDocument = true };
        yield return new("GET", "/catalog", "getCatalog", "Record types, fields, pipelines, conversions, processes and roles that exist now.", CatalogEndpoint.GetAsync) { Answer = "Catalog" };
        foreach (var route in DefinitionEndpoints.Routes().Concat(WorkflowEndpoints.Routes()).Concat(VersionEndpoints.Routes())) yield return route;
        yield return new("GET", "/me", "getMe", "Who the caller is and what he may do.", MeEndpoints.MeAsync) { Answer = "Me" };
        yield return new("PATCH", "/me", "changeMe", "What the caller decides about himself: the zone in which pages show him times.", MeEndpoints.ChangeAsync) { Body = "MeChange", Status = 204 };
        yield return new("GET", "/explain", "explainAccess", "Whether something is allowed, and why.", MeEndpoints.ExplainAsync) { Answer = "Explanation", Query = MeEndpoints.ExplainParameters };
        foreach (var route in KeyEndpoints.Routes()) yield return route;
        yield return new("GET", "/security-log", "listSecurityLog", "Sign-ins, failures, refusals, dead keys and changes of rights, newest first, for administrators.", SecurityLogEndpoint.ListAsync) { Answer = "SecurityLog", Query = SecurityLogEndpoint.Parameters };
        foreach (var route in AccessEndpoints.Routes()) yield return route;
        yield return new("POST", "/batch", "saveBatch", "Many changes of any types at once.", BatchEndpoint.RunAsync) { Body = "Batch", Answer = "BatchResult", IsBatch = true };
        yield return new("GET", "/changes", "listChanges", "What was written to records of all types, in one order in which nothing is skipped.", ChangesEndpoint.GetAsync) { Answer = "ChangePage", Cost = 2, Query = ChangesEndpoint.Parameters };
        yield return new("GET", "/places", "listCountries", "Countries, by code.", PlaceEndpoints.CountriesAsync) { Answer = "Places" };
        yield return new("GET", "/places/{country}/regions", "listRegions", "States, provinces or regions of a country, by code; none when its list is not kept.", PlaceEndpoints.RegionsAsync) { Answer = "Places" };
        yield return new("GET", "/search", "search", "Finds records of all types by their words, the best first.", SearchEndpoint.GetAsync) { Answer = "SearchResults", Cost = 5, Query = SearchEndpoint.Parameters };
        foreach (var route in ViewEndpoints.Routes().Concat(SegmentEndpoints.Routes()).Concat(DashboardEndpoints.Routes()).Concat(SetupEndpoints.Routes()).Concat(NotificationEndpoints.Routes())) yield return route;
        yield return new("GET", "/reports", "listReports", "The reports and metrics that exist now.", ReportEndpoints.ListAsync) { Answer = "ReportList" };
        yield return new("GET", "/reports/{key}", "runReport", "Runs a report, or a metric as a table.", ReportEndpoints.RunAsync) { Answer = "ReportTable", Cost = 20, Query = ReportEndpoints.RunParameters };
        if (catalog.Metrics.Count > 0)
            yield return new("GET", "/metrics", "measure", "Asks several metrics the same; one that fails leaves the others theirs.", ReportEndpoints.MeasureAsync) { Answer = "MetricResults", Cost = 20, Query = ReportEndpoints.MeasureParameters };
        if (catalog.Jobs.Count > 0)
        {
            yield return new("GET", "/jobs", "listJobs", "Scheduled jobs and when they are due, for administrators.", JobEndpoints.ListAsync) { Answer = "JobList" };
            yield return new("POST", "/jobs/{key}/run", "runJob", "Puts a run of a job into the queue, whatever its schedule.", JobEndpoints.RunAsync) { Status = 202, Course = IdempotentCourse.AtMostOnce };
        }
        foreach (var route in AuditEndpoints.Routes().Concat(ImportEndpoints.Routes()).Concat(TransferEndpoints.Routes())) yield return route;
        if (catalog.Connectors.Count > 0)
            foreach (var route in ConnectorEndpoints.Routes()) yield return route;
        foreach (var route in WebhookEndpoints.Routes().Concat(FormEndpoints.Routes()).Concat(SecretEndpoints.Routes()).Concat(ConsentEndpoints.Routes())) yield return route;
        foreach (var route in DuplicateEndpoints.Routes()) yield return route;
        foreach (var route in BehaviourEndpoints.Routes().Concat(PersonEndpoints.Routes()).Concat(AttachmentEndpoints.Routes()).Append(BackupEndpoint.Route)) yield return route;
        if (catalog.Settings.Count > 0)
        {
            yield return new("GET", "/settings", "listSettings", "The settings of plugins, for administrators.", SettingsEndpoints.ListAsync) { Answer = "PluginSettingsList" };
            yield return new("GET", "/settings/{key}", "getSettings", "The settings of one plugin: their schema and values, without those of secrets.", SettingsEndpoints.GetAsync) { Answer = "PluginSettings" };
            yield return new("PATCH", "/settings/{key}", "changeSettings", "Gives settings of one plugin values; null goes back to the default.", SettingsEndpoints.PatchAsync) { HoldsSecret = true, Body = "Settings", Answer = "PluginSettings" };
            yield return new("GET", "/settings/{key}/history", "historySettings", "What the settings of one plugin were, the newest first, without secrets.", SettingsEndpoints.HistoryAsync) { Answer = "SettingsVersions" };
            yield return new("POST", "/settings/{key}/undo", "undoSettings", "Gives settings of one plugin the values of an earlier version; secrets stay as they are.", SettingsEndpoints.UndoAsync) { Body = "SettingsUndo", Answer = "PluginSettings", Course = IdempotentCourse.Repeatable };
        }
        if (catalog.TryType("lead", out _))
            yield return new("POST", "/intake", "captureSignals", "Takes in signals that may become leads and cases, each once per source and key.", IntakeEndpoint.CaptureAsync) { Body = "Intake", Answer = "IntakeResult", IsBatch = true };
        if (catalog.TryType("contact", out _))
            yield return new("POST", "/bounces", "reportBounces", "Takes in that mail came back: contacts and leads with such an address are marked until it changes.", IntakeEndpoint.BounceAsync) { Body = "Bounces", Answer = "BouncesResult", IsBatch = true };
    }

    private static IEnumerable<ApiRoute> Of(CatalogSnapshot catalog, RecordTypeDefinition type)
    {
        var (list, one, name) = ("/" + type.PluralKey, "/" + type.PluralKey + "/{id}", SchemaNames.Of(type));
        var (what, all) = (type.Label.English.ToLowerInvariant(), type.PluralLabel.English.ToLowerInvariant());
        ApiRoute Route(string method, string path, string operation, string summary, Func<ApiCall, Task> handler) => new(method, path, operation, summary, handler) { Type = type.Key };

        yield return Route("GET", list, $"list{name}", $"A page of {all}.", RecordEndpoints.ListAsync) with { Query = RecordEndpoints.ViewParameters, Answer = name + "Page" };
        yield return Route("GET", list + "/export", $"export{name}", $"All {all} that match, as a file that is sent while it is written.", ExportEndpoint.GetAsync) with { Query = ExportEndpoint.Parameters, Cost = 100, IsFile = true };
        yield return Route("POST", list + "/exports", $"startExport{name}", $"Queues an export of all {all} that match; Location says where to ask how far it is, and where the file will be.", ExportEndpoint.StartAsync) with { Body = "ExportRequest", IsBodyOptional = true, Cost = 100, Answer = "Transfer", Status = 202 };
        yield return Route("GET", one, $"get{name}", $"One record: {what}.", RecordEndpoints.GetAsync) with { Query = RecordEndpoints.GetParameters, Answer = name };
        if (type.IsAppendOnly) yield break;
        yield return Route("POST", list, $"create{name}", $"Creates a record: {what}.", RecordEndpoints.CreateAsync) with { Query = [DuplicateEndpoints.Policy, RecordEndpoints.DryRun], Body = name + "New", Answer = name, Status = 201 };
        yield return Route("PATCH", one, $"update{name}", "Writes the fields given (merge patch).", RecordEndpoints.PatchAsync) with { Query = [RecordEndpoints.DryRun], Body = name + "Values", Answer = name, TakesIfMatch = true };
        yield return Route("DELETE", one, $"delete{name}", "Deletes softly, with its parts.", RecordEndpoints.DeleteAsync) with { Status = 204, TakesIfMatch = true };
        yield return Route("POST", one + "/restore", $"restore{name}", "Brings a deleted record back.", RecordEndpoints.RestoreAsync) with { Query = [RecordEndpoints.DryRun], Answer = name, TakesIfMatch = true };
        yield return Route("GET", one + "/history", $"history{name}", "Who changed what, newest first.", TrailEndpoints.HistoryAsync) with { Answer = "History" };
        foreach (var route in AuditEndpoints.Of(type, one, name)) yield return route;
        if (catalog.RelationsOf(type.Key).Any())
            yield return Route("GET", one + "/related/{relation}", $"related{name}", "A page of the records that point at it, by relation.", RecordEndpoints.RelatedAsync) with { Query = RecordEndpoints.ListParameters, Answer = "AnyPage" };
        if (catalog.DocumentTemplates.Any(t => t.RecordType == type.Key))
            yield return Route("GET", one + "/documents/{template}", $"document{name}", "A document made out of it by a template.", DocumentEndpoint.GetAsync) with { Cost = 20, Query = DocumentEndpoint.Parameters, IsFile = true };
        if (type.IsRoot && catalog.DocumentTemplates.Any(t => t.RecordType == type.Key))
            yield return Route("POST", one + "/documents/{template}", $"keepDocument{name}", "A document made out of it by a template, kept with it as an attachment.", DocumentEndpoint.KeepAsync) with { Cost = 20, Query = DocumentEndpoint.KeepParameters, Body = "Empty", IsBodyOptional = true, Answer = "Attachment", Status = 201 };
        if (catalog.ScoringFactors.Any(f => f.RecordType == type.Key))
            yield return Route("GET", one + "/score", $"score{name}", "Why its scores are what they are.", ScoreEndpoint.GetAsync) with { Answer = "Scores" };
        foreach (var route in EnrichmentEndpoints.Of(catalog, type)) yield return route;
        yield return Route("POST", list + "/check", $"check{name}", "What looks wrong or mistyped in values, before they are saved.", QualityEndpoints.CheckAsync) with { Body = "Object", Answer = "Findings" };
        if (catalog.RecordActions.Any(a => a.RecordTypes.Contains(type.Key)))
            yield return Route("POST", list + "/actions/{action}", $"act{name}", "Does what a plugin offers to some of them: to each all of it or nothing.", RecordActionEndpoint.RunAsync) with { Body = "ActionRequest", Answer = "ActionResult", Cost = 10, Course = IdempotentCourse.AtMostOnce };
        if (typeof(IQuarantined).IsAssignableFrom(type.ClrType))
            yield return Route("POST", one + "/release", $"release{name}", "Ends its quarantine: a person looked at it.", QualityEndpoints.ReleaseAsync) with { Body = "Empty", IsBodyOptional = true, Answer = name, TakesIfMatch = true };
        if (!type.IsRoot) yield break;

        foreach (var route in AccessEndpoints.Of(type).Concat(BehaviourEndpoints.Of(type)).Concat(LifecycleEndpoints.Of(type)).Concat(KnowledgeEndpoints.Of(type)).Concat(CaseAnswerEndpoints.Of(type)).Concat(AttachmentEndpoints.Of(type)).Concat(PersonEndpoints.Of(type)).Concat(ConsentEndpoints.Of(type))) yield return route;
        yield return Route("GET", one + "/matches", $"matches{name}", "Its duplicates, or records of another type that it is about.", MatchEndpoint.GetAsync) with { Query = MatchEndpoint.Parameters, Answer = "MatchList" };
        yield return Route("POST", one + "/merge", $"merge{name}", "Takes another record of the type into this one.", MergeEndpoints.MergeAsync) with { Cost = 20, Body = "Merge", Answer = "MergeResult", TakesIfMatch = true };
        yield return Route("GET", one + "/merge-proposal", $"proposeMerge{name}", "Which of two records could stay, and whose value in each field.", MergeEndpoints.ProposeAsync) with { Query = MergeEndpoints.ProposalParameters, Answer = "MergeProposal" };
        yield return Route("GET", one + "/merges", $"merges{name}", "The merges it won or lost, newest first.", MergeEndpoints.ListAsync) with { Answer = "MergeList" };
        yield return Route("GET", one + "/timeline", $"timeline{name}", "Everything that happened around it, newest first.", TrailEndpoints.TimelineAsync) with { Query = TrailEndpoints.PageParameters, Answer = "Timeline" };
        yield return Route("POST", one + "/assign", $"assign{name}", "Gives it to a user, or with null to a team's pool.", ActEndpoints.AssignAsync) with { Body = "Assignment", Answer = name, TakesIfMatch = true };
        yield return Route("POST", one + "/claim", $"claim{name}", "Takes it out of the pool for the caller.", ActEndpoints.ClaimAsync) with { Body = "Empty", IsBodyOptional = true, Answer = name, TakesIfMatch = true };
        if (catalog.PipelinesOf(type.Key).Any())
        {
            yield return Route("POST", one + "/stage", $"moveStage{name}", "Moves it to another stage of its pipeline.", ActEndpoints.StageAsync) with { Body = "StageMove", Answer = name, TakesIfMatch = true };
            yield return Route("POST", one + "/reopen", $"reopen{name}", "Opens it again after it was closed or shelved.", ActEndpoints.ReopenAsync) with { Body = "Reopening", IsBodyOptional = true, Answer = name, TakesIfMatch = true };
            yield return Route("POST", one + "/pipeline", $"changePipeline{name}", "Puts it into another pipeline of its type.", ActEndpoints.PipelineAsync) with { Body = "PipelineChange", Answer = name, TakesIfMatch = true };
            yield return Route("GET", one + "/stages", $"stages{name}", "The stages it was in, oldest first.", TrailEndpoints.StagesAsync) with { Answer = "StageTrail" };
        }
        if (catalog.Conversions.Any(c => c.From == type.Key))
            yield return Route("POST", one + "/convert", $"convert{name}", "Makes the next link of the chain, once.", ActEndpoints.ConvertAsync) with { Body = "Conversion", IsBodyOptional = true, Answer = "ConversionResult", TakesIfMatch = true };
        if (catalog.Conversions.Any(c => c.From == type.Key || c.To == type.Key))
            yield return Route("GET", one + "/chain", $"chain{name}", "What it was made from and what was made from it.", TrailEndpoints.ChainAsync) with { Answer = "ChainLinks" };
    }
}
