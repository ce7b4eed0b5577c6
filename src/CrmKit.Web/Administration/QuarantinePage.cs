using CrmKit.Access;
using CrmKit.Pages;
using CrmKit.Quality;
using CrmKit.Sessions;

namespace CrmKit.Web.Administration;

/// <summary>Leads and contacts that were set apart because they look made up, with the reasons; whoever looked at them releases them.</summary>
internal sealed class QuarantinePage() : AdministrationPage("quarantine", 620)
{
    private const string Chosen = "release:";
    private static readonly string[] Facts = ["email", "phone", "mobile"];

    public override async ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken) => (await TypesAsync(session, cancellationToken)).Count > 0;

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        var types = await TypesAsync(session, cancellationToken);
        var type = types.FirstOrDefault(t => t.Key == request["type"]) ?? types[0];
        var page = await session.Records.QueryAsync(new RecordQuery(type.Key) { Filter = "quarantinedAt ne null", OrderBy = "-quarantinedAt", Size = 50, Cursor = request["cursor"] }, cancellationToken);
        var question = new FormBlock("", texts["admin.show"], [Choice("type", texts["admin.type"], TypeOptions(request, types), type.Key)]) { IsQuestion = true };
        if (page.Items.Count == 0) return new PageContent([question, new NoteBlock(texts["admin.quarantine-none"], PageTone.Good)]);
        var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
        var facts = Facts.Where(f => type.TryField(f, out _) && !hidden.Contains(f)).Select(type.Field).ToList();
        return new PageContent(
        [
            question,
            new FormBlock("release", texts["admin.release"], [])
            {
                Values = Values(("type", type.Key)),
                Grid = new TableBlock([texts["admin.release"], texts["admin.name"], texts["admin.since"], texts["admin.why"], .. facts.Select(f => f.Label.For(request.Culture))],
                    [.. page.Items.Select(r => new PageRow(
                    [
                        new PageCell("") { Field = Flag(Chosen + r.Id, texts.Format("admin.release-of", NameOf(type, r, hidden)), false) }, Record(NameOf(type, r, hidden), type.Key, r.Id),
                        Cell(request.Moment(((IQuarantined)r).QuarantinedAt)), Cell(Reasons(texts, (IQuarantined)r), PageTone.Warning), .. facts.Select(f => Cell(f.Get(r) as string)),
                    ]))])
                {
                    Next = page.Next is { } next ? new PageLink(texts["list.next"]) { Values = Values(("type", type.Key), ("cursor", next)) } : null,
                },
            },
        ]);
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        if (act != "release") throw Unknown(act);
        var type = Needed(request, "type");
        var chosen = request.Values.Where(v => v.Value == "true" && v.Key.StartsWith(Chosen, StringComparison.Ordinal)).Select(v => Guid.TryParseExact(v.Key.AsSpan(Chosen.Length), "D", out var id) ? new RecordRef(type, id) : default).Where(r => r != default).ToList();
        if (chosen.Count == 0) throw new CrmValidationException([new CrmError("field.required", TextsOf(request)["admin.choose-some"])]);
        await request.Session.Quality.ReleaseAsync(chosen, cancellationToken);
        return PageOutcome.GoTo(("type", type));
    }

    /// <summary>The types whose records are set apart, and of which somebody may change all.</summary>
    private static async Task<IReadOnlyList<RecordTypeDefinition>> TypesAsync(ICrmSession session, CancellationToken cancellationToken)
    {
        var types = new List<RecordTypeDefinition>();
        foreach (var type in session.Catalog.Types)
            if (typeof(IQuarantined).IsAssignableFrom(type.ClrType) && await session.Access.ScopeAsync(type, Operations.Update, cancellationToken) == AccessScope.All) types.Add(type);
        return types;
    }

    private static string Reasons(WebTexts texts, IQuarantined record) => string.Join(", ", (record.QuarantineReason ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => texts.Find("finding." + c) ?? c));
}
