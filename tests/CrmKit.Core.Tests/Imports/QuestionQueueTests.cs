using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Imports;

/// <summary>Rows that look like records wait in a queue, and come in by their answers: none lost, none doubled.</summary>
public sealed class QuestionQueueTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-questions-").FullName;

    private static readonly ImportMap Map = ImportMap.FromJson("""{ "key": ["externalId"], "onExisting": "ask", "columns": { "id": "externalId", "name": "name", "mail": "email", "city": "city" } }""");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Rows_are_answered_one_by_one_and_many_at_once_and_a_revert_takes_back_what_they_made()
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        var known = await KnownAsync(session);
        var asked = await ImportAsync(crm, session, "1,Ada Fox-Lang,ada@fox.example,Rom\n8,T. Ray,TOM@ray.example,Bonn\n9,E. Low,eve@low.example,Ulm\n4,New One,new@one.example,Bern\n");
        Assert.Equal((1L, 3L), (asked.Created, asked.Asked));
        var waiting = await session.Imports.QuestionsAsync(new ImportQuestionQuery { Import = asked.Id, Type = "lead" }, Cancellation);
        Assert.Equal(["Ada Fox", "Tom Ray", "Eve Low"], waiting.Select(q => q.Question.Name));
        Assert.Equal(("Rom", known[0], "more.csv"), (waiting[0].Row["city"], waiting[0].Question.Record.Id, waiting[0].FileName));

        var first = Assert.Single(await session.Imports.AnswerAsync([new ImportAnswer(waiting[0].Id, ExistingRecordPolicy.Update)], Cancellation));
        Assert.Equal(new RecordRef("lead", known[0]), first.Record);
        var others = await session.Imports.AnswerAsync([new ImportAnswer(waiting[2].Id, ExistingRecordPolicy.Create), new ImportAnswer(waiting[1].Id, ExistingRecordPolicy.Skip)], Cancellation);
        Assert.Equal([true, true], others.Select(o => o.IsSettled));
        Assert.Null(others[1].Record);
        Assert.Empty(await session.Imports.QuestionsAsync(new ImportQuestionQuery(), Cancellation));
        Assert.Equal([("Ada Fox-Lang", "Rom"), ("E. Low", "Ulm"), ("Eve Low", "Linz"), ("New One", "Bern"), ("Tom Ray", "Graz")], await LeadsAsync(session));

        var again = await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Imports.AnswerAsync([new ImportAnswer(waiting[2].Id, ExistingRecordPolicy.Create)], Cancellation));
        Assert.Equal("import.question-unknown", again.Error.Code);
        var reverted = await session.Imports.RevertAsync(asked.Id, Cancellation);
        Assert.Equal((2L, 1L, 0L), (reverted.Removed, reverted.Restored, reverted.Kept));
        Assert.Equal([("Ada Fox", "Wien"), ("Eve Low", "Linz"), ("Tom Ray", "Graz")], await LeadsAsync(session));
    }

    [Fact]
    public async Task An_answer_that_is_refused_leaves_its_row_waiting_and_the_others_in()
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        await KnownAsync(session);
        var asked = await ImportAsync(crm, session, "1,Ada Fox,ada@fox.example,Rom\n2,Tom Ray,tom@ray.example,Bonn\n");
        var waiting = await session.Imports.QuestionsAsync(new ImportQuestionQuery { Import = asked.Id }, Cancellation);
        var outcomes = await session.Imports.AnswerAsync([new ImportAnswer(waiting[0].Id, ExistingRecordPolicy.Create), new ImportAnswer(waiting[1].Id, ExistingRecordPolicy.Update)], Cancellation); // an external id is not given twice
        Assert.Equal([false, true], outcomes.Select(o => o.IsSettled));
        Assert.NotEmpty(outcomes[0].Errors);
        Assert.Equal(waiting[0].Id, Assert.Single(await session.Imports.QuestionsAsync(new ImportQuestionQuery(), Cancellation)).Id);
        Assert.Equal("import.answer-record", Assert.Single((await session.Imports.AnswerAsync([new ImportAnswer(waiting[0].Id, ExistingRecordPolicy.Update) { Record = Guid.NewGuid() }], Cancellation))[0].Errors).Error.Code);
        Assert.Equal("import.answer", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Imports.AnswerAsync([new ImportAnswer(waiting[0].Id, ExistingRecordPolicy.Ask)], Cancellation))).Error.Code);
        Assert.Equal([("Ada Fox", "Wien"), ("Eve Low", "Linz"), ("Tom Ray", "Bonn")], await LeadsAsync(session));
    }

    [Fact]
    public async Task A_row_answered_in_the_queue_is_left_out_of_its_file_and_one_answered_in_the_file_waits_no_more()
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        await KnownAsync(session);
        var asked = await ImportAsync(crm, session, "8,T. Ray,tom@ray.example,Bonn\n9,E. Low,eve@low.example,Ulm\n7,A. Fox,ada@fox.example,Rom\n");
        var waiting = await session.Imports.QuestionsAsync(new ImportQuestionQuery(), Cancellation);
        await session.Imports.AnswerAsync([new ImportAnswer(waiting[0].Id, ExistingRecordPolicy.Create)], Cancellation);

        var lines = await File.ReadAllLinesAsync(asked.QuestionPath!, Cancellation);
        var answered = Path.Combine(_folder, "answered.csv");
        await File.WriteAllLinesAsync(answered, [lines[0], "new" + lines[1], "new" + lines[2], lines[3]], Cancellation); // the first one a second time, the last one not
        crm.Clock.Advance(TimeSpan.FromMinutes(1));
        var done = await session.Imports.RunAsync(new ImportRequest("lead", answered, Map), null, Cancellation);
        Assert.Equal((1L, 1L, 1L), (done.Created, done.Skipped, done.Asked));
        Assert.Equal(waiting[2].Id, Assert.Single(await session.Imports.QuestionsAsync(new ImportQuestionQuery(), Cancellation)).Id);
        Assert.Equal([("E. Low", "Ulm"), ("T. Ray", "Bonn")], (await LeadsAsync(session)).Where(l => l.Item1.Contains('.', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_dry_run_leaves_no_question_and_nobody_sees_or_answers_those_of_others()
    {
        await using var crm = new TestCrm();
        var (ann, bob) = (await crm.AddUserAsync("Ann", "sales-rep"), await crm.AddUserAsync("Bob", "sales-rep"));
        await using var own = crm.OpenSession(ann);
        await KnownAsync(own);
        await ImportAsync(crm, own, "8,T. Ray,tom@ray.example,Bonn\n", isTried: true);
        Assert.Empty(await own.Imports.QuestionsAsync(new ImportQuestionQuery(), Cancellation));
        await ImportAsync(crm, own, "8,T. Ray,tom@ray.example,Bonn\n");
        var waiting = Assert.Single(await own.Imports.QuestionsAsync(new ImportQuestionQuery(), Cancellation));
        await using var other = crm.OpenSession(bob);
        Assert.Empty(await other.Imports.QuestionsAsync(new ImportQuestionQuery(), Cancellation));
        await Assert.ThrowsAsync<CrmNotFoundException>(() => other.Imports.AnswerAsync([new ImportAnswer(waiting.Id, ExistingRecordPolicy.Create)], Cancellation));
        await using var administrator = crm.OpenSession();
        Assert.True(Assert.Single(await administrator.Imports.AnswerAsync([new ImportAnswer(waiting.Id, ExistingRecordPolicy.Create)], Cancellation)).IsSettled);
    }

    private static async Task<List<Guid>> KnownAsync(ICrmSession session)
    {
        var ids = new List<Guid>();
        foreach (var (id, name, mail, city) in new[] { ("1", "Ada Fox", "ada@fox.example", "Wien"), ("2", "Tom Ray", "tom@ray.example", "Graz"), ("3", "Eve Low", "eve@low.example", "Linz") })
            ids.Add((await session.Records.CreateAsync(new Lead { ExternalId = id, Name = name, Email = mail, City = city }, cancellationToken: Cancellation)).Id);
        return ids;
    }

    private async Task<ImportResult> ImportAsync(TestCrm crm, ICrmSession session, string rows, bool isTried = false)
    {
        crm.Clock.Advance(TimeSpan.FromMinutes(1)); // what is there already was not written by the import that follows
        var file = Path.Combine(_folder, "more.csv");
        await File.WriteAllTextAsync(file, "id,name,mail,city\n" + rows, Cancellation);
        return await session.Imports.RunAsync(new ImportRequest("lead", file, Map) { DryRun = isTried }, null, Cancellation);
    }

    private static async Task<List<(string, string?)>> LeadsAsync(ICrmSession session) => [.. (await session.Records.ListAsync(new Specification<Lead>(), Cancellation)).Select(l => (l.Name, l.City)).Order()];
}
