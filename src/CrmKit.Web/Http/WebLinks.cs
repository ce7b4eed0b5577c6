using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>Addresses of pages, under the host's base path and the prefix of the user interface.</summary>
internal sealed class WebLinks(PathString pathBase, string prefix, WebAssets assets)
{
    public string Root { get; } = pathBase + prefix;

    public string Home => Root + "/";

    public string AppManifest => Root + "/_app/manifest.webmanifest";

    public string AppIcon => Root + "/_app/icon.svg";

    /// <summary>The worker that shows a page to those who are off line, with what it keeps.</summary>
    public string AppWorker => $"{Root}/_app/worker.js?page={Uri.EscapeDataString(Root + "/_app/offline")}&style={Uri.EscapeDataString(Asset("tabler.css"))}&style={Uri.EscapeDataString(Asset("crmkit.css"))}";

    public string Notifications => Root + "/_notifications";

    public string NotificationCount => Notifications + "/count";

    public string Team => Root + "/_team";

    public string Inbox => Root + "/_inbox";

    public string Search => Root + "/_search";

    public string Preferences => Root + "/_preferences";

    public string TaskDone => Root + "/_home/done";

    public string TaskReopened => Root + "/_home/reopen";

    public string Cases => Root + "/_cases";

    public string CaseAnswer => Cases + "/answer";

    public string Triage => Cases + "/triage";

    public string CaseAnswered => Cases + "/answered";

    public string Deals => Root + "/_deals";

    public string ProjectPlans => Root + "/_projects";

    public string ProjectPlan(Guid id) => $"{ProjectPlans}/{id}";

    public string Dashboard => Root + "/_dashboard";

    public string Reports => Root + "/_reports";

    public string Report(string key) => $"{Reports}/{Uri.EscapeDataString(key)}";

    public string Administration => Root + "/_admin";

    public string Administer(string page) => $"{Administration}/{Uri.EscapeDataString(page)}";

    public string Page(string key) => $"{Root}/_pages/{Uri.EscapeDataString(key)}";

    public string Widget(string key) => $"{Root}/_widgets/{Uri.EscapeDataString(key)}";

    public string Imports => Root + "/_imports";

    public string ImportFile(string file) => $"{Imports}/files/{Uri.EscapeDataString(file)}";

    public string ImportRun(Guid id) => $"{Imports}/runs/{id}";

    public string ImportQuestions => Imports + "/questions";

    public string Import(Guid id) => $"{Imports}/{id}";

    public string Visitors => Root + "/_visitors";

    public string Segments => Root + "/_segments";

    public string NewSegment => Segments + "/new";

    public string Segment(Guid id) => $"{Segments}/{id}";

    public string EditSegment(Guid id) => Segment(id) + "/_edit";

    public string Board(string pipeline) => $"{Root}/_boards/{Uri.EscapeDataString(pipeline)}";

    public string List(RecordTypeDefinition type) => $"{Root}/{type.PluralKey}";

    public string New(RecordTypeDefinition type) => List(type) + "/_new";

    public string Record(RecordTypeDefinition type, Guid id) => $"{List(type)}/{id}";

    public string Edit(RecordTypeDefinition type, Guid id) => Record(type, id) + "/_edit";

    public string Cell(RecordTypeDefinition type, Guid id) => Record(type, id) + "/_cell";

    public string Live(RecordTypeDefinition? type, IEnumerable<string> plugins) => With(Root + "/_live", ("types", type?.Key), ("plugins", string.Join(',', plugins) is { Length: > 0 } all ? all : null));

    public string Stage(RecordTypeDefinition type, Guid id) => Record(type, id) + "/_stage";

    /// <summary>Where something is done to a record, or shown of it: <c>_delete</c>, <c>_history</c>.</summary>
    public string Act(RecordTypeDefinition type, Guid id, string act) => $"{Record(type, id)}/_{act}";

    /// <summary>Whether an address is one of our own pages.</summary>
    public bool IsOwn(string address) => address.StartsWith(Home, StringComparison.Ordinal) && IsPlain(address);

    /// <summary>The query that a form says its list has; empty when it is none.</summary>
    public static string QueryOr(string? back) => back is ['?', ..] && IsPlain(back) ? back : "";

    /// <summary>A file of a plugin.</summary>
    public string Asset(CrmKit.Plugins.PluginAsset asset) => $"{Root}/_assets/{asset.Source}/{asset.Hash}/{asset.Name}";

    public string Asset(string name) => Root + assets.PathOf(name);

    /// <summary>An address with a query; parameters without a value are left out.</summary>
    public static string With(string path, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var result = QueryString.Empty;
        foreach (var (name, value) in query)
            if (!string.IsNullOrEmpty(value)) result = result.Add(name, value);
        return path + result;
    }

    // As browsers write addresses: what else a header could not carry.
    private static bool IsPlain(string address) => address.All(c => c is > ' ' and < '\x7f' and not '\\');
}
