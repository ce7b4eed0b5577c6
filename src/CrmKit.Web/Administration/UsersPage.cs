using CrmKit.Pages;
using CrmKit.Planning;
using CrmKit.Sessions;

namespace CrmKit.Web.Administration;

/// <summary>Who works here: users with their roles, and teams.</summary>
internal sealed class UsersPage() : AdministrationPage("users", 100)
{
    private const string New = "new";
    private const string RolePrefix = "role:";
    private const int Shown = 100;

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        var teams = await session.Records.ListAsync(new Specification<Team>().OrderBy(t => t.Name).Take(500), cancellationToken);
        if (request["user"] == New) return new PageContent([FormOf(request, texts, new User(), teams, isNew: true)]);
        if (request["user"] is not null)
        {
            var user = await session.Records.GetAsync<User>(IdOf(request, "user"), cancellationToken);
            return new PageContent([FormOf(request, texts, user, teams, isNew: false), HandOver(texts, user, await UsersAsync(session, cancellationToken))]);
        }

        var page = await session.Records.PageAsync(new Specification<User>().OrderBy(u => u.Name).Page(Shown, request["cursor"]), cancellationToken);
        var names = teams.ToDictionary(t => t.Id, t => t.Name);
        var users = page.Items.Select(u => new PageRow(
        [
            Link(u.Name, ("user", u.Id.ToString())), Cell(u.Email), Cell(RolesText(session, request, u.Roles)), Cell(u.TeamId is { } team ? names.GetValueOrDefault(team) : null),
            u.IsActive ? Cell(texts["admin.active"], PageTone.Good) : Cell(texts["admin.inactive"], PageTone.Muted),
        ])).ToList();
        var members = teams.Select(t => new PageRow([Record(t.Name, "team", t.Id), Cell(t.ParentId is { } parent ? names.GetValueOrDefault(parent) : null), Cell(t.Region)])).ToList();
        return new PageContent(
        [
            new TableBlock([texts["admin.name"], texts["admin.email"], texts["admin.roles"], texts["admin.team"], texts["admin.state"]], users)
            {
                Heading = texts["admin.users"],
                Next = page.Next is { } next ? new PageLink(texts["list.next"]) { Values = Values(("cursor", next)) } : null,
            },
            new FactsBlock([new PageFact(texts["admin.user-new"], Link(texts["list.new"], ("user", New)))]),
            new TableBlock([texts["admin.name"], texts["admin.team-parent"], texts["admin.region"]], members) { Heading = texts["admin.teams"] },
            new FormBlock("team", texts["list.new"],
                [Text("name", texts["admin.name"], isRequired: true), Choice("parent", texts["admin.team-parent"], Options(teams)), Text("region", texts["admin.region"])]) { Heading = texts["admin.team-new"] },
        ]);
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        var records = request.Session.Records;
        switch (act)
        {
            case "team":
                await records.CreateAsync(new Team { Name = request["name"] ?? "", ParentId = Optional(request, "parent"), Region = request["region"] }, null, cancellationToken);
                return PageOutcome.GoTo();
            case "save" when request["user"] == New:
                var made = await records.CreateAsync(Filled(request, new User()), null, cancellationToken);
                return PageOutcome.GoTo(("user", made.Id.ToString()));
            case "save":
                var user = await records.GetAsync<User>(IdOf(request, "user"), cancellationToken);
                if (WholeNumber(request, "version") != user.Version) throw new CrmConflictException(new CrmError("record.conflict", TextsOf(request)["code.record.conflict"]));
                await records.UpdateAsync(Filled(request, user), cancellationToken);
                return PageOutcome.GoTo(("user", user.Id.ToString()));
            case "hand-over":
                var count = await request.Session.Assignments.TransferAsync(IdOf(request, "user"), IdOf(request, "to"), cancellationToken);
                return PageOutcome.Show(new NoteBlock(TextsOf(request).Format("admin.handed-over", count), PageTone.Good));
            default:
                throw Unknown(act);
        }
    }

    // Whoever leaves hands over what is his: the successor reads all that happened, as it stands in the records.
    private static FormBlock HandOver(WebTexts texts, User user, IReadOnlyList<User> users) => new("hand-over", texts["admin.hand-over"],
        [Choice("to", texts["admin.hand-over-to"], [.. users.Where(u => u.Id != user.Id).Select(u => new PageOption(u.Id.ToString(), u.Name))], isRequired: true, help: texts["admin.hand-over-help"])]) { Heading = texts["admin.hand-over-all"] };

    private static FormBlock FormOf(PageRequest request, WebTexts texts, User user, IReadOnlyList<Team> teams, bool isNew)
    {
        var held = KeysOf(user.Roles);
        return new FormBlock("save", texts["form.save"],
        [
            Text("name", texts["admin.name"], user.Name, isRequired: true),
            Text("email", texts["admin.email"], user.Email, kind: FieldKind.Email, help: texts["admin.email-help"]),
            Choice("teamId", texts["admin.team"], Options(teams), user.TeamId?.ToString()),
            Text("jobTitle", texts["admin.job-title"], user.JobTitle),
            Flag("isActive", texts["admin.active"], user.IsActive),
            .. request.Session.Catalog.Roles.Select(r => Flag(RolePrefix + r.Key, r.Label.For(request.Culture), held.Contains(r.Key), texts.Format("admin.role-of", r.Key))),
        ])
        {
            Heading = isNew ? texts["admin.user-new"] : user.Name,
            Values = Values(("version", user.Version.ToString(System.Globalization.CultureInfo.InvariantCulture))),
        };
    }

    private static User Filled(PageRequest request, User user)
    {
        (user.Name, user.Email, user.TeamId, user.JobTitle, user.IsActive) = (request["name"] ?? "", request["email"], Optional(request, "teamId"), request["jobTitle"], IsOn(request, "isActive"));
        // Roles of plugins that are off stay: they are not on the form.
        var shown = request.Session.Catalog.Roles.Select(r => r.Key).ToHashSet(StringComparer.Ordinal);
        var roles = KeysOf(user.Roles).Where(r => !shown.Contains(r)).Concat(shown.Where(r => IsOn(request, RolePrefix + r))).ToList();
        var text = roles.Count == 0 ? null : string.Join(',', roles);
        if (!roles.ToHashSet(StringComparer.Ordinal).SetEquals(KeysOf(user.Roles))) user.Roles = text;
        return user;
    }

    private static Guid? Optional(PageRequest request, string name) => request[name] is null ? null : IdOf(request, name);

    private static HashSet<string> KeysOf(string? roles) => [.. (roles ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static string RolesText(ICrmSession session, PageRequest request, string? roles) =>
        string.Join(", ", KeysOf(roles).Select(r => session.Catalog.TryRole(r, out var role) ? role.Label.For(request.Culture) : r));

    private static IReadOnlyList<PageOption> Options(IReadOnlyList<Team> teams) => [.. teams.Select(t => new PageOption(t.Id.ToString(), t.Name))];
}
