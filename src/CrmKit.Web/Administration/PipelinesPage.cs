using System.Globalization;
using CrmKit.Pages;
using CrmKit.Pipelines;
using CrmKit.Reports;
using CrmKit.Sessions;

namespace CrmKit.Web.Administration;

/// <summary>Pipelines and their stages, with what looks wrong about them; those of administrators to change.</summary>
internal sealed class PipelinesPage() : AdministrationPage("pipelines", 500)
{
    private const int MoreStages = 3;

    public override async ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken) => (await FieldsPage.TypesAsync(session, cancellationToken)).Any(t => t.IsRoot);

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        var types = (await FieldsPage.TypesAsync(session, cancellationToken)).Where(t => t.IsRoot).ToList();
        if (request["pipeline"] is { } key && session.Catalog.TryPipeline(key, out var pipeline) && types.Any(t => t.Key == pipeline.RecordType)) return await OneAsync(request, texts, pipeline, cancellationToken);
        var rows = new List<PageRow>();
        foreach (var known in session.Catalog.Pipelines.Where(p => types.Any(t => t.Key == p.RecordType)))
            rows.Add(new PageRow(
            [
                Link(known.Label.For(request.Culture), ("pipeline", known.Key)), Cell(known.Key, PageTone.Muted), Cell(session.Catalog.Type(known.RecordType).Label.For(request.Culture)), Cell(known.Source), Cell(known.Stages.Count),
                Cell((await session.Pipelines.LintAsync(known.Key, cancellationToken)).Count),
            ]));
        return new PageContent([new TableBlock([texts["admin.name"], texts["admin.key"], texts["admin.type"], texts["admin.source"], texts["admin.stages"], texts["admin.hints"]], rows), NewForm(request, texts, types, null)]);
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        var (session, key) = (request.Session, request["pipeline"] ?? "");
        switch (act)
        {
            case "new":
                var made = NewKey(request);
                if (session.Catalog.TryPipeline(made, out _)) throw new CrmValidationException([new CrmError("catalog.duplicate", TextsOf(request).Format("admin.key-taken", made)) { Field = "key" }]);
                var model = request["from"] is { } from ? session.Catalog.Pipeline(from) : null;
                await session.Administration.SavePipelineAsync(new PipelineDefinition
                {
                    Key = made, RecordType = model?.RecordType ?? Needed(request, "type"), Label = new LocalizedText(Needed(request, "english"), request["chinese"]),
                    Stages = model?.Stages ??
                    [
                        new StageDefinition { Key = "open", Label = new LocalizedText("Open", "进行中"), ProbabilityPercent = 10 },
                        new StageDefinition { Key = "won", Label = new LocalizedText("Won", "赢单"), Category = StageCategory.Won, ProbabilityPercent = 100 },
                        new StageDefinition { Key = "lost", Label = new LocalizedText("Lost", "输单"), Category = StageCategory.Lost },
                    ],
                }, cancellationToken);
                return PageOutcome.GoTo(("pipeline", made));
            case "save":
                var defined = (await session.Administration.PipelinesAsync(null, cancellationToken)).FirstOrDefault(p => p.Key == key) ?? throw new CrmNotFoundException(new CrmError("catalog.definition-unknown", $"Administrators defined no pipeline '{key}'."));
                await session.Administration.SavePipelineAsync(Filled(request, defined), cancellationToken);
                return PageOutcome.GoTo(("pipeline", key));
            case "remove":
                await session.Administration.RemovePipelineAsync(key, cancellationToken);
                return PageOutcome.GoTo();
            case DefinitionVersions.Undo:
                await DefinitionVersions.UndoAsync(request, DefinitionKind.Pipeline, key, cancellationToken);
                return PageOutcome.GoTo(("pipeline", key));
            default:
                throw Unknown(act);
        }
    }

    private static async Task<PageContent> OneAsync(PageRequest request, WebTexts texts, PipelineDefinition pipeline, CancellationToken cancellationToken)
    {
        var session = request.Session;
        var counts = await CountsAsync(session, pipeline, cancellationToken);
        var blocks = new List<PageBlock> { new NoteBlock($"{pipeline.Key} · {session.Catalog.Type(pipeline.RecordType).Label.For(request.Culture)} · {pipeline.Source}", PageTone.Muted) { Heading = pipeline.Label.For(request.Culture) } };
        blocks.AddRange((await session.Pipelines.LintAsync(pipeline.Key, cancellationToken)).Select(h => new NoteBlock(h.Message.For(request.Culture), PageTone.Warning)));
        blocks.Add(new TableBlock([texts["admin.stage"], texts["admin.key"], texts["admin.category"], texts["admin.probability"], texts["admin.ageing"], texts["admin.required-fields"], texts["admin.next-stages"], texts["admin.records"]],
        [
            .. pipeline.Stages.Select(s => new PageRow(
            [
                Cell(s.Label.For(request.Culture)), Cell(s.Key, PageTone.Muted), Cell(Word(texts, "category", s.Category)), Cell(s.ProbabilityPercent + "%"), Cell(Days(s)),
                Cell(string.Join(", ", s.RequiredFields)), Cell(string.Join(", ", s.AllowedNext)), Cell(counts?.GetValueOrDefault(s.Key).ToString(CultureInfo.InvariantCulture)),
            ])),
        ]));
        if ((await session.Administration.PipelinesAsync(pipeline.RecordType, cancellationToken)).Any(p => p.Key == pipeline.Key))
        {
            blocks.Add(FormOf(texts, pipeline));
            blocks.Add(new TableBlock([""], [new PageRow([Buttons(Button(texts["admin.remove"], "remove", isDangerous: true))])]));
            blocks.Add(await DefinitionVersions.TableAsync(request, DefinitionKind.Pipeline, pipeline.Key, cancellationToken));
        }
        blocks.Add(NewForm(request, texts, [], pipeline));
        return new PageContent(blocks);
    }

    private static FormBlock FormOf(WebTexts texts, PipelineDefinition pipeline) => new("save", texts["form.save"], [Text("english", texts["admin.label-en"], pipeline.Label.English, isRequired: true), Text("chinese", texts["admin.label-zh"], pipeline.Label.Chinese)])
    {
        Heading = texts["admin.change"],
        Grid = new TableBlock([texts["admin.order"], texts["admin.key"], texts["admin.label-en"], texts["admin.label-zh"], texts["admin.category"], texts["admin.probability"], texts["admin.ageing"], texts["admin.required-fields"], texts["admin.next-stages"]],
            [.. pipeline.Stages.Concat(Enumerable.Range(0, MoreStages).Select(_ => (StageDefinition?)null)).Select((s, i) => new PageRow(
            [
                Input(i, "order", texts["admin.order"], (i + 1).ToString(CultureInfo.InvariantCulture)), Input(i, "key", texts["admin.key"], s?.Key), Input(i, "english", texts["admin.label-en"], s?.Label.English), Input(i, "chinese", texts["admin.label-zh"], s?.Label.Chinese),
                new PageCell("") { Field = Choice(Name(i, "category"), texts["admin.category"], Words<StageCategory>(texts, "category"), EnumCode.Of(s?.Category ?? StageCategory.Open)) },
                Input(i, "probability", texts["admin.probability"], s?.ProbabilityPercent.ToString(CultureInfo.InvariantCulture)), Input(i, "ageing", texts["admin.ageing"], s is null ? "" : Days(s)),
                Input(i, "required", texts["admin.required-fields"], string.Join(", ", s?.RequiredFields ?? [])), Input(i, "next", texts["admin.next-stages"], string.Join(", ", s?.AllowedNext ?? [])),
            ]))]),
    };

    private static FormBlock NewForm(PageRequest request, WebTexts texts, IReadOnlyList<RecordTypeDefinition> types, PipelineDefinition? from) => new("new", texts["list.new"],
    [
        Text("key", texts["admin.key"], help: texts["admin.key-made"]), Text("english", texts["admin.label-en"], isRequired: true), Text("chinese", texts["admin.label-zh"]),
        .. from is null ? [Choice("type", texts["admin.type"], TypeOptions(request, types), isRequired: true)] : Array.Empty<PageField>(),
    ])
    {
        Heading = from is null ? texts["admin.pipeline-new"] : texts["admin.pipeline-copy"],
        Values = from is null ? Values() : Values(("from", from.Key)),
    };

    // A row without a key is no stage. What the form does not show stays as it was.
    private static PipelineDefinition Filled(PageRequest request, PipelineDefinition pipeline)
    {
        var stages = new List<(int Order, StageDefinition Stage)>();
        for (var i = 0; i < pipeline.Stages.Count + MoreStages; i++)
        {
            if (request[Name(i, "key")] is not { } key) continue;
            var before = pipeline.FindStage(key) ?? new StageDefinition { Key = key, Label = new LocalizedText(key) };
            stages.Add((WholeNumber(request, Name(i, "order")) ?? i, before with
            {
                Label = new LocalizedText(request[Name(i, "english")] ?? key, request[Name(i, "chinese")]),
                Category = Enum.GetValues<StageCategory>().FirstOrDefault(c => EnumCode.Of(c) == request[Name(i, "category")]),
                ProbabilityPercent = WholeNumber(request, Name(i, "probability")) ?? 0,
                AgeingLimit = Number(request, Name(i, "ageing")) is { } days ? TimeSpan.FromDays((double)days) : null,
                RequiredFields = KeysOf(request[Name(i, "required")]),
                AllowedNext = KeysOf(request[Name(i, "next")]),
            }));
        }
        return pipeline with { Label = new LocalizedText(Needed(request, "english"), request["chinese"]), Stages = [.. stages.OrderBy(s => s.Order).ThenBy(s => pipeline.RankOf(s.Stage.Key)).Select(s => s.Stage)] }; // a new one goes before the one whose number it has
    }

    private static async Task<Dictionary<string, long>?> CountsAsync(ICrmSession session, PipelineDefinition pipeline, CancellationToken cancellationToken)
    {
        try
        {
            var table = await session.Reports.RunAsync("funnel", new ReportParameters { Pipeline = pipeline.Key }, cancellationToken);
            var at = table.Columns.Select((c, i) => (c.Key, Index: i)).ToDictionary(c => c.Key, c => c.Index);
            return table.Rows.ToDictionary(r => (string)r[at["stage"]]!, r => Convert.ToInt64(r[at["count"]], CultureInfo.InvariantCulture));
        }
        catch (CrmForbiddenException)
        {
            return null; // who may define stages need not see what is in them
        }
    }

    private static string[] KeysOf(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Days(StageDefinition stage) => stage.AgeingLimit?.TotalDays.ToString("0.##", CultureInfo.InvariantCulture) ?? "";

    private static string Name(int row, string what) => $"stage{row}.{what}";

    private static PageCell Input(int row, string what, string label, string? value) => new("") { Field = Text(Name(row, what), label, value) };
}
