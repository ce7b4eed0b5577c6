using System.Text;
using CrmKit.Access;
using CrmKit.Catalog;
using CrmKit.Documents;
using CrmKit.Exports;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Views;

namespace CrmKit.Abuse;

/// <summary>Texts that would be queries, keys or paths elsewhere, stored first and used later.</summary>
public sealed class StoredTextTests : IAsyncDisposable
{
    private const string Query = "x'); DROP TABLE crm_lead; --\"]}";

    private readonly TestCrm _crm = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task A032_Names_that_would_be_queries_are_names_wherever_they_are_used_again()
    {
        var field = new CustomFieldSettings { RecordType = "lead", Key = "colour", Kind = FieldKind.Text, Label = new(Query), IsIndexed = true };
        var pipeline = new PipelineDefinition { Key = "abuse", RecordType = "lead", Label = new(Query), Stages = [new() { Key = "one", Label = new(Query) }, new() { Key = "two", Label = new(Query), Category = StageCategory.Won }] };
        await DoAsync(async session =>
        {
            await session.Administration.SaveFieldAsync(field);
            await session.Administration.SavePipelineAsync(pipeline);
            await session.Administration.SaveRoleAsync(new RoleDefinition { Key = "abuse", Label = new(Query), Permissions = [new("lead", Operations.Work | Operations.Export, AccessScope.All)] });
            await session.Administration.SaveTemplateAsync(new DocumentTemplate { Key = "abuse", Label = new(Query), RecordType = "lead", Output = DocumentOutput.Text, Body = "{{name}}" });
        });
        var lead = await _crm.AddAsync(new Lead { Name = Query, Custom = CustomValues.Empty.With("colour", Query) }, new InitialState { Pipeline = "abuse" });
        await using var clerk = _crm.OpenSession(await _crm.AddUserAsync(Query, "abuse"));
        var filter = $"custom.colour eq '{Query.Replace("'", "''", StringComparison.Ordinal)}' and stage eq 'one'";
        var view = await clerk.Views.SaveAsync(new SavedView { RecordType = "lead", Name = Query, Filter = filter, OrderBy = "custom.colour" });
        var found = await clerk.Records.QueryAsync(await clerk.Views.ApplyAsync(await clerk.Views.GetAsync(view.Id), new RecordQuery("lead") { WithTotal = true }));
        Assert.Equal((Query, 1L), (((Lead)Assert.Single(found.Items)).Name, found.Total));
        Assert.Equal(Query, (await clerk.Documents.RenderAsync("abuse", new RecordRef("lead", lead.Id))).Text);
        using var file = new MemoryStream();
        Assert.Equal(1, await clerk.Exports.WriteAsync(new ExportRequest("lead") { Filter = filter }, file, Cancellation));
        Assert.Contains(Query.Replace("\"", "\"\"", StringComparison.Ordinal), Encoding.UTF8.GetString(file.ToArray()), StringComparison.Ordinal);
        Assert.Single((await clerk.Search.FindAsync(new("DROP TABLE crm_lead"))).Results);

        await DoAsync(async session =>
        {
            await session.Administration.SaveFieldAsync(field with { Label = new(Query + Query) });
            await session.Administration.SavePipelineAsync(pipeline with { Label = new(Query + Query) });
            await session.Pipelines.MoveAsync([new StageMove(new RecordRef("lead", lead.Id), "two")]);
            await session.Administration.RemoveFieldAsync("lead", "colour");
        });
        Assert.Equal((Query, "two"), ((await _crm.FindAsync<Lead>(lead.Id))!.Name, (await _crm.FindAsync<Lead>(lead.Id))!.StageKey));
    }

    [Theory]
    [InlineData("id", "catalog.duplicate")]
    [InlineData("name", "catalog.duplicate")]
    [InlineData("tenantId", "catalog.key-invalid")]
    [InlineData("\"; --", "catalog.key-invalid")]
    [InlineData("a'b", "catalog.key-invalid")]
    [InlineData("a b", "catalog.key-invalid")]
    [InlineData("", "catalog.key-invalid")]
    [InlineData("$.colour", "catalog.key-invalid")]
    [InlineData("c\u043elour", "catalog.key-invalid")] // a Cyrillic letter
    [InlineData("../colour", "catalog.key-invalid")]
    [InlineData("null", "catalog.key-invalid")] // a word of filters
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "catalog.key-invalid")]
    public async Task A033_Keys_that_are_none_or_somebody_elses_are_refused_and_define_nothing(string key, string code)
    {
        await using var session = _crm.OpenSession();
        var refused = await Assert.ThrowsAnyAsync<CrmException>(() => session.Administration.SaveFieldAsync(Text(key)));
        Assert.Equal(code, refused.Errors[0].Code);
        await using var later = _crm.OpenSession();
        Assert.Empty(await later.Administration.FieldsAsync());
    }

    [Theory]
    [InlineData("select")]
    [InlineData("table")]
    [InlineData("order")]
    [InlineData("custom")]
    public async Task A033_Words_of_query_languages_are_keys_like_others(string key)
    {
        await DoAsync(session => session.Administration.SaveFieldAsync(Text(key) with { IsIndexed = true }));
        await _crm.AddAsync(new Lead { Name = "Ada", Custom = CustomValues.Empty.With(key, "x") });
        await using (var session = _crm.OpenSession())
            Assert.Single((await session.Records.QueryAsync(new RecordQuery("lead") { Filter = $"custom.{key} eq 'x' and not custom.{key} eq 'y'", OrderBy = $"-custom.{key}" })).Items);
        await DoAsync(session => session.Administration.SaveFieldAsync(Text(key) with { Label = new("Renamed") }));
        await DoAsync(session => session.Administration.RemoveFieldAsync("lead", key));
    }

    [Fact]
    public async Task A034_Paths_into_the_column_of_custom_fields_are_no_fields_and_values_stay_values()
    {
        await DoAsync(session => session.Administration.SaveFieldAsync(Text("colour")));
        await _crm.AddAsync(new Lead { Name = "Ada", Custom = CustomValues.Empty.With("colour", "red") });
        var odd = await _crm.AddAsync(new Lead { Name = "Odd", Custom = CustomValues.Empty.With("colour", "\"]} || true") });
        await using var session = _crm.OpenSession();
        foreach (var path in new[] { "custom.'colour'", "custom.colour') = 'red' or 1 eq 1 --", "custom.$.colour", "custom.colour[0]", "custom->>'colour'", "custom.\"colour\"", "custom.colour || true", "json_extract(custom, '$.colour')" })
        {
            await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.QueryAsync(new RecordQuery("lead") { Filter = $"{path} eq 'red'" }));
            await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.QueryAsync(new RecordQuery("lead") { OrderBy = path }));
        }
        Assert.Equal(odd.Id, Assert.Single((await session.Records.QueryAsync(new RecordQuery("lead") { Filter = "custom.colour eq '\"]} || true'" })).Items).Id);
        Assert.Empty((await session.Records.QueryAsync(new RecordQuery("lead") { Filter = "custom.colour eq '%'" })).Items);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("..\\..\\web.config")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\boot.ini")]
    [InlineData("abuse\0.html")]
    [InlineData("$(id)")]
    [InlineData("; rm -rf /")]
    public async Task A037_A084_Names_of_templates_reports_cultures_and_formats_are_looked_up_and_never_paths_or_commands(string name)
    {
        await DoAsync(session => session.Administration.SaveTemplateAsync(new DocumentTemplate { Key = "abuse", Label = new("Abuse"), RecordType = "lead", Body = "{{name}}" }));
        var lead = new RecordRef("lead", (await _crm.AddAsync(new Lead { Name = name.Replace("\0", "", StringComparison.Ordinal) })).Id);
        await using var session = _crm.OpenSession();
        Assert.Equal("template.unknown", await CodeAsync(() => session.Documents.RenderAsync(name, lead)));
        Assert.Equal("template.culture", await CodeAsync(() => session.Documents.RenderAsync("abuse", lead, name)));
        Assert.Equal("report.unknown", await CodeAsync(() => session.Reports.RunAsync(name)));
        Assert.Equal("export.format-unknown", await CodeAsync(() => session.Exports.PrepareAsync(new ExportRequest("lead") { Format = name }, Cancellation)));
        Assert.Equal("catalog.type-unknown", await CodeAsync(() => session.Exports.PrepareAsync(new ExportRequest(name), Cancellation)));
        await Assert.ThrowsAnyAsync<CrmException>(() => session.Administration.SaveTemplateAsync(new DocumentTemplate { Key = name, Label = new("Abuse"), RecordType = "lead", Body = "x" }));
        var file = (await session.Documents.RenderAsync("abuse", lead)).FileName;
        Assert.Equal(file, Path.GetFileName(file));
        Assert.DoesNotContain(file, c => c is '/' or '\\' or ':' or ';' or '$' || char.IsControl(c));
    }

    private static CustomFieldSettings Text(string key) => new() { RecordType = "lead", Key = key, Kind = FieldKind.Text, Label = new("Text") };

    private static async Task<string> CodeAsync(Func<Task> act) => (await Assert.ThrowsAnyAsync<CrmException>(act)).Errors[0].Code;

    private async Task DoAsync(Func<ICrmSession, Task> act)
    {
        await using var session = _crm.OpenSession();
        await act(session);
    }
}
