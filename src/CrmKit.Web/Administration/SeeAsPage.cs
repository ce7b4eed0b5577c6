using System.Globalization;
using CrmKit.Pages;

namespace CrmKit.Web.Administration;

/// <summary>What somebody else would see in a list or a record: to read, and noted in the security log.</summary>
internal sealed class SeeAsPage() : AdministrationPage(Name, 310)
{
    public const string Name = "see-as";

    private const int Shown = 50;
    private const int MostColumns = 7;

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        var users = await UsersAsync(session, cancellationToken);
        var types = session.Catalog.Types.Where(t => !t.IsAppendOnly).ToList();
        var blocks = new List<PageBlock>
        {
            new FormBlock("", texts["admin.show"],
            [
                Choice("user", texts["admin.user"], [.. users.Select(u => new PageOption(u.Id.ToString(), u.Name))], request["user"], isRequired: true), Choice("type", texts["admin.type"], TypeOptions(request, types), request["type"], isRequired: true),
                Text("filter", texts["list.filter"], request["filter"], help: texts["see-as.filter-help"]), Text("record", texts["admin.record"], request["record"], help: texts["admin.record-help"]),
            ]) { Heading = texts["see-as.ask"], IsQuestion = true },
            new NoteBlock(texts["see-as.logged"], PageTone.Muted),
        };
        if (request["user"] is null || types.FirstOrDefault(t => t.Key == request["type"]) is not { } type) return new PageContent(blocks);
        var user = IdOf(request, "user");
        var record = await AskedRecord.OfAsync(request, type, cancellationToken);
        if (record.Question is { } which) return new PageContent([.. blocks, which]);
        try
        {
            var filter = record.Id is { } id ? $"id eq '{id}'" : request["filter"];
            var seen = await session.Access.SeeAsAsync(user, new RecordQuery(type.Key) { Filter = filter, Size = Shown, Cursor = request["cursor"] }, cancellationToken);
            var hidden = seen.Page.HiddenFields;
            var columns = type.Fields.Where(f => !hidden.Contains(f.Key) && f.Key is not ("id" or "version") && f.Kind is not (FieldKind.Reference or FieldKind.LongText)).OrderBy(f => f.Key == type.NameField ? 0 : 1).Take(MostColumns).ToList();
            if (seen.Page.Items.Count > 0) blocks.Add(new TableBlock([.. columns.Select(c => c.Label.For(request.Culture)), texts["see-as.may-change"]], [.. seen.Page.Items.Select((r, i) => Row(request, texts, type, columns, r, seen.MayChange[i]))])
            {
                Heading = texts.Format("see-as.of", users.FirstOrDefault(u => u.Id == user)?.Name ?? user.ToString(), type.PluralLabel.For(request.Culture)),
                Next = seen.Page.Next is { } next ? new PageLink(texts["list.next"]) { Values = Values(("user", user.ToString()), ("type", type.Key), ("filter", request["filter"] ?? ""), ("cursor", next)) } : null,
            });
            else blocks.Add(new NoteBlock(texts["see-as.nothing"]) { Heading = texts.Format("see-as.of", users.FirstOrDefault(u => u.Id == user)?.Name ?? user.ToString(), type.PluralLabel.For(request.Culture)) });
            if (seen.Withheld > 0) blocks.Add(new NoteBlock(texts.Format("see-as.withheld", seen.Withheld), PageTone.Warning));
            if (hidden.Count > 0) blocks.Add(new NoteBlock(texts.Format("see-as.hidden", string.Join(", ", hidden.Order(StringComparer.Ordinal).Select(k => type.Field(k).Label.For(request.Culture)))), PageTone.Muted));
        }
        catch (CrmException refused) when (refused is CrmNotFoundException or CrmValidationException or CrmForbiddenException)
        {
            blocks.AddRange(refused.Errors.Select(e => new NoteBlock(texts.Find("code." + e.Code) ?? e.Message, PageTone.Warning)));
        }
        return new PageContent(blocks);
    }

    private static PageRow Row(PageRequest request, WebTexts texts, RecordTypeDefinition type, IReadOnlyList<FieldDefinition> columns, CrmKit.Records.Record record, bool mayChange) => new(
    [
        .. columns.Select(c => c.Key == type.NameField ? Record(TextOf(request, c, record), type.Key, record.Id) : Cell(TextOf(request, c, record))), YesOrNo(texts, mayChange),
    ]);

    private static string TextOf(PageRequest request, FieldDefinition field, CrmKit.Records.Record record) => field.Get(record) switch
    {
        null => "",
        DateTimeOffset at => request.Moment(at),
        string code when field.Options.FirstOrDefault(o => o.Code == code) is { } option => option.Label.For(request.Culture),
        bool flag => TextsOf(request)[flag ? "value.yes" : "value.no"],
        DateOnly day => day.ToString("d", CultureInfo.GetCultureInfo(request.Culture)),
        decimal number => number.ToString(field.Kind == FieldKind.Money ? "#,##0.00##" : "#,##0.####", CultureInfo.GetCultureInfo(request.Culture)) + (field.Kind == FieldKind.Percent ? "%" : ""),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var value => value.ToString() ?? "",
    };
}
