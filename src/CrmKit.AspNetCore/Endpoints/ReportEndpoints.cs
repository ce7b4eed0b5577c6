using System.Text.Json;
using CrmKit.Reports;

namespace CrmKit.AspNetCore;

/// <summary>Figures.</summary>
internal static class ReportEndpoints
{
    private const int MostMetrics = 50;

    public static IReadOnlyList<ApiParameter> RunParameters { get; } =
    [
        new("by", "The dimension to break down by; the total when left out."),
        new("asOf", "The day on which to look; today when left out.", ApiParameterKind.Date),
        new("from", "The first day of the period.", ApiParameterKind.Date),
        new("until", "The last day of the period, inclusive.", ApiParameterKind.Date),
        new("pipeline", "The pipeline, by key."),
        new("filter", "A filter over the records."),
        new("days", "The most days before a record counts as old; the report's own limit when left out.", ApiParameterKind.Integer),
        new("type", "The record type, by key, for reports about types."),
        new("percent", "The share, 0 to 100, below which a field counts as hardly filled.", ApiParameterKind.Integer),
    ];

    public static IReadOnlyList<ApiParameter> MeasureParameters { get; } = [new("keys", "Keys of metrics, parted by commas.", IsRequired: true), .. RunParameters];

    public static Task ListAsync(ApiCall call) => call.AnswerAsync(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var report in call.Session.Catalog.Reports)
        {
            json.WriteStartObject();
            json.WriteString("key", report.Key);
            json.WriteString("label", report.Label.For(call.Culture));
            json.WriteString("source", report.Source);
            json.WriteString("kind", "report");
            WriteTexts(json, "dimensions", report.Dimensions);
            json.WriteEndObject();
        }
        foreach (var metric in call.Session.Catalog.Metrics)
        {
            json.WriteStartObject();
            json.WriteString("key", metric.Key);
            json.WriteString("label", metric.Label.For(call.Culture));
            json.WriteString("source", metric.Source);
            json.WriteString("kind", "metric");
            json.WriteString("unit", EnumCode.Of(metric.Unit));
            json.WriteString("period", EnumCode.Of(metric.Period));
            json.WriteString("definition", metric.Definition.For(call.Culture));
            WriteTexts(json, "dimensions", metric.Dimensions);
            WriteTexts(json, "parameters", metric.Parameters);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static async Task RunAsync(ApiCall call)
    {
        var table = await call.Session.Reports.RunAsync((string)call.Http.Request.RouteValues["key"]!, Parameters(call), call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("report", table.Report);
            json.WritePropertyName("asOf");
            FieldJson.Write(json, table.AsOf);
            json.WriteStartArray("columns");
            foreach (var column in table.Columns)
            {
                json.WriteStartObject();
                json.WriteString("key", column.Key);
                json.WriteString("label", column.Label.For(call.Culture));
                json.WriteString("kind", EnumCode.Of(column.Kind));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("rows");
            foreach (var row in table.Rows)
            {
                json.WriteStartObject();
                for (var i = 0; i < table.Columns.Count; i++)
                {
                    json.WritePropertyName(table.Columns[i].Key);
                    FieldJson.Write(json, row[i]);
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
            WriteTexts(json, "remarks", table.Remarks.Select(r => Said(call, r)));
            json.WriteEndObject();
        });
    }

    public static async Task MeasureAsync(ApiCall call)
    {
        var keys = call.Text("keys")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToList() ?? [];
        if (keys.Count is 0 or > MostMetrics) throw ApiErrors.Parameter("keys", $"1 to {MostMetrics} keys of metrics, parted by commas");
        var results = await call.Session.Reports.MeasureAsync(keys, Parameters(call), call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("results");
            foreach (var result in results)
            {
                json.WriteStartObject();
                json.WriteString("metric", result.Metric.Key);
                json.WritePropertyName("asOf");
                FieldJson.Write(json, result.AsOf);
                json.WriteStartArray("values");
                foreach (var value in result.Values) Write(json, value);
                json.WriteEndArray();
                WriteTexts(json, "remarks", result.Remarks.Select(r => Said(call, r)));
                if (result.Failure is { } failure) Problems.WriteErrors(json, [failure]);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static string Said(ApiCall call, string remark) => SaidTexts.Of(SaidTexts.Remark, remark, call.Culture, call.Session.Catalog);

    private static void Write(Utf8JsonWriter json, MetricValue value)
    {
        json.WriteStartObject();
        json.WriteString("group", value.Group);
        if (value.GroupId is { } id) json.WriteString("groupId", id);
        json.WritePropertyName("value");
        FieldJson.Write(json, value.Value);
        if (value.Currency is { } currency) json.WriteString("currency", currency);
        if (value.NotEnough is { } reason) json.WriteString("notEnough", reason);
        json.WriteEndObject();
    }

    private static ReportParameters Parameters(ApiCall call) => new()
    {
        By = call.Text("by"),
        AsOf = call.Day("asOf"),
        From = call.Day("from"),
        Until = call.Day("until"),
        Pipeline = call.Text("pipeline"),
        Filter = call.Text("filter"),
        Days = call.Integer("days"),
        Type = call.Text("type"),
        Percent = call.Integer("percent"),
    };

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
