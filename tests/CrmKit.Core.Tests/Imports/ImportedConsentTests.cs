using CrmKit.Access;
using CrmKit.Consents;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Imports;

/// <summary>Columns that say what people allowed, on both databases.</summary>
public sealed class ImportedConsentTests : IAsyncDisposable
{
    private const string Header = "name,email,newsletter,signed,paper\n";
    private const string Columns = """ "columns": { "name": "name", "email": "email" } """;

    private static readonly ImportMap Map = ImportMap.FromJson($$"""
        { "key": "email", "onExisting": "update", {{Columns}}, "consents": [
          { "column": "newsletter", "purpose": "newsletter", "at": "signed", "formats": ["yyyy-MM-dd'T'HH:mm:ssK"], "evidence": "Fair of 2026", "evidenceColumn": "paper", "text": "May we write to you?", "language": "en" } ] }
        """);

    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-imports-").FullName;
    private readonly TestCrm _crm = new(plugin: plugin => plugin.Role(new RoleDefinition { Key = "test.typist", Label = new("Typist"), Permissions = [new("lead", Operations.Read | Operations.Create, AccessScope.All)] }));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _crm.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A093_What_people_said_becomes_a_proof_of_when_and_by_what_and_nothing_else_allows_anything()
    {
        var admin = await _crm.AddUserAsync("Admin", "administrator");
        await using var session = _crm.OpenSession(admin);
        var file = Write(Header + "Ada,ada@x.example,yes,2026-01-05T10:00:00Z,binder 7\nTom,tom@x.example,no,,\nEve,eve@x.example,,2026-01-05T10:00:00Z,\nBob,bob@x.example,maybe,2026-01-05T10:00:00Z,\nKim,kim@x.example,yes,,\nZoe,zoe@x.example,yes,2030-01-05T10:00:00Z,\n");
        var tried = await session.Imports.RunAsync(new ImportRequest("lead", file, Map) { DryRun = true }, null, Cancellation);
        Assert.Equal((3L, 3L), (tried.Created, tried.Refused));
        var done = await session.Imports.RunAsync(new ImportRequest("lead", file, Map), null, Cancellation);
        Assert.Equal((3L, 3L), (done.Created, done.Refused));
        Assert.Equal([(5L, "newsletter", "import.value"), (6L, "signed", "import.value"), (7L, "signed", "import.value")], done.Errors.Select(e => (e.Line, e.Field!, e.Error.Code)));

        Assert.Equal([ConsentReason.Given, ConsentReason.Withdrawn, ConsentReason.NeverGiven], await MayAsync(session, "ada", "tom", "eve"));
        var proof = Assert.Single(await session.Consents.ListAsync(await LeadAsync(session, "ada"), Cancellation));
        Assert.Equal((ConsentAct.Given, ConsentMethod.Import, new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero), _crm.Clock.Now, (Guid?)admin.Id), (proof.Act, proof.Method, proof.At, proof.RecordedAt, proof.ActorId));
        Assert.Equal(("ada@x.example", "May we write to you?", "en", "Fair of 2026: binder 7 (import of people.csv, line 2)"), (proof.Address, proof.Text, proof.Language, proof.Evidence));
    }

    [Fact]
    public async Task A_file_that_comes_again_proves_nothing_twice_and_what_people_said_later_decides()
    {
        await using var session = _crm.OpenSession();
        await session.Imports.RunAsync(new ImportRequest("lead", Write(Header + "Ada,ada@x.example,yes,2026-01-05T10:00:00Z,\n"), Map), null, Cancellation);
        await session.Imports.RunAsync(new ImportRequest("lead", Write(Header + "Ada,ada@x.example,yes,2026-01-05T10:00:00Z,\n"), Map) { Force = true }, null, Cancellation);
        var ada = await LeadAsync(session, "ada");
        Assert.Single(await session.Consents.ListAsync(ada, Cancellation));
        await session.Imports.RunAsync(new ImportRequest("lead", Write(Header + "Ada,ada@x.example,no,2026-02-05T10:00:00Z,\nTom,tom@x.example,no,2026-01-01T10:00:00Z,\n"), Map), null, Cancellation);
        await session.Imports.RunAsync(new ImportRequest("lead", Write(Header + "Tom,tom@x.example,yes,2026-01-02T10:00:00Z,\n"), Map), null, Cancellation);
        Assert.Equal([ConsentReason.Withdrawn, ConsentReason.Given], await MayAsync(session, "ada", "tom"));
    }

    [Fact]
    public async Task A_row_that_is_asked_about_brings_its_consent_with_its_answer()
    {
        await using var session = _crm.OpenSession();
        var ada = await session.Records.CreateAsync(new Lead { Name = "Ada", Email = "ada@x.example" }, cancellationToken: Cancellation);
        _crm.Clock.Advance(TimeSpan.FromMinutes(1));
        await session.Imports.RunAsync(new ImportRequest("lead", Write(Header + "Ada,ada@x.example,yes,2026-01-05T10:00:00Z,\n"), Map) { OnExisting = ExistingRecordPolicy.Ask }, null, Cancellation);
        Assert.Equal([ConsentReason.NeverGiven], await MayAsync(session, "ada"));
        var question = Assert.Single(await session.Imports.QuestionsAsync(new ImportQuestionQuery(), Cancellation));
        Assert.Empty(Assert.Single(await session.Imports.AnswerAsync([new ImportAnswer(question.Id, ExistingRecordPolicy.Update)], Cancellation)).Errors);
        Assert.Equal([ConsentReason.Given], await MayAsync(session, "ada"));
        Assert.Equal(ada.Id, (await LeadAsync(session, "ada")).Id);
    }

    [Fact]
    public async Task Who_may_not_change_the_people_records_no_consent_of_theirs()
    {
        await using var session = _crm.OpenSession(await _crm.AddUserAsync("Typist", "test.typist"));
        var file = Write(Header + "Ada,ada@x.example,yes,2026-01-05T10:00:00Z,\n");
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Imports.RunAsync(new ImportRequest("lead", file, Map with { OnExisting = ExistingRecordPolicy.Create, Key = [] }), null, Cancellation))).Error.Code);
        Assert.Empty(await session.Records.ListAsync(new Specification<Lead>(), Cancellation));
    }

    [Theory]
    [InlineData("account", """{ "column": "newsletter", "purpose": "newsletter", "at": "signed", "evidence": "Fair" }""", "import.map-invalid")]
    [InlineData("lead", """{ "column": "newsletter", "purpose": "News Letter", "at": "signed", "evidence": "Fair" }""", "import.map-invalid")]
    [InlineData("lead", """{ "column": "newsletter", "purpose": "newsletter", "at": "signed" }""", "import.map-invalid")]
    [InlineData("lead", """{ "column": "newsletter", "purpose": "newsletter", "evidence": "Fair" }""", "import.map-invalid")]
    [InlineData("lead", """{ "column": "newsletter", "purpose": "newsletter", "at": "signed", "evidence": "Fair", "channel": "pigeon" }""", "import.map-invalid")]
    [InlineData("lead", """{ "column": "opt-in", "purpose": "newsletter", "at": "signed", "evidence": "Fair" }""", "import.column-missing")]
    public async Task A_map_says_what_the_consent_is_for_when_it_was_given_and_what_shows_it(string type, string consent, string code)
    {
        await using var session = _crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Imports.RunAsync(
            new ImportRequest(type, Write("name,newsletter,signed\nAda,yes,2026-01-05\n"), ImportMap.FromJson($$"""{ "columns": { "name": "name" }, "consents": [{{consent}}] }""")), null, Cancellation));
        Assert.Contains(code, refused.Errors.Select(e => e.Code));
    }

    [Fact]
    public void A_map_is_written_as_it_was_read() => Assert.Equivalent(Map, ImportMap.FromJson(Map.ToJson()), strict: true);

    private static async Task<RecordRef> LeadAsync(ICrmSession session, string name) =>
        new("lead", Assert.Single(await session.Records.ListAsync(new Specification<Lead>().Where(l => l.Email == $"{name}@x.example"), Cancellation)).Id);

    private static async Task<IEnumerable<ConsentReason>> MayAsync(ICrmSession session, params string[] names)
    {
        var questions = new List<ConsentQuestion>();
        foreach (var name in names) questions.Add(new ConsentQuestion(await LeadAsync(session, name), "newsletter"));
        return (await session.Consents.MayAsync(questions, Cancellation)).Select(a => a.Reason);
    }

    private string Write(string text)
    {
        var path = Path.Combine(_folder, "people.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
