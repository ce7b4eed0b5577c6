using CrmKit.Access;
using CrmKit.Pages;
using CrmKit.Planning;
using CrmKit.Sessions;

namespace CrmKit.Web.Administration;

/// <summary>Roles, each as a matrix of record types and operations with the scope of each.</summary>
internal sealed class RolesPage() : AdministrationPage("roles", 200)
{
    private const string AllTypes = "*";
    private static readonly AccessScope[] Scopes = [AccessScope.None, AccessScope.Own, AccessScope.Team, AccessScope.TeamTree, AccessScope.Territory, AccessScope.Team | AccessScope.Territory, AccessScope.TeamTree | AccessScope.Territory, AccessScope.All];

    public static IReadOnlyList<Operations> Single { get; } = [.. Enum.GetValues<Operations>().Where(o => int.IsPow2((int)o))];

    public override async ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken)
    {
        if (!await base.IsForAsync(session, cancellationToken)) return false;
        foreach (var type in session.Catalog.Types) // a role can give any right
            if (!type.IsAppendOnly && await session.Access.ScopeAsync(type, Operations.Administer, cancellationToken) != AccessScope.All) return false;
        return true;
    }

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        if (request["role"] is { } key) return await OneAsync(request, texts, key, cancellationToken);
        var users = await session.Records.ListAsync(new Specification<User>(u => u.Roles != null).Take(5000), cancellationToken);
        var holders = users.SelectMany(u => u.Roles!.Split(',', StringSplitOptions.TrimEntries)).CountBy(r => r).ToDictionary();
        return new PageContent(
        [
            new TableBlock([texts["admin.name"], texts["admin.key"], texts["admin.source"], texts["admin.users"]],
                [.. session.Catalog.Roles.Select(r => new PageRow([Link(r.Label.For(request.Culture), ("role", r.Key)), Cell(r.Key, PageTone.Muted), Cell(r.Source), Cell(holders.GetValueOrDefault(r.Key))]))]),
            Copy(request, texts, null),
        ]);
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        var (session, key) = (request.Session, request["role"] ?? "");
        switch (act)
        {
            case "copy":
                var from = request["from"] is { } named && session.Catalog.TryRole(named, out var model) ? model : null;
                var made = NewKey(request);
                if (session.Catalog.TryRole(made, out _)) throw new CrmRuleException(new CrmError("catalog.duplicate", TextsOf(request).Format("admin.key-taken", made)) { Field = "key" });
                await session.Administration.SaveRoleAsync(new RoleDefinition { Key = made, Label = new LocalizedText(Needed(request, "english"), request["chinese"]), Permissions = from?.Permissions ?? [], Restrictions = from?.Restrictions ?? [] }, cancellationToken);
                return PageOutcome.GoTo(("role", made));
            case "save":
                await session.Administration.SaveRoleAsync(Filled(request, await DefinedAsync(session, key, cancellationToken)), cancellationToken);
                return PageOutcome.GoTo(("role", key));
            case "remove":
                await session.Administration.RemoveRoleAsync(key, cancellationToken);
                return PageOutcome.GoTo();
            case DefinitionVersions.Undo:
                await DefinitionVersions.UndoAsync(request, DefinitionKind.Role, key, cancellationToken);
                return PageOutcome.GoTo(("role", key));
            default:
                throw Unknown(act);
        }
    }

    /// <summary>A matrix as people read it: a row for each type of which anything is permitted.</summary>
    public static TableBlock Matrix(PageRequest request, WebTexts texts, IEnumerable<(string Type, Func<Operations, AccessScope> ScopeOf, string Fields)> rows, Guid? user = null) =>
        new([texts["admin.type"], .. Single.Select(o => Word(texts, "operation", o)), texts["admin.fields-fenced"]],
            [.. rows.Select(r => new PageRow([TypeCell(request, texts, r.Type, user), .. Single.Select(o => ScopeCell(texts, r.ScopeOf(o))), Cell(r.Fields, PageTone.Muted)]))]);

    // Of a user's rights each row leads to what he would see.
    private static PageCell TypeCell(PageRequest request, WebTexts texts, string type, Guid? user) => Cell(TypeLabel(request, texts, type)) with
    {
        Link = user is { } id && request.Session.Catalog.TryType(type, out _) ? new PageLink("") { Page = SeeAsPage.Name, Values = Values(("user", id.ToString()), ("type", type)) } : null,
    };

    private static async Task<PageContent> OneAsync(PageRequest request, WebTexts texts, string key, CancellationToken cancellationToken)
    {
        var session = request.Session;
        var defined = (await session.Administration.RolesAsync(cancellationToken)).FirstOrDefault(r => r.Key == key);
        if (defined is null)
        {
            if (!session.Catalog.TryRole(key, out var role)) throw new CrmNotFoundException(new CrmError("catalog.definition-unknown", texts.Format("admin.role-unknown", key)));
            var rows = role.Permissions.Select(p => p.RecordType).Distinct().Select(t => (t, (Func<Operations, AccessScope>)(o => ScopeOf(role, t, o)), FieldsOf(role, t)));
            return new PageContent([new NoteBlock(texts.Format("admin.not-yours", role.Source), PageTone.Muted) { Heading = role.Label.For(request.Culture) }, Matrix(request, texts, rows), Copy(request, texts, role)]);
        }
        var types = session.Catalog.Types.Where(t => t.ParentField is null).Select(t => t.Key).Prepend(AllTypes);
        return new PageContent(
        [
            new FormBlock("save", texts["form.save"],
            [
                Text("english", texts["admin.label-en"], defined.Label.English, isRequired: true), Text("chinese", texts["admin.label-zh"], defined.Label.Chinese),
                Text("restrictions", texts["admin.fields-fenced"], string.Join('\n', defined.Restrictions.Select(Line)), help: texts["admin.fenced-help"], kind: FieldKind.LongText),
            ])
            {
                Heading = $"{defined.Label.For(request.Culture)} ({key})",
                Grid = new TableBlock([texts["admin.type"], .. Single.Select(o => Word(texts, "operation", o))],
                    [.. types.Select(t => new PageRow([Cell(TypeLabel(request, texts, t)), .. Single.Select(o => Select(request, texts, defined, t, o))]))]),
            },
            new TableBlock([""], [new PageRow([Buttons(Button(texts["admin.remove"], "remove", isDangerous: true))])]),
            Copy(request, texts, defined),
            await DefinitionVersions.TableAsync(request, DefinitionKind.Role, key, cancellationToken),
        ]);
    }

    private static RoleDefinition Filled(PageRequest request, RoleDefinition role)
    {
        var permissions = new List<Permission>();
        foreach (var type in request.Session.Catalog.Types.Where(t => t.ParentField is null).Select(t => t.Key).Prepend(AllTypes))
            permissions.AddRange(Single.Select(o => (Operation: o, Scope: Scopes.FirstOrDefault(s => s.Text() == request[Name(type, o)], AccessScope.None)))
                .Where(p => p.Scope != AccessScope.None).GroupBy(p => p.Scope).Select(g => new Permission(type, g.Aggregate(Operations.None, (all, p) => all | p.Operation), g.Key)));
        var known = request.Session.Catalog.Types.Select(t => t.Key).ToHashSet(StringComparer.Ordinal);
        return role with
        {
            Label = new LocalizedText(Needed(request, "english"), request["chinese"]),
            Permissions = [.. permissions, .. role.Permissions.Where(p => p.RecordType != AllTypes && !known.Contains(p.RecordType))], // of plugins that are off
            Restrictions = [.. (request["restrictions"] ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => RestrictionOf(request, role, line))],
        };
    }

    private static string Line(FieldRestriction restriction) => $"{restriction.RecordType}.{restriction.Field} {(restriction.CanRead ? "read" : "hidden")}";

    // A line that was there stays what it was, also while the plugin that brings its field is off.
    private static FieldRestriction RestrictionOf(PageRequest request, RoleDefinition role, string line)
    {
        if (role.Restrictions.FirstOrDefault(r => Line(r) == line) is { } kept) return kept;
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var type in request.Session.Catalog.Types)
        {
            if (words is [{ } field, ("read" or "hidden") and { } how] && field.StartsWith(type.Key + ".", StringComparison.Ordinal) && type.TryField(field[(type.Key.Length + 1)..], out var found))
                return new FieldRestriction(type.Key, found.Key, how == "read", false);
        }
        throw new CrmValidationException([new CrmError("field.pattern", TextsOf(request).Format("admin.fenced-wrong", line)) { Field = "restrictions" }]);
    }

    private static async Task<RoleDefinition> DefinedAsync(ICrmSession session, string key, CancellationToken cancellationToken) =>
        (await session.Administration.RolesAsync(cancellationToken)).FirstOrDefault(r => r.Key == key) ?? throw new CrmNotFoundException(new CrmError("catalog.definition-unknown", $"Administrators defined no role '{key}'."));

    private static FormBlock Copy(PageRequest request, WebTexts texts, RoleDefinition? from) => new("copy", texts["list.new"],
    [
        Text("key", texts["admin.key"], help: texts["admin.key-made"]), Text("english", texts["admin.label-en"], isRequired: true), Text("chinese", texts["admin.label-zh"]),
        Choice("from", texts["admin.copy-of"], [.. request.Session.Catalog.Roles.Select(r => new PageOption(r.Key, r.Label.For(request.Culture)))], from?.Key),
    ]) { Heading = texts["admin.role-new"] };

    private static PageCell Select(PageRequest request, WebTexts texts, RoleDefinition role, string type, Operations operation)
    {
        var scope = ScopeOf(role, type, operation);
        return new PageCell("")
        {
            Field = Choice(Name(type, operation), $"{TypeLabel(request, texts, type)}: {Word(texts, "operation", operation)}",
                [.. Scopes.Append(scope).Distinct().Select(s => new PageOption(s == AccessScope.None ? "" : s.Text(), s == AccessScope.None ? "–" : ScopeText(texts, s)))], scope == AccessScope.None ? "" : scope.Text()),
        };
    }

    private static string Name(string type, Operations operation) => $"scope:{type}:{EnumCode.Of(operation)}";

    private static AccessScope ScopeOf(RoleDefinition role, string type, Operations operation) =>
        role.Permissions.Where(p => p.RecordType == type && p.Operations.HasFlag(operation)).Aggregate(AccessScope.None, (all, p) => all.With(p.Scope));

    private static string FieldsOf(RoleDefinition role, string type) => string.Join(", ", role.Restrictions.Where(r => r.RecordType == type).Select(r => r.Field));

    private static string TypeLabel(PageRequest request, WebTexts texts, string type) =>
        type == AllTypes ? texts["admin.all-types"] : request.Session.Catalog.TryType(type, out var known) ? known.Label.For(request.Culture) : type;

    private static PageCell ScopeCell(WebTexts texts, AccessScope scope) => scope == AccessScope.None ? Cell("–", PageTone.Muted) : Cell(ScopeText(texts, scope), scope == AccessScope.All ? PageTone.Good : PageTone.Plain);

    public static string ScopeText(WebTexts texts, AccessScope scope) =>
        scope == AccessScope.None ? texts["scope.none"] : string.Join(" + ", Enum.GetValues<AccessScope>().Where(s => s != AccessScope.None && scope.HasFlag(s)).Select(s => Word(texts, "scope", s)));
}
