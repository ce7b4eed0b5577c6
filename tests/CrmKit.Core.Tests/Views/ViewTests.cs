using CrmKit.Access;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.Views;

public sealed class ViewTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task View_asks_its_question_beside_the_callers_own()
    {
        await using var crm = new TestCrm();
        await crm.AddAsync(new Lead { Name = "A", Source = "fair", City = "Bonn" }, new Lead { Name = "B", Source = "fair", City = "Ulm" }, new Lead { Name = "C", Source = "web", City = "Ulm" });
        await using var session = crm.OpenSession();
        var view = await session.Views.SaveAsync(new SavedView { RecordType = "lead", Name = "Fair", Filter = "source eq 'fair' or source eq 'expo'", Columns = ["name", "city"], OrderBy = "-name" }, Cancellation);

        Assert.Equal(["B", "A"], await NamesAsync(session, view, new RecordQuery("lead")));
        Assert.Equal(["A", "B"], await NamesAsync(session, view, new RecordQuery("lead") { OrderBy = "name" }));
        Assert.Equal(["B"], await NamesAsync(session, view, new RecordQuery("lead") { Filter = "city eq 'Ulm' or city eq 'Köln'" }));
        // Brackets of the caller's filter do not reach into the view's.
        await Assert.ThrowsAsync<CrmValidationException>(() => NamesAsync(session, view, new RecordQuery("lead") { Filter = "city eq 'Ulm') or (source eq 'web'" }));
        Assert.Equal("view.type", (await Assert.ThrowsAsync<CrmValidationException>(() => NamesAsync(session, view, new RecordQuery("account")))).Errors[0].Code);
    }

    [Fact]
    public async Task Views_are_seen_and_changed_by_those_whose_they_are()
    {
        await using var crm = new TestCrm();
        var (red, blue) = (await crm.AddAsync(new Team { Name = "Red" }), await crm.AddAsync(new Team { Name = "Blue" }));
        var (ada, bob, eve, boss) = (await crm.AddUserAsync("Ada", "sales-rep", red.Id), await crm.AddUserAsync("Bob", "sales-rep", red.Id), await crm.AddUserAsync("Eve", "sales-rep", blue.Id), await crm.AddUserAsync("Boss", "administrator"));
        await using var adas = crm.OpenSession(ada);
        var own = await adas.Views.SaveAsync(New("Own"), Cancellation);
        var team = await adas.Views.SaveAsync(New("Team") with { Sharing = ViewSharing.Team, TeamId = red.Id }, Cancellation);
        Assert.Equal("view.sharing", (await Assert.ThrowsAsync<CrmForbiddenException>(() => adas.Views.SaveAsync(New("X") with { Sharing = ViewSharing.All }, Cancellation))).Errors[0].Code);
        Assert.Equal("view.sharing", (await Assert.ThrowsAsync<CrmForbiddenException>(() => adas.Views.SaveAsync(New("X") with { Sharing = ViewSharing.Team, TeamId = blue.Id }, Cancellation))).Errors[0].Code);
        await using var bosses = crm.OpenSession(boss);
        var all = await bosses.Views.SaveAsync(New("All") with { Sharing = ViewSharing.All }, Cancellation);

        await using var bobs = crm.OpenSession(bob);
        await using var eves = crm.OpenSession(eve);
        Assert.Equal(["All", "Own", "Team"], (await adas.Views.ListAsync(cancellationToken: Cancellation)).Select(v => v.Name));
        Assert.Equal(["All", "Team"], (await bobs.Views.ListAsync("lead", Cancellation)).Select(v => v.Name));
        Assert.Equal(["All"], (await eves.Views.ListAsync("lead", Cancellation)).Select(v => v.Name));
        foreach (var hidden in new[] { own.Id, team.Id, Guid.NewGuid() })
        {
            Assert.Equal("view.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => eves.Views.GetAsync(hidden, Cancellation))).Errors[0].Code);
            Assert.Equal("view.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => eves.Views.RemoveAsync(hidden, Cancellation))).Errors[0].Code);
        }
        foreach (var shared in new[] { team, all })
            Assert.Equal("view.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => bobs.Views.SaveAsync(shared with { Name = "Mine now" }, Cancellation))).Errors[0].Code);

        await adas.Views.SaveAsync(own with { Name = "Renamed", Filter = "source eq 'x'" }, Cancellation);
        Assert.Equal(("Renamed", "source eq 'x'"), ((await adas.Views.GetAsync(own.Id, Cancellation)) is var read ? (read.Name, read.Filter) : default));
        await bosses.Views.RemoveAsync(team.Id, Cancellation);
        Assert.Equal(["All"], (await bobs.Views.ListAsync("lead", Cancellation)).Select(v => v.Name));
    }

    [Fact]
    public async Task Views_that_could_not_be_asked_are_refused()
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        async Task<string> CodeAsync(SavedView view) => (await Assert.ThrowsAsync<CrmValidationException>(() => session.Views.SaveAsync(view, Cancellation))).Errors[0].Code;
        Assert.Equal("view.name", await CodeAsync(New(" ")));
        Assert.Equal("view.columns", await CodeAsync(New("X") with { Columns = ["name", "name"] }));
        Assert.Equal("catalog.field-unknown", await CodeAsync(New("X") with { Columns = ["nmae"] }));
        Assert.Equal("filter.field-unknown", await CodeAsync(New("X") with { Filter = "nmae eq 'x'" }));
        Assert.Equal("filter.syntax", await CodeAsync(New("X") with { Filter = "name eq" }));
        Assert.Equal("filter.field-unknown", await CodeAsync(New("X") with { OrderBy = "nmae" }));
        Assert.Equal("view.team", await CodeAsync(New("X") with { Sharing = ViewSharing.Team }));
        Assert.Equal("view.team", await CodeAsync(New("X") with { TeamId = Guid.NewGuid() }));
        Assert.Empty(await session.Views.ListAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task View_whose_field_left_with_its_plugin_says_so_until_it_is_back()
    {
        await using var crm = new TestCrm();
        static void Define(ICrmPluginBuilder p) => p.Fields("lead", f => f.Add(Field.Text("fleet.plate"), "Plate", null));
        crm.AddPlugin("fleet", Define);
        Guid id;
        await using (var session = crm.OpenSession()) id = (await session.Views.SaveAsync(New("Plates") with { Filter = "fleet.plate eq 'x'" }, Cancellation)).Id;
        crm.RemovePlugin("fleet");
        await using (var session = crm.OpenSession())
        {
            var view = Assert.Single(await session.Views.ListAsync(cancellationToken: Cancellation));
            Assert.Equal("view.broken", view.Problem!.Code);
            Assert.Contains("fleet.plate", view.Problem.Message, StringComparison.Ordinal);
            Assert.Equal("view.broken", (await Assert.ThrowsAsync<CrmRuleException>(() => NamesAsync(session, view, new RecordQuery("lead")))).Errors[0].Code);
        }
        crm.AddPlugin("fleet", Define);
        await using (var session = crm.OpenSession()) Assert.Null((await session.Views.GetAsync(id, Cancellation)).Problem);
    }

    [Fact]
    public async Task A019_View_does_not_ask_for_what_is_hidden_from_who_uses_it()
    {
        await using var crm = new TestCrm(plugin: p => p.Role(new RoleDefinition
        {
            Key = "test.blind",
            Label = new("Blind"),
            Permissions = [new("lead", Operations.Read, AccessScope.All)],
            Restrictions = [new("lead", "phone", CanRead: false, CanWrite: false)],
        }));
        await using var session = crm.OpenSession();
        var view = await session.Views.SaveAsync(New("Phones") with { Filter = "phone eq '+491'", Sharing = ViewSharing.All }, Cancellation);
        await using var blind = crm.OpenSession(await crm.AddUserAsync("Blind", "test.blind"));
        Assert.Equal("filter.field-forbidden", Assert.Single(await blind.Views.ListAsync(cancellationToken: Cancellation)).Problem!.Code);
        Assert.Equal("filter.field-forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => NamesAsync(blind, view, new RecordQuery("lead")))).Errors[0].Code);
    }

    private static SavedView New(string name) => new() { RecordType = "lead", Name = name, Filter = "source eq 'web'" };

    private static async Task<IEnumerable<string>> NamesAsync(Sessions.ICrmSession session, SavedView view, RecordQuery query) =>
        (await session.Records.QueryAsync(await session.Views.ApplyAsync(view, query, Cancellation), Cancellation)).Items.Cast<Lead>().Select(l => l.Name);
}
