using System.Globalization;
using CrmKit.Access;
using CrmKit.Pages;
using CrmKit.Reports;
using CrmKit.Sessions;

namespace CrmKit.Web.Administration;

/// <summary>The fields of record types: which there are, how much they are used, and those of administrators to change.</summary>
internal sealed class FieldsPage() : AdministrationPage("fields", 400)
{
    private static readonly string[] Counted = ["filled", "filledPercent", "distinct", "readers"];

    public override async ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken) => (await TypesAsync(session, cancellationToken)).Count > 0;

    /// <summary>The types whose definitions somebody may change.</summary>
    public static async Task<IReadOnlyList<RecordTypeDefinition>> TypesAsync(ICrmSession session, CancellationToken cancellationToken)
    {
        var types = new List<RecordTypeDefinition>();
        foreach (var type in session.Catalog.Types)
            if (!type.IsAppendOnly && await session.Access.ScopeAsync(type, Operations.Administer, cancellationToken) == AccessScope.All) types.Add(type);
        return types;
    }

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        var types = await TypesAsync(session, cancellationToken);
        var question = new FormBlock("", texts["admin.show"], [Choice("type", texts["admin.type"], TypeOptions(request, types), request["type"]), Flag("usage", texts["admin.usage"], IsOn(request, "usage"), texts["admin.usage-help"])]) { IsQuestion = true };
        if (types.FirstOrDefault(t => t.Key == request["type"]) is not { } type) return new PageContent([question]);
        var defined = await session.Administration.FieldsAsync(type.Key, cancellationToken);
        if (type.TryField(request["field"] ?? "", out var own) && own.TakesOptions) return new PageContent([.. await ListOfAsync(request, texts, type, own, isDefined: defined.Any(f => f.Key == own.Key), cancellationToken)]);
        if (defined.FirstOrDefault(f => f.Key == request["field"]) is { } field)
            return new PageContent(
            [
                FormOf(request, texts, type, field),
                new TableBlock([""], [new PageRow([Buttons(Button(texts["admin.remove"], "remove", isDangerous: true))])]),
                await DefinitionVersions.TableAsync(request, DefinitionKind.Field, $"{type.Key}/{field.Key}", cancellationToken),
            ]);
        var usage = IsOn(request, "usage") ? await UsageAsync(session, type, cancellationToken) : null;
        return new PageContent([question, TableOf(request, texts, type, [.. defined.Select(f => f.Key)], usage), FormOf(request, texts, type, null)]);
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        var (session, type) = (request.Session, Needed(request, "type"));
        switch (act)
        {
            case "save":
                var key = request["field"];
                var before = key is null ? null : (await session.Administration.FieldsAsync(type, cancellationToken)).FirstOrDefault(f => f.Key == key);
                if (before is null && session.Catalog.Type(type).TryField(NewKey(request), out _))
                    throw new CrmValidationException([new CrmError("catalog.duplicate", TextsOf(request).Format("admin.key-taken", NewKey(request))) { Field = "key" }]);
                await session.Administration.SaveFieldAsync(Filled(request, type, before), cancellationToken);
                return PageOutcome.GoTo(("type", type));
            case "options":
                var list = session.Catalog.Type(type).Field(Needed(request, "field"));
                await session.Administration.SaveFieldAsync(new CustomFieldSettings { RecordType = type, Key = list.Key, Label = list.Label, Kind = FieldKind.Option, Options = OptionsOf(request) }, cancellationToken);
                return PageOutcome.GoTo(("type", type), ("field", list.Key));
            case "remove":
                await session.Administration.RemoveFieldAsync(type, Needed(request, "field"), cancellationToken);
                return PageOutcome.GoTo(("type", type));
            case DefinitionVersions.Undo:
                await DefinitionVersions.UndoAsync(request, DefinitionKind.Field, $"{type}/{Needed(request, "field")}", cancellationToken);
                return PageOutcome.GoTo(("type", type));
            default:
                throw Unknown(act);
        }
    }

    // The options of a field that is not administrators' own: without any, people type what they like.
    private static async Task<IReadOnlyList<PageBlock>> ListOfAsync(PageRequest request, WebTexts texts, RecordTypeDefinition type, FieldDefinition field, bool isDefined, CancellationToken cancellationToken)
    {
        var form = new FormBlock("options", texts["form.save"], [OptionsField(texts, field.Options)]) { Heading = $"{type.Label.For(request.Culture)}: {field.Label.For(request.Culture)}", Values = Values(("type", type.Key), ("field", field.Key)) };
        var about = new NoteBlock(texts["admin.options-of"], PageTone.Muted);
        return !isDefined ? [about, form] :
        [
            about, form, new TableBlock([""], [new PageRow([Buttons(Button(texts["admin.remove"], "remove", isDangerous: true))])]),
            await DefinitionVersions.TableAsync(request, DefinitionKind.Field, $"{type.Key}/{field.Key}", cancellationToken),
        ];
    }

    private static PageField OptionsField(WebTexts texts, IEnumerable<FieldOption> options) =>
        Text("options", texts["admin.options"], string.Join('\n', options.Select(o => Line(o.Code, o.Label))), help: texts["admin.options-help"], kind: FieldKind.LongText);

    private static IReadOnlyList<FieldOption> OptionsOf(PageRequest request) =>
        [.. (request["options"] ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(OptionOf)];

    private static TableBlock TableOf(PageRequest request, WebTexts texts, RecordTypeDefinition type, HashSet<string> defined, Dictionary<string, IReadOnlyList<PageCell>>? usage)
    {
        string[] counted = usage is null ? [] : [texts["admin.filled"], texts["admin.filled-percent"], texts["admin.distinct"], texts["admin.readers"], texts["admin.advice"]];
        return new TableBlock([texts["admin.label"], texts["admin.key"], texts["admin.kind"], texts["admin.source"], texts["admin.required"], texts["admin.unique"], .. counted],
        [
            .. type.Fields.Where(f => f.Nature != FieldNature.System).Select(f => new PageRow(
            [
                defined.Contains(f.Key) || f.TakesOptions ? Link(f.Label.For(request.Culture), ("type", type.Key), ("field", f.Key)) : Cell(f.Label.For(request.Culture)),
                Cell(f.Key, PageTone.Muted), Cell(Word(texts, "kind", f.Kind)), Cell(f.Source), YesOrNo(texts, f.IsRequired), YesOrNo(texts, f.IsUnique),
                .. usage is null ? [] : usage.GetValueOrDefault(f.Key) ?? [.. counted.Select(_ => Cell(""))],
            ])),
        ]) { Heading = type.PluralLabel.For(request.Culture) };
    }

    private static async Task<Dictionary<string, IReadOnlyList<PageCell>>> UsageAsync(ICrmSession session, RecordTypeDefinition type, CancellationToken cancellationToken)
    {
        var table = await session.Reports.RunAsync("field-usage", new ReportParameters { Type = type.Key }, cancellationToken);
        var at = table.Columns.Select((c, i) => (c.Key, Index: i)).ToDictionary(c => c.Key, c => c.Index);
        return table.Rows.ToDictionary(r => (string)r[at["field"]]!, r => (IReadOnlyList<PageCell>)
        [
            .. Counted.Select(c => Cell(Convert.ToString(r[at[c]], CultureInfo.InvariantCulture))),
            Cell((string?)r[at["advice"]], PageTone.Warning),
        ]);
    }

    private static FormBlock FormOf(PageRequest request, WebTexts texts, RecordTypeDefinition type, CustomFieldSettings? field)
    {
        string? Number(decimal? number) => number?.ToString("0.####", CultureInfo.InvariantCulture);
        return new FormBlock("save", texts["form.save"],
        [
            .. field is not null ? Array.Empty<PageField>() :
            [
                Text("key", texts["admin.key"], help: texts["admin.key-made"]),
                Choice("kind", texts["admin.kind"], Words<FieldKind>(texts, "kind"), "text", isRequired: true, help: texts["admin.kind-fixed"]),
                Choice("referenceType", texts["admin.reference"], TypeOptions(request, request.Session.Catalog.Types.Where(t => t.ParentField is null)), help: texts["admin.reference-help"]),
            ],
            Text("english", texts["admin.label-en"], field?.Label.English, isRequired: true), Text("chinese", texts["admin.label-zh"], field?.Label.Chinese),
            Text("description", texts["admin.description"], field?.Description?.English), Text("descriptionChinese", texts["admin.description-zh"], field?.Description?.Chinese),
            Text("section", texts["admin.section"], field?.Section is { } section ? Line(section.Key, section.Label) : null, help: texts.Format("admin.section-help", string.Join(", ", SectionsOf(type).Select(s => s.Key)))),
            Text("shownWhen", texts["admin.shown-when"], field?.ShownWhen, help: texts["admin.shown-when-help"]),
            Flag("required", texts["admin.required"], field?.IsRequired == true), Flag("unique", texts["admin.unique"], field?.IsUnique == true),
            Flag("indexed", texts["admin.indexed"], field?.IsIndexed == true), Flag("searchable", texts["admin.searchable"], field?.IsSearchable == true), Flag("personal", texts["admin.personal"], field?.IsPersonal == true),
            Text("maxLength", texts["admin.max-length"], Number(field?.MaxLength), kind: FieldKind.Integer), Text("minimum", texts["admin.minimum"], Number(field?.Minimum), kind: FieldKind.Number), Text("maximum", texts["admin.maximum"], Number(field?.Maximum), kind: FieldKind.Number),
            Text("pattern", texts["admin.pattern"], field?.Pattern),
            OptionsField(texts, field?.Options ?? []),
        ])
        {
            Heading = field is null ? texts.Format("admin.field-new", type.Label.For(request.Culture)) : $"{field.Label.For(request.Culture)} ({field.Key})",
        };
    }

    private static CustomFieldSettings Filled(PageRequest request, string type, CustomFieldSettings? before)
    {
        var field = before ?? new CustomFieldSettings
        {
            RecordType = type, Key = NewKey(request), Label = new LocalizedText(""),
            Kind = Enum.GetValues<FieldKind>().FirstOrDefault(k => EnumCode.Of(k) == request["kind"]),
            ReferenceType = request["referenceType"],
        };
        return field with
        {
            Label = new LocalizedText(Needed(request, "english"), request["chinese"]),
            Description = request["description"] is { } text ? new LocalizedText(text, request["descriptionChinese"]) : null,
            Section = request["section"] is { } section ? SectionOf(request.Session.Catalog.Type(type), section) : null, ShownWhen = request["shownWhen"],
            IsRequired = IsOn(request, "required"), IsUnique = IsOn(request, "unique"), IsIndexed = IsOn(request, "indexed"), IsSearchable = IsOn(request, "searchable"), IsPersonal = IsOn(request, "personal"),
            MaxLength = WholeNumber(request, "maxLength"), Minimum = Number(request, "minimum"), Maximum = Number(request, "maximum"), Pattern = request["pattern"],
            Options = OptionsOf(request),
        };
    }

    // The sections of the type, and those that are common to many.
    private static IEnumerable<FieldSection> SectionsOf(RecordTypeDefinition type) =>
        type.Fields.Select(f => f.Section).OfType<FieldSection>().Concat([FieldSection.Reach, FieldSection.Address, FieldSection.Money, FieldSection.Dates, FieldSection.Origin]).DistinctBy(s => s.Key);

    private static FieldSection SectionOf(RecordTypeDefinition type, string line)
    {
        var option = OptionOf(line);
        return SectionsOf(type).FirstOrDefault(s => s.Key == line) ?? new FieldSection(option.Code, option.Label);
    }

    private static string Line(string code, LocalizedText label) => $"{code} = {label.English}{(label.Chinese is { } chinese ? " | " + chinese : "")}";

    // code = English | 中文
    private static FieldOption OptionOf(string line)
    {
        var (code, label) = line.Split('=', 2, StringSplitOptions.TrimEntries) is [var named, { Length: > 0 } read] ? (named, read) : (line.Trim(), line.Trim());
        return new FieldOption(code, label.Split('|', 2, StringSplitOptions.TrimEntries) is [var english, { Length: > 0 } chinese] ? new LocalizedText(english, chinese) : new LocalizedText(label));
    }
}
