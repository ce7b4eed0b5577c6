using System.Globalization;
using CrmKit.Access;
using CrmKit.Matching;
using CrmKit.Pages;
using CrmKit.Sessions;

namespace CrmKit.Web.Administration;

/// <summary>The queue of records that look like each other: merged, told apart or compared side by side, one by one or many at once; and the scan that fills it.</summary>
internal sealed class DuplicatesPage() : AdministrationPage("duplicates", 640)
{
    private const string Decided = "decide:";
    private const string Merge = "merge", Different = "different";

    public override async ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken) => (await TypesAsync(session, cancellationToken)).Count > 0;

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        var types = await TypesAsync(session, cancellationToken);
        var type = types.FirstOrDefault(t => t.Key == request["type"]) ?? types[0];
        var pairs = await session.Duplicates.ListAsync(new DuplicateQuery(type.Key) { Limit = 50 }, cancellationToken);
        var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
        var choices = new[] { new PageOption("", texts["admin.later"]), new PageOption(Merge, texts["admin.merge"]), new PageOption(Different, texts["admin.different"]) };
        var queue = new FormBlock("decide", texts["admin.decide"], [])
        {
            Values = Values(("type", type.Key)),
            Grid = new TableBlock([texts["admin.decision"], texts["admin.name"], texts["admin.alike"], texts["admin.score"], texts["admin.why"], ""], [.. pairs.Select(p => new PageRow(
            [
                new PageCell("") { Field = Choice(Decided + p.Pair.Id, $"{NameOf(type, p.First, hidden)} / {NameOf(type, p.Second, hidden)}", choices) },
                Record(NameOf(type, p.First, hidden), type.Key, p.First.Id), Record(NameOf(type, p.Second, hidden), type.Key, p.Second.Id),
                Cell(p.Pair.Score.ToString("P0", CultureInfo.GetCultureInfo(request.Culture)), p.Pair.Status == DuplicateStatus.Same ? PageTone.Warning : PageTone.Plain),
                Cell(string.Join(", ", p.Reasons.Where(r => r.Weight > 0 && type.TryField(r.Field, out _)).Select(r => type.Field(r.Field).Label.For(request.Culture))), PageTone.Muted),
                new PageCell(texts["admin.side-by-side"]) { Link = new PageLink("") { Record = type.Ref(p.First.Id), With = p.Second.Id } },
            ]))]),
        };
        return new PageContent(
        [
            new FormBlock("", texts["admin.show"], [Choice("type", texts["admin.type"], TypeOptions(request, types), type.Key)]) { IsQuestion = true },
            .. pairs.Count == 0 ? [new NoteBlock(texts["admin.duplicates-none"], PageTone.Good)] : new PageBlock[] { queue },
            new FormBlock("scan", texts["admin.scan"], []) { Heading = texts["admin.scan-title"], Values = Values(("type", type.Key)) },
        ]);
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        var (duplicates, type, texts) = (request.Session.Duplicates, Needed(request, "type"), TextsOf(request));
        switch (act)
        {
            case "decide":
                var (different, merged) = (Of(request, Different), Of(request, Merge));
                if (different.Count + merged.Count == 0) throw new CrmValidationException([new CrmError("field.required", texts["admin.choose-some"])]);
                await using (var work = await request.Session.BeginAsync(cancellationToken)) // all that was decided, or nothing
                {
                    if (different.Count > 0) await duplicates.DismissAsync(different, cancellationToken);
                    if (merged.Count > 0) await duplicates.MergeAsync(merged, null, cancellationToken);
                    await work.CommitAsync(cancellationToken);
                }
                return PageOutcome.GoTo(("type", type));
            case "scan":
                var found = await duplicates.ScanAsync(type, cancellationToken);
                return PageOutcome.Show(new NoteBlock(texts.Format("admin.scanned", found.Records, found.Same, found.Open, found.New), PageTone.Good));
            default:
                throw Unknown(act);
        }
    }

    private static List<Guid> Of(PageRequest request, string decision) =>
        [.. request.Values.Where(v => v.Value == decision && v.Key.StartsWith(Decided, StringComparison.Ordinal) && Guid.TryParseExact(v.Key.AsSpan(Decided.Length), "D", out _)).Select(v => Guid.Parse(v.Key.AsSpan(Decided.Length), CultureInfo.InvariantCulture))];

    /// <summary>The types whose records are compared, and of which somebody may change all.</summary>
    private static async Task<IReadOnlyList<RecordTypeDefinition>> TypesAsync(ICrmSession session, CancellationToken cancellationToken)
    {
        var types = new List<RecordTypeDefinition>();
        foreach (var type in session.Catalog.Types)
            if (type.IsRoot && type.Fields.Any(f => f.Match is not null) && await session.Access.ScopeAsync(type, Operations.Update, cancellationToken) == AccessScope.All) types.Add(type);
        return types;
    }
}
