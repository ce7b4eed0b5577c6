using CrmKit.Access;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.Catalog;

public sealed class DefinitionVersionTests : IAsyncDisposable
{
    private static readonly CustomFieldSettings Grade = new() { RecordType = "lead", Key = "grade", Kind = FieldKind.Option, Label = new("Grade"), Options = [new("a", new("A")), new("b", new("B"))] };

    private readonly TestCrm _crm = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Every_change_is_a_version_that_says_who_and_when()
    {
        var user = await _crm.AddUserAsync("Ada", "administrator");
        await DoAsync(a => a.SaveFieldAsync(Grade));
        await DoAsync(a => a.SaveFieldAsync(Grade));
        _crm.Clock.Advance(TimeSpan.FromHours(1));
        await using (var session = _crm.OpenSession(user)) await session.Administration.SaveFieldAsync(Grade with { Label = new("Rank") }, Cancellation);
        await DoAsync(a => a.RemoveFieldAsync("lead", "grade"));

        var versions = await VersionsAsync(DefinitionKind.Field, "lead/grade");
        Assert.Equal([3, 2, 1], versions.Select(v => v.Version)); // what changes nothing is none
        Assert.Equal([true, false, false], versions.Select(v => v.IsRemoved));
        Assert.Equal([null, user.Id, null], versions.Select(v => v.ActorId));
        Assert.Equal(TimeSpan.FromHours(1), versions[1].At - versions[2].At);
        Assert.Equal(["Rank", "Grade"], versions.Skip(1).Select(v => ((CustomFieldSettings)v.Definition).Label.English));
    }

    [Fact]
    public async Task Undo_makes_an_earlier_version_what_is_as_one_version_more()
    {
        await DoAsync(a => a.SaveFieldAsync(Grade));
        await DoAsync(a => a.RemoveFieldAsync("lead", "grade"));
        await DoAsync(a => a.UndoAsync(DefinitionKind.Field, "lead/grade", 1));
        Assert.Equal(2, Assert.Single(await ListAsync(a => a.FieldsAsync("lead"))).Options.Count);
        await DoAsync(a => a.UndoAsync(DefinitionKind.Field, "lead/grade", 2));
        Assert.Empty(await ListAsync(a => a.FieldsAsync("lead")));
        Assert.Equal([4, 3, 2, 1], (await VersionsAsync(DefinitionKind.Field, "lead/grade")).Select(v => v.Version));
    }

    [Fact]
    public async Task Undo_that_would_take_options_from_records_is_refused_and_says_from_how_many()
    {
        await DoAsync(a => a.SaveFieldAsync(Grade));
        await DoAsync(a => a.SaveFieldAsync(Grade with { Options = [.. Grade.Options, new("c", new("C"))] }));
        var lead = new Lead { Name = "Ada" };
        lead[Field.Option("grade")] = "c";
        await _crm.AddAsync(lead);
        await RefusedAsync("1 record has option 'c'", a => a.UndoAsync(DefinitionKind.Field, "lead/grade", 1));
        Assert.Equal(3, Assert.Single(await ListAsync(a => a.FieldsAsync("lead"))).Options.Count);
    }

    [Fact]
    public async Task Undo_that_would_take_stages_from_records_is_refused_until_they_moved()
    {
        var pipeline = new PipelineDefinition { Key = "partners", RecordType = "lead", Label = new("Partners"), Stages = [Stage("invited"), Stage("trained")] };
        await DoAsync(a => a.SavePipelineAsync(pipeline));
        await DoAsync(a => a.SavePipelineAsync(pipeline with { Stages = [.. pipeline.Stages, Stage("certified")] }));
        var lead = await _crm.AddAsync(new Lead { Name = "Ada" }, new InitialState { Pipeline = "partners", Stage = "certified" });
        await RefusedAsync("1 record is in stage 'certified'", a => a.UndoAsync(DefinitionKind.Pipeline, "partners", 1));
        await using (var session = _crm.OpenSession()) await session.Pipelines.MoveAsync([new StageMove(new RecordRef("lead", lead.Id), "trained")], cancellationToken: Cancellation);
        await DoAsync(a => a.UndoAsync(DefinitionKind.Pipeline, "partners", 1));
        Assert.Equal(["invited", "trained"], Assert.Single(await ListAsync(a => a.PipelinesAsync("lead"))).Stages.Select(s => s.Key));
    }

    [Fact]
    public async Task A063_Versions_are_for_who_may_define_and_undo_of_a_role_gives_nobody_more_rights()
    {
        var role = new RoleDefinition { Key = "caller", Label = new("Caller"), Permissions = [new Permission("lead", Operations.All, AccessScope.All)] };
        await DoAsync(a => a.SaveRoleAsync(role));
        await DoAsync(a => a.SaveRoleAsync(role with { Permissions = [new Permission("lead", Operations.Read, AccessScope.Own)] }));
        var caller = await _crm.AddUserAsync("Cal", "caller");
        await using var session = _crm.OpenSession(caller);
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Administration.VersionsAsync(DefinitionKind.Role, "caller", Cancellation));
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Administration.UndoAsync(DefinitionKind.Role, "caller", 1, Cancellation));
        Assert.Equal(2, (await VersionsAsync(DefinitionKind.Role, "caller")).Count);
    }

    [Fact]
    public async Task What_was_never_defined_has_no_versions_and_no_others_than_its_own()
    {
        await DoAsync(a => a.SaveFieldAsync(Grade));
        await using var session = _crm.OpenSession();
        Assert.Equal("catalog.definition-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Administration.VersionsAsync(DefinitionKind.Role, "nobody", Cancellation))).Errors[0].Code);
        Assert.Equal("catalog.version-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Administration.UndoAsync(DefinitionKind.Field, "lead/grade", 7, Cancellation))).Errors[0].Code);
    }

    [Fact]
    public async Task Of_many_changes_at_once_each_has_its_number()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => DoAsync(a => a.SaveFieldAsync(Grade with { Label = new($"Grade {i}") })), Cancellation)));
        Assert.Equal(Enumerable.Range(1, 8).Reverse(), (await VersionsAsync(DefinitionKind.Field, "lead/grade")).Select(v => v.Version));
    }

    [Fact]
    public async Task Of_many_definitions_at_once_the_catalog_has_all()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => DoAsync(a => a.SaveFieldAsync(Grade with { Key = $"grade-{i}" })), Cancellation)));
        await using var session = _crm.OpenSession();
        Assert.Equal(16, session.Catalog.Type("lead").Fields.Count(f => f.Key.StartsWith("grade-", StringComparison.Ordinal)));
    }

    private async Task RefusedAsync(string said, Func<ICatalogAdministration, Task> act)
    {
        await using var session = _crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => act(session.Administration));
        Assert.Equal("catalog.in-use", refused.Error.Code);
        Assert.Contains(said, refused.Error.Message, StringComparison.Ordinal);
    }

    private async Task DoAsync(Func<ICatalogAdministration, Task> act)
    {
        await using var session = _crm.OpenSession();
        await act(session.Administration);
    }

    private async Task<IReadOnlyList<T>> ListAsync<T>(Func<ICatalogAdministration, Task<IReadOnlyList<T>>> list)
    {
        await using var session = _crm.OpenSession();
        return await list(session.Administration);
    }

    private Task<IReadOnlyList<DefinitionVersion>> VersionsAsync(DefinitionKind kind, string key) => ListAsync(a => a.VersionsAsync(kind, key, Cancellation));

    private static StageDefinition Stage(string key) => new() { Key = key, Label = new(key) };
}
