using CrmKit.Access;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Pipelines;
using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.Catalog;

public sealed class AdministeredDefinitionsTests : IAsyncDisposable
{
    private static readonly PipelineDefinition Partners = Pipeline("partners", "lead", Stage("invited"), Stage("trained"), Stage("certified", StageCategory.Won));

    private static readonly RoleDefinition Caller = new() { Key = "caller", Label = new("Caller"), Permissions = [new Permission("lead", Operations.Read | Operations.Update, AccessScope.All)] };

    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Pipeline_is_usable_in_the_next_session_and_goes_when_nothing_is_in_it()
    {
        await DoAsync(a => a.SavePipelineAsync(Partners));
        var lead = await _crm.AddAsync(new Lead { Name = "Ada" }, new InitialState { Pipeline = "partners" });
        Assert.Equal(("partners", "invited"), (lead.PipelineKey, lead.StageKey));
        Assert.Equal("admin", (await ListAsync(a => a.PipelinesAsync("lead"))).Single().Source);

        await RefusedAsync("catalog.in-use", "1 record", a => a.RemovePipelineAsync("partners"));
        await using (var session = _crm.OpenSession()) await session.Pipelines.ChangePipelineAsync([new RecordRef("lead", lead.Id)], "lead.standard");
        await DoAsync(a => a.RemovePipelineAsync("partners"));
        await using var later = _crm.OpenSession();
        Assert.False(later.Catalog.TryPipeline("partners", out _));
        Assert.Empty(await later.Administration.PipelinesAsync());
        Assert.Equal(["partners", "lead.standard"], (await later.Pipelines.HistoryAsync(new RecordRef("lead", lead.Id))).Select(h => h.PipelineKey));
        await Assert.ThrowsAsync<CrmNotFoundException>(() => later.Administration.RemovePipelineAsync("partners"));
    }

    [Fact]
    public async Task Stage_with_records_neither_goes_nor_changes_what_it_means()
    {
        await DoAsync(a => a.SavePipelineAsync(Partners));
        await _crm.AddAsync(new Lead { Name = "Ada" }, new InitialState { Pipeline = "partners", Stage = "trained" });
        await _crm.AddAsync(new Lead { Name = "Bob" }, new InitialState { Pipeline = "partners", Stage = "trained" });
        await RefusedAsync("catalog.in-use", "2 records", a => a.SavePipelineAsync(Pipeline("partners", "lead", Stage("invited"), Stage("certified", StageCategory.Won))));
        await RefusedAsync("catalog.in-use", "2 records", a => a.SavePipelineAsync(Pipeline("partners", "lead", Stage("invited"), Stage("trained", StageCategory.Lost))));
        await RefusedAsync("catalog.in-use", "2 records", a => a.SavePipelineAsync(Pipeline("partners", "opportunity", Stage("invited"), Stage("trained"))));
        await DoAsync(a => a.SavePipelineAsync(Pipeline("partners", "lead", Stage("applied"), Stage("trained") with { ProbabilityPercent = 40 })));
        await using var session = _crm.OpenSession();
        Assert.Equal(["applied", "trained"], session.Catalog.Pipeline("partners").Stages.Select(s => s.Key));
    }

    [Theory]
    [InlineData("acme.partners", "catalog.key-invalid")]
    [InlineData("Partners", "catalog.key-invalid")]
    [InlineData("lead.standard", "catalog.duplicate")]
    public async Task Pipeline_key_that_cannot_be_is_refused(string key, string code) => await RefusedAsync(code, key, a => a.SavePipelineAsync(Partners with { Key = key }));

    [Fact]
    public async Task Pipeline_that_contradicts_itself_is_refused_and_the_catalog_stays()
    {
        await RefusedAsync("catalog.definition-invalid", "open stage", a => a.SavePipelineAsync(Pipeline("bad", "lead", Stage("done", StageCategory.Won))));
        await RefusedAsync("catalog.definition-invalid", "nothing-like-it", a => a.SavePipelineAsync(Pipeline("bad", "lead", Stage("open") with { RequiredFields = ["nothing-like-it"] })));
        await RefusedAsync("catalog.definition-invalid", "no stages", a => a.SavePipelineAsync(Pipeline("bad", "product", Stage("open"))));
        await using var session = _crm.OpenSession();
        await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Administration.SavePipelineAsync(Pipeline("bad", "nowhere", Stage("open"))));
        await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Administration.RemovePipelineAsync("lead.standard"));
        Assert.Empty(await session.Administration.PipelinesAsync());
        Assert.True(session.Catalog.TryPipeline("lead.standard", out _));
    }

    [Fact]
    public async Task Field_that_a_stage_requires_stays()
    {
        await DoAsync(a => a.SaveFieldAsync(new CustomFieldSettings { RecordType = "lead", Key = "licence", Kind = FieldKind.Text, Label = new("Licence") }));
        await DoAsync(a => a.SavePipelineAsync(Pipeline("partners", "lead", Stage("invited"), Stage("trained") with { RequiredFields = ["licence"] })));
        await RefusedAsync("catalog.in-use", "partners", a => a.RemoveFieldAsync("lead", "licence"));
        var lead = await _crm.AddAsync(new Lead { Name = "Ada" }, new InitialState { Pipeline = "partners" });
        await using var session = _crm.OpenSession();
        Assert.Equal("pipeline.required-field", Assert.Single(await session.Pipelines.CheckAsync(new StageMove(new RecordRef("lead", lead.Id), "trained"))).Code);
    }

    [Fact]
    public async Task Role_permits_what_it_says_and_stays_while_users_have_it()
    {
        await DoAsync(a => a.SaveRoleAsync(Caller));
        var user = await _crm.AddUserAsync("Li", "caller");
        var lead = await _crm.AddAsync(new Lead { Name = "Ada" });
        await using (var session = _crm.OpenSession(user))
        {
            lead.City = "London";
            await session.Records.UpdateAsync(lead);
            await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Records.CreateAsync(new Lead { Name = "Bob" }));
        }
        await DoAsync(a => a.SaveRoleAsync(Caller with { Permissions = [new Permission("lead", Operations.Read, AccessScope.All)] }));
        await using (var session = _crm.OpenSession(user))
        {
            var seen = await session.Records.GetAsync<Lead>(lead.Id);
            seen.City = "Paris";
            await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Records.UpdateAsync(seen));
        }
        await RefusedAsync("catalog.in-use", "1 user", a => a.RemoveRoleAsync("caller"));
        await using (var session = _crm.OpenSession())
            await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("user", user.Id), new Dictionary<string, object?> { ["roles"] = "reader" }));
        await DoAsync(a => a.RemoveRoleAsync("caller"));
        Assert.Empty(await ListAsync(a => a.RolesAsync()));
        await RefusedAsync("catalog.definition-invalid", "nowhere", a => a.SaveRoleAsync(Caller with { Permissions = [new Permission("nowhere", Operations.Read, AccessScope.All)] }));
        await RefusedAsync("catalog.duplicate", "administrator", a => a.SaveRoleAsync(Caller with { Key = "administrator" }));
    }

    [Fact]
    public async Task Role_of_the_last_administrator_keeps_its_right()
    {
        var owner = Caller with { Key = "owner", Permissions = [new Permission("*", Operations.All, AccessScope.All)] };
        await DoAsync(a => a.SaveRoleAsync(owner));
        await _crm.AddUserAsync("Root", "owner");
        await RefusedAsync("user.last-administrator", "owner", a => a.SaveRoleAsync(Caller with { Key = "owner" }));
        await _crm.AddUserAsync("Other", "administrator");
        await DoAsync(a => a.SaveRoleAsync(Caller with { Key = "owner" }));
    }

    [Fact]
    public async Task Only_full_administrators_define_roles_and_types_and_only_those_of_the_type_its_pipelines()
    {
        await DoAsync(a => a.SaveRoleAsync(Caller with { Key = "lead-admin", Permissions = [new Permission("lead", Operations.All, AccessScope.All), new Permission("user", Operations.All, AccessScope.All)] }));
        var user = await _crm.AddUserAsync("Li", "lead-admin");
        await using var session = _crm.OpenSession(user);
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Administration.SaveRoleAsync(Caller with { Key = "king" }));
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Administration.RolesAsync());
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Administration.RemoveRoleAsync("lead-admin"));
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Administration.SaveTypeAsync(new CustomTypeSettings { Key = "tender", Label = new("Tender") }));
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Administration.SavePipelineAsync(Pipeline("deals", "opportunity", Stage("open"))));
        await session.Administration.SavePipelineAsync(Partners);
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Administration.SavePipelineAsync(Pipeline("partners", "opportunity", Stage("open"))));

        await DoAsync(a => a.SavePipelineAsync(Pipeline("deals", "opportunity", Stage("open"))));
        Assert.Equal("partners", Assert.Single(await session.Administration.PipelinesAsync()).Key);
        await using var later = _crm.OpenSession(user);
        await Assert.ThrowsAsync<CrmForbiddenException>(() => later.Administration.RemovePipelineAsync("deals"));
    }

    [Fact]
    public async Task Record_type_has_fields_stages_and_records_and_stays_while_it_has_any()
    {
        await DoAsync(a => a.SaveTypeAsync(new CustomTypeSettings { Key = "tender", Label = new("Tender", "招标"), PluralLabel = new("Tenders", "招标") }));
        await DoAsync(a => a.SaveFieldAsync(new CustomFieldSettings { RecordType = "tender", Key = "volume", Kind = FieldKind.Money, Label = new("Volume") }));
        await DoAsync(a => a.SavePipelineAsync(Pipeline("bidding", "tender", Stage("drafting"), Stage("awarded", StageCategory.Won))));
        var tender = await _crm.AddAsync(new CustomRecord("tender") { Name = "Bridge", Custom = CustomValues.Empty.With("volume", 5m) });
        await using (var session = _crm.OpenSession())
        {
            Assert.Equal(("drafting", "tenders"), (tender.StageKey, session.Catalog.Type("tender").PluralKey));
            Assert.Single((await session.Records.QueryAsync(new RecordQuery("tender") { Filter = "custom.volume gt 4" })).Items);
        }
        await RefusedAsync("catalog.in-use", "bidding", a => a.RemoveTypeAsync("tender"));
        await using (var session = _crm.OpenSession()) await session.Records.SaveAsync(new ChangeSet().Delete(new RecordRef("tender", tender.Id)));
        await DoAsync(a => a.RemovePipelineAsync("bidding"));
        var second = await _crm.AddAsync(new CustomRecord("tender") { Name = "Tunnel" });
        await RefusedAsync("catalog.in-use", "1 record", a => a.RemoveTypeAsync("tender"));
        await using (var session = _crm.OpenSession()) await session.Records.SaveAsync(new ChangeSet().Delete(new RecordRef("tender", second.Id)));
        await DoAsync(a => a.RemoveTypeAsync("tender"));
        await using var later = _crm.OpenSession();
        Assert.False(later.Catalog.TryType("tender", out _));
        await RefusedAsync("catalog.duplicate", "leads", a => a.SaveTypeAsync(new CustomTypeSettings { Key = "prospect", PluralKey = "leads", Label = new("Prospect") }));
    }

    [Fact]
    public async Task What_refers_to_a_plugin_sleeps_while_the_plugin_is_away()
    {
        static void Plugin(ICrmPluginBuilder plugin) => plugin
            .RecordType("acme.tool", t => t.Named("Tool", "Tools")).Fields("lead", f => f.Add(Field.Text("acme.badge"), "Badge"));
        _crm.AddPlugin("acme", Plugin);
        await DoAsync(a => a.SavePipelineAsync(Pipeline("tooling", "acme.tool", Stage("open"))));
        await DoAsync(a => a.SavePipelineAsync(Pipeline("partners", "lead", Stage("invited"), Stage("badged") with { RequiredFields = ["acme.badge"] })));
        await DoAsync(a => a.SaveRoleAsync(Caller with { Permissions = [new Permission("acme.tool", Operations.Read, AccessScope.All)], Restrictions = [new FieldRestriction("lead", "acme.badge", false, false)] }));

        ((IExtensionHost)_crm.Services.GetService(typeof(IExtensionHost))!).Remove("acme");
        await using (var session = _crm.OpenSession())
        {
            Assert.False(session.Catalog.TryPipeline("tooling", out _));
            var lead = await session.Records.CreateAsync(new Lead { Name = "Ada" }, new InitialState { Pipeline = "partners" });
            Assert.Equal("pipeline.required-field", Assert.Single(await session.Pipelines.CheckAsync(new StageMove(new RecordRef("lead", lead.Id), "badged"))).Code);
        }
        await DoAsync(a => a.SavePipelineAsync(Pipeline("other", "lead", Stage("open")))); // the sleepers are in nobody's way
        _crm.AddPlugin("acme", Plugin);
        await using var later = _crm.OpenSession();
        Assert.True(later.Catalog.TryPipeline("tooling", out _));
    }

    [Fact]
    public async Task Everything_is_there_again_after_a_restart()
    {
        var tasks = Pipeline("bidding", "tender", Stage("drafting") with { AgeingLimit = TimeSpan.FromDays(14), Tasks = [new StageTask(new("Call", "致电"), TimeSpan.FromHours(4))], AllowedNext = ["awarded"] },
            Stage("awarded", StageCategory.Won) with { RequiresConversion = true });
        await using var crm = new TestCrm();
        await DoAsync(a => a.SaveTypeAsync(new CustomTypeSettings { Key = "tender", Label = new("Tender", "招标") }), crm);
        await DoAsync(a => a.SaveFieldAsync(new CustomFieldSettings { RecordType = "tender", Key = "volume", Kind = FieldKind.Money, Label = new("Volume") }), crm);
        await DoAsync(a => a.SavePipelineAsync(tasks), crm);
        await DoAsync(a => a.SaveRoleAsync(Caller with { Restrictions = [new FieldRestriction("lead", "phone", true, false)] }), crm);
        await DoAsync(a => a.SaveRoleAsync(Caller with { Key = "gone" }), crm);
        await DoAsync(a => a.RemoveRoleAsync("gone"), crm);
        await crm.RestartAsync();
        await crm.Crm.InitializeAsync();
        await using var session = crm.OpenSession();
        var pipeline = session.Catalog.Pipeline("bidding");
        Assert.Equal((TimeSpan.FromDays(14), "致电", TimeSpan.FromHours(4), "awarded"),
            (pipeline.Stages[0].AgeingLimit!.Value, pipeline.Stages[0].Tasks[0].Subject.Chinese, pipeline.Stages[0].Tasks[0].DueAfter, pipeline.Stages[0].AllowedNext[0]));
        Assert.Equal((StageCategory.Won, true), (pipeline.Stages[1].Category, pipeline.Stages[1].RequiresConversion));
        Assert.True(session.Catalog.Type("tender").TryField("volume", out _));
        Assert.True(session.Catalog.TryRole("caller", out var role));
        Assert.Equal((Operations.Read | Operations.Update, AccessScope.All, "phone"), (role.Permissions[0].Operations, role.Permissions[0].Scope, role.Restrictions[0].Field));
        Assert.False(session.Catalog.TryRole("gone", out _));
    }

    private Task DoAsync(Func<ICatalogAdministration, Task> act) => DoAsync(act, _crm);

    private static async Task DoAsync(Func<ICatalogAdministration, Task> act, TestCrm crm)
    {
        await using var session = crm.OpenSession();
        await act(session.Administration);
    }

    private async Task<IReadOnlyList<T>> ListAsync<T>(Func<ICatalogAdministration, Task<IReadOnlyList<T>>> ask)
    {
        await using var session = _crm.OpenSession();
        return await ask(session.Administration);
    }

    // Refused with the code, saying what it is about, and with nothing changed.
    private async Task RefusedAsync(string code, string about, Func<ICatalogAdministration, Task> act)
    {
        await using var session = _crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => act(session.Administration));
        Assert.Equal(code, refused.Error.Code);
        Assert.Contains(about, refused.Error.Message, StringComparison.Ordinal);
        await using var later = _crm.OpenSession();
        Assert.Equal(session.Catalog.Version, later.Catalog.Version);
    }

    private static PipelineDefinition Pipeline(string key, string type, params IReadOnlyList<StageDefinition> stages) => new() { Key = key, RecordType = type, Label = new(key), Stages = stages };

    private static StageDefinition Stage(string key, StageCategory category = StageCategory.Open) => new() { Key = key, Label = new(key), Category = category };
}
