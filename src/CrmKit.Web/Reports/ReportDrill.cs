using System.Globalization;
using CrmKit.Reports;

namespace CrmKit.Web;

/// <summary>From a figure to the records that it counts: a filter for the list page, where one filter can say it.</summary>
internal sealed class ReportDrill
{
    private static readonly string[] Named = ["pipeline", "stage", "stageCategory", "stageEnteredAt", "openedOn", "closedOn"];

    private readonly WebCall _call;
    private readonly ReportParameters _asked;
    private readonly RecordTypeDefinition? _type;
    private readonly string? _pipeline;
    private readonly string _by;

    private ReportDrill(WebCall call, ReportParameters asked, RecordTypeDefinition? type, string? pipeline) =>
        (_call, _asked, _type, _pipeline, _by) = (call, asked, type, pipeline, asked.By ?? "total");

    /// <summary>Figures of a past day have no list: the lists show records as they are.</summary>
    public static async Task<ReportDrill> OfAsync(WebCall call, ReportScope scope, ReportParameters asked)
    {
        if (asked.AsOf < call.Session.Today || !scope.HasPipeline || PipelineOf(call, asked) is not { } pipeline) return new(call, asked, null, null);
        var type = call.Session.Catalog.Type(pipeline.RecordType);
        return new(call, asked, await call.MayAsync(type, Access.Operations.Read) && !(await call.HiddenAsync(type)).Overlaps(Named) ? type : null, pipeline.Key);
    }

    public static Pipelines.PipelineDefinition? PipelineOf(WebCall call, ReportParameters asked) =>
        asked.Pipeline is null ? call.Session.Catalog.PipelinesOf("opportunity").FirstOrDefault() : call.Session.Catalog.TryPipeline(asked.Pipeline, out var chosen) ? chosen : null;

    /// <summary>The records behind one cell; <see langword="null"/> when no filter says which they are.</summary>
    public string? Of(string report, string column, IReadOnlyDictionary<string, object?> row)
    {
        if (_type is null || row.GetValueOrDefault(column) is not long and not int) return null;
        var which = (report, column) switch
        {
            ("funnel" or "stages", "count") => Stage(row) is { } stage ? All(stage, Opened()) : null,
            ("funnel-advice", "open") => Stage(row),
            ("winrate", "won" or "lost") => Group(row) is { } group ? All($"stageCategory eq '{column}'", Closed(), group) : null,
            ("losses", "lost") => Lost(row) is { } lost ? All("stageCategory eq 'lost'", Closed(), lost) : null,
            ("winrate", "open") => _by != "quarter" && Group(row) is { } group ? All("stageCategory eq 'open'", group) : null,
            ("cycle", "closed") => _type.TryField("openedOn", out _) && Group(row) is { } group ? All("stageCategory in ('won', 'lost') and openedOn ne null", Closed(), group) : null,
            ("ageing", "open") => (string?)row["stage"] == "total" ? "stageCategory eq 'open'" : Stage(row),
            ("ageing", "ageing") => Stage(row) is { } stage && row.GetValueOrDefault("limitDays") is long limit ? All(stage, Older(limit)) : null,
            _ => null,
        };
        return which is null ? null : WebLinks.With(_call.Links.List(_type), ("filter", All($"pipeline eq '{_pipeline}'", which, _asked.Filter is { } filter ? $"({filter})" : null)));
    }

    private string? Stage(IReadOnlyDictionary<string, object?> row) => row["stage"] is string stage && _call.Session.Catalog.Pipeline(_pipeline!).FindStage(stage) is not null ? $"stage eq '{stage}'" : null;

    // By its reason unless broken down otherwise; the stage it came from and the competitor are not fields of the record.
    private string? Lost(IReadOnlyDictionary<string, object?> row) => _asked.By is not (null or "reason") ? Group(row)
        : row["reason"] is not string reason || reason == "(none)" ? "lossReason eq null" : $"lossReason eq '{reason.Replace("'", "''", StringComparison.Ordinal)}'";

    // Empty for the total; null where a filter cannot say it: regions come from teams too.
    private string? Group(IReadOnlyDictionary<string, object?> row)
    {
        var isNone = row[_by] as string == "(none)";
        return _by switch
        {
            "total" => "",
            "owner" or "team" or "product" => row[_by + "Id"] is Guid id ? $"{_by}Id eq '{id}'" : isNone ? $"{_by}Id eq null" : null,
            "source" => isNone ? "source eq null" : row[_by] is string source ? $"source eq '{source.Replace("'", "''", StringComparison.Ordinal)}'" : null,
            "quarter" when row[_by] is string { Length: 7 } text && int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) && text[6] is >= '1' and <= '4' =>
                new DateOnly(year, ((text[6] - '1') * 3) + 1, 1) is var first ? $"closedOn ge {Day(first)} and closedOn lt {Day(first.AddMonths(3))}" : null,
            _ => null,
        };
    }

    private string Closed() => All(_asked.From is { } from ? $"closedOn ge {Day(from)}" : null, _asked.Until is { } until ? $"closedOn le {Day(until)}" : null, "closedOn ne null");

    // Records without a day of opening count from the day of their creation.
    private string Opened()
    {
        var opened = _type!.TryField("openedOn", out _) ? "openedOn" : _type.TryField("orderedOn", out _) ? "orderedOn" : null;
        string Bound(string comparison, DateOnly day, DateOnly instant, string instants) =>
            opened is null ? $"createdAt {instants} {Day(instant)}" : $"({opened} {comparison} {Day(day)} or ({opened} eq null and createdAt {instants} {Day(instant)}))";
        return All(_asked.From is { } from ? Bound("ge", from, from, "ge") : null, _asked.Until is { } until ? Bound("le", until, until.AddDays(1), "lt") : null);
    }

    private string Older(long days) => _type!.TryField("openedOn", out _) ? $"(openedOn lt today(-{days}) or (openedOn eq null and stageEnteredAt lt today(-{days})))" : $"stageEnteredAt lt today(-{days})";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string All(params ReadOnlySpan<string?> parts)
    {
        var all = new List<string>();
        foreach (var part in parts)
            if (!string.IsNullOrEmpty(part)) all.Add(part);
        return string.Join(" and ", all);
    }
}
