using CrmKit.Actions;
using CrmKit.Endpoints;
using CrmKit.Events;
using CrmKit.Exports;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Matching;
using CrmKit.Records;
using CrmKit.Reports;
using CrmKit.Scheduling;
using CrmKit.Sessions;
using CrmKit.Workflows;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

/// <summary>
/// One plugin with every kind of extension lives its whole life: installed, disabled, enabled, upgraded, removed and erased. After each step each kind is used, and what it did is noted:
/// the word of the version that did it, or nothing when it is gone.
/// </summary>
public sealed class ExtensionLives : IAsyncLifetime
{
    private const string Configure = """
        plugin.RecordType("acme.thing", t => t.Named("WORD", "Things"))
            .AddFieldType<All>(new FieldTypeDefinition { Key = "acme.kind", Label = new LocalizedText("Kind"), Kind = FieldKind.Text })
            .Fields<Lead>(f => f.Add(Field.Text("acme.plain"), "WORD").Add(Field.Text("acme.typed"), "Typed", null, d => d with { TypeKey = "acme.kind" }))
            .Pipeline(new PipelineDefinition { Key = "acme.sale", RecordType = "opportunity", Label = new LocalizedText("WORD"), Stages = [new StageDefinition { Key = "open", Label = new LocalizedText("Open") }, new StageDefinition { Key = "won", Label = new LocalizedText("Won"), Category = StageCategory.Won }] })
            .Role(new RoleDefinition { Key = "acme.clerk", Label = new LocalizedText("WORD"), Permissions = [] })
            .Settings(s => s.Add(Field.Text("acme.setting"), new LocalizedText("Setting"), "WORD"))
            .AddNormalizer<All>("lead").AddBeforeSave<All>("lead").AddAfterSave<All>("lead").AddValidator<All>("lead")
            .AddSubscriber<All>("lead.created")
            .AddMetric<All>(new MetricDefinition { Key = "acme.metric", Label = new LocalizedText("Metric"), Unit = MetricUnit.Count, Definition = new LocalizedText("One or two."), Dimensions = ["name"] })
            .AddEndpoint<All>(new EndpointDefinition { Key = "acme.ask", Method = "GET", Path = "/ask", Summary = new LocalizedText("Asks.") })
            .AddJob<All>(new JobDefinition { Key = "acme.job", Label = new LocalizedText("Job"), Schedule = JobSchedule.Cron("0 8 * * *") })
            .AddScoringFactor<All>(new ScoringFactorDefinition { Key = "acme.factor", Label = new LocalizedText("Factor") })
            .AddEnrichmentSource<All>(new CrmKit.Enrichment.EnrichmentSourceDefinition { Key = "acme.known", Label = new LocalizedText("Known"), RecordTypes = ["lead"], Basis = new LocalizedText("Made up.") })
            .AddMatcher<All>("lead", "lead")
            .AddExportFormat<All>(new ExportFormatDefinition { Key = "acme.words", Label = new LocalizedText("Words"), MediaType = "text/plain", Extension = "txt" })
            .AddDocumentTemplate(new DocumentTemplate { Key = "acme.letter", Label = new LocalizedText("Letter"), RecordType = "lead", Body = "WORD" })
            .AddWorkflowAction<All>(new WorkflowActionDefinition { Key = "acme.do", Label = new LocalizedText("Do") })
            .AddConnector<All>(new ConnectorDefinition { Key = "acme.erp", Label = new LocalizedText("ERP"), Types = [new ConnectorType("product", [new ConnectorField("Title", "name")])] })
            .AddRecordAction<All>(new RecordActionDefinition { Key = "acme.act", Label = new LocalizedText("Act"), RecordTypes = ["lead"] })
            .AddWidget(new WidgetDefinition { Key = "acme.list", Label = new LocalizedText("WORD"), Kind = WidgetKind.List, RecordType = "lead", Fields = ["name"] })
            .AddWidget<All>(new WidgetDefinition { Key = "acme.said", Label = new LocalizedText("Said"), Kind = WidgetKind.Code })
            .AddPage(new PageDefinition { Key = "acme.page", Label = new LocalizedText("WORD"), Sections = [new PageSection { Key = "main", Widgets = ["acme.list"] }] })
            .Translations("de", new Dictionary<string, string> { ["type.lead"] = "WORD" });
        """;

    private const string Handlers = """
        [Saves("account")]
        public sealed class All : IFieldType, IRecordNormalizer, IBeforeSave, IAfterSave, IRecordValidator, IEventSubscriber, IMetric, IPluginEndpoint, IScheduledJob, IScoringFactor, CrmKit.Enrichment.IEnrichmentSource, IRecordMatcher, IExportFormat, IWorkflowAction, IConnector, IRecordAction, IWidget
        {
            private static void Each(SaveContext context, string name, Action<Lead> act)
            {
                foreach (var change in context.Changes) if (change.After is Lead lead && lead.Name == name) act(lead);
            }
            public ValueTask CheckAsync(FieldTypeContext context, CancellationToken token)
            {
                foreach (var value in context.Values) value.Value = "WORD";
                return default;
            }
            public ValueTask NormalizeAsync(SaveContext context, CancellationToken token) { Each(context, "normaliser", l => l.JobTitle = "WORD"); return default; }
            public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken token) { Each(context, "before", l => l.JobTitle = "WORD"); return default; }
            public ValueTask AfterSaveAsync(SaveContext context, CancellationToken token)
            {
                Each(context, "after", l => context.Also(new ChangeSet().Create(new CrmKit.Accounts.Account { Name = "WORD" })));
                return default;
            }
            public ValueTask ValidateAsync(SaveContext context, CancellationToken token)
            {
                foreach (var change in context.Changes) if (change.After is Lead { Name: "validator" }) context.Refuse(change, new CrmError("acme.WORD", "No."));
                return default;
            }
            public async ValueTask HandleAsync(CrmKit.Events.EventContext context, CancellationToken token)
            {
                foreach (var item in context.Event.Payload.GetProperty("items").EnumerateArray())
                {
                    var lead = await context.Session.Records.GetAsync<Lead>(item.GetProperty("id").GetGuid(), token);
                    if (lead.Name != "subscriber") continue;
                    lead.JobTitle = "WORD";
                    await context.Session.Records.UpdateAsync(lead, token);
                }
            }
            public ValueTask ComputeAsync(MetricContext context, CancellationToken token) { context.Give(1, "WORD"); return default; }
            public ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken token) => new(EndpointAnswer.Json(new JsonObject { ["said"] = "WORD" }));
            public async ValueTask RunAsync(JobContext context, CancellationToken token) => await context.Session.Records.SaveAsync(new ChangeSet().Create(new CrmKit.Accounts.Account { Name = "WORD" }), token);
            public ValueTask ScoreAsync(ScoringContext context, CancellationToken token)
            {
                foreach (var record in context.Records) context.Give(record, 1, "WORD");
                return default;
            }
            public ValueTask ProposeAsync(CrmKit.Enrichment.EnrichmentContext context, CancellationToken token)
            {
                foreach (var record in context.Records) context.Propose(record, "jobTitle", "WORD", new LocalizedText("WORD"), 50);
                return default;
            }
            public async ValueTask MatchAsync(MatchContext context, CancellationToken token)
            {
                foreach (var probe in context.Probes)
                    foreach (var lead in await context.Session.Records.ListAsync(new Specification<Lead>(l => l.Name == "matched"), token)) context.Found(probe, lead, 0.5m, "WORD");
            }
            public ValueTask<IExportWriter> OpenAsync(ExportTarget target, CancellationToken token) => new(new Writer(target));
            private sealed class Writer(ExportTarget target) : IExportWriter
            {
                public ValueTask WriteAsync(IReadOnlyList<IReadOnlyList<object>> rows, CancellationToken token) => default;
                public ValueTask CompleteAsync(CancellationToken token) { target.Output.Write(System.Text.Encoding.UTF8.GetBytes("WORD")); return default; }
                public ValueTask DisposeAsync() => default;
            }
            public async ValueTask RunAsync(WorkflowActionContext context, CancellationToken token)
            {
                var changes = new ChangeSet();
                foreach (var record in context.Records) changes.Patch(context.Type.Ref(record.Id), new Dictionary<string, object> { ["jobTitle"] = "WORD" });
                await context.Session.Records.SaveAsync(changes, token);
            }
            public async ValueTask RunAsync(RecordActionContext context, CancellationToken token)
            {
                var changes = new ChangeSet();
                foreach (var record in context.Records) changes.Patch(context.Type.Ref(record.Id), new Dictionary<string, object> { ["jobTitle"] = "WORD" });
                await context.Session.Records.SaveAsync(changes, token);
                context.Say(new LocalizedText("WORD"));
            }
            public ValueTask<PageContent> ShowAsync(WidgetContext context, CancellationToken token) => new(new PageContent([new NoteBlock("WORD")]));
            public ValueTask<ConnectorCheck> TestAsync(ConnectorContext context, CancellationToken token) => new(ConnectorCheck.Works);
            public ValueTask<PulledBatch> PullAsync(ConnectorContext context, string cursor, CancellationToken token) =>
                new(new PulledBatch([new PulledChange("product", "1", "WORD") { Values = CustomValues.Empty.With("Title", "WORD") }], "end"));
        }
        """;

    private static readonly Dictionary<string, Func<CrmHost, Task<string?>>> Uses = new()
    {
        ["record type"] = host => Task.FromResult(host.Catalog.TryType("acme.thing", out var type) ? type.Label.English : null),
        ["field"] = host => Task.FromResult(host.Catalog.Type("lead").TryField("acme.plain", out var field) ? field.Label.English : null),
        ["field type"] = host => UnlessGoneAsync(() => host.InSessionAsync(async s => (await s.Records.CreateAsync(new Lead { Name = "typed", [Field.Text("acme.typed")] = "x" }))[Field.Text("acme.typed")])),
        ["pipeline"] = host => Task.FromResult(host.Catalog.TryPipeline("acme.sale", out var pipeline) ? pipeline.Label.English : null),
        ["role"] = host => Task.FromResult(host.Catalog.TryRole("acme.clerk", out var role) ? role.Label.English : null),
        ["setting"] = host => host.InSessionAsync(async s => s.Catalog.Settings.FirstOrDefault(x => x.Field.Key == "acme.setting") is { } setting ? (string?)(await s.Settings.GetAsync("acme")).Get(setting) : null),
        ["normaliser"] = host => TitleAsync(host, "normaliser"),
        ["handler before saving"] = host => TitleAsync(host, "before"),
        ["handler after saving"] = async host => await TitleAsync(host, "after") is null ? await AccountAsync(host) : "?",
        ["validator"] = host => RefusalAsync(() => TitleAsync(host, "validator")),
        ["subscriber"] = host => TitleAsync(host, "subscriber"),
        ["metric"] = host => UnlessGoneAsync(() => host.InSessionAsync(async s => (string?)(await s.Reports.RunAsync("acme.metric", new ReportParameters { By = "name" })).Rows[0][0])),
        ["endpoint"] = host => UnlessGoneAsync(() => host.InSessionAsync(async s => (string?)(await s.Endpoints.AnswerAsync("acme.ask", new EndpointRequest())).Body!["said"])),
        ["job"] = host => UnlessGoneAsync(async () =>
        {
            await host.Services.GetRequiredService<IScheduler>().QueueNowAsync("acme.job");
            await DrainAsync(host);
            return await AccountAsync(host);
        }),
        ["scoring factor"] = host => host.InSessionAsync(async s =>
            (await s.Scores.ExplainAsync(new RecordRef("lead", (await s.Records.CreateAsync(new Lead { Name = "scored" })).Id))).SelectMany(e => e.Factors).Select(f => f.Reason).FirstOrDefault()),
        ["enrichment source"] = host => host.InSessionAsync(async s =>
            (string?)(await s.Enrichment.ProposeAsync(new Enrichment.EnrichmentRequest("lead", [(await s.Records.CreateAsync(new Lead { Name = "asked about" })).Id]))).Proposals.Select(p => p.Value).FirstOrDefault()),
        ["matcher"] = host => host.InSessionAsync(async s =>
        {
            await s.Records.CreateAsync(new Lead { Name = "matched" });
            return (await s.Matches.FindAsync("lead", "lead", [new MatchProbe(new Lead { Name = "new" })]))[0].Select(m => m.Reason).FirstOrDefault();
        }),
        ["export format"] = host => UnlessGoneAsync(() => host.InSessionAsync(async s =>
        {
            using var output = new MemoryStream();
            await s.Exports.WriteAsync(new ExportRequest("lead") { Format = "acme.words", Fields = ["name"] }, output);
            return (string?)System.Text.Encoding.UTF8.GetString(output.ToArray());
        })),
        ["document template"] = host => UnlessGoneAsync(() => host.InSessionAsync(async s =>
            (string?)(await s.Documents.RenderAsync("acme.letter", new RecordRef("lead", (await s.Records.CreateAsync(new Lead { Name = "written to" })).Id))).Text)),
        ["workflow step"] = host => UnlessGoneAsync(async () =>
        {
            await host.InSessionAsync(async s =>
            {
                await s.Workflows.SaveAsync(new WorkflowDefinition { Key = "flow", RecordType = "lead", Label = new("Flow"), Trigger = new("created"), Filter = "name eq 'flow'", Actions = [new("acme.do")] });
                return 0;
            });
            var title = await TitleAsync(host, "flow");
            await host.InSessionAsync(async s =>
            {
                await s.Workflows.RemoveAsync("flow");
                return 0;
            });
            return title;
        }),
        ["connector"] = host => UnlessGoneAsync(async () =>
        {
            await host.InSessionAsync(async s =>
            {
                await s.Connectors.RunAsync("acme.erp");
                return 0;
            });
            await DrainAsync(host);
            return await host.InSessionAsync(async s => (await s.Records.ListAsync(new Specification<Products.Product>())).Select(p => p.Name).Single());
        }),
        ["record action"] = host => UnlessGoneAsync(() => host.InSessionAsync(async s =>
            (string?)(await s.Actions.RunAsync(new RecordActionRequest("acme.act", "lead", [(await s.Records.CreateAsync(new Lead { Name = "acted on" })).Id]))).Messages.Single().English)),
        ["widget of code"] = host => UnlessGoneAsync(() => host.InSessionAsync(async s => (string?)((Pages.NoteBlock)(await s.Widgets.ShowAsync("acme.said", new Pages.WidgetRequest("en"))).Blocks[0]).Text)),
        ["file for browsers"] = host => Task.FromResult(host.Catalog.FindAsset("acme", "word.txt") is { } file ? System.Text.Encoding.UTF8.GetString(file.Content.Span) : null),
        ["widget"] = host => Task.FromResult(host.Catalog.Widgets.FirstOrDefault(w => w.Key == "acme.list")?.Label.English),
        ["page"] = host => Task.FromResult(host.Catalog.Pages.FirstOrDefault(p => p.Key == "acme.page")?.Label.English),
        ["translation"] = host => Task.FromResult(host.Catalog.Type("lead").Label.For("de") is var text and not "Lead" ? text : null),
    };

    /// <summary>The kinds, for theories.</summary>
    public static IEnumerable<TheoryDataRow<string>> Kinds => Uses.Keys.Select(k => new TheoryDataRow<string>(k));

    /// <summary>What each kind did after each step.</summary>
    internal Dictionary<string, List<string>> Noted { get; } = Uses.Keys.ToDictionary(k => k, _ => new List<string>());

    /// <summary>Whether the removed plugin left memory.</summary>
    internal bool IsCollected { get; private set; }

    /// <summary>Rows that still name something of the plugin after it was erased, by table.</summary>
    internal List<string> Residue { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await using var host = new CrmHost(configure: o => o.AllowUnsigned = true);
        await ExecuteAsync(host, new PluginCommand(PluginAct.Install) { Package = Package(host, "1.0.0", "one"), Consent = true }, "works");
        await ExecuteAsync(host, new PluginCommand(PluginAct.Disable, "acme"), "disabled");
        await ExecuteAsync(host, new PluginCommand(PluginAct.Enable, "acme"), "enabled");
        await ExecuteAsync(host, new PluginCommand(PluginAct.Upgrade, "acme") { Package = Package(host, "2.0.0", "two"), Consent = true }, "upgraded");
        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Disable, "acme"));
        IsCollected = await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering);
        await ExecuteAsync(host, new PluginCommand(PluginAct.Remove, "acme") { Erase = true }, "removed");
        await DrainAsync(host); // what the uses after the removal asked for
        Residue = ResidueOf(Path.Combine(host.Directory, "crm.db"));
    }

    public ValueTask DisposeAsync() => default;

    private async Task ExecuteAsync(CrmHost host, PluginCommand command, string step)
    {
        await host.Runtime.ExecuteAsync(command);
        foreach (var (kind, use) in Uses) Noted[kind].Add($"{step}: {await use(host) ?? "-"}");
    }

    private static string Package(CrmHost host, string version, string word)
    {
        const string Usings = "using System.Text.Json.Nodes; using CrmKit.Access; using CrmKit.Actions; using CrmKit.Catalog; using CrmKit.Endpoints; using CrmKit.Events; using CrmKit.Exports; using CrmKit.Pipelines; using CrmKit.Settings; using CrmKit.Sessions; using CrmKit.Scheduling; using CrmKit.Scoring; using CrmKit.Matching; using CrmKit.Pages; using CrmKit.Leads; using CrmKit.Formats; using CrmKit.Documents; using CrmKit.Reports; using CrmKit.Workflows; using CrmKit.Connectors;";
        var folder = Directory.CreateDirectory(Path.Combine(host.Directory, "builds", version)).FullName;
        Compiled.Into(folder, "Plugin", Usings + PluginSource.Configure(Configure, Handlers).Replace("WORD", word, StringComparison.Ordinal));
        Directory.CreateDirectory(Path.Combine(folder, "assets"));
        File.WriteAllText(Path.Combine(folder, "assets", "word.txt"), word);
        PluginHost.WriteManifest(folder, "acme", version);
        return PluginPackages.Pack(folder, folder + ".crmpkg");
    }

    private static Task DrainAsync(CrmHost host) => host.Services.GetRequiredService<IDispatcher>().DrainAsync();

    // The job title of a new lead after everything that a save causes.
    private static async Task<string?> TitleAsync(CrmHost host, string name)
    {
        var id = await host.InSessionAsync(async s => (await s.Records.CreateAsync(new Lead { Name = name })).Id);
        await DrainAsync(host);
        return await host.InSessionAsync(async s => (await s.Records.GetAsync<Lead>(id)).JobTitle);
    }

    // The name of the account that was just made, which goes.
    private static Task<string?> AccountAsync(CrmHost host) => host.InSessionAsync(async s =>
    {
        var made = (await s.Records.ListAsync(new Specification<Accounts.Account>())).SingleOrDefault();
        if (made is not null) await s.Records.SaveAsync(new ChangeSet().Delete(new("account", made.Id)));
        return made?.Name;
    });

    private static async Task<string?> RefusalAsync(Func<Task<string?>> act)
    {
        try
        {
            return await act();
        }
        catch (CrmException refusal)
        {
            return refusal.Error.Code["acme.".Length..];
        }
    }

    private static async Task<string?> UnlessGoneAsync(Func<Task<string?>> use)
    {
        try
        {
            return await use();
        }
        catch (CrmException refusal) when (refusal.Error.Code.EndsWith("-unknown", StringComparison.Ordinal) || refusal.Error.Code.EndsWith(".unknown", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private static List<string> ResidueOf(string database)
    {
        using var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        List<string> Read(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            var rows = new List<string>();
            while (reader.Read()) rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i))));
            return rows;
        }
        // The audit, the versions of definitions, and the queue of what was done, tell what happened; the plugin's row tells that it was removed. What a connector brought stays, as everybody's. So do the words of names in the search index.
        var tables = Read("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'crm\\_%' ESCAPE '\\' AND name NOT IN ('crm_audit_entry', 'crm_outbox_message', 'crm_inbox_entry', 'crm_catalog_entry', 'crm_catalog_version', 'crm_product') AND name NOT LIKE 'crm\\_search\\_%' ESCAPE '\\'");
        var left = tables.SelectMany(t => Read($"SELECT * FROM \"{t}\"").Where(r => r.Contains("acme", StringComparison.Ordinal)).Select(r => $"{t}: {r}")).ToList();
        left.AddRange(Read("SELECT name, status FROM crm_outbox_message WHERE status <> 'done'"));
        return left;
    }
}

/// <summary>Each kind of extension over the life of its plugin.</summary>
public sealed class ExtensionLifeTests(ExtensionLives lives) : IClassFixture<ExtensionLives>
{
    [Theory]
    [MemberData(nameof(ExtensionLives.Kinds), MemberType = typeof(ExtensionLives))]
    public void EXT_each_kind_works_goes_at_once_comes_back_changes_with_an_upgrade_and_is_gone_when_removed(string kind) =>
        Assert.Equal(["works: one", "disabled: -", "enabled: one", "upgraded: two", "removed: -"], lives.Noted[kind]);

    [Fact]
    public void EXT_a_plugin_of_all_kinds_leaves_memory_after_all_of_them_were_used() => Assert.True(lives.IsCollected);

    [Fact]
    public void EXT_a_plugin_of_all_kinds_leaves_no_residue_when_it_is_erased() => Assert.Empty(lives.Residue);
}
