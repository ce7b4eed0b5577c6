using CrmKit.Access;
using CrmKit.Pages;

namespace CrmKit.Web.Administration;

/// <summary>May somebody do something, and why; and all that he may do, as he sees it.</summary>
internal sealed class RightsPage() : AdministrationPage("rights", 300)
{
    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        var users = await UsersAsync(session, cancellationToken);
        var blocks = new List<PageBlock>
        {
            new FormBlock("", texts["admin.ask"],
            [
                Choice("user", texts["admin.user"], [.. users.Select(u => new PageOption(u.Id.ToString(), u.Name))], request["user"]),
                Choice("operation", texts["admin.may"], [.. RolesPage.Single.Select(o => new PageOption(EnumCode.Of(o), Word(texts, "operation", o)))], request["operation"]),
                Choice("type", texts["admin.type"], TypeOptions(request, session.Catalog.Types), request["type"]),
                Text("record", texts["admin.record"], request["record"], help: texts["admin.record-help"]),
                Text("field", texts["admin.field"], request["field"]),
            ]) { Heading = texts["admin.rights-ask"], IsQuestion = true },
        };
        if (request["user"] is null) return new PageContent(blocks);
        var user = IdOf(request, "user");
        if (request["operation"] is { } code && session.Catalog.TryType(request["type"] ?? "", out var type) && RolesPage.Single.FirstOrDefault(o => EnumCode.Of(o) == code) is not Operations.None and var operation)
        {
            var record = await AskedRecord.OfAsync(request, type, cancellationToken);
            if (record.Question is { } which) return new PageContent([.. blocks, which]);
            try
            {
                var answer = await session.Access.ExplainAsync(user, operation, type.Key, record.Id, request["field"], cancellationToken);
                blocks.Add(new NoteBlock(answer.Text.For(request.Culture), answer.IsAllowed ? PageTone.Good : PageTone.Warning) { Heading = answer.IsAllowed ? texts["value.yes"] : texts["value.no"] });
                blocks.Add(new FactsBlock(
                [
                    .. record is { Id: { } id, Name: { } name } ? [new PageFact(texts["admin.record"], Record(name, type.Key, id))] : Array.Empty<PageFact>(),
                    new PageFact(texts["admin.scope"], Cell(RolesPage.ScopeText(texts, answer.Scope))), .. record.Id is null ? Array.Empty<PageFact>() : [new PageFact(texts["admin.way"], Cell(Word(texts, "way", answer.Way)))],
                    new PageFact(texts["admin.roles"], Cell(string.Join(", ", answer.Roles.Select(r => session.Catalog.TryRole(r, out var role) ? role.Label.For(request.Culture) : r)))),
                ]));
            }
            catch (CrmException refused) when (refused is CrmNotFoundException or CrmValidationException or CrmForbiddenException)
            {
                blocks.AddRange(refused.Errors.Select(e => new NoteBlock(texts.Of(e), PageTone.Warning)));
            }
        }
        var rights = await session.Access.RightsOfUserAsync(user, cancellationToken);
        blocks.Add(RolesPage.Matrix(request, texts, rights.Types.Select(t => (t.RecordType, (Func<Operations, AccessScope>)(o => t.Scopes.GetValueOrDefault(o)), string.Join(", ", t.HiddenFields.Concat(t.ReadOnlyFields).Distinct()))), user) with
        {
            Heading = texts.Format("admin.rights-of", users.FirstOrDefault(u => u.Id == user)?.Name ?? user.ToString()),
        });
        return new PageContent(blocks);
    }
}
