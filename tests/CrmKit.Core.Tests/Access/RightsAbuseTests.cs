using System.Text;
using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Exports;
using CrmKit.Imports;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Reports;
using CrmKit.Search;
using CrmKit.Sessions;
using CrmKit.Views;
using CrmKit.Workflows;

namespace CrmKit.Access;

/// <summary>A firm with a rep who sees his own, a colleague whose things he wants, and those who look after users.</summary>
public sealed class AbusedFirm : IAsyncLifetime
{
    internal TestCrm Crm { get; } = new(plugin: plugin => plugin
        .Role(new RoleDefinition
        {
            Key = "test.rep",
            Label = new("Rep"),
            Permissions =
            [
                new("lead", Operations.Work | Operations.Export | Operations.Merge, AccessScope.Own), new("opportunity", Operations.Work | Operations.Merge, AccessScope.Own), new("order", Operations.Work, AccessScope.Own),
                new("account", Operations.Work | Operations.Merge, AccessScope.Own), new("phone-call", Operations.Work, AccessScope.Own), new("user", Operations.Read, AccessScope.All),
            ],
            Restrictions = [new("lead", "phone", CanRead: false, CanWrite: false), new("lead", "score", CanRead: true, CanWrite: false)],
        })
        .Role(new RoleDefinition { Key = "test.viewer", Label = new("Viewer"), Permissions = [new("*", Operations.Read, AccessScope.All)] })
        .Role(new RoleDefinition { Key = "test.clerk", Label = new("Clerk"), Permissions = [new("user", Operations.Work, AccessScope.All)] })
        .Role(new RoleDefinition { Key = "test.hr", Label = new("HR"), Permissions = [new("user", Operations.Work | Operations.Administer, AccessScope.All), new("lead", Operations.Read, AccessScope.Team)] })
        .Role(new RoleDefinition { Key = "test.definer", Label = new("Definer"), Permissions = [new("*", Operations.Administer, AccessScope.All)] })
        .Role(new RoleDefinition { Key = "test.small", Label = new("Small"), Permissions = [new("lead", Operations.Read, AccessScope.Own)] }));

    internal User Rep { get; private set; } = null!;
    internal User Colleague { get; private set; } = null!;
    internal Lead Mine { get; private set; } = null!;
    internal Lead Theirs { get; private set; } = null!;
    internal Account TheirAccount { get; private set; } = null!;
    internal Opportunity TheirDeal { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        (Rep, Colleague) = (await Crm.AddUserAsync("Rep", "test.rep"), await Crm.AddUserAsync("Colleague", "test.rep"));
        Mine = await Crm.AddAsync(new Lead { Name = "Mine", Phone = "+442079460001", Score = 1 }, new InitialState { OwnerId = Rep.Id });
        Theirs = await Crm.AddAsync(new Lead { Name = "Theirs zebra", Phone = "+442079460002" }, new InitialState { OwnerId = Colleague.Id });
        TheirAccount = await Crm.AddAsync(new Account { Name = "Zebra Ltd" }, new InitialState { OwnerId = Colleague.Id });
        TheirDeal = await Crm.AddAsync(new Opportunity { Name = "Zebra deal", Amount = 10, AccountId = TheirAccount.Id }, new InitialState { OwnerId = Colleague.Id });
    }

    public ValueTask DisposeAsync() => Crm.DisposeAsync();
}

/// <summary>What insiders try, through the doors, one by one and in batches; after each refusal the rows are as they were.</summary>
public sealed class RightsAbuseTests(AbusedFirm firm) : IClassFixture<AbusedFirm>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TestCrm Crm => firm.Crm;

    private RecordRef Theirs => new("lead", firm.Theirs.Id);

    private RecordRef Mine => new("lead", firm.Mine.Id);

    [Fact]
    public async Task A001_A002_A007_A025_Records_of_another_tenant_are_absent_unlinkable_and_unchanged_also_deleted_ones()
    {
        await using var elsewhere = Crm.Crm.OpenSession(Actor.System("other"), tenantId: "other");
        Assert.Null(await elsewhere.Records.FindAsync<Lead>(firm.Theirs.Id));
        await RefusedAsync("record.not-found", () => elsewhere.Records.SaveAsync(new ChangeSet().Patch(Theirs, Values("name", "stolen"))));
        await RefusedAsync("record.not-found", () => elsewhere.Records.DeleteAsync(Theirs));
        await RefusedAsync("field.reference-missing", () => elsewhere.Records.CreateAsync(new Opportunity { Name = "Linked", AccountId = firm.TheirAccount.Id }));
        await RefusedAsync("record.not-found", () => elsewhere.Access.ShareAsync([Theirs], [new RecordShare { UserId = firm.Rep.Id }]));

        var gone = await Crm.AddAsync(new Lead { Name = "Gone" });
        await using var system = Crm.OpenSession();
        await system.Records.DeleteAsync(new RecordRef("lead", gone.Id));
        Assert.Empty((await elsewhere.Records.QueryAsync(new RecordQuery("lead") { Deleted = true })).Items);
        await UntouchedAsync();
    }

    [Fact]
    public async Task A003_A004_A009_Somebody_elses_record_is_not_found_not_listed_not_counted_and_not_changed_in_a_batch()
    {
        await using var rep = Crm.OpenSession(firm.Rep);
        await RefusedAsync("record.not-found", () => rep.Records.GetAsync(Theirs));
        Assert.DoesNotContain(await rep.Records.ListAsync(new Specification<Lead>()), l => l.Id == firm.Theirs.Id);
        var page = await rep.Records.QueryAsync(new RecordQuery("lead") { Filter = "name contains 'zebra'", WithTotal = true });
        Assert.Equal((0, 0), (page.Items.Count, page.Total));
        Assert.Empty((await rep.Search.FindAsync(new SearchRequest("zebra") { WithCounts = true })).Results);
        Assert.Equal(0L, (await rep.Reports.RunAsync("funnel", new ReportParameters { Filter = "name contains 'Zebra'" })).Rows.Sum(r => (long)r[3]!));
        using var file = new MemoryStream();
        await rep.Exports.WriteAsync(new ExportRequest("lead"), file, Cancellation);
        Assert.DoesNotContain("zebra", Encoding.UTF8.GetString(file.ToArray()), StringComparison.OrdinalIgnoreCase);

        var mixed = await rep.Records.SaveAsync(new ChangeSet { AllOrNothing = false }.Patch(Theirs, Values("city", "x")).Patch(Mine, Values("city", "Paris")).Delete(new RecordRef("lead", Guid.NewGuid())));
        Assert.Equal(["record.not-found", null, "record.not-found"], mixed.Outcomes.Select(o => o.Errors.Select(e => e.Code).FirstOrDefault()));
        await RefusedAsync("record.not-found", () => rep.Records.SaveAsync(new ChangeSet().Patch(Mine, Values("city", "Rome")).Patch(Theirs, Values("city", "x"))));
        Assert.Equal("Paris", (await Crm.FindAsync<Lead>(firm.Mine.Id))!.City);
        await UntouchedAsync();
    }

    [Fact]
    public async Task A006_A008_Hidden_records_are_neither_reached_over_links_nor_linked_to()
    {
        await using var rep = Crm.OpenSession(firm.Rep);
        var own = await rep.Records.CreateAsync(new Opportunity { Name = "Own" });
        await using (var system = Crm.OpenSession()) await system.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("opportunity", own.Id), Values("accountId", firm.TheirAccount.Id)));
        var page = await rep.Records.QueryAsync(new RecordQuery("opportunity") { Include = ["account"], Filter = "name eq 'Own'" });
        Assert.Single(page.Items);
        Assert.Empty(page.Included);
        Assert.Empty((await rep.Records.QueryAsync(new RecordQuery("opportunity") { Filter = "account.name contains 'Zebra'" })).Items);
        await RefusedAsync("field.reference-missing", () => rep.Records.CreateAsync(new Lead { Name = "Linking", AccountId = firm.TheirAccount.Id }));
        await RefusedAsync(null, () => rep.Records.CreateAsync(new PhoneCall { Subject = "About", RegardingType = "lead", RegardingId = firm.Theirs.Id }));
        await RefusedAsync("record.not-found", () => rep.Timeline.ForAsync(new RecordRef("account", firm.TheirAccount.Id)), orEmpty: true);
        await UntouchedAsync();
    }

    [Fact]
    public async Task A010_A014_A015_Documents_histories_and_views_of_others_are_not_found()
    {
        await using var colleague = Crm.OpenSession(firm.Colleague);
        var view = await colleague.Views.SaveAsync(new SavedView { RecordType = "lead", Name = "Private", Filter = "name contains 'zebra'" });
        await using var rep = Crm.OpenSession(firm.Rep);
        await RefusedAsync("view.not-found", () => rep.Views.GetAsync(view.Id));
        await RefusedAsync("view.not-found", () => rep.Views.RemoveAsync(view.Id));
        await RefusedAsync("record.not-found", () => rep.Records.HistoryAsync(Theirs));
        await RefusedAsync("record.not-found", () => rep.Access.SharesAsync(Theirs));
        foreach (var template in rep.Catalog.DocumentTemplates.Where(t => t.RecordType is "opportunity" or "lead"))
            await RefusedAsync("record.not-found", () => rep.Documents.RenderAsync(template.Key, template.RecordType == "lead" ? Theirs : new RecordRef("opportunity", firm.TheirDeal.Id)));
        Assert.All(await rep.Records.HistoryAsync(Mine), a => Assert.DoesNotContain("phone", a.Changes, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A016_A017_State_is_never_assigned_by_a_body_and_a_foreign_row_is_not_taken_by_naming_an_owner()
    {
        await using var rep = Crm.OpenSession(firm.Rep);
        foreach (var (field, value) in new (string, object?)[]
        {
            ("id", Guid.NewGuid()), ("ownerId", firm.Rep.Id), ("teamId", null), ("createdAt", Crm.Clock.Now.AddDays(-9)), ("createdById", firm.Rep.Id), ("version", 99L), ("deletedAt", Crm.Clock.Now), ("convertedAt", Crm.Clock.Now), ("stage", "won"),
        })
            await RefusedAsync(null, () => rep.Records.SaveAsync(new ChangeSet().Patch(Theirs, Values(field, value))));
        await RefusedAsync(null, () => rep.Records.SaveAsync(new ChangeSet().Patch(Mine, Values("ownerId", firm.Colleague.Id))));
        await RefusedAsync("access.forbidden", () => rep.Records.CreateAsync(new Lead { Name = "For another" }, new InitialState { OwnerId = firm.Colleague.Id }));
        Assert.Equal(firm.Rep.Id, (await Crm.FindAsync<Lead>(firm.Mine.Id))!.OwnerId);
        await UntouchedAsync();
    }

    [Fact]
    public async Task A018_Acts_on_what_may_only_be_read_are_refused_before_anything_is_written()
    {
        await using var viewer = Crm.OpenSession(await Crm.AddUserAsync("Viewer", "test.viewer"));
        var deal = new RecordRef("opportunity", firm.TheirDeal.Id);
        foreach (var act in new Func<Task>[]
        {
            () => viewer.Records.SaveAsync(new ChangeSet().Patch(Theirs, Values("city", "x"))), () => viewer.Records.DeleteAsync(Theirs), () => viewer.Assignments.AssignAsync([Theirs], firm.Rep.Id),
            () => viewer.Assignments.ReleaseAsync([Theirs]), () => viewer.Conversions.ConvertAsync(Theirs), () => viewer.Records.MergeAsync([new MergeRequest(Theirs, Mine)]),
            () => viewer.Pipelines.MoveAsync([new Pipelines.StageMove(deal, "won")], null), () => viewer.Access.ShareAsync([Theirs], [new RecordShare { UserId = firm.Rep.Id }]), () => viewer.Records.CreateAsync(new Lead { Name = "No" }),
            () => viewer.Exports.WriteAsync(new ExportRequest("lead"), Stream.Null),
        })
            await Assert.ThrowsAsync<CrmForbiddenException>(act);
        await UntouchedAsync();
        Assert.Equal((firm.TheirDeal.Version, firm.TheirDeal.StageKey), ((await Crm.FindAsync<Opportunity>(firm.TheirDeal.Id))!.Version, (await Crm.FindAsync<Opportunity>(firm.TheirDeal.Id))!.StageKey));
    }

    [Fact]
    public async Task A019_A026_A_field_that_may_not_be_read_shows_in_no_answer_and_is_no_oracle()
    {
        await using var rep = Crm.OpenSession(firm.Rep);
        Assert.Null((await rep.Records.GetAsync<Lead>(firm.Mine.Id)).Phone);
        Assert.All((await rep.Records.QueryAsync(new RecordQuery("lead"))).Items.Cast<Lead>(), l => Assert.Null(l.Phone));
        Assert.Null(((Lead)(await rep.Records.SaveAsync(new ChangeSet().Patch(Mine, Values("jobTitle", "Boss")))).Outcomes[0].Record!).Phone);
        Assert.Empty((await rep.Search.FindAsync(new SearchRequest("442079460001"))).Results);
        using var file = new MemoryStream();
        await rep.Exports.WriteAsync(new ExportRequest("lead"), file, Cancellation);
        Assert.DoesNotContain("2079460001", Encoding.UTF8.GetString(file.ToArray()), StringComparison.Ordinal);
        await RefusedAsync(null, () => rep.Exports.WriteAsync(new ExportRequest("lead") { Fields = ["phone"] }, Stream.Null));
        await RefusedAsync("filter.field-forbidden", () => rep.Records.QueryAsync(new RecordQuery("lead") { Filter = "phone eq '+442079460001'" }));
        await RefusedAsync("filter.field-forbidden", () => rep.Records.QueryAsync(new RecordQuery("lead") { OrderBy = "phone" }));
        Assert.Empty((await rep.Duplicates.CheckAsync("lead", [new Lead { Name = "Theirs zebra", Phone = "+442079460002" }]))[0]);
        Assert.All((await rep.Timeline.ForAsync(Mine)).Items, e => Assert.DoesNotContain("Phone", e.Title.English, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A020_A097_A_field_that_may_not_be_written_is_refused_in_patch_batch_import_and_merge()
    {
        await using var rep = Crm.OpenSession(firm.Rep);
        foreach (var (field, value) in new (string, object)[] { ("phone", "+442079460999"), ("score", 99L) })
        {
            await RefusedAsync("access.field-forbidden", () => rep.Records.SaveAsync(new ChangeSet().Patch(Mine, Values(field, value))));
            var batch = await rep.Records.SaveAsync(new ChangeSet { AllOrNothing = false }.Patch(Mine, Values(field, value)));
            Assert.Equal("access.field-forbidden", batch.Outcomes[0].Errors[0].Code);
        }
        var folder = Directory.CreateTempSubdirectory("crmkit-abuse-");
        try
        {
            var path = Path.Combine(folder.FullName, "leads.csv");
            await File.WriteAllTextAsync(path, "id,name,phone\n" + $"{firm.Mine.Id},Mine,+442079460999\n{firm.Theirs.Id},Stolen,+442079460998\n", Cancellation);
            var (result, _) = await rep.Imports.RunAsync(new ImportRequest("lead", path) { OnExisting = ExistingRecordPolicy.Update }, null, Cancellation).Refusal();
            Assert.True(result is null || result.Updated == 0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        var other = await Crm.AddAsync(new Lead { Name = "Other", Phone = "+442079460003" }, new InitialState { OwnerId = firm.Rep.Id });
        await RefusedAsync(null, () => rep.Records.MergeAsync([new MergeRequest(Mine, new RecordRef("lead", other.Id)) { Fields = new Dictionary<string, MergeSide> { ["phone"] = MergeSide.Loser } }]));
        Assert.Equal(("+442079460001", 1), ((await Crm.FindAsync<Lead>(firm.Mine.Id))!.Phone, (int)(await Crm.FindAsync<Lead>(firm.Mine.Id))!.Score!));
        await UntouchedAsync();
    }

    [Fact]
    public async Task A029_A_workflow_acts_with_the_rights_its_owner_has_when_it_runs_and_waits_while_he_is_not_active()
    {
        await Crm.AddUserAsync("Other administrator", "administrator"); // the last one could not be switched off
        var owner = await Crm.AddUserAsync("Flow owner", "administrator");
        var flow = WorkflowTests.On("created", WorkflowTests.Step("set-fields", ("rating", "hot"))) with { Key = "test-rights", Filter = "name eq 'Flows'" };
        await WorkflowTests.SaveAsync(Crm, flow, owner);
        var first = await Crm.AddAsync(new Lead { Name = "Flows" });
        await using var system = Crm.OpenSession();
        await system.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("user", owner.Id), Values("isActive", false)));
        await WorkflowTests.DrainAsync(Crm);
        var run = (await WorkflowTests.RunsAsync(Crm, new() { Workflow = "test-rights" })).Single(r => r.RecordId == first.Id);
        Assert.Equal((WorkflowRunStatus.Held, "workflow.user-inactive"), (run.Status, run.ErrorCode));
        Assert.Null((await Crm.FindAsync<Lead>(first.Id))!.Rating);

        // Back, but with fewer rights: it runs, and does nothing that he may not.
        await system.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("user", owner.Id), new Dictionary<string, object?> { ["isActive"] = true, ["roles"] = "test.viewer" }));
        Crm.Clock.Advance(TimeSpan.FromMinutes(5));
        await WorkflowTests.DrainAsync(Crm);
        run = (await WorkflowTests.RunsAsync(Crm, new() { Workflow = "test-rights" })).Single(r => r.RecordId == first.Id);
        Assert.Contains(run.Status, new[] { WorkflowRunStatus.Failed, WorkflowRunStatus.Dead });
        Assert.Null((await Crm.FindAsync<Lead>(first.Id))!.Rating);
    }

    [Fact]
    public async Task A059_A060_Whoever_is_deactivated_or_loses_a_role_is_stopped_in_a_session_under_way_within_a_minute()
    {
        var user = await Crm.AddUserAsync("Leaver", "test.viewer");
        await using var open = Crm.OpenSession(user);
        Assert.NotNull(await open.Records.FindAsync<Lead>(firm.Theirs.Id));
        await using var system = Crm.OpenSession();
        await system.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("user", user.Id), Values("roles", "test.small")));
        await using (var next = Crm.OpenSession(user)) Assert.Null(await next.Records.FindAsync<Lead>(firm.Theirs.Id)); // at once in whatever begins now
        Crm.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Null(await open.Records.FindAsync<Lead>(firm.Theirs.Id));

        await system.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("user", user.Id), Values("isActive", false)));
        Crm.Clock.Advance(TimeSpan.FromSeconds(31));
        await RefusedAsync("access.user-inactive", () => open.Records.FindAsync<Lead>(firm.Mine.Id));
        await RefusedAsync("access.user-inactive", () => open.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("user", user.Id), Values("isActive", true))));
        Assert.False((await Crm.FindAsync<User>(user.Id))!.IsActive);
    }

    [Fact]
    public async Task A061_A062_Nobody_gives_himself_or_others_roles_beyond_his_own_nor_takes_over_whoever_holds_more()
    {
        var (clerk, hr, admin) = (await Crm.AddUserAsync("Clerk", "test.clerk"), await Crm.AddUserAsync("HR", "test.hr"), await Crm.AddUserAsync("Admin", "administrator"));
        var plain = await Crm.AddUserAsync("Plain", null);
        RecordRef Of(User user) => new("user", user.Id);

        await using (var session = Crm.OpenSession(clerk))
        {
            foreach (var (target, field, value) in new (User, string, object?)[] { (clerk, "roles", "administrator"), (plain, "roles", "test.clerk"), (admin, "roles", null), (admin, "isActive", false), (admin, "email", "mine@example.com") })
                await RefusedAsync(field == "email" ? "user.address-forbidden" : "access.user-rights", () => session.Records.SaveAsync(new ChangeSet().Patch(Of(target), Values(field, value))));
            await RefusedAsync("access.user-rights", () => session.Records.CreateAsync(new User { Name = "Second self", Roles = "test.clerk" }));
            await RefusedAsync("access.user-rights", () => session.Records.DeleteAsync(Of(admin)));
            await session.Records.SaveAsync(new ChangeSet().Patch(Of(plain), Values("jobTitle", "Still allowed")));
        }
        await using (var session = Crm.OpenSession(hr))
        {
            foreach (var role in new[] { "administrator", "sales-rep", "reader", "test.rep", "test.small,administrator" })
                await RefusedAsync("access.grant-exceeds", () => session.Records.SaveAsync(new ChangeSet().Patch(Of(plain), Values("roles", role))));
            await RefusedAsync("access.grant-exceeds", () => session.Records.SaveAsync(new ChangeSet().Patch(Of(hr), Values("roles", "test.hr,administrator"))));
            await RefusedAsync("access.grant-exceeds", () => session.Records.SaveAsync(new ChangeSet().Patch(Of(admin), Values("email", "mine@example.com"))));
            await RefusedAsync("access.grant-exceeds", () => session.Records.SaveAsync(new ChangeSet().Patch(Of(admin), Values("isActive", false))));
            var batch = await session.Records.SaveAsync(new ChangeSet { AllOrNothing = false }.Patch(Of(plain), Values("roles", "administrator")).Patch(Of(clerk), Values("roles", null)));
            Assert.Equal(["access.grant-exceeds", null], batch.Outcomes.Select(o => o.Errors.Select(e => e.Code).FirstOrDefault()));
            await session.Records.SaveAsync(new ChangeSet().Patch(Of(plain), Values("roles", "test.small"))); // own scope lies within the team's
        }
        Assert.Equal(("test.small", null, "administrator", true), ((await Crm.FindAsync<User>(plain.Id))!.Roles, (await Crm.FindAsync<User>(clerk.Id))!.Roles, (await Crm.FindAsync<User>(admin.Id))!.Roles, (await Crm.FindAsync<User>(admin.Id))!.IsActive));
        Assert.Null((await Crm.FindAsync<User>(admin.Id))!.Email);
    }

    [Fact]
    public async Task A063_A_role_permits_nothing_that_whoever_defines_it_may_not_do()
    {
        var definer = await Crm.AddUserAsync("Definer", "test.definer");
        await using var session = Crm.OpenSession(definer);
        RoleDefinition Role(string key, params IReadOnlyList<Permission> permissions) => new() { Key = key, Label = new("X"), Permissions = permissions };
        await RefusedAsync("access.grant-exceeds", () => session.Administration.SaveRoleAsync(Role("wider", new Permission("lead", Operations.Read, AccessScope.Own))));
        await RefusedAsync("access.grant-exceeds", () => session.Administration.SaveRoleAsync(Role("wider", new Permission("*", Operations.All, AccessScope.All))));
        await session.Administration.SaveRoleAsync(Role("definers", new Permission("lead", Operations.Administer, AccessScope.All)));
        await RefusedAsync("access.grant-exceeds", () => session.Administration.SaveRoleAsync(Role("definers", new Permission("lead", Operations.Administer | Operations.Read, AccessScope.All))));

        await using var rep = Crm.OpenSession(firm.Rep);
        await RefusedAsync("access.forbidden", () => rep.Administration.SaveRoleAsync(Role("mine", new Permission("lead", Operations.Read, AccessScope.Own))));
        await using var fresh = Crm.OpenSession();
        Assert.Equal(["definers"], (await fresh.Administration.RolesAsync()).Select(r => r.Key));
        Assert.Equal(Operations.Administer, (await fresh.Administration.RolesAsync())[0].Permissions[0].Operations);
    }

    [Fact]
    public async Task What_roles_permit_is_told_type_by_type_to_those_who_may_ask()
    {
        await using var rep = Crm.OpenSession(firm.Rep);
        var own = await rep.Access.RightsOfUserAsync();
        var lead = own.Types.Single(t => t.RecordType == "lead");
        Assert.Equal((AccessScope.Own, AccessScope.Own), (lead.Scopes[Operations.Export], lead.Scopes[Operations.Read]));
        Assert.Equal(["phone"], lead.HiddenFields);
        Assert.Equal(["phone", "score"], lead.ReadOnlyFields);
        Assert.Equal(AccessScope.Own, own.Types.Single(t => t.RecordType == "order-line").Scopes[Operations.Create]);
        Assert.DoesNotContain(own.Types, t => t.RecordType == "campaign");
        await RefusedAsync("access.forbidden", () => rep.Access.RightsOfUserAsync(firm.Colleague.Id));
        await RefusedAsync("access.forbidden", () => rep.Access.RightsOfRolesAsync(["administrator"]));

        await using var system = Crm.OpenSession();
        var both = await system.Access.RightsOfRolesAsync(["test.small", "test.hr"]);
        Assert.Equal(AccessScope.Team, both.Types.Single(t => t.RecordType == "lead").Scopes[Operations.Read]);
        await RefusedAsync("user.role-unknown", () => system.Access.RightsOfRolesAsync(["king"]));
    }

    private static Dictionary<string, object?> Values(string field, object? value) => new() { [field] = value };

    /// <param name="code">The error's code; <see langword="null"/> when any refusal will do.</param>
    /// <param name="act">What is tried.</param>
    /// <param name="orEmpty">Whether an answer without anything in it is as good.</param>
    private static async Task RefusedAsync(string? code, Func<Task> act, bool orEmpty = false)
    {
        if (orEmpty && await act().Refusal() is { Code: null }) return;
        var refused = await Assert.ThrowsAnyAsync<CrmException>(act);
        if (code is not null) Assert.Equal(code, refused.Errors[0].Code);
    }

    private async Task UntouchedAsync()
    {
        var stored = (await Crm.FindAsync<Lead>(firm.Theirs.Id))!;
        Assert.Equal((firm.Theirs.Version, firm.Theirs.Name, firm.Theirs.OwnerId, firm.Theirs.Phone), (stored.Version, stored.Name, stored.OwnerId, stored.Phone));
    }
}
