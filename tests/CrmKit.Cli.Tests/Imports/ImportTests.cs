using System.Globalization;
using System.Text;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Imports;

public sealed class ImportTests : IDisposable
{
    private const string Accounts = """{ "key": ["externalId"], "columns": { "id": "externalId", "name": "name", "parent": "parent" } }""";
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Records_may_name_later_rows_of_their_own_type(int chunk)
    {
        var answer = await _bench.ImportAsync("account", "id,name,parent\n1,Leaf,Branch\n2,Branch,Root\n3,Other,\n4,Root,\n5,Lost,Nowhere\n", Accounts, "--chunk", $"{chunk}");
        Assert.Equal((5, 4, 0, 0, 1), answer.Counts);
        Assert.Equal(["import.reference-missing"], answer.RefusedCodes);
        var byName = (await _bench.ListAsync("account")).ToDictionary(a => a.GetProperty("name").GetString()!);
        Assert.Equal(byName["Branch"].GetProperty("id").GetString(), byName["Leaf"].GetProperty("parentId").GetString());
        Assert.Equal(byName["Root"].GetProperty("id").GetString(), byName["Branch"].GetProperty("parentId").GetString());
    }

    [Fact]
    public async Task Existing_records_are_refused_skipped_or_updated()
    {
        await _bench.ImportAsync("account", "id,name,parent\n1,A,\n2,B,\n", Accounts);
        var refused = await _bench.ImportAsync("account", "id,name,parent\n1,A2,\n3,C,\n", Accounts);
        Assert.Equal((2, 1, 0, 0, 1), refused.Counts);
        Assert.Equal(["import.exists"], refused.RefusedCodes);

        var skipped = await _bench.ImportAsync("account", "id,name,parent\n1,A3,\n4,D,\n4,D again,\n", Accounts.Replace("\"columns\"", "\"onExisting\": \"skip\", \"columns\"", StringComparison.Ordinal));
        Assert.Equal((3, 1, 0, 2, 0), skipped.Counts);

        var updated = await _bench.ImportAsync("account", "id,name,parent\n1,A4,B\n2,B,\n", Accounts.Replace("\"columns\"", "\"onExisting\": \"update\", \"columns\"", StringComparison.Ordinal));
        Assert.Equal((2, 0, 1, 1, 0), updated.Counts); // nothing new about B
        var a = (await _bench.ListAsync("account", "--filter", "externalId eq '1'")).Single();
        Assert.Equal("A4", a.GetProperty("name").GetString());
        Assert.NotNull(a.GetProperty("parentId").GetString());
    }

    [Fact]
    public async Task Dry_run_tells_the_same_and_writes_nothing()
    {
        const string Csv = "id,name,parent\n1,A,\n2,B,A\n1,again,\n3,C,Nobody\n";
        var tried = await _bench.ImportAsync("account", Csv, Accounts, "--dry-run", "--chunk", "1");
        Assert.Empty(await _bench.ListAsync("account"));
        var done = await _bench.ImportAsync("account", Csv, Accounts, "--chunk", "1");
        Assert.Equal(done.Counts, tried.Counts);
        Assert.Equal(done.RefusedCodes.Order(), tried.RefusedCodes.Order());
        Assert.Equal((4, 2, 0, 0, 2), done.Counts);
    }

    [Fact]
    public async Task Missing_references_are_created_once_when_the_map_says_so()
    {
        var answer = await _bench.ImportAsync("contact", "last,company\nLi,Acme\nWang,Acme\nSmith,Bolt\n",
            """{ "columns": { "last": "lastName", "company": { "field": "account", "createMissing": true } } }""");
        Assert.Equal((3, 3, 0, 0, 0), answer.Counts);
        Assert.Equal(["Acme", "Bolt"], (await _bench.ListAsync("account")).Select(a => a.GetProperty("name").GetString()!).Order());
    }

    [Fact]
    public async Task Row_cannot_bring_a_lead_into_a_stage_that_only_a_conversion_enters()
    {
        const string Map = """{ "columns": { "name": "name", "stage": "stage" } }""";
        var answer = await _bench.ImportAsync("lead", "name,stage\nAda,converted\nBob,qualified\n", Map);
        Assert.Equal((2, 1, 0, 0, 1), answer.Counts);
        Assert.Equal(["pipeline.conversion-required"], answer.RefusedCodes);
        const string Update = """{ "key": ["name"], "onExisting": "update", "columns": { "name": "name", "stage": "stage" } }""";
        Assert.Equal(["pipeline.conversion-required"], (await _bench.ImportAsync("lead", "name,stage\nBob,converted\n", Update)).RefusedCodes);
        Assert.Equal("qualified", (await _bench.ListAsync("lead")).Single().GetProperty("stage").GetString());
    }

    [Fact]
    public async Task Ambiguous_reference_is_refused()
    {
        await _bench.ImportAsync("account", "id,name,parent\n1,Twin,\n2,Twin,\n", Accounts);
        var answer = await _bench.ImportAsync("account", "id,name,parent\n3,Child,Twin\n", Accounts);
        Assert.Equal(["import.reference-ambiguous"], answer.RefusedCodes);
    }

    [Fact]
    public async Task State_is_set_by_stage_label_owner_and_days()
    {
        await _bench.ImportAsync("user", "name,email\nAnna,anna@example.com\n", """{ "columns": { "name": "name", "email": "email" } }""");
        var answer = await _bench.ImportAsync("opportunity", "name,stage,owner,opened,closed,sum,why\nBig,赢单,ANNA@example.com,01-02-20,15-03-20,\"1.234,5\",\nSmall,Lost,,,20-03-20,,price\nOpen,engaging,,05-02-20,,,\n",
            """
            {
              "currency": "EUR",
              "columns": {
                "name": "name", "stage": "stage", "owner": { "field": "owner", "lookup": "email" }, "why": "lossReason",
                "opened": [ { "field": "openedOn", "formats": ["dd-MM-yy"] }, { "field": "stageEnteredAt", "formats": ["dd-MM-yy"] } ],
                "closed": { "field": "closedOn", "formats": ["dd-MM-yy"] },
                "sum": { "field": "amount", "decimalMark": "," }
              }
            }
            """);
        Assert.True(answer.Code == 0, answer.Output);
        var sales = (await _bench.ListAsync("opportunity")).ToDictionary(o => o.GetProperty("name").GetString()!);
        string? Text(string name, string field) => sales[name].GetProperty(field).GetString();
        Assert.Equal(("won", "2020-02-01", "2020-03-15", "EUR"), (Text("Big", "stage"), Text("Big", "openedOn"), Text("Big", "closedOn"), Text("Big", "currency")));
        Assert.Equal(1234.5m, sales["Big"].GetProperty("amount").GetDecimal());
        Assert.NotNull(Text("Big", "ownerId"));
        Assert.Equal(("lost", "price", null), (Text("Small", "stage"), Text("Small", "lossReason"), Text("Small", "openedOn")));
        Assert.Equal(("engaging", "2020-02-05T00:00:00.000000Z"), (Text("Open", "stage"), Text("Open", "stageEnteredAt")));
    }

    [Fact]
    public async Task Error_file_is_imported_with_the_same_map_after_correction()
    {
        await _bench.ImportAsync("account", "id,name,parent\n1,=A(),Nobody\n2,B,\n", Accounts);
        var path = _bench.At("input.errors.csv");
        var corrected = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.Contains("'=A()", corrected, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, corrected.Replace("1,'=A(),Nobody", "1,'=A(),B", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var answer = await _bench.RunAsync("import", "account", path, "--map", _bench.At("map.json"), "--json");
        Assert.Equal((1, 1, 0, 0, 0), answer.Counts);
        Assert.Equal(["=A()", "B"], (await _bench.ListAsync("account")).Select(a => a.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task F1_interrupted_import_goes_on_with_the_next_row(int chunksBeforeStop)
    {
        // Rows 3, 6, 9… are refused; row 1 waits for the last one.
        var csv = new StringBuilder("id,name,parent\n1,First,Name40\n");
        for (var i = 2; i <= 40; i++) csv.Append(CultureInfo.InvariantCulture, $"{i},Name{i},{(i % 3 == 0 ? "Nobody" : "")}\n");
        var path = _bench.Write("input.csv", csv.ToString().Replace("40,Name40,", "40,Name40,", StringComparison.Ordinal));
        var request = new ImportRequest("account", path, ImportMap.FromJson(Accounts)) { ChunkSize = 7 };

        await Assert.ThrowsAsync<TimeoutException>(() => RunAsync(request, new StopAfter(chunksBeforeStop)));
        var result = await RunAsync(request, null);

        Assert.True(result.Resumed);
        Assert.Equal((40, 27, 13), (result.Rows, result.Created, result.Refused));
        var accounts = await _bench.ListAsync("account");
        Assert.Equal(27, accounts.Select(a => a.GetProperty("externalId").GetString()).Distinct().Count());
        Assert.NotNull(accounts.Single(a => a.GetProperty("name").GetString() == "First").GetProperty("parentId").GetString());
        Assert.Equal(14, File.ReadLines(result.ErrorPath!).Count());
        var repeated = await Assert.ThrowsAsync<CrmConflictException>(() => RunAsync(request, null));
        Assert.Equal("import.repeated", repeated.Error.Code);
    }

    [Fact]
    public async Task Import_inside_a_unit_of_work_is_refused()
    {
        await using var services = Services();
        await using var session = services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        await using var work = await session.BeginAsync(TestContext.Current.CancellationToken);
        var request = new ImportRequest("account", _bench.Write("x.csv", "id,name,parent\n"), ImportMap.FromJson(Accounts));
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.Imports.RunAsync(request, cancellationToken: TestContext.Current.CancellationToken));
    }

    private async Task<ImportResult> RunAsync(ImportRequest request, IProgress<ImportProgress>? progress)
    {
        await using var services = Services();
        await using var session = services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        return await session.Imports.RunAsync(request, progress, TestContext.Current.CancellationToken);
    }

    private ServiceProvider Services() => new ServiceCollection().AddCrmKit(crm => crm.UseSqlite(_bench.Database)).BuildServiceProvider();

    private sealed class StopAfter(int chunks) : IProgress<ImportProgress>
    {
        private int _seen;

        public void Report(ImportProgress value)
        {
            if (++_seen == chunks) throw new TimeoutException();
        }
    }
}
