using System.Globalization;
using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Conversions;
using CrmKit.Pages;
using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Setup;

namespace CrmKit.Web.Administration;

/// <summary>The first steps: what the firm wants, how it sells, who works here, and the data to begin with. Each is done or left out by itself, in any order, today or next week.</summary>
internal sealed class SetupPage(ICrm crm, IEnumerable<IDemoData> demos) : AdministrationPage(Name, 50)
{
    public const string Name = "setup";

    private const int NewUsers = 5;

    private static readonly string[] Steps = ["goals", "process", "users", "data"];

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (texts, state) = (TextsOf(request), await request.Session.Setup.GetAsync(cancellationToken));
        var step = StepOf(request, state);
        var blocks = new List<PageBlock>
        {
            new TableBlock([texts["setup.step"], texts["admin.state"]], [.. Steps.Select(s => new PageRow(
                [s == step ? Cell(texts["setup." + s]) : Link(texts["setup." + s], ("step", s)), state.Done.Contains(s) ? Cell(texts["setup.done"], PageTone.Good) : Cell(texts["setup.to-do"], PageTone.Muted)]))])
            { Heading = texts.Format("setup.progress", Steps.Count(state.Done.Contains), Steps.Length) },
            new NoteBlock(texts[$"setup.{step}-about"], PageTone.Muted) { Heading = texts["setup." + step] },
        };
        if (Steps.All(state.Done.Contains)) blocks.Insert(1, new NoteBlock(texts["setup.all-done"], PageTone.Good));
        blocks.AddRange(step switch
        {
            "goals" => await GoalsAsync(request, texts, state, cancellationToken),
            "process" => await ProcessesAsync(request, texts, state, cancellationToken),
            "users" => Users(request, texts),
            _ => await DataAsync(request, texts, cancellationToken),
        });
        PageButton[] left =
        [
            .. state.Done.Contains(step) ? [] : new[] { Button(texts["setup.skip"], "skip", values: ("step", step)) },
            .. state.IsFinished ? [] : new[] { Button(texts["setup.finish"], "finish") },
        ];
        if (left.Length > 0) blocks.Add(new TableBlock([""], [new PageRow([Buttons(left)])]));
        return new PageContent(blocks);
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        var (session, done) = (request.Session, act);
        if (act == "demo") await FillAsync(request, cancellationToken); // in a session of its own
        await using var work = await session.BeginAsync(cancellationToken); // a step is done whole or not at all
        var state = await session.Setup.GetAsync(cancellationToken);
        switch (act)
        {
            case "goals":
                state = state with { Goals = request["goals"] };
                await TargetAsync(request, cancellationToken);
                break;
            case "process":
                state = state with { Process = Needed(request, "process") };
                break;
            case "users":
                await InviteAsync(request, cancellationToken);
                break;
            case "demo":
                done = "data";
                break;
            case "skip" when Steps.Contains(request["step"]):
                done = request["step"]!;
                break;
            case "finish":
                await session.Setup.SaveAsync(state with { IsFinished = true }, cancellationToken);
                await work.CommitAsync(cancellationToken);
                return PageOutcome.GoTo();
            default:
                throw Unknown(act);
        }
        IReadOnlyList<string> steps = [.. state.Done.Append(done).Distinct()];
        state = await session.Setup.SaveAsync(state with { Done = steps, IsFinished = state.IsFinished || Steps.All(steps.Contains) }, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return PageOutcome.GoTo(("step", Steps.FirstOrDefault(s => !state.Done.Contains(s)) ?? done));
    }

    /// <summary>Whether a person is to be reminded of what is left.</summary>
    public static async Task<bool> IsOpenForAsync(ICrmSession session, CancellationToken cancellationToken) =>
        await session.Access.ScopeAsync(session.Catalog.Type(typeof(User)), Operations.Administer, cancellationToken) == AccessScope.All && !(await session.Setup.GetAsync(cancellationToken)).IsFinished;

    private static string StepOf(PageRequest request, SetupState state) => Steps.FirstOrDefault(s => s == request["step"]) ?? Steps.FirstOrDefault(s => !state.Done.Contains(s)) ?? Steps[0];

    private static async Task<IReadOnlyList<PageBlock>> GoalsAsync(PageRequest request, WebTexts texts, SetupState state, CancellationToken cancellationToken) =>
    [
        new FormBlock("goals", texts["setup.save"],
        [
            Text("goals", texts["setup.goals-text"], state.Goals, kind: FieldKind.LongText),
            Text("target", texts.Format("setup.target", request.Session.Today.Year), (await TargetOfYearAsync(request.Session, cancellationToken))?.Amount?.ToString("0.##", CultureInfo.InvariantCulture), help: texts["setup.target-help"], kind: FieldKind.Number),
        ]),
    ];

    // Each choice says what follows what, and what looks wrong about the pipelines on the way.
    private static async Task<IReadOnlyList<PageBlock>> ProcessesAsync(PageRequest request, WebTexts texts, SetupState state, CancellationToken cancellationToken)
    {
        var (catalog, culture) = (request.Session.Catalog, request.Culture);
        var chosen = state.Process ?? "standard";
        var blocks = new List<PageBlock>
        {
            new FormBlock("process", texts["setup.save"], [Choice("process", texts["setup.process"], [.. catalog.Processes.Select(p => new PageOption(p.Key, $"{p.Label.For(culture)}: {Chain(p)}"))], chosen, isRequired: true)]),
            new FactsBlock([new PageFact(texts["setup.more-industries"], Cell(texts["setup.plugins"]) with { Link = new PageLink("") { Page = "plugins" } }), new PageFact(texts["setup.audit"], Cell(texts["admin.pipelines"]) with { Link = new PageLink("") { Page = "pipelines" } })]),
        };
        if (catalog.Processes.FirstOrDefault(p => p.Key == chosen) is { } process)
            foreach (var type in process.Links)
            {
                var key = process.Pipelines.GetValueOrDefault(type) ?? catalog.PipelinesOf(type).FirstOrDefault()?.Key;
                if (key is null || !catalog.TryPipeline(key, out var pipeline)) continue;
                blocks.AddRange((await request.Session.Pipelines.LintAsync(pipeline.Key, cancellationToken)).Select(h => new NoteBlock($"{pipeline.Label.For(culture)}: {h.Message.For(culture)}", PageTone.Muted)));
            }
        return blocks;

        string Chain(SalesProcess of) => string.Join(" → ", of.Links.Select(l => catalog.TryType(l, out var type) ? type.Label.For(culture) : l));
    }

    private static IReadOnlyList<PageBlock> Users(PageRequest request, WebTexts texts)
    {
        var roles = request.Session.Catalog.Roles.Select(r => new PageOption(r.Key, r.Label.For(request.Culture))).ToList();
        return
        [
            new FormBlock("users", texts["setup.save"], [])
            {
                Grid = new TableBlock([texts["admin.name"], texts["admin.email"], texts["admin.roles"]], [.. Enumerable.Range(0, NewUsers).Select(i => new PageRow(
                [
                    new PageCell("") { Field = Text($"name{i}", texts["admin.name"]) }, new PageCell("") { Field = Text($"email{i}", texts["admin.email"], kind: FieldKind.Email) },
                    new PageCell("") { Field = Choice($"role{i}", texts["admin.roles"], roles, "sales-rep") },
                ]))]),
            },
            new FactsBlock([new PageFact(texts["setup.invite"], Cell(texts["admin.users"]) with { Link = new PageLink("") { Page = "users" } })]),
        ];
    }

    private async Task<IReadOnlyList<PageBlock>> DataAsync(PageRequest request, WebTexts texts, CancellationToken cancellationToken)
    {
        var blocks = new List<PageBlock> { new FactsBlock([new PageFact(texts["setup.own-data"], Cell(texts["import.title"]) with { Link = new PageLink("") { Place = "_imports" } })]) };
        if (demos.LastOrDefault() is not { } demo) return blocks;
        blocks.Add(await IsEmptyAsync(request.Session, cancellationToken)
            ? new TableBlock([""], [new PageRow([Cell(demo.Label.For(request.Culture)) with { Buttons = [Button(texts["setup.fill"], "demo", isDangerous: true)] }])]) { Heading = texts["setup.demo"] }
            : new NoteBlock(texts["setup.not-empty"], PageTone.Muted) { Heading = texts["setup.demo"] });
        return blocks;
    }

    private static async Task InviteAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var changes = new ChangeSet();
        for (var i = 0; i < NewUsers; i++)
            if ((request[$"name{i}"] ?? request[$"email{i}"]) is { } name) changes.Create(new User { Name = name, Email = request[$"email{i}"], Roles = request[$"role{i}"] });
        if (changes.Changes.Count == 0) throw Missing(request, "name0");
        await request.Session.Records.SaveAsync(changes, cancellationToken);
    }

    // The firm's target of the year: set, or set anew.
    private static async Task TargetAsync(PageRequest request, CancellationToken cancellationToken)
    {
        if (Number(request, "target") is not { } amount) return;
        var (records, year) = (request.Session.Records, request.Session.Today.Year);
        if (await TargetOfYearAsync(request.Session, cancellationToken) is { } known)
        {
            if (known.Amount == amount) return;
            known.Amount = amount;
            await records.UpdateAsync(known, cancellationToken);
        }
        else
        {
            await records.CreateAsync(new SalesTarget { Name = year.ToString(CultureInfo.InvariantCulture), Amount = amount, StartsOn = new DateOnly(year, 1, 1), EndsOn = new DateOnly(year, 12, 31) }, null, cancellationToken);
        }
    }

    private static async Task<SalesTarget?> TargetOfYearAsync(ICrmSession session, CancellationToken cancellationToken)
    {
        var (first, last) = (new DateOnly(session.Today.Year, 1, 1), new DateOnly(session.Today.Year, 12, 31));
        return await session.Records.ListAsync(new Specification<SalesTarget>(t => t.UserId == null && t.TeamId == null && t.StartsOn == first && t.EndsOn == last).Take(1), cancellationToken) is [var target] ? target : null;
    }

    private async Task FillAsync(PageRequest request, CancellationToken cancellationToken)
    {
        if (demos.LastOrDefault() is not { } demo || !await IsEmptyAsync(request.Session, cancellationToken)) throw new CrmRuleException(new CrmError("setup.not-empty", TextsOf(request)["setup.not-empty"]));
        await using var session = crm.OpenSession(Actor.System("demo data"), "demo", request.Session.TenantId);
        await demo.FillAsync(session, cancellationToken);
    }

    private static async Task<bool> IsEmptyAsync(ICrmSession session, CancellationToken cancellationToken) =>
        await session.Records.CountAsync(new Specification<Account>().IncludeDeleted(), cancellationToken) == 0;
}
