using System.Globalization;
using System.Text.Json;
using CrmKit.AspNetCore;
using CrmKit.Audit;
using CrmKit.Pages;

namespace CrmKit.Web.Administration;

/// <summary>Who did what, when and from where; and whether the audit is whole.</summary>
internal sealed class AuditViewPage() : AdministrationPage("audit", 1000)
{
    private const int ChangesShown = 6;
    private const int Longest = 80;
    private const string Kinds = "audit-kind.";

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        var users = await UsersAsync(session, cancellationToken);
        var filter = new FormBlock("", texts["list.apply"],
        [
            Choice("type", texts["admin.type"], KindsOf(request, texts), request["type"]), Text("record", texts["admin.record"], request["record"], help: texts["admin.audit-record"]),
            Choice("actor", texts["admin.user"], [.. users.Select(u => new PageOption(u.Id.ToString(), u.Name))], request["actor"]), Text("field", texts["admin.field"], request["field"]), Text("door", texts["admin.door"], request["door"]),
            Text("since", texts["admin.since"], request["since"], kind: FieldKind.Date), Text("until", texts["admin.until"], request["until"], kind: FieldKind.Date),
        ]) { IsQuestion = true, Heading = texts["list.filter"] };
        var record = session.Catalog.TryType(request["type"] ?? "", out var type) ? await AskedRecord.OfAsync(request, type, cancellationToken) : new AskedRecord(request["record"] is null ? null : IdOf(request, "record"), null, null);
        if (record.Question is { } which) return new PageContent([filter, which]);
        var page = await session.Audit.SearchAsync(new AuditQuery
        {
            RecordType = request["type"], RecordId = record.Id, ActorId = request["actor"] is null ? null : IdOf(request, "actor"), Field = request["field"], Door = request["door"],
            Since = Day(request, "since"), Until = Day(request, "until", 1), Cursor = request["cursor"],
        }, cancellationToken);
        var names = await ActorNames.LoadAsync(session, page.Items.Select(e => e.ActorId), cancellationToken);
        var records = await NamesAsync(request, page.Items, cancellationToken);
        var head = await session.Audit.HeadAsync(cancellationToken);
        return new PageContent(
        [
            filter,
            new TableBlock([texts["admin.at"], texts["admin.by"], texts["admin.what"], texts["admin.record"], texts["admin.changes"], texts["admin.door"], texts["admin.address"]], [.. page.Items.Select(e => new PageRow(
            [
                Cell(request.Moment(e.At)), Cell(e.ActorName ?? names.Of(e.ActorId)), Cell(Word(texts, "did", e.Operation)),
                RecordOf(request, e, records.GetValueOrDefault(e.RecordId)), Cell(ChangesOf(request, e)), Cell(e.Door), Cell(e.Address, PageTone.Muted),
            ]))]) { Next = page.Next is { } next ? new PageLink(texts["list.next"]) { Values = new Dictionary<string, string>(request.Values) { ["cursor"] = next } } : null },
            new FactsBlock([new PageFact(texts["admin.chain-end"], Cell(head?.ToString() ?? texts["admin.chain-none"])), new PageFact(texts["admin.chain"], Buttons(Button(texts["admin.verify"], "verify")))]) { Heading = texts["admin.chain"] },
            new FormBlock("verify", texts["admin.verify"], [Text("head", texts["admin.chain-kept"], help: texts["admin.chain-help"])]),
        ]);
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        if (act != "verify") throw Unknown(act);
        var texts = TextsOf(request);
        AuditHead? head = null;
        if (request["head"] is { } kept && !AuditHead.TryParse(kept, out head)) throw Wrong(request, "head");
        var found = await request.Session.Audit.VerifyAsync(head, cancellationToken);
        return found.Flaw is { } flaw ? await ShowAsync(request, texts, flaw, cancellationToken) : PageOutcome.Show(
            new NoteBlock(texts.Format("admin.chain-whole", found.Entries, found.Unsealed, found.Erased), PageTone.Good) { Code = found.Head?.ToString() });
    }

    // The first thing that is wrong, and as much as is known of the entry: a missing one has only its number left.
    private static async Task<PageOutcome> ShowAsync(PageRequest request, WebTexts texts, AuditFlaw flaw, CancellationToken cancellationToken)
    {
        var what = new NoteBlock(texts.Format("admin.chain-broken", Word(texts, "flaw", flaw.Kind), flaw.Seal, request.Moment(flaw.SealedAt)), PageTone.Bad);
        if (flaw.Sequence is not { } sequence) return PageOutcome.Show(what);
        var facts = new List<PageFact> { new(texts["admin.chain-sequence"], Cell(sequence)) };
        if (flaw.Entry is { } entry)
        {
            var names = await ActorNames.LoadAsync(request.Session, [entry.ActorId], cancellationToken);
            facts.AddRange(
            [
                new(texts["admin.record"], RecordOf(request, entry, (await NamesAsync(request, [entry], cancellationToken)).GetValueOrDefault(entry.RecordId))), new(texts["admin.what"], Cell(Word(texts, "did", entry.Operation))),
                new(texts["admin.at"], Cell(request.Moment(entry.At))), new(texts["admin.by"], Cell(entry.ActorName ?? names.Of(entry.ActorId))), new(texts["admin.changes"], Cell(ChangesOf(request, entry))),
            ]);
        }
        return PageOutcome.Show(what, new FactsBlock(facts) { Heading = texts["admin.chain-entry"] });
    }

    // Record types, and what is no record but is audited as well.
    private static IReadOnlyList<PageOption> KindsOf(PageRequest request, WebTexts texts) =>
    [
        .. TypeOptions(request, request.Session.Catalog.Types).OrderBy(o => o.Label, StringComparer.Create(CultureInfo.GetCultureInfo(request.Culture), CompareOptions.None)),
        .. texts.Keys.Where(k => k.StartsWith(Kinds, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(k => new PageOption(k[Kinds.Length..], texts[k])),
    ];

    private static PageCell RecordOf(PageRequest request, AuditEntry entry, string? name) => request.Session.Catalog.TryType(entry.RecordType, out var type)
        ? Record(name is null ? type.Label.For(request.Culture) : $"{type.Label.For(request.Culture)} · {name}", entry.RecordType, entry.RecordId)
        : Cell(TextsOf(request).Find(Kinds + entry.RecordType) ?? entry.RecordType);

    private static async Task<Dictionary<Guid, string>> NamesAsync(PageRequest request, IEnumerable<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var session = request.Session;
        var names = new Dictionary<Guid, string>();
        foreach (var group in entries.GroupBy(e => e.RecordType))
        {
            if (!session.Catalog.TryType(group.Key, out var type) || (await session.Access.HiddenFieldsAsync(type, cancellationToken)).Contains(type.NameField)) continue;
            foreach (var record in await session.Records.GetManyAsync(type.Key, [.. group.Select(e => e.RecordId).Distinct()], cancellationToken))
                if (type.Field(type.NameField).Get(record) is string { Length: > 0 } name) names[record.Id] = name.Length > Longest ? name[..Longest] + "…" : name;
        }
        return names;
    }

    private static DateTimeOffset? Day(PageRequest request, string name, int later = 0) =>
        request[name] is not { } text ? null : DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) && UsableDays.Has(day) ? UsableDays.StartOf(day.AddDays(later), request.Session.Zone) : throw Wrong(request, name);

    // What a field is called now; of one that left with its plugin the key is all that is known.
    private static string ChangesOf(PageRequest request, AuditEntry entry)
    {
        var type = request.Session.Catalog.TryType(entry.RecordType, out var known) ? known : null;
        using var changes = JsonDocument.Parse(entry.Changes);
        var all = changes.RootElement.EnumerateObject().ToList();
        return string.Join("; ", all.Take(ChangesShown).Select(c =>
        {
            var field = type is not null && type.TryField(c.Name, out var found) ? found : null;
            var label = field?.Label.For(request.Culture) ?? c.Name;
            return c.Value is { ValueKind: JsonValueKind.Array } pair && pair.GetArrayLength() == 2 ? $"{label}: {Short(request, type, field, pair[0])} → {Short(request, type, field, pair[1])}" : $"{label}: {Short(request, type, field, c.Value)}";
        })) + (all.Count > ChangesShown ? $" … (+{all.Count - ChangesShown})" : "");
    }

    private static string Short(PageRequest request, RecordTypeDefinition? type, FieldDefinition? field, JsonElement value) =>
        (value.ValueKind == JsonValueKind.Null ? "–" : WordOf(request, type, field, value) ?? value.ToString()) is var text && text.Length > Longest ? text[..Longest] + "…" : text;

    private static string? WordOf(PageRequest request, RecordTypeDefinition? type, FieldDefinition? field, JsonElement value) => (field, value.ValueKind) switch
    {
        (null, _) => null,
        (_, JsonValueKind.True or JsonValueKind.False) => TextsOf(request)[value.GetBoolean() ? "value.yes" : "value.no"],
        ({ Nature: FieldNature.State, Key: "stage" }, JsonValueKind.String) => request.Session.Catalog.PipelinesOf(type!.Key).Select(p => p.FindStage(value.GetString()!)).FirstOrDefault(s => s is not null)?.Label.For(request.Culture),
        ({ Nature: FieldNature.State, Key: "pipeline" }, JsonValueKind.String) => request.Session.Catalog.PipelinesOf(type!.Key).FirstOrDefault(p => p.Key == value.GetString())?.Label.For(request.Culture),
        ({ Kind: FieldKind.Option }, JsonValueKind.String) => field.Options.FirstOrDefault(o => o.Code == value.GetString())?.Label.For(request.Culture),
        ({ ReferenceType: { } to }, JsonValueKind.String) => request.Session.Catalog.TryType(to, out var other) ? other.Label.For(request.Culture) : null, // which one, the history of the record says
        (_, JsonValueKind.Number) when value.TryGetDecimal(out var number) => number.ToString(field.Kind == FieldKind.Money ? "#,##0.00##" : "#,##0.####", CultureInfo.GetCultureInfo(request.Culture)) + (field.Kind == FieldKind.Percent ? "%" : ""),
        ({ Kind: FieldKind.Date }, JsonValueKind.String) => DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", out var day) ? day.ToString("d", CultureInfo.GetCultureInfo(request.Culture)) : null,
        ({ Kind: FieldKind.Instant }, JsonValueKind.String) => value.TryGetDateTimeOffset(out var at) ? request.Moment(at) : null,
        _ => null,
    };
}
