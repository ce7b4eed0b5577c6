using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Reports;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit report</c>.</summary>
internal static class ReportCommand
{
    public static Command Create(CommandContext context)
    {
        var key = new Argument<string>("key") { Description = "The report or metric, such as funnel; 'list' shows all of them." };
        var by = new Option<string?>("--by") { Description = "The dimension to break down by." };
        var asOf = Day("--as-of", "The day on which to look; today by default.");
        var from = Day("--from", "The first day of the period.");
        var until = Day("--until", "The last day of the period.");
        var pipeline = new Option<string?>("--pipeline") { Description = "The pipeline; that of opportunities by default." };
        var filter = new Option<string?>("--filter") { Description = "A filter over the records, such as \"amount gt 1000\"." };
        var days = new Option<int?>("--days") { Description = "The days after which a record counts as old; by default the report's own limit." };
        var type = new Option<string?>("--type") { Description = "The record type, for reports about types; all by default." };
        var percent = new Option<int?>("--percent") { Description = "The share, 0 to 100, below which a field counts as hardly filled." };
        var command = new Command("report", "Computes a report or a metric.") { key, by, asOf, from, until, pipeline, filter, days, type, percent };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var isJson = parsed.GetValue(context.Options.Json);
            if (parsed.GetValue(key) == "list")
            {
                TableOutput.Write(context.Output, isJson, ["key", "kind", "label", "dimensions", "source", "definition"],
                [
                    .. session.Catalog.Reports.Select(r => new object?[] { r.Key, "report", r.Label.English, string.Join(", ", r.Dimensions), r.Source, null }),
                    .. session.Catalog.Metrics.Select(m => new object?[] { m.Key, "metric", m.Label.English, string.Join(", ", m.Dimensions), m.Source, m.Definition.English }),
                ]);
                return ExitCodes.Done;
            }
            var table = await session.Reports.RunAsync(parsed.GetValue(key)!, new ReportParameters
            {
                By = parsed.GetValue(by),
                AsOf = parsed.GetValue(asOf),
                From = parsed.GetValue(from),
                Until = parsed.GetValue(until),
                Pipeline = parsed.GetValue(pipeline),
                Filter = parsed.GetValue(filter),
                Days = parsed.GetValue(days),
                Type = parsed.GetValue(type),
                Percent = parsed.GetValue(percent),
            }, cancellationToken);
            if (isJson) ReportOutput.WriteJson(context.Output, table);
            else ReportOutput.WriteText(context.Output, table);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<DateOnly?> Day(string name, string description) => new(name)
    {
        Description = description + " Form: yyyy-MM-dd.",
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day)) return day;
            result.AddError($"'{result.Tokens[0].Value}' for {name} is not a day of the form yyyy-MM-dd.");
            return null;
        },
    };
}
