using CrmKit.Connectors;
using CrmKit.Endpoints;
using CrmKit.Events;
using CrmKit.Exports;
using CrmKit.Fields;
using CrmKit.Imports;
using CrmKit.Leads;
using CrmKit.Matching;
using CrmKit.Records;
using CrmKit.Reports;
using CrmKit.Scheduling;
using CrmKit.Sessions;
using CrmKit.Workflows;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

/// <summary>Every kind of extension, used from a loaded plugin, lets it leave memory and come back.</summary>
public sealed class ExtensionKindsTests
{
    private const string Usings = "using System.Text.Json.Nodes; using CrmKit.Endpoints; using CrmKit.Settings; using CrmKit.Sessions; using CrmKit.Scheduling; using CrmKit.Scoring; using CrmKit.Matching; using CrmKit.Assignment; using CrmKit.Seeds; using CrmKit.Pages; using CrmKit.Leads; using CrmKit.Formats; using CrmKit.Documents; using CrmKit.Reports; using CrmKit.Workflows; using CrmKit.Connectors;";

    [Fact]
    public async Task EXT_settings_are_read_and_then_forgotten() => await IsTakenUpAndCollectedAsync("""
        plugin.Settings(s => s.Add(Limit, new LocalizedText("Limit"), 7m, f => f with { Options = [] })).AddEndpoint<Ask>(new EndpointDefinition { Key = "acme.ask", Method = "GET", Path = "/ask", Summary = new LocalizedText("Asks.") });
        """, """
        public static readonly Field<decimal> Limit = Field.Decimal("acme.limit");
        public sealed class Ask(IPluginSettings settings) : IPluginEndpoint
        {
            public async ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken cancellationToken) =>
                EndpointAnswer.Json(new JsonObject { ["limit"] = (await settings.ReadAsync(context.Session, cancellationToken))[Limit] });
        }
        """, async session =>
        {
            await session.Settings.SaveAsync("acme", new Dictionary<string, object?> { ["acme.limit"] = 9 });
            Assert.Equal(9m, (decimal)(await session.Endpoints.AnswerAsync("acme.ask", new EndpointRequest())).Body!["limit"]!);
        });

    [Fact]
    public async Task EXT_an_endpoint_that_answers_refuses_or_fails_is_forgotten() => await IsTakenUpAndCollectedAsync("""
        plugin.AddEndpoint<Echo>(new EndpointDefinition { Key = "acme.echo", Method = "POST", Path = "/echo", Summary = new LocalizedText("Echoes."), Query = [new EndpointParameter("how", "How.")] });
        """, """
        public sealed class Echo : IPluginEndpoint
        {
            public ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken cancellationToken) => context.Request.Query.GetValueOrDefault("how") switch
            {
                "refuse" => throw new CrmRuleException(new CrmError("acme.no", "No.")),
                "fail" => throw new InvalidOperationException("boom"),
                _ => new(EndpointAnswer.Json(new JsonObject { ["said"] = context.Request.Body["say"]!.DeepClone() })),
            };
        }
        """, async session =>
        {
            Task<EndpointAnswer> AskAsync(string how) => session.Endpoints.AnswerAsync("acme.echo", new EndpointRequest { Query = new Dictionary<string, string> { ["how"] = how }, Body = new() { ["say"] = "hi" } });
            Assert.Equal("hi", (string)(await AskAsync("echo")).Body!["said"]!);
            Assert.Equal("acme.no", (await Assert.ThrowsAsync<CrmRuleException>(() => AskAsync("refuse"))).Error.Code);
            await Assert.ThrowsAnyAsync<Exception>(() => AskAsync("fail"));
        });

    [Fact]
    public async Task EXT_rules_factors_matchers_and_field_types_are_forgotten() => await IsTakenUpAndCollectedAsync("""
        plugin.AddAssignmentRule<All>("lead").AddScoringFactor<All>(new ScoringFactorDefinition { Key = "acme.factor", Label = new LocalizedText("Factor") }).AddMatcher<All>("lead", "lead")
            .AddFieldType<All>(new FieldTypeDefinition { Key = "acme.kind", Label = new LocalizedText("Kind"), Kind = FieldKind.Text })
            .Fields<Lead>(f => f.Add(Word, "Word", null, d => d with { TypeKey = "acme.kind" }));
        """, """
        public static readonly Field<string> Word = Field.Text("acme.word");
        public sealed class All : IAssignmentRule, IScoringFactor, IRecordMatcher, IFieldType
        {
            public ValueTask ChooseAsync(AssignmentRuleContext context, CancellationToken cancellationToken)
            {
                foreach (var record in context.Records) context.Choose(record, null);
                return default;
            }
            public ValueTask ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
            {
                foreach (var record in context.Records) context.Give(record, 7, "because");
                return default;
            }
            public async ValueTask MatchAsync(MatchContext context, CancellationToken cancellationToken)
            {
                foreach (var probe in context.Probes)
                    foreach (var lead in await context.Session.Records.ListAsync(new Specification<Lead>(l => l.Name == "Scored"), cancellationToken)) context.Found(probe, lead, 0.5m, "same name");
            }
            public ValueTask CheckAsync(FieldTypeContext context, CancellationToken cancellationToken)
            {
                foreach (var value in context.Values) value.Value = value.Text + "!";
                return default;
            }
        }
        """, async session =>
        {
            var lead = await session.Records.CreateAsync(new Lead { Name = "Scored", [Field.Text("acme.word")] = $"w{Guid.NewGuid():N}" });
            Assert.Equal((7, '!'), (lead.Score, lead[Field.Text("acme.word")]![^1]));
            Assert.Equal("because", (await session.Scores.ExplainAsync(new RecordRef("lead", lead.Id)))[0].Factors[0].Reason);
            Assert.NotEmpty((await session.Matches.FindAsync("lead", "lead", [new MatchProbe(new Lead { Name = "New" })]))[0]);
        });

    [Fact]
    public async Task EXT_jobs_seeds_pages_and_translations_are_forgotten() => await IsTakenUpAndCollectedAsync("""
        plugin.AddJob<Work>(new JobDefinition { Key = "acme.work", Label = new LocalizedText("Work"), Schedule = JobSchedule.Cron("0 8 * * *") })
            .Seed(new SeedRecord { RecordType = "product", ExternalId = "acme:one", Values = new Dictionary<string, object?> { ["name"] = "One" } })
            .AddWidget(new WidgetDefinition { Key = "acme.list", Label = new LocalizedText("List"), Kind = WidgetKind.List, RecordType = "lead", Fields = ["name"] })
            .AddPage(new PageDefinition { Key = "acme.page", Label = new LocalizedText("Page"), Sections = [new PageSection { Key = "main", Widgets = ["acme.list"] }] })
            .Translations("de", new Dictionary<string, string> { ["page.acme.page"] = "Seite" });
        """, """
        public sealed class Work : IScheduledJob
        {
            public async ValueTask RunAsync(JobContext context, CancellationToken cancellationToken) =>
                await context.Session.Records.SaveAsync(new ChangeSet().Create(new Lead { Name = "By a job" }), cancellationToken);
        }
        """, async session =>
        {
            Assert.Equal("Seite", Assert.Single(session.Catalog.Pages).Label.For("de"));
            Assert.Equal("Anfragen", session.Catalog.Type("lead").PluralLabel.For("de-CH")); // from the folder
        }, async host =>
        {
            await host.Services.GetRequiredService<IScheduler>().QueueNowAsync("acme.work");
            await host.Services.GetRequiredService<IDispatcher>().DrainAsync();
            Assert.NotEmpty(await host.InSessionAsync(s => s.Records.ListAsync(new Specification<Lead>(l => l.Name == "By a job"))));
        });

    [Fact]
    public async Task EXT_a_metric_that_answers_or_fails_is_forgotten() => await IsTakenUpAndCollectedAsync("""
        plugin.AddMetric<Counts>(new MetricDefinition { Key = "acme.counts", Label = new LocalizedText("Counts"), Unit = MetricUnit.Count, Definition = new LocalizedText("Leads."), Dimensions = ["name"], Parameters = new List<string> { "days" }.AsReadOnly() });
        """, """
        public sealed class Counts : IMetric
        {
            private sealed record Group(string Name, int Count);
            public async ValueTask ComputeAsync(MetricContext context, CancellationToken cancellationToken)
            {
                if (context.Parameters.Days == 0) throw new InvalidOperationException("boom");
                var leads = await context.Session.Records.ListAsync(new Specification<Lead>(l => l.Name.StartsWith("metric")), cancellationToken);
                foreach (var group in leads.GroupBy(l => l.Name).Select(g => new Group(g.Key, g.Count()))) context.Give(group.Count, group.Name);
            }
        }
        """, async session =>
        {
            await session.Records.CreateAsync(new Lead { Name = $"metric {Guid.NewGuid():N}" });
            Assert.All((await session.Reports.RunAsync("acme.counts", new ReportParameters { By = "name" })).Rows, r => Assert.Equal(1L, r[1]));
            Assert.Equal("report.failed", (await session.Reports.MeasureAsync(["acme.counts"], new ReportParameters { By = "name", Days = 0 }))[0].Failure!.Code);
            Assert.Equal("report.failed", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Reports.RunAsync("acme.counts"))).Error.Code); // groups without a dimension
        });

    [Fact]
    public async Task EXT_a_document_template_is_forgotten() => await IsTakenUpAndCollectedAsync("""
        plugin.AddDocumentTemplate(new DocumentTemplate { Key = "acme.letter", Label = new LocalizedText("Letter"), RecordType = "lead", Body = "Dear {{name}}, {{acme.word}}", Variants = new Variants { ["de"] = "Hallo {{name}}" } })
            .Fields<Lead>(f => f.Add(Field.Text("acme.word"), "Word"));
        """, """
        public sealed class Variants : Dictionary<string, string>;
        """, async session =>
        {
            var lead = await session.Records.CreateAsync(new Lead { Name = "<Ada>", [Field.Text("acme.word")] = "hi" });
            Assert.Equal("Dear &lt;Ada&gt;, hi", (await session.Documents.RenderAsync("acme.letter", new RecordRef("lead", lead.Id))).Text);
            Assert.Equal("Hallo &lt;Ada&gt;", (await session.Documents.RenderAsync("acme.letter", new RecordRef("lead", lead.Id), "de-CH")).Text);
        });

    [Fact]
    public async Task EXT_formats_that_read_write_refuse_or_fail_are_forgotten() => await IsTakenUpAndCollectedAsync("""
        plugin.AddImportFormat<Words>(new ImportFormatDefinition { Key = "acme.words", Label = new LocalizedText("Words") })
            .AddExportFormat<Words>(new ExportFormatDefinition { Key = "acme.words", Label = new LocalizedText("Words"), MediaType = "text/plain", Extension = "txt" });
        """, """
        public sealed class Words : IImportFormat, IExportFormat
        {
            public ValueTask<decimal> DetectAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken) => start.Span[0] == '!' ? new(1m) : throw new InvalidOperationException("boom");
            public ValueTask<IImportReader> OpenAsync(ImportSource source, CancellationToken cancellationToken) => new(new Reader(new System.IO.StreamReader(source.Open())));
            public ValueTask<IExportWriter> OpenAsync(ExportTarget target, CancellationToken cancellationToken) => new(new Writer(target));
            private sealed class Reader(System.IO.StreamReader text) : IImportReader
            {
                public IReadOnlyList<string> Columns => [text.ReadLine()!.TrimStart('!')];
                public ValueTask<IReadOnlyList<ImportRow>> ReadAsync(int atMost, CancellationToken cancellationToken) => text.ReadLine() switch
                {
                    null => new([]),
                    "refuse" => throw new CrmValidationException(new CrmError("acme.refused", "No.")),
                    "fail" => throw new InvalidOperationException("boom"),
                    var word => new([new ImportRow(1, new List<string> { word }.AsReadOnly())]),
                };
                public ValueTask DisposeAsync() => throw new InvalidOperationException("boom");
            }
            private sealed class Writer(ExportTarget target) : IExportWriter
            {
                public ValueTask WriteAsync(IReadOnlyList<IReadOnlyList<object?>> rows, CancellationToken cancellationToken)
                {
                    foreach (var row in rows) target.Output.Write(System.Text.Encoding.UTF8.GetBytes(row[0] + "."));
                    return default;
                }
                public ValueTask CompleteAsync(CancellationToken cancellationToken) => default;
                public ValueTask DisposeAsync() => throw new InvalidOperationException("boom");
            }
        }
        """, async session =>
        {
            var file = Path.GetTempFileName();
            var name = $"w{Guid.NewGuid():N}";
            async Task<ImportResult> ImportAsync(string text)
            {
                await File.WriteAllTextAsync(file, text);
                return await session.Imports.RunAsync(new ImportRequest("lead", file, new ImportMap { Columns = [new ImportColumn { Column = "word", Field = "name" }] }) { ChunkSize = 1 });
            }
            Assert.Equal(("acme.words", 2), ((await ImportAsync($"!word\n{name}1\n{name}2\n")) is var done ? done.Format : "", done.Created));
            Assert.Equal("csv", (await ImportAsync($"word\n{name}3\n")).Format); // a format that fails to look is not asked to read
            Assert.Equal("acme.refused", (await Assert.ThrowsAsync<CrmValidationException>(() => ImportAsync($"!word\n{name}4\nrefuse\n"))).Error.Code);
            Assert.Equal("import.format-failed", (await Assert.ThrowsAsync<CrmRuleException>(() => ImportAsync($"!word\n{name}5\nfail\n"))).Error.Code);
            Assert.Equal(5, await session.Records.CountAsync(new Specification<Lead>(l => l.Name.StartsWith(name)))); // what came before a failure stays
            using var output = new MemoryStream();
            await session.Exports.WriteAsync(new ExportRequest("lead") { Format = "acme.words", Fields = ["name"], Filter = $"name startswith '{name}'", OrderBy = "name" }, output);
            Assert.Equal($"{name}1.{name}2.{name}3.{name}4.{name}5.", System.Text.Encoding.UTF8.GetString(output.ToArray()));
            File.Delete(file);
        });

    [Fact]
    public async Task EXT_triggers_conditions_and_actions_of_workflows_that_run_refuse_or_fail_are_forgotten() => await IsTakenUpAndCollectedAsync("""
        plugin.AddWorkflowTrigger<Steps>(new WorkflowTriggerDefinition { Key = "acme.when", Label = new LocalizedText("When"), Events = ["{type}.created"] }, i => i.Add(Word, "Word", null, f => f with { Options = [] }))
            .AddWorkflowCondition<Steps>(new WorkflowConditionDefinition { Key = "acme.if", Label = new LocalizedText("If") })
            .AddWorkflowAction<Steps>(new WorkflowActionDefinition { Key = "acme.do", Label = new LocalizedText("Do") }, i => i.Add(Word, "Word", null, f => f with { IsRequired = true }));
        """, """
        public static readonly Field<string> Word = Field.Text("word");
        public sealed class Steps : IWorkflowTrigger, IWorkflowCondition, IWorkflowAction
        {
            public ValueTask CheckAsync(WorkflowCheckContext context, CancellationToken cancellationToken)
            {
                if (context.Inputs.Text("word") == "no") context.Refuse(new CrmError("acme.no", "No."));
                return context.Inputs.Text("word") == "throw" ? throw new InvalidOperationException("boom") : default;
            }
            public ValueTask SelectAsync(WorkflowTriggerContext context, CancellationToken cancellationToken)
            {
                context.Start(context.Event!.Payload.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
                return default;
            }
            public ValueTask TestAsync(WorkflowConditionContext context, CancellationToken cancellationToken)
            {
                foreach (var lead in context.Records.Cast<Lead>()) if (lead.Name == "Out") context.LeaveOut(lead);
                return default;
            }
            public async ValueTask RunAsync(WorkflowActionContext context, CancellationToken cancellationToken)
            {
                var changes = new ChangeSet();
                foreach (var lead in context.Records.Cast<Lead>())
                {
                    if (lead.Name == "Throws") throw new InvalidOperationException("boom");
                    if (lead.Name == "Fails") context.Fail(lead, new CrmError("acme.fails", "It fails."));
                    changes.Patch(context.Type.Ref(lead.Id), new Dictionary<string, object?> { ["jobTitle"] = context.Inputs.Text("word") });
                }
                await context.Session.Records.SaveAsync(changes, cancellationToken);
            }
        }
        """, async session =>
        {
            WorkflowDefinition Flow(string word) => new()
            {
                Key = "flow",
                Label = new("Flow"),
                RecordType = "lead",
                Trigger = new("acme.when"),
                Conditions = [new("acme.if")],
                Actions = [new("acme.do") { Inputs = CustomValues.Empty.With("word", word) }],
            };
            Assert.Equal("acme.no", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Workflows.SaveAsync(Flow("no")))).Error.Code);
            Assert.Equal("workflow.check-failed", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Workflows.SaveAsync(Flow("throw")))).Error.Code);
            await session.Workflows.SaveAsync(Flow("chief"));
            foreach (var name in (string[])["Goes", "Out", "Fails", "Throws"]) await session.Records.CreateAsync(new Lead { Name = name });
        }, async host =>
        {
            await host.Services.GetRequiredService<IDispatcher>().DrainAsync();
            var leads = await host.InSessionAsync(s => s.Records.ListAsync(new Specification<Lead>()));
            Assert.All(leads, l => Assert.Equal(l.Name == "Goes" ? "chief" : null, l.JobTitle));
            var runs = await host.InSessionAsync(s => s.Workflows.RunsAsync(new()));
            Assert.Equal(["acme.fails", "workflow.step-failed"], runs.Select(r => r.ErrorCode).OfType<string>().Distinct().Order(StringComparer.Ordinal));
        });

    [Fact]
    public async Task EXT_a_connector_that_works_refuses_or_fails_is_forgotten() => await IsTakenUpAndCollectedAsync("""
        plugin.AddConnector<Erp>(new ConnectorDefinition { Key = "acme.erp", Label = new LocalizedText("ERP"), Types = [new ConnectorType("lead", [new ConnectorField("Name1", "name")]) { Push = ConnectorPush.All }] });
        """, """
        public sealed class Erp : IConnector
        {
            public ValueTask<ConnectorCheck> TestAsync(ConnectorContext context, CancellationToken cancellationToken) => throw new InvalidOperationException("boom");
            public ValueTask<PulledBatch> PullAsync(ConnectorContext context, string cursor, CancellationToken cancellationToken) => cursor switch
            {
                null => new(new PulledBatch([Row("1", "Ann"), Row("2", null)], "next") { HasMore = true }),
                "next" => new(new PulledBatch([Row("3", "Cid")], "end")),
                _ => throw new InvalidOperationException("boom"),
            };
            public ValueTask<IReadOnlyList<PushAnswer>> PushAsync(ConnectorContext context, IReadOnlyList<PushedChange> changes, CancellationToken cancellationToken) => new(changes.Select(c => c.Values.Text("Name1") switch
            {
                "No" => PushAnswer.Refused(c.Key, new CrmError("acme.no", "No.")),
                "Else" => PushAnswer.ChangedThere(c.Key, Row($"there-{c.RecordId}", "Theirs")),
                "Fails" => throw new InvalidOperationException("boom"),
                _ => PushAnswer.Done(c.Key, $"there-{c.RecordId}", "v1"),
            }).ToList().AsReadOnly());
            private static PulledChange Row(string id, string name) => new("lead", id, "v1") { Values = CustomValues.Empty.With("Name1", name) };
        }
        """, async session =>
        {
            Assert.False((await session.Connectors.TestAsync("acme.erp")).IsWorking);
            await session.Connectors.RunAsync("acme.erp");
        }, async host =>
        {
            await host.Services.GetRequiredService<IDispatcher>().DrainAsync();
            foreach (var name in (string[])["Goes", "No", "Else", "Fails"])
                await host.InSessionAsync(async s =>
                {
                    await s.Records.CreateAsync(new Lead { Name = name });
                    return await s.Connectors.PushAsync("acme.erp"); // each in a batch of its own
                });
            await host.Services.GetRequiredService<IDispatcher>().DrainAsync();
            Assert.Equal(2, await host.InSessionAsync(s => s.Records.CountAsync(new Specification<Lead>(l => l.Name == "Ann" || l.Name == "Cid"))));
            var links = await host.InSessionAsync(s => s.Connectors.LinksAsync(new()));
            Assert.Equal([ConnectorLinkStatus.Synced, ConnectorLinkStatus.Conflict, ConnectorLinkStatus.Refused, ConnectorLinkStatus.PushRefused], links.Select(l => l.Status).Distinct().Order());
            Assert.Contains(links, l => l.IsUnderWay); // the one that fails
        });

    [Fact]
    public async Task A_file_of_translations_that_is_none_fails_the_plugin_with_its_name()
    {
        await using var host = new CrmHost();
        var folder = Path.Combine(host.Directory, "plugins", "acme");
        Compiled.Into(folder, "Plugin", PluginSource.Empty);
        PluginHost.WriteManifest(folder, "acme");
        WriteTexts(folder, """{"type.lead": 5}""");
        await host.Runtime.RefreshAsync();
        var error = Assert.Single(host.Runtime.Find("acme")!.Errors);
        Assert.Contains("i18n/de.json", error.Message);
    }

    private static void WriteTexts(string folder, string json) => File.WriteAllText(Path.Combine(System.IO.Directory.CreateDirectory(Path.Combine(folder, "i18n")).FullName, "de.json"), json);

    private static async Task IsTakenUpAndCollectedAsync(string configure, string more, Func<ICrmSession, Task> use, Func<CrmHost, Task>? also = null)
    {
        await using var host = new CrmHost();
        var folder = Path.Combine(host.Directory, "plugins", "acme");
        Compiled.Into(folder, "Plugin", Usings + PluginSource.Configure(configure, more));
        PluginHost.WriteManifest(folder, "acme");
        WriteTexts(folder, """{"type.lead.plural": "Anfragen"}""");
        await host.Runtime.RefreshAsync();
        Assert.Empty(host.Runtime.Find("acme")!.Errors);
        for (var round = 0; round < 2; round++)
        {
            await UseAsync(host, use);
            if (also is not null) await also(host);
            await host.Runtime.DisableAsync("acme");
            Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering), $"Something keeps the plugin in memory in round {round}.");
            await host.Runtime.EnableAsync("acme");
        }
    }

    private static async Task UseAsync(CrmHost host, Func<ICrmSession, Task> use)
    {
        await using var session = host.Open();
        await use(session);
    }
}
