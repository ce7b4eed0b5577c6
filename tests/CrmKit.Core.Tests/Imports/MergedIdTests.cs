using CrmKit.Accounts;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Imports;

/// <summary>Files go on naming records by external ids that merges left behind.</summary>
public sealed class MergedIdTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-merged-").FullName;
    private int _files;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_row_with_the_external_id_of_a_merged_record_updates_the_winner_also_through_several_merges()
    {
        await using var crm = new TestCrm();
        var (a, b, c) = (await AddAsync(crm, "a"), await AddAsync(crm, "b"), await AddAsync(crm, "c"));
        await MergeAsync(crm, b, a);
        await MergeAsync(crm, c, b);
        await using var session = crm.OpenSession();
        var result = await ImportAsync(session, "account", ExistingRecordPolicy.Update, "id,city\na,Wien\n", "externalId", "city");
        Assert.Equal((0, 1, 0), (result.Created, result.Updated, result.Refused));
        var winner = Assert.Single(await session.Records.ListAsync(new Specification<Account>(), Cancellation));
        Assert.Equal((c.Id, "c", "Wien"), (winner.Id, winner.ExternalId, winner.City));
        Assert.Equal((0, 1), await CountsAsync(ExistingRecordPolicy.Skip));
        Assert.Equal((1, 0), await CountsAsync(ExistingRecordPolicy.Refuse));

        async Task<(long Refused, long Skipped)> CountsAsync(ExistingRecordPolicy policy)
        {
            var again = await ImportAsync(session, "account", policy, "id,city\nb,Rom\n", "externalId", "city");
            return (again.Refused, again.Skipped);
        }
    }

    [Fact]
    public async Task Rows_of_winner_and_loser_in_one_file_are_written_one_after_the_other()
    {
        await using var crm = new TestCrm();
        var (loser, winner) = (await AddAsync(crm, "loser"), await AddAsync(crm, "winner"));
        await MergeAsync(crm, winner, loser);
        await using var session = crm.OpenSession();
        var result = await ImportAsync(session, "account", ExistingRecordPolicy.Update, "id,city\nwinner,Wien\nloser,Rom\nnew,Paris\n", "externalId", "city", constants: new() { ["name"] = "Named" });
        Assert.Equal((1, 2, 0), (result.Created, result.Updated, result.Refused));
        Assert.Equal("Rom", (await session.Records.GetAsync<Account>(winner.Id, Cancellation)).City);
    }

    [Fact]
    public async Task A_reference_to_a_merged_record_points_at_the_winner()
    {
        await using var crm = new TestCrm();
        var (loser, winner) = (await AddAsync(crm, "loser"), await AddAsync(crm, "winner"));
        await MergeAsync(crm, winner, loser);
        await using var session = crm.OpenSession();
        var map = new ImportMap { Columns = [new() { Column = "name", Field = "lastName" }, new() { Column = "account", Field = "account", LookupField = "externalId" }] };
        var result = await session.Imports.RunAsync(new ImportRequest("contact", Write("name,account\nFox,loser\nRay,winner\nLow,nobody\n"), map), null, Cancellation);
        Assert.Equal((2, 1), (result.Created, result.Refused));
        Assert.Equal("import.reference-missing", Assert.Single(result.Errors).Error.Code);
        Assert.All(await session.Records.ListAsync(new Specification<Contact>(), Cancellation), p => Assert.Equal(winner.Id, p.AccountId));
    }

    [Fact]
    public async Task After_the_merge_was_undone_rows_are_about_the_record_itself_again_and_deleted_winners_are_told()
    {
        await using var crm = new TestCrm();
        var (loser, winner) = (await AddAsync(crm, "loser"), await AddAsync(crm, "winner"));
        var merge = await MergeAsync(crm, winner, loser);
        await using var session = crm.OpenSession();
        await session.Records.UnmergeAsync([merge], null, Cancellation);
        Assert.Equal(1, (await ImportAsync(session, "account", ExistingRecordPolicy.Update, "id,city\nloser,Wien\n", "externalId", "city")).Updated);
        Assert.Equal(("Wien", null), ((await session.Records.GetAsync<Account>(loser.Id, Cancellation)).City, (await session.Records.GetAsync<Account>(winner.Id, Cancellation)).City));

        await MergeAsync(crm, winner, loser);
        await session.Records.SaveAsync(new ChangeSet().Delete(new RecordRef("account", winner.Id)), Cancellation);
        var gone = await ImportAsync(session, "account", ExistingRecordPolicy.Update, "id,city\nloser,Rom\n", "externalId", "city");
        Assert.Equal("import.exists-deleted", Assert.Single(gone.Errors).Error.Code);
    }

    private static Task<Account> AddAsync(TestCrm crm, string id) => crm.AddAsync(new Account { Name = "Account " + id, ExternalId = id });

    private static async Task<Guid> MergeAsync(TestCrm crm, Account winner, Account loser)
    {
        await using var session = crm.OpenSession();
        return (await session.Records.MergeAsync([new MergeRequest(new RecordRef("account", winner.Id), new RecordRef("account", loser.Id))], null, Cancellation))[0].MergeId!.Value;
    }

    private Task<ImportResult> ImportAsync(ICrmSession session, string type, ExistingRecordPolicy policy, string csv, string first, string second, Dictionary<string, string>? constants = null) =>
        session.Imports.RunAsync(new ImportRequest(type, Write(csv), new ImportMap
        {
            Key = ["externalId"],
            OnExisting = policy,
            Columns = [new() { Column = "id", Field = first }, new() { Column = second, Field = second }, .. (constants ?? []).Select(c => new ImportColumn { Field = c.Key, Value = c.Value })],
        }), null, Cancellation);

    private string Write(string text)
    {
        var path = Path.Combine(_folder, $"{++_files}.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
