using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Imports;

/// <summary>Rows that look like an existing record are asked about, answered in a file, and imported again: nothing is lost.</summary>
public sealed class AskTests : IDisposable
{
    private const string Leads = """{ "key": ["externalId"], "onExisting": "ask", "columns": { "id": "externalId", "name": "name", "mail": "email", "city": "city" } }""";
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Rows_that_look_the_same_by_key_or_by_a_matcher_wait_for_an_answer_and_come_in_by_it()
    {
        Assert.Equal(0, (await _bench.ImportAsync("lead", "id,name,mail,city\n1,Ada Fox,ada@fox.example,Wien\n2,Tom Ray,tom@ray.example,Graz\n3,Eve Low,eve@low.example,Linz\n", Leads)).Code);
        var asked = await _bench.ImportAsync("lead", "id,name,mail,city\n1,Ada Fox-Lang,ada@fox.example,Rom\n8,T. Ray,TOM@ray.example,Bonn\n9,E. Low,eve@low.example,Ulm\n4,New One,new@one.example,Bern\n", Leads);
        Assert.Equal((1, (4, 1, 0, 0, 0)), (asked.Code, asked.Counts));
        Assert.Equal((3, 4), (asked.Json.GetProperty("asked").GetInt32(), (await _bench.ListAsync("lead")).Count));
        Assert.Equal(["Ada Fox", "Tom Ray", "Eve Low"], asked.Json.GetProperty("questions").EnumerateArray().Select(q => q.GetProperty("name").GetString()));

        var questions = asked.Json.GetProperty("questionPath").GetString()!;
        var lines = await File.ReadAllLinesAsync(questions, TestContext.Current.CancellationToken);
        Assert.StartsWith("import-answer,import-line,import-record,import-name,import-confidence,import-reason,import-question,id,name,mail,city", lines[0].TrimStart('\uFEFF'));
        Assert.Contains("same externalId", lines[1]);
        lines[1] = "update" + lines[1];
        lines[2] = "skip" + lines[2];
        await File.WriteAllLinesAsync(_bench.At("answered.csv"), lines, TestContext.Current.CancellationToken); // the third is not answered yet
        var answered = await _bench.RunAsync("import", "lead", _bench.At("answered.csv"), "--map", _bench.At("map.json"), "--json");
        Assert.Equal((1, (3, 0, 1, 1, 0)), (answered.Code, answered.Counts));

        lines = await File.ReadAllLinesAsync(answered.Json.GetProperty("questionPath").GetString()!, TestContext.Current.CancellationToken);
        Assert.Equal(2, lines.Length);
        await File.WriteAllLinesAsync(_bench.At("last.csv"), [lines[0], "new" + lines[1]], TestContext.Current.CancellationToken);
        var last = await _bench.RunAsync("import", "lead", _bench.At("last.csv"), "--map", _bench.At("map.json"), "--json");
        Assert.Equal((0, (1, 1, 0, 0, 0)), (last.Code, last.Counts));
        Assert.Equal([("Ada Fox-Lang", "Rom"), ("E. Low", "Ulm"), ("Eve Low", "Linz"), ("New One", "Bern"), ("Tom Ray", "Graz")],
            (await _bench.ListAsync("lead")).Select(l => (l.GetProperty("name").GetString(), l.GetProperty("city").GetString())).Order());
    }

    [Fact]
    public async Task A_row_that_looks_like_one_before_it_in_the_file_is_asked_about_as_soon_as_that_one_is_in()
    {
        var asked = await _bench.ImportAsync("lead", "id,name,mail,city\n1,Ada Fox,ada@fox.example,Wien\n2,Ada Foxx,ada@fox.example,Wien\n3,Tom Ray,tom@ray.example,Graz\n4,Fox Ada,ada@fox.example,Wien\n", Leads);
        Assert.Equal((1, (4, 2, 0, 0, 0), 2), (asked.Code, asked.Counts, asked.Json.GetProperty("asked").GetInt32()));
        Assert.All(asked.Json.GetProperty("questions").EnumerateArray(), q => Assert.Equal("Ada Fox", q.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_row_that_looks_like_a_record_to_the_door_of_duplicates_is_asked_about_without_any_matcher()
    {
        const string Accounts = """{ "onExisting": "ask", "columns": { "name": "name", "mail": "email", "city": "city" } }""";
        Assert.Equal(0, (await _bench.ImportAsync("account", "name,mail,city\nMiller Precision Tools GmbH,info@miller.example,Wien\n", Accounts)).Code);
        var asked = await _bench.ImportAsync("account", "name,mail,city\nMiller Precision Tools,info@miller.example,Wien\nSomebody Else AG,else@else.example,Bonn\n", Accounts);
        Assert.Equal((1, (2, 1, 0, 0, 0), 1), (asked.Code, asked.Counts, asked.Json.GetProperty("asked").GetInt32()));
        Assert.Contains("email", Assert.Single(asked.Json.GetProperty("questions").EnumerateArray()).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Many_rows_that_are_all_alike_come_to_one_record_and_questions()
    {
        var rows = string.Concat(Enumerable.Range(1, 300).Select(i => $"{i},Ada Fox,ada@fox.example,Wien\n"));
        var asked = await _bench.ImportAsync("lead", "id,name,mail,city\n" + rows, Leads);
        Assert.Equal(((300, 1, 0, 0, 0), 299), (asked.Counts, asked.Json.GetProperty("asked").GetInt32()));
    }

    [Fact]
    public async Task An_answer_that_is_none_or_names_no_record_is_refused_and_the_row_kept()
    {
        const string Head = "import-answer,import-line,import-record,import-name,import-confidence,import-reason,import-question,id,name,mail,city\n";
        var refused = await _bench.ImportAsync("lead", $"{Head}perhaps,2,,,,,,1,Ada,,\nupdate,3,{Guid.NewGuid()},,,,,2,Tom,,\nupdate,4,,,,,,3,Eve,,\n", Leads);
        Assert.Equal((1, (3, 0, 0, 0, 3)), (refused.Code, refused.Counts));
        Assert.Equal(["import.answer", "import.answer-record", "import.answer"], refused.Json.GetProperty("errors").EnumerateArray().OrderBy(e => e.GetProperty("line").GetInt32()).Select(e => e.GetProperty("code").GetString()));
        Assert.Equal(4, (await File.ReadAllLinesAsync(refused.Json.GetProperty("errorPath").GetString()!, TestContext.Current.CancellationToken)).Length);
    }

    [Theory]
    [InlineData("skip", 0, 0, 1, 0)]
    [InlineData("update", 0, 1, 0, 0)]
    [InlineData("refuse", 0, 0, 0, 1)]
    [InlineData("create", 0, 0, 0, 1)] // an external id is not given twice
    public async Task The_policy_can_be_said_beside_the_map(string policy, int created, int updated, int skipped, int refused)
    {
        Assert.Equal(0, (await _bench.ImportAsync("lead", "id,name,mail,city\n1,Ada,,Wien\n", Leads)).Code);
        Assert.Equal((1, created, updated, skipped, refused), (await _bench.ImportAsync("lead", "id,name,mail,city\n1,Ada,,Rom\n", Leads, "--on-existing", policy)).Counts);
    }

    [Fact]
    public async Task A_key_that_only_a_deleted_record_has_is_told_and_no_crash()
    {
        var first = await _bench.ImportAsync("lead", "id,name,mail,city\n1,Ada,,Wien\n", Leads);
        var lead = Assert.Single(await _bench.ListAsync("lead"));
        await DeleteAsync("lead", lead.GetProperty("id").GetGuid());
        foreach (var policy in (string[])["update", "skip", "ask", "refuse"])
        {
            var again = await _bench.ImportAsync("lead", $"id,name,mail,city\n1,Ada {policy},,Rom\n", Leads, "--on-existing", policy);
            Assert.Equal((1, "import.exists-deleted"), (again.Code, Assert.Single(again.RefusedCodes)));
        }
        var created = await _bench.ImportAsync("lead", "id,name,mail,city\n1,Ada once more,,Rom\n2,Tom,,Rom\n", Leads, "--on-existing", "create");
        Assert.Equal((1, (2, 1, 0, 0, 1)), (created.Code, created.Counts));
        Assert.Equal(0, first.Code);
    }

    private async Task DeleteAsync(string type, Guid id)
    {
        await using var services = new ServiceCollection().AddCrmKit(crm => crm.UseSqlite(_bench.Database)).BuildServiceProvider();
        var crm = services.GetRequiredService<ICrm>();
        await crm.InitializeAsync(TestContext.Current.CancellationToken);
        await using var session = crm.OpenSession(Actor.System("test"), "test");
        await session.Records.SaveAsync(new ChangeSet().Delete(new RecordRef(type, id)), TestContext.Current.CancellationToken);
    }
}
