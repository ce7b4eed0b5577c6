using System.Globalization;
using System.Text.Json.Nodes;
using CrmKit.Places;
using CrmKit.Reports;

namespace CrmKit.Web;

/// <summary>What of a table is drawn, as JSON for the script; the table itself stands beside it.</summary>
internal static class ReportCharts
{
    private const int MostBars = 60;
    private const int MostLines = 12;

    private static readonly Dictionary<string, Plan> Plans = new()
    {
        ["funnel"] = new(["count"]) { IsHorizontal = true },
        ["funnel-advice"] = new(["lostShare", "lostShareBefore"]) { IsHorizontal = true },
        ["forecast"] = new(["commit", "bestCase", "pipeline"]) { IsStacked = true },
        ["stages"] = new(["count"]) { IsHorizontal = true },
        ["winrate"] = new(["won", "lost"]) { IsStacked = true, IsHorizontal = true },
        ["losses"] = new(["lost"]) { IsHorizontal = true },
        ["products"] = new(["revenue"]) { IsHorizontal = true },
        ["arrears"] = new(["upTo30", "upTo60", "upTo90", "over90"]) { IsStacked = true, IsHorizontal = true },
        ["articles"] = new(["helpful", "unhelpful"]) { IsStacked = true, IsHorizontal = true },
        ["satisfaction"] = new(["average"]) { IsHorizontal = true },
        ["case-topics"] = new(["cases"]) { IsHorizontal = true },
        ["first-response"] = new(["medianHours"]) { IsHorizontal = true },
        ["sources"] = new(["revenue", "cost"]) { IsHorizontal = true },
        ["cycle"] = new(["meanDays", "medianDays"]) { IsHorizontal = true },
        ["ageing"] = new(["open", "ageing"]) { IsHorizontal = true },
        ["targets"] = new(["attainment", "expectedAttainment"]) { IsHorizontal = true },
        ["activity"] = new(["calls", "appointments", "emails", "notes", "tasksDone"]) { IsStacked = true, IsHorizontal = true },
        ["operations"] = new(["openLeads", "tasksLate", "dealsStuck", "ordersLate", "casesLate"]) { IsStacked = true, IsHorizontal = true },
        ["lifecycle"] = new(["potential", "new", "retained", "wonBack", "lost"]),
    };

    /// <param name="table">The figures.</param>
    /// <param name="earlier">The same of another time.</param>
    /// <param name="name">What people call a row.</param>
    /// <param name="identify">What makes rows of both tables the same.</param>
    /// <param name="call">For the labels.</param>
    /// <returns><see langword="null"/> when there is nothing that a picture would say better.</returns>
    public static string? Of(ReportTable table, ReportTable? earlier, Func<IReadOnlyList<object?>, string> name, Func<IReadOnlyList<object?>, string> identify, WebCall call)
    {
        if (table.Report == "business") return null; // each row answers another question
        if (table.Report == "cohorts") return Cohorts(table);
        if (table.Report == "regions") return Regions(table, call);
        if (table.Report == "case-topics" && table.Columns[0].Key == "month") return Topics(table, call);
        var at = Positions(table);
        var plan = Plans.GetValueOrDefault(table.Report) ?? Guess(table);
        var drawn = plan.Columns.Where(at.ContainsKey).ToList();
        if (drawn.Count == 0 || table.Rows.All(r => drawn.All(c => r[at[c]] is null || Convert.ToDecimal(r[at[c]], CultureInfo.InvariantCulture) == 0))) return null;
        if (table.Rows.Count == 1) return drawn.Count < 3 ? null : Across(table, earlier, drawn, at, call);
        var rows = table.Rows.Where(r => r[0] as string is not "total").ToList();
        if (rows.Count > MostBars) return null;
        if (table.Columns[0].Key == "quarter") plan = plan with { IsHorizontal = false }; // time runs to the right
        var series = new JsonArray();
        foreach (var column in drawn) series.Add(Series(table.Columns[at[column]].Label.For(call.Culture), rows.Select(r => r[at[column]]), isEarlier: false, column switch { "won" => "good", "lost" => "bad", _ => null }));
        if (earlier is not null && !plan.IsStacked)
        {
            var before = earlier.Rows.ToLookup(identify);
            series.Add(Series(call.Texts.Format("report.before", table.Columns[at[drawn[0]]].Label.For(call.Culture)), rows.Select(r => before[identify(r)].FirstOrDefault() is { } old ? old[Positions(earlier)[drawn[0]]] : null), isEarlier: true));
        }
        return Chart("bar", rows.Select(name), series, plan);
    }

    // A tile for each region within its country, as large as there are records: regions have no shapes here.
    private static string? Regions(ReportTable table, WebCall call)
    {
        if (table.Rows.Count < 2) return null;
        var at = Positions(table);
        string Say(object? place) => place as string is { } text ? call.Texts.Find("report.value." + text) ?? text : "";
        var nodes = table.Rows.GroupBy(r => (string)r[at["country"]]!).Select(country => (JsonNode)new JsonObject
        {
            ["name"] = Say(country.Key),
            ["children"] = new JsonArray([.. country.Select(r => (JsonNode)new JsonObject { ["name"] = Say(r[at["region"]]), ["value"] = Convert.ToDecimal(r[at["count"]], CultureInfo.InvariantCulture) })]),
        });
        return new JsonObject { ["kind"] = "treemap", ["horizontal"] = false, ["stacked"] = false, ["categories"] = new JsonArray(), ["series"] = new JsonArray(), ["nodes"] = new JsonArray([.. nodes]) }.ToJsonString();
    }

    /// <summary>Countries by how many records are there, on a map; <see langword="null"/> when fewer than two of them are known, which tiles say better.</summary>
    public static string? Map(ReportTable table, WebCall call)
    {
        if (table.Report != "regions") return null;
        var at = Positions(table);
        var countries = table.Rows.GroupBy(r => Countries.Find(r[at["country"]] as string)).Where(g => g.Key is not null).ToList();
        if (countries.Count < 2) return null;
        var nodes = countries.Select(g => (JsonNode)new JsonObject { ["name"] = g.Key!.Code, ["label"] = g.Key.Name.For(call.Culture), ["value"] = g.Sum(r => Convert.ToDecimal(r[at["count"]], CultureInfo.InvariantCulture)) });
        return new JsonObject { ["kind"] = "map", ["horizontal"] = false, ["stacked"] = false, ["categories"] = new JsonArray(), ["series"] = new JsonArray(), ["nodes"] = new JsonArray([.. nodes]) }.ToJsonString();
    }

    // One row: its columns side by side.
    private static string Across(ReportTable table, ReportTable? earlier, List<string> drawn, Dictionary<string, int> at, WebCall call)
    {
        var series = new JsonArray { Series(call.Texts["report.now"], drawn.Select(c => table.Rows[0][at[c]]), isEarlier: false) };
        if (earlier is { Rows.Count: 1 }) series.Add(Series(call.Texts["report.earlier"], drawn.Select(c => earlier.Rows[0][at[c]]), isEarlier: true));
        return Chart("bar", drawn.Select(c => table.Columns[at[c]].Label.For(call.Culture)), series, new Plan([]));
    }

    // A line per cohort: how many of it came back, month by month.
    private static string? Cohorts(ReportTable table)
    {
        var at = Positions(table);
        if (!at.TryGetValue("cohort", out var name) || table.Rows.Count == 0) return null;
        var months = table.Rows.Max(r => Convert.ToInt32(r[at["monthsAfter"]], CultureInfo.InvariantCulture));
        var series = new JsonArray();
        foreach (var cohort in table.Rows.GroupBy(r => (string)r[name]!).OrderBy(g => g.Key, StringComparer.Ordinal).TakeLast(MostLines))
        {
            var shares = cohort.ToDictionary(r => Convert.ToInt32(r[at["monthsAfter"]], CultureInfo.InvariantCulture), r => r[at["share"]]);
            series.Add(Series(cohort.Key, Enumerable.Range(0, months + 1).Select(m => shares.GetValueOrDefault(m)), isEarlier: false));
        }
        return Chart("line", Enumerable.Range(0, months + 1).Select(m => m.ToString(CultureInfo.InvariantCulture)), series, new Plan([]));
    }

    // A line per topic, month by month; a month without any has none of it.
    private static string? Topics(ReportTable table, WebCall call)
    {
        var at = Positions(table);
        var months = table.Rows.Select(r => (string)r[at["month"]]!).Distinct().TakeLast(MostBars).ToList();
        if (months.Count < 2) return null;
        var categories = call.Session.Catalog.Type("case").Field("category");
        var series = new JsonArray();
        foreach (var topic in table.Rows.GroupBy(r => (string)r[at["category"]]!).OrderByDescending(g => g.Sum(r => Convert.ToInt64(r[at["cases"]], CultureInfo.InvariantCulture))).ThenBy(g => g.Key, StringComparer.Ordinal).Take(MostLines))
        {
            var counts = topic.ToDictionary(r => (string)r[at["month"]]!, r => r[at["cases"]]);
            var name = categories.Options.FirstOrDefault(o => o.Code == topic.Key)?.Label.For(call.Culture) ?? call.Texts.Find("report.value." + topic.Key) ?? topic.Key;
            series.Add(Series(name, months.Select(m => counts.GetValueOrDefault(m) ?? 0L), isEarlier: false));
        }
        return Chart("line", months, series, new Plan([]));
    }

    // Of reports that nobody made a plan for: the first figure.
    private static Plan Guess(ReportTable table) => new([.. table.Columns.Where(c => c.Kind is FieldKind.Integer or FieldKind.Number or FieldKind.Money or FieldKind.Percent).Take(1).Select(c => c.Key)]);

    private static Dictionary<string, int> Positions(ReportTable table) => table.Columns.Select((c, i) => (c.Key, i)).ToDictionary(c => c.Key, c => c.i);

    private static JsonObject Series(string name, IEnumerable<object?> values, bool isEarlier, string? tone = null) =>
        new() { ["name"] = name, ["values"] = new JsonArray([.. values.Select(v => v is null ? null : (JsonNode)Convert.ToDecimal(v, CultureInfo.InvariantCulture))]), ["earlier"] = isEarlier, ["tone"] = tone };

    private static string Chart(string kind, IEnumerable<string> categories, JsonArray series, Plan plan) => new JsonObject
    {
        ["kind"] = kind, ["horizontal"] = plan.IsHorizontal, ["stacked"] = plan.IsStacked, ["categories"] = new JsonArray([.. categories.Select(c => (JsonNode)c)]), ["series"] = series,
    }.ToJsonString();

    private sealed record Plan(IReadOnlyList<string> Columns)
    {
        public bool IsHorizontal { get; init; }
        public bool IsStacked { get; init; }
    }
}
