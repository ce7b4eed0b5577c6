using System.Globalization;
using CrmKit.Imports;
using CrmKit.Pages;

namespace CrmKit.Web.Imports;

/// <summary>What a file holds and which field each of its columns would fill: as proposed, or as a saved map says, to be put right by a form.</summary>
internal sealed class ImportPlan
{
    private static readonly string[] OfState = ["pipeline", "stage", "owner", "team", "closedOn", "stageEnteredAt", "lossReason", "createdAt", "convertedFrom"];

    private readonly WebCall _call;
    private readonly ImportPreview _preview;
    private readonly ImportMap _map;

    private ImportPlan(WebCall call, RecordTypeDefinition type, string path, ImportPreview preview, ImportMap map) => (_call, Type, Path, _preview, _map) = (call, type, path, preview, map);

    public RecordTypeDefinition Type { get; }

    public string Path { get; }

    public static async Task<ImportPlan> ReadAsync(WebCall call, string path)
    {
        var type = call.Session.Catalog.Type(call.Query("type") ?? "");
        var preview = await call.Session.Imports.PreviewAsync(new ImportPreviewRequest(type.Key, path) { Preset = call.Query("preset"), Format = call.Query("format") }, call.Cancelled);
        var map = call.Query("map") is { } name && (await SavedAsync(call, type)).FirstOrDefault(m => m.Name == name) is { Definition: { } saved } ? ImportMap.FromJson(saved) : preview.Map ?? new ImportMap { Columns = [] };
        return new ImportPlan(call, type, path, preview, map);
    }

    public async Task<IReadOnlyList<PageBlock>> ShowAsync()
    {
        var texts = _call.Texts;
        var saved = await SavedAsync(_call, Type);
        var facts = new List<PageFact> { new(texts["import.format"], new PageCell(_preview.Format)), new(texts["import.rows-seen"], new PageCell(_preview.Rows.ToString(CultureInfo.InvariantCulture))) };
        facts.AddRange(_preview.Facts.Select(f => new PageFact(texts.Find("import.fact-" + f.Key) ?? f.Key, new PageCell(f.Value))));
        var fields = await FieldsAsync();
        return
        [
            new FactsBlock(facts) { Heading = System.IO.Path.GetFileName(Path) },
            .. _preview.Doubts.Select(d => new NoteBlock(d.Message, PageTone.Warning)),
            new FormBlock("", texts["import.by"],
            [
                new PageField("map", texts["import.saved"]) { Options = [.. saved.Select(m => new PageOption(m.Name, m.Name))], Value = _call.Query("map") ?? "" },
                new PageField("preset", texts["import.preset"]) { Value = _call.Query("preset") ?? _preview.Preset ?? "", Help = texts["import.preset-help"] },
            ]) { IsQuestion = true, Values = new Dictionary<string, string> { ["type"] = Type.Key } },
            MapForm("try", texts["import.try"], fields, texts["import.columns"]),
        ];
    }

    /// <summary>The map as it was put right; without the form's columns, as it was.</summary>
    public ImportMap MapOf(IReadOnlyDictionary<string, string> typed)
    {
        var columns = new List<ImportColumn>(_map.Columns.Where(c => c.Column is null)); // constants
        for (var i = 0; i < _preview.Columns.Count; i++)
        {
            var name = _preview.Columns[i].Name;
            var proposed = _map.Columns.Where(c => c.Column == name).ToList();
            var field = typed.GetValueOrDefault(FieldName(i), FieldOf(proposed)).Trim();
            var formats = typed.GetValueOrDefault(FormatName(i), FormatsOf(proposed)).Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (field.Length == 0) continue;
            if (field != FieldOf(proposed)) columns.Add(new ImportColumn { Column = name, Field = field, Formats = formats });
            else columns.AddRange(proposed.Select((c, at) => at == 0 ? c with { Formats = formats } : c));
        }
        var consents = ConsentColumns.Read(_call, typed, _map.Consents);
        var used = columns.SelectMany(c => c.Join.Concat(c.Plus).Concat(c.Minus).Append(c.Column ?? "")).Concat(consents.SelectMany(c => (string[])[c.Column, c.At, c.EvidenceColumn ?? ""])).ToHashSet(StringComparer.Ordinal);
        return _map with
        {
            Columns = columns,
            Consents = consents,
            Ignore = [.. _preview.Columns.Select(c => c.Name).Where(n => n.Length > 0 && !used.Contains(n)).Distinct()],
            Key = typed.TryGetValue("key", out var key) ? key.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : _map.Key,
            OnExisting = Enum.GetValues<ExistingRecordPolicy>().Cast<ExistingRecordPolicy?>().FirstOrDefault(p => EnumCode.Of(p!) == typed.GetValueOrDefault("existing")) ?? _map.OnExisting,
        };
    }

    private FormBlock MapForm(string act, string submit, IReadOnlyList<PageOption> fields, string heading)
    {
        var texts = _call.Texts;
        return new FormBlock(act, submit,
        [
            new PageField("key", texts["import.key"]) { Value = string.Join(", ", _map.Key), Help = texts["import.key-help"] },
            new PageField("existing", texts["import.existing"]) { Value = EnumCode.Of(_map.OnExisting), Options = [.. Enum.GetValues<ExistingRecordPolicy>().Select(p => new PageOption(EnumCode.Of(p), texts["existing." + EnumCode.Of(p)]))] },
            new PageField("name", texts["import.keep-as"]) { Value = _call.Query("map") ?? "", Help = texts["import.keep-help"] },
            .. ConsentColumns.Of(_call, Type, _preview.Columns.Select(c => c.Name), _map.Consents),
        ])
        {
            Heading = heading,
            Grid = new TableBlock([texts["import.column"], texts["import.samples"], texts["import.sure"], texts["import.fills"], texts["import.formats"]],
                [.. _preview.Columns.Select((c, i) =>
                {
                    var proposed = _map.Columns.Where(m => m.Column == c.Name).ToList();
                    return new PageRow(
                    [
                        new PageCell(c.Name.Length > 0 ? c.Name : "–"), new PageCell(string.Join(", ", c.Samples)) { Tone = PageTone.Muted },
                        new PageCell($"{c.Confidence:P0} · {c.Reason.For(_call.Culture)}") { Tone = c.Fills.Count > 0 && c.Confidence < 0.75m ? PageTone.Warning : PageTone.Plain },
                        new PageCell("") { Field = new PageField(FieldName(i), texts.Format("import.fills-of", c.Name)) { Options = WithChosen(fields, FieldOf(proposed)), Value = FieldOf(proposed) } },
                        new PageCell("") { Field = new PageField(FormatName(i), texts.Format("import.formats-of", c.Name)) { Value = FormatsOf(proposed) } },
                    ]);
                })]),
        };
    }

    private async Task<IReadOnlyList<PageOption>> FieldsAsync()
    {
        var locked = await _call.ReadOnlyAsync(Type);
        return
        [
            new PageOption("", _call.Texts["import.left-out"]),
            .. Type.Fields.Where(f => f.Nature == FieldNature.Descriptive && !locked.Contains(f.Key)).Select(f => new PageOption(f.Key, f.Label.For(_call.Culture))),
            .. Type.IsRoot ? OfState.Select(k => new PageOption(k, _call.Texts.Find("import.state-" + k) ?? k)) : [],
        ];
    }

    private static IReadOnlyList<PageOption> WithChosen(IReadOnlyList<PageOption> fields, string chosen) => fields.Any(f => f.Value == chosen) ? fields : [.. fields, new PageOption(chosen, chosen)];

    private static async Task<IReadOnlyList<ImportMapping>> SavedAsync(WebCall call, RecordTypeDefinition type) =>
        await call.MayAsync(call.Session.Catalog.Type(typeof(ImportMapping)), Access.Operations.Read)
            ? await call.Session.Records.ListAsync(new Specification<ImportMapping>(m => m.RecordType == type.Key).OrderBy(m => m.Name).Take(200), call.Cancelled) : [];

    private static string FieldOf(List<ImportColumn> proposed) => proposed.Count == 0 ? "" : proposed[0].Field;

    private static string FormatsOf(List<ImportColumn> proposed) => proposed.Count == 0 ? "" : string.Join(" | ", proposed[0].Formats);

    private static string FieldName(int column) => string.Create(CultureInfo.InvariantCulture, $"column{column}");

    private static string FormatName(int column) => string.Create(CultureInfo.InvariantCulture, $"format{column}");
}
