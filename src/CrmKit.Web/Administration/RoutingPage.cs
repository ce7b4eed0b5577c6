using System.Globalization;
using CrmKit.Assignment;
using CrmKit.Pages;
using CrmKit.Planning;
using CrmKit.Sessions;

namespace CrmKit.Web.Administration;

/// <summary>Who gets new records: by category, channel, priority or any other field, to a user or to a team's pool.</summary>
internal sealed class RoutingPage() : AdministrationPage("routing", 460)
{
    private const string Condition = "is.";
    private const int MostConditions = 6;
    private const int MostPeople = 500;

    public override async ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken) => (await TypesAsync(session, cancellationToken)).Count > 0;

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        var rules = (await session.Administration.RoutingAsync(null, cancellationToken)).OrderBy(r => r.RecordType, StringComparer.Ordinal).ThenBy(r => r.Order).ThenBy(r => r.Key, StringComparer.Ordinal).ToList();
        var (users, teams) = (await UsersAsync(session, cancellationToken), await TeamsAsync(session, cancellationToken));
        if (rules.FirstOrDefault(r => r.Key == request["rule"]) is { } rule)
            return new PageContent(
            [
                new FormBlock("save", texts["form.save"], [When(texts, rule), .. Target(texts, rule, users, teams)]) { Heading = $"{session.Catalog.Type(rule.RecordType).Label.For(request.Culture)}: {rule.Key}" },
                new TableBlock([""], [new PageRow([Buttons(Button(texts["admin.remove"], "remove", isDangerous: true))])]),
                await DefinitionVersions.TableAsync(request, DefinitionKind.Routing, rule.Key, cancellationToken),
            ]);
        var types = await TypesAsync(session, cancellationToken);
        var type = types.FirstOrDefault(t => t.Key == request["type"]);
        var question = new FormBlock("", texts["admin.show"], [Choice("type", texts["admin.type"], TypeOptions(request, types), type?.Key)]) { IsQuestion = true };
        var table = new TableBlock([texts["admin.key"], texts["admin.type"], texts["routing.order"], texts["routing.when"], texts["routing.who"]], [.. rules.Where(r => type is null || r.RecordType == type.Key).Select(r => new PageRow(
        [
            Link(r.Key, ("rule", r.Key)), Cell(session.Catalog.Type(r.RecordType).Label.For(request.Culture)), Cell(r.Order), Cell(r.When, PageTone.Muted), Cell(Who(texts, r, users, teams)),
        ]))]);
        IReadOnlyList<PageBlock> shown = [new NoteBlock(texts["routing.about"]), question, table];
        return new PageContent(type is null ? shown : [.. shown, new FormBlock("new", texts["form.save"],
        [
            .. Choices(type).Select(f => Choice(Condition + f.Key, f.Label.For(request.Culture), [.. f.Options.Select(o => new PageOption(o.Code, o.Label.For(request.Culture)))], help: texts["routing.any"])),
            When(texts, null), .. Target(texts, null, users, teams), Text("key", texts["admin.key"], isRequired: true, help: texts["admin.key-help"]),
        ]) { Heading = texts["routing.new"], Values = Values(("type", type.Key)) }]);
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        var administration = request.Session.Administration;
        switch (act)
        {
            case "new":
                var type = request.Session.Catalog.Type(Needed(request, "type"));
                if ((await administration.RoutingAsync(null, cancellationToken)).Any(r => r.Key == Needed(request, "key")))
                    throw new CrmValidationException([new CrmError("catalog.duplicate", TextsOf(request).Format("admin.key-taken", Needed(request, "key"))) { Field = "key" }]);
                await administration.SaveRoutingAsync(Targeted(request, new RoutingRule { Key = Needed(request, "key"), RecordType = type.Key, When = Conditions(request, type) }), cancellationToken);
                return PageOutcome.GoTo(("type", type.Key));
            case "save":
                var before = (await administration.RoutingAsync(null, cancellationToken)).FirstOrDefault(r => r.Key == Needed(request, "rule"))
                    ?? throw new CrmNotFoundException(new CrmError("catalog.definition-unknown", $"There is no routing rule '{request["rule"]}'."));
                await administration.SaveRoutingAsync(Targeted(request, before with { When = request["when"] }), cancellationToken);
                return PageOutcome.GoTo(("type", before.RecordType));
            case "remove":
                await administration.RemoveRoutingAsync(Needed(request, "rule"), cancellationToken);
                return PageOutcome.GoTo();
            case DefinitionVersions.Undo:
                await DefinitionVersions.UndoAsync(request, DefinitionKind.Routing, Needed(request, "rule"), cancellationToken);
                return PageOutcome.GoTo(("rule", Needed(request, "rule")));
            default:
                throw Unknown(act);
        }
    }

    private static RoutingRule Targeted(PageRequest request, RoutingRule rule) => rule with { Order = WholeNumber(request, "order") ?? 0, OwnerId = Optional(request, "owner"), TeamId = Optional(request, "team") };

    // What was chosen, and what was written besides.
    private static string? Conditions(PageRequest request, RecordTypeDefinition type)
    {
        var rows = Choices(type).Where(f => request[Condition + f.Key] is not null).Select(f => new FilterRow(f.Key, "eq", [request[Condition + f.Key]!])).ToList();
        var chosen = rows.Count == 0 ? null : FilterWriter.Write(type, new FilterRows(false, rows));
        return (chosen, request["when"]) switch
        {
            (null, var written) => written,
            (_, null) => chosen,
            var (_, written) => $"{chosen} and ({written})",
        };
    }

    // Those that people classify by; category, channel and priority of a case among them.
    private static IEnumerable<FieldDefinition> Choices(RecordTypeDefinition type) => type.Fields.Where(f => f is { Nature: FieldNature.Descriptive, Kind: FieldKind.Option, Options.Count: > 0 }).Take(MostConditions);

    private static PageField When(WebTexts texts, RoutingRule? rule) => Text("when", texts[rule is null ? "routing.also" : "routing.when"], rule?.When, help: texts["routing.when-help"], kind: FieldKind.LongText);

    private static IEnumerable<PageField> Target(WebTexts texts, RoutingRule? rule, IReadOnlyList<User> users, IReadOnlyList<Team> teams) =>
    [
        Choice("owner", texts["admin.user"], [.. users.Select(u => new PageOption(u.Id.ToString(), u.Name))], rule?.OwnerId?.ToString(), help: texts["routing.user-help"]),
        Choice("team", texts["admin.team"], [.. teams.Select(t => new PageOption(t.Id.ToString(), t.Name))], rule?.TeamId?.ToString(), help: texts["routing.team-help"]),
        Text("order", texts["routing.order"], rule?.Order.ToString(CultureInfo.InvariantCulture), help: texts["routing.order-help"], kind: FieldKind.Integer),
    ];

    private static string Who(WebTexts texts, RoutingRule rule, IReadOnlyList<User> users, IReadOnlyList<Team> teams)
    {
        var team = rule.TeamId is { } id ? teams.FirstOrDefault(t => t.Id == id)?.Name ?? texts["value.not-visible"] : null;
        var user = rule.OwnerId is { } owner ? users.FirstOrDefault(u => u.Id == owner)?.Name ?? texts["value.not-visible"] : null;
        return user is null ? texts.Format("routing.pool", team!) : team is null ? user : $"{user} · {team}";
    }

    private static async Task<IReadOnlyList<RecordTypeDefinition>> TypesAsync(ICrmSession session, CancellationToken cancellationToken) =>
        [.. (await FieldsPage.TypesAsync(session, cancellationToken)).Where(t => t.IsRoot && t.TryField("ownerId", out _))];

    private static async Task<IReadOnlyList<Team>> TeamsAsync(ICrmSession session, CancellationToken cancellationToken) => await session.Records.ListAsync(new Specification<Team>().OrderBy(t => t.Name).Take(MostPeople), cancellationToken);

    private static Guid? Optional(PageRequest request, string name) => request[name] is not { } text ? null : Guid.TryParseExact(text, "D", out var id) ? id : throw Wrong(request, name);
}
