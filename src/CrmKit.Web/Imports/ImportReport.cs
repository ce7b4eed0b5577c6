using System.Globalization;
using CrmKit.Imports;
using CrmKit.Pages;
using CrmKit.Transfers;

namespace CrmKit.Web.Imports;

/// <summary>What an import, a dry run or a revert said, and how far one is.</summary>
/// <param name="call">Who reads it.</param>
/// <param name="type">Of which records; <see langword="null"/> where several are listed.</param>
internal sealed class ImportReport(WebCall call, RecordTypeDefinition? type)
{
    private WebTexts Texts => call.Texts;

    public PageRow Row(Transfer transfer) => new(
    [
        new PageCell(transfer.FileName) { Link = Link("run", transfer.Id) }, new PageCell(TypeLabel(transfer.Type)), new PageCell(Texts["transfer." + EnumCode.Of(transfer.State)]), Cell(transfer.Progress.Rows),
    ]);

    public PageRow Row(ImportRecord import) => new(
    [
        new PageCell(import.FileName) { Link = Link("import", import.Id) }, new PageCell(TypeLabel(import.Type)), new PageCell(call.Text.Moment(import.StartedAt)),
        new PageCell(Texts.Find("import.is-" + import.Status) ?? import.Status) { Tone = import.Status switch { "finished" => PageTone.Good, "running" => PageTone.Warning, _ => PageTone.Muted } },
        Cell(import.Result.Created), Cell(import.Result.Updated), Cell(import.Result.Refused),
    ]);

    public FactsBlock Of(Transfer transfer)
    {
        var at = transfer.Progress;
        var part = at.TotalBytes is > 0 ? $"{100 * at.Bytes / at.TotalBytes}%" : "";
        return new FactsBlock(
        [
            new PageFact(Texts["admin.state"], new PageCell(Texts["transfer." + EnumCode.Of(transfer.State)])), new PageFact(Texts["import.read"], new PageCell(part)), new PageFact(Texts["import.rows"], Cell(at.Rows)),
            new PageFact(Texts["import.created"], Cell(at.Created)), new PageFact(Texts["import.updated"], Cell(at.Updated)), new PageFact(Texts["import.refused"], Cell(at.Refused)),
        ]);
    }

    /// <param name="result">What it said.</param>
    /// <param name="isDryRun">Whether nothing was written.</param>
    /// <param name="download">Where <c>errors</c> and <c>questions</c> are to be had; <see langword="null"/> when they are not.</param>
    public IReadOnlyList<PageBlock> Of(ImportResult result, bool isDryRun, Func<string, string?> download)
    {
        var blocks = new List<PageBlock>
        {
            new FactsBlock(
            [
                new PageFact(Texts["import.rows"], Cell(result.Rows)), new PageFact(Texts[isDryRun ? "import.would-create" : "import.created"], Cell(result.Created)), new PageFact(Texts[isDryRun ? "import.would-change" : "import.updated"], Cell(result.Updated)),
                new PageFact(Texts["import.skipped"], Cell(result.Skipped)), new PageFact(Texts["import.refused"], Cell(result.Refused)), new PageFact(Texts["import.asked"], Cell(result.Asked)),
                .. result.ErrorPath is not null && download("errors") is { } errors ? [File(Texts["import.error-file"], errors)] : Array.Empty<PageFact>(),
                .. result.QuestionPath is not null && download("questions") is { } questions ? [File(Texts["import.question-file"], questions)] : Array.Empty<PageFact>(),
            ]) { Heading = Texts[isDryRun ? "import.difference" : "import.result"] },
        };
        if (result.Changes.Count > 0)
            blocks.Add(new TableBlock([Texts["import.line"], Texts["admin.record"], Texts["admin.changes"]], [.. result.Changes.Select(c => new PageRow(
                [Cell(c.Line), c.Record is { } record ? new PageCell(Texts["import.changes"]) { Link = new PageLink("") { Record = record } } : new PageCell(Texts["import.creates"]) { Tone = PageTone.Good }, new PageCell(string.Join("; ", c.Fields.Select(f => Difference(f, c.Record is null))))]))]) { Heading = Texts["import.changes-first"] });
        if (result.Errors.Count > 0)
            blocks.Add(new TableBlock([Texts["import.line"], Texts["admin.field"], Texts["import.value"], Texts["import.why"]],
                [.. result.Errors.Select(e => new PageRow([Cell(e.Line), new PageCell(LabelOf(e.Field)), new PageCell(e.Value ?? "") { Tone = PageTone.Muted }, new PageCell(Texts.Of(e.Error))]))]) { Heading = Texts["import.refused"] });
        if (result.Questions.Count > 0)
            blocks.Add(new TableBlock([Texts["import.line"], Texts["admin.record"], Texts["import.why"]],
                [.. result.Questions.Select(q => new PageRow([Cell(q.Line), new PageCell(q.Name ?? "–") { Link = new PageLink("") { Record = q.Record } }, new PageCell(q.Reason)]))]) { Heading = Texts["import.asked"] });
        return blocks;
    }

    public IReadOnlyList<PageBlock> Of(ImportRevertResult revert) =>
    [
        new FactsBlock([new PageFact(Texts["import.removed"], Cell(revert.Removed)), new PageFact(Texts["import.restored"], Cell(revert.Restored)), new PageFact(Texts["import.kept"], Cell(revert.Kept))]) { Heading = Texts["transfer.revert"] },
        .. revert.KeptRecords.Count == 0 ? [] : new PageBlock[]
        {
            new TableBlock([Texts["admin.record"], Texts["import.why"]], [.. revert.KeptRecords.Select(k => new PageRow([new PageCell(k.Record.ToString()) { Link = new PageLink("") { Record = k.Record } }, new PageCell(k.Error.Message)]))]) { Heading = Texts["import.kept"] },
        },
    ];

    private string Difference(ImportFieldChange change, bool isNew) => isNew ? $"{LabelOf(change.Field)}: {change.After ?? "–"}" : $"{LabelOf(change.Field)}: {change.Before ?? "–"} → {change.After ?? "–"}";

    private string LabelOf(string? field) => field is null ? "" : type is not null && type.TryField(field, out var known) ? known.Label.For(call.Culture) : field;

    private string TypeLabel(string key) => call.Session.Catalog.TryType(key, out var known) ? known.PluralLabel.For(call.Culture) : key;

    private static PageFact File(string label, string address) => new(label, new PageCell("CSV") { Link = new PageLink("CSV") { Page = address, IsFile = true } });

    private static PageLink Link(string name, Guid id) => new("") { Values = new Dictionary<string, string> { [name] = id.ToString() } };

    private static PageCell Cell(long number) => new(number.ToString(CultureInfo.InvariantCulture));
}
