using CrmKit.Reports;

namespace CrmKit.AspNetCore;

/// <summary>Figures.</summary>
internal static class ReportEndpoints
{
    public static IReadOnlyList<ApiParameter> RunParameters { get; } =
    [
        new("by", "The dimension to break down by; the total when left out."),
        new("asOf", "The day on which to look; today when left out.", ApiParameterKind.Date),
        new("from", "The first day of the period.", ApiParameterKind.Date),
        new("until", "The last day of the period, inclusive.", ApiParameterKind.Date),
        new("pipeline", "The pipeline, by key."),
        new("filter", "A filter over the records."),
        new("days", "The most days before a record counts as old, for ageing.", ApiParameterKind.Integer),
    ];

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
            json.WriteStartArray("dimensions");
            foreach (var dimension in report.Dimensions) json.WriteStringValue(dimension);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static async Task RunAsync(ApiCall call)
    {
        var table = await call.Session.Reports.RunAsync((string)call.Http.Request.RouteValues["key"]!, new ReportParameters
        {
            By = call.Text("by"),
            AsOf = call.Day("asOf"),
            From = call.Day("from"),
            Until = call.Day("until"),
            Pipeline = call.Text("pipeline"),
            Filter = call.Text("filter"),
            Days = call.Integer("days"),
        }, call.Cancelled);
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
            json.WriteStartArray("remarks");
            foreach (var remark in table.Remarks) json.WriteStringValue(remark);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
