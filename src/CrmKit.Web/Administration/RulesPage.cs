using CrmKit.Pages;
using CrmKit.Quality;
using CrmKit.Sessions;

namespace CrmKit.Web.Administration;

/// <summary>What must hold across the fields of a record: two fields compared, a field required when another one says so, or any condition.</summary>
internal sealed class RulesPage() : AdministrationPage("rules", 450)
{
    private static readonly string[] Orders = ["ge", "gt", "le", "lt", "eq", "ne"];

    public override async ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken) => (await FieldsPage.TypesAsync(session, cancellationToken)).Count > 0;

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        var rules = await session.Administration.RulesAsync(null, cancellationToken);
        if (rules.FirstOrDefault(r => r.Key == request["rule"]) is { } rule)
            return new PageContent(
            [
                new FormBlock("save", texts["form.save"], [.. Conditions(texts, rule), Marked(request, texts, session.Catalog.Type(rule.RecordType), rule.Field), .. Said(texts, rule.Message)]) { Heading = $"{session.Catalog.Type(rule.RecordType).Label.For(request.Culture)}: {rule.Key}" },
                new TableBlock([""], [new PageRow([Buttons(Button(texts["admin.remove"], "remove", isDangerous: true))])]),
                await DefinitionVersions.TableAsync(request, DefinitionKind.Rule, rule.Key, cancellationToken),
            ]);
        var types = await FieldsPage.TypesAsync(session, cancellationToken);
        var type = types.FirstOrDefault(t => t.Key == request["type"]);
        var question = new FormBlock("", texts["admin.show"], [Choice("type", texts["admin.type"], TypeOptions(request, types), type?.Key)]) { IsQuestion = true };
        var table = new TableBlock([texts["admin.rule-says"], texts["admin.type"], texts["admin.rule-when"], texts["admin.rule-must"], texts["admin.key"]],
            [.. rules.Where(r => type is null || r.RecordType == type.Key).Select(r => new PageRow(
            [
                Link(r.Message.For(request.Culture), ("rule", r.Key)), Cell(session.Catalog.Type(r.RecordType).Label.For(request.Culture)), Cell(r.When, PageTone.Muted), Cell(r.Must), Cell(r.Key, PageTone.Muted),
            ]))]);
        return new PageContent(type is null ? [question, table] : [question, table, Comparing(request, texts, type), Requiring(request, texts, type), Saying(request, texts, type)]);
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        var administration = request.Session.Administration;
        switch (act)
        {
            case "compare":
                return await AddAsync(request, Compared(request), cancellationToken);
            case "require":
                return await AddAsync(request, Required(request), cancellationToken);
            case "new":
                return await AddAsync(request, new RecordRule { Key = Needed(request, "key"), RecordType = Needed(request, "type"), When = request["when"], Must = Needed(request, "must"), Message = MessageOf(request), Field = request["field"] }, cancellationToken);
            case "save":
                var before = (await administration.RulesAsync(null, cancellationToken)).FirstOrDefault(r => r.Key == Needed(request, "rule"))
                    ?? throw new CrmNotFoundException(new CrmError("catalog.definition-unknown", $"There is no rule '{request["rule"]}'."));
                await administration.SaveRuleAsync(before with { When = request["when"], Must = Needed(request, "must"), Message = MessageOf(request), Field = request["field"] }, cancellationToken);
                return PageOutcome.GoTo(("type", before.RecordType));
            case "remove":
                await administration.RemoveRuleAsync(Needed(request, "rule"), cancellationToken);
                return PageOutcome.GoTo();
            case DefinitionVersions.Undo:
                await DefinitionVersions.UndoAsync(request, DefinitionKind.Rule, Needed(request, "rule"), cancellationToken);
                return PageOutcome.GoTo(("rule", Needed(request, "rule")));
            default:
                throw Unknown(act);
        }
    }

    private static async Task<PageOutcome> AddAsync(PageRequest request, RecordRule rule, CancellationToken cancellationToken)
    {
        if ((await request.Session.Administration.RulesAsync(null, cancellationToken)).Any(r => r.Key == rule.Key))
            throw new CrmValidationException([new CrmError("catalog.duplicate", TextsOf(request).Format("admin.key-taken", rule.Key)) { Field = "key" }]);
        await request.Session.Administration.SaveRuleAsync(rule, cancellationToken);
        return PageOutcome.GoTo(("type", rule.RecordType));
    }

    // Empty is not compared: that something is filled in is another rule.
    private static RecordRule Compared(PageRequest request)
    {
        var type = request.Session.Catalog.Type(Needed(request, "type"));
        var (left, right) = (type.Field(Needed(request, "left")), type.Field(Needed(request, "right")));
        var order = Orders.Contains(request["order"]) ? request["order"] : throw Wrong(request, "order");
        return new RecordRule
        {
            Key = Needed(request, "key"), RecordType = type.Key, Message = MessageOf(request), Field = left.Key,
            When = $"{FilterWriter.Path(left)} ne null and {FilterWriter.Path(right)} ne null", Must = $"{FilterWriter.Path(left)} {order} {FilterWriter.Path(right)}",
        };
    }

    private static RecordRule Required(PageRequest request)
    {
        var type = request.Session.Catalog.Type(Needed(request, "type"));
        var (asked, needed) = (type.Field(Needed(request, "when-field")), type.Field(Needed(request, "needed")));
        var row = (asked.Kind, request["value"]) switch
        {
            (FieldKind.Bool, var flag) => new FilterRow(asked.Key, flag is null or "true" ? FilterOperators.Yes : FilterOperators.No, []),
            (_, { } value) => new FilterRow(asked.Key, "eq", [value]),
            _ => new FilterRow(asked.Key, FilterOperators.Filled, []),
        };
        return new RecordRule
        {
            Key = Needed(request, "key"), RecordType = type.Key, Message = MessageOf(request), Field = needed.Key,
            When = FilterWriter.Write(type, new FilterRows(false, [row])), Must = FilterWriter.Write(type, new FilterRows(false, [new FilterRow(needed.Key, FilterOperators.Filled, [])]))!,
        };
    }

    private static FormBlock Comparing(PageRequest request, WebTexts texts, RecordTypeDefinition type) => new("compare", texts["form.save"],
    [
        Choice("left", texts["admin.field"], FieldOptions(request, type, _ => true), isRequired: true), Choice("order", texts["admin.rule-order"], [.. Orders.Select(o => new PageOption(o, texts["filter.op." + o]))], "ge", isRequired: true),
        Choice("right", texts["admin.rule-other"], FieldOptions(request, type, _ => true), isRequired: true, help: texts["admin.rule-compare-help"]), .. Named(texts),
    ]) { Heading = texts["admin.rule-compare"], Values = Values(("type", type.Key)) };

    private static FormBlock Requiring(PageRequest request, WebTexts texts, RecordTypeDefinition type) => new("require", texts["form.save"],
    [
        Choice("when-field", texts["admin.rule-if"], FieldOptions(request, type, _ => true), isRequired: true), Text("value", texts["admin.rule-is"], help: texts["admin.rule-is-help"]),
        Choice("needed", texts["admin.rule-needed"], FieldOptions(request, type, f => f.Nature == FieldNature.Descriptive), isRequired: true), .. Named(texts),
    ]) { Heading = texts["admin.rule-require"], Values = Values(("type", type.Key)) };

    private static FormBlock Saying(PageRequest request, WebTexts texts, RecordTypeDefinition type) =>
        new("new", texts["form.save"], [.. Conditions(texts, null), Marked(request, texts, type, null), .. Named(texts)]) { Heading = texts["admin.rule-any"], Values = Values(("type", type.Key)) };

    private static IEnumerable<PageField> Named(WebTexts texts) => [.. Said(texts, null), Text("key", texts["admin.key"], isRequired: true, help: texts["admin.key-help"])];

    private static IEnumerable<PageField> Said(WebTexts texts, LocalizedText? message) =>
        [Text("english", texts["admin.rule-english"], message?.English, isRequired: true, help: texts["admin.rule-says-help"]), Text("chinese", texts["admin.rule-chinese"], message?.Chinese)];

    private static IEnumerable<PageField> Conditions(WebTexts texts, RecordRule? rule) =>
    [
        Text("when", texts["admin.rule-when"], rule?.When, help: texts["admin.rule-when-help"], kind: FieldKind.LongText),
        Text("must", texts["admin.rule-must"], rule?.Must, isRequired: true, help: texts["admin.rule-must-help"], kind: FieldKind.LongText),
    ];

    private static PageField Marked(PageRequest request, WebTexts texts, RecordTypeDefinition type, string? field) => Choice("field", texts["admin.rule-field"], FieldOptions(request, type, _ => true), field);

    private static IReadOnlyList<PageOption> FieldOptions(PageRequest request, RecordTypeDefinition type, Func<FieldDefinition, bool> which) =>
        [.. type.Fields.Where(f => f.Nature != FieldNature.System && which(f)).Select(f => new PageOption(f.Key, f.Label.For(request.Culture)))];

    private static LocalizedText MessageOf(PageRequest request) => new(Needed(request, "english"), request["chinese"]);
}
