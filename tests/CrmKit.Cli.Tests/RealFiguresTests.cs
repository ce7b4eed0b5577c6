using System.Globalization;
using System.Text.Json;
using CrmKit.Imports;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit;

/// <summary>Real files whose figures have to be computed out of what came in; they were computed independently as well.</summary>
public sealed class RealFiguresTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Calls_of_a_bank_and_who_said_yes_by_kind_of_telephone()
    {
        var answer = await ImportAsync("lead", RealData.File("bank_calls", "bank-full.csv"), """
            { "columns": { "job": { "field": "name", "join": ["age"] }, "contact": { "field": "source", "empty": ["unknown"] }, "y": { "field": "stage", "values": { "yes": "qualified", "no": "new" } }, "balance": "needDescription" },
              "ignore": ["marital", "education", "default", "housing", "loan", "day", "month", "duration", "campaign", "pdays", "previous", "poutcome"] }
            """);
        Assert.Equal((45_211, 45_211, 0, 0, 0), answer.Counts);
        var calls = (await ExportAsync("lead", "source,stage")).ConvertAll(l => (Kind: Text(l, "source"), IsYes: Text(l, "stage") == "qualified"));
        Assert.Equal((5289, 11.70m), (calls.Count(c => c.IsYes), Rate(calls)));
        foreach (var (kind, rate) in new[] { ("cellular", 14.92m), (null, 4.07m), ("telephone", 13.42m) }) Assert.Equal(rate, Rate(calls.Where(c => c.Kind == kind)));

        static decimal Rate(IEnumerable<(string? Kind, bool IsYes)> calls) => Math.Round(100m * calls.Count(c => c.IsYes) / calls.Count(), 2);
    }

    [Fact]
    public async Task Incidents_end_as_their_last_event_says()
    {
        var log = await File.ReadAllLinesAsync(RealData.File("service_incidents", "incident_event_log.csv"), TestContext.Current.CancellationToken);
        // The first event of each and the last one: those between change nothing in the end.
        var events = log.Skip(1).GroupBy(l => l[..l.IndexOf(',', StringComparison.Ordinal)]).SelectMany(g => g.Count() == 1 ? [g.First()] : new[] { g.First(), g.Last() });
        await File.WriteAllLinesAsync(_bench.At("events.csv"), events.Prepend(log[0]), TestContext.Current.CancellationToken);
        await DefineAsync("case", """{ "sla-met": { "kind": "bool" }, "reopened": { "kind": "integer" }, "opened-at": { "kind": "instant" }, "solved-at": { "kind": "instant" } }""");
        var mapped = (string[])["number", "incident_state", "reopen_count", "made_sla", "opened_at", "resolved_at", "priority"];
        var answer = await ImportAsync("case", _bench.At("events.csv"), $$"""
            { "key": ["externalId"], "onExisting": "update",
              "columns": { "number": ["externalId", "subject", "number"], "incident_state": "resolution", "made_sla": "sla-met", "reopen_count": "reopened",
                "priority": { "field": "priority", "values": { "1 - Critical": "urgent", "2 - High": "high", "3 - Moderate": "normal", "4 - Low": "low" } },
                "opened_at": { "field": "opened-at", "formats": ["d/M/yyyy H:mm"], "empty": ["?"] }, "resolved_at": { "field": "solved-at", "formats": ["d/M/yyyy H:mm"], "empty": ["?"] } },
              "ignore": {{JsonSerializer.Serialize(log[0].Split(',').Except(mapped))}} }
            """);
        Assert.True(answer.Counts is { Created: 12_394, Refused: 0 }, string.Join(' ', answer.Json.GetProperty("errors").EnumerateArray().Take(3)));
        var incidents = await ExportAsync("case", "sla-met,reopened,opened-at,solved-at,resolution");
        Assert.Equal((7794, 140, 12_394), (incidents.Count(i => i.GetProperty("sla-met").GetBoolean()), incidents.Count(i => i.GetProperty("reopened").GetInt32() > 0), incidents.Count(i => Text(i, "resolution") == "Closed")));
        var hours = incidents.Where(i => Text(i, "solved-at") is not null).Select(i => (i.GetProperty("solved-at").GetDateTimeOffset() - i.GetProperty("opened-at").GetDateTimeOffset()).TotalHours).Order().ToList();
        Assert.Equal(21.95, (hours[(hours.Count - 1) / 2] + hours[hours.Count / 2]) / 2, 2);
    }

    [Fact]
    public async Task Phases_of_building_projects_that_came_late()
    {
        const string Codes = """ "PNS", "FTK", "IEH", "DOES", "DOER", "DIIR", "EMER", "DIIT", "DOEL", "TPL", "DOEP" """;
        var answer = await ImportAsync("project", RealData.File("capital_projects", "capital_projects.csv"), $$"""
            { "columns": { "Project Building Identifier": { "field": "name", "join": ["Project School Name", "Project Phase Name"] }, "Project Description": "description",
              "Project Status Name": { "field": "stage", "values": { "PNS": "planning", "In-Progress": "active", "Complete": "completed" } },
              "Project Phase Actual Start Date": { "field": "actualStartOn", "formats": ["M/d/yyyy"], "empty": [{{Codes}}] }, "Project Phase Planned End Date": { "field": "plannedEndOn", "formats": ["M/d/yyyy"], "empty": [{{Codes}}] },
              "Project Phase Actual End Date": { "field": "actualEndOn", "formats": ["M/d/yyyy"], "empty": [{{Codes}}] }, "Project Budget Amount": { "field": "budget", "empty": [{{Codes}}] } },
              "ignore": ["Project Geographic District", "Project Type", "Final Estimate of Actual Costs Through End of Phase Amount", "Total Phase Actual Spending Amount", "DSF Number(s)"] }
            """);
        Assert.Equal((6825, 6825, 0, 0, 0), answer.Counts);
        var complete = (await ExportAsync("project", "stage,plannedEndOn,actualEndOn")).Where(p => Text(p, "stage") == "completed" && Text(p, "plannedEndOn") is not null && Text(p, "actualEndOn") is not null).ToList();
        Assert.Equal((1729, 813), (complete.Count, complete.Count(p => string.CompareOrdinal(Text(p, "actualEndOn"), Text(p, "plannedEndOn")) > 0)));
    }

    [Fact]
    public async Task Time_on_the_site_alone_ranks_the_leads_of_a_school_as_it_should()
    {
        var file = RealData.File("education_leads", "leads.csv");
        await DefineAsync("lead", """{ "seconds-on-site": { "kind": "integer", "minimum": 0 } }""");
        var ignored = (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken))[0].Split(',').Where(c => c.Length > 0 && c is not ("Prospect ID" or "Lead Number" or "Total Time Spent on Website" or "Converted"));
        var answer = await ImportAsync("lead", file, $$"""
            { "key": ["externalId"], "columns": { "Prospect ID": "externalId", "Lead Number": "name", "Total Time Spent on Website": "seconds-on-site", "Converted": { "field": "stage", "values": { "1": "qualified", "0": "new" } } }, "ignore": {{JsonSerializer.Serialize(ignored)}} }
            """);
        Assert.Equal((4651, 4651, 0, 0, 0), answer.Counts);
        var leads = (await ExportAsync("lead", "stage,seconds-on-site")).ConvertAll(l => (IsYes: Text(l, "stage") == "qualified", Seconds: l.TryGetProperty("seconds-on-site", out var seconds) ? seconds.GetInt32() : 0));
        var (yes, no) = (leads.Where(l => l.IsYes).Select(l => l.Seconds).ToList(), leads.Where(l => !l.IsYes).Select(l => l.Seconds).Order().ToArray());
        Assert.Equal(1784, yes.Count);
        var wins = yes.Sum(y => no.Count(n => n < y) + (no.Count(n => n == y) / 2.0));
        Assert.InRange(wins / ((double)yes.Count * no.Length), 0.63, 0.67);
    }

    [Fact]
    public async Task Rows_in_the_schemas_of_other_systems_are_looked_at_and_imported_without_a_crash()
    {
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(RealData.File(Path.Combine("connector_seeds", "zendesk"), "ticket_data.csv")))!;
        await using var services = new ServiceCollection().AddCrmKit(crm => crm.UseSqlite(_bench.Database)).BuildServiceProvider();
        var crm = services.GetRequiredService<ICrm>();
        await crm.InitializeAsync(TestContext.Current.CancellationToken);
        await using var session = crm.OpenSession(Actor.System("test"), "test");
        var (files, created) = (0, 0L);
        foreach (var file in Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var type = TypeOf(Path.GetFileName(file));
            try
            {
                files++;
                var preview = await session.Imports.PreviewAsync(new ImportPreviewRequest(type, file), TestContext.Current.CancellationToken);
                if (preview.Map is null) continue;
                var result = await session.Imports.RunAsync(new ImportRequest(type, file, preview.Map) { ErrorPath = _bench.At("errors.csv") }, null, TestContext.Current.CancellationToken);
                Assert.Equal(result.Rows, result.Created + result.Updated + result.Skipped + result.Refused);
                created += result.Created;
            }
            catch (CrmException refused)
            {
                Assert.All(refused.Errors, e => Assert.True(e.Code.StartsWith("import.", StringComparison.Ordinal), $"{file}: {e.Code}: {e.Message}")); // told, not crashed
            }
        }
        Assert.True(files >= 30 && created > 40, string.Create(CultureInfo.InvariantCulture, $"{files} files, {created} records"));
    }

    private static string TypeOf(string file) => file switch
    {
        _ when file.Contains("account", StringComparison.Ordinal) || file.StartsWith("organization", StringComparison.Ordinal) => "account",
        _ when file.Contains("contact", StringComparison.Ordinal) => "contact",
        _ when file.Contains("opportunity_line", StringComparison.Ordinal) => "opportunity-line",
        _ when file.Contains("opportunity", StringComparison.Ordinal) => "opportunity",
        _ when file.Contains("order", StringComparison.Ordinal) => "order",
        _ when file.Contains("product", StringComparison.Ordinal) => "product",
        _ when file.Contains("event", StringComparison.Ordinal) => "appointment",
        _ when file.Contains("task", StringComparison.Ordinal) => "follow-up",
        _ when file.Contains("user", StringComparison.Ordinal) => "user",
        _ when file.Contains("ticket", StringComparison.Ordinal) => "case",
        _ when file.Contains("group", StringComparison.Ordinal) => "team",
        _ => "lead",
    };

    private async Task DefineAsync(string type, string fields) => Assert.Equal(0, (await _bench.RunAsync("define", _bench.Write("fields.json", $$"""{ "type": "{{type}}", "fields": {{fields}} }"""))).Code);

    private async Task<Answer> ImportAsync(string type, string file, string map)
    {
        var answer = await _bench.RunAsync("import", type, file, "--map", _bench.Write("map.json", map), "--errors", _bench.At("errors.csv"), "--json");
        Assert.True(answer.Code is 0 or 1, answer.Error);
        return answer;
    }

    private async Task<List<JsonElement>> ExportAsync(string type, string fields)
    {
        var answer = await _bench.RunAsync("export", type, _bench.At("out.jsonl"), "--format", "jsonl", "--fields", fields, "--force");
        Assert.True(answer.Code == 0, answer.Error);
        return [.. (await _bench.LinesAsync("out.jsonl")).Select(l => JsonDocument.Parse(l).RootElement)];
    }

    private static string? Text(JsonElement record, string field) => record.TryGetProperty(field, out var text) ? text.GetString() : null; // what is empty is not there
}
