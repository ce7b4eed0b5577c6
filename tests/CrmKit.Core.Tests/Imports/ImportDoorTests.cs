using CrmKit.Accounts;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Imports;

/// <summary>The door for files, on both databases.</summary>
public sealed class ImportDoorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-imports-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_file_is_looked_at_tried_imported_asked_about_reported_and_taken_back()
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        var file = Write("leads.csv", "Lead ID,Full Name,E-Mail Address,Company\n1,Ada Fox,ada@fox.example,Fox\n2,Tom Ray,tom@ray.example,Ray\n");
        var preview = await session.Imports.PreviewAsync(new ImportPreviewRequest("lead", file), Cancellation);
        Assert.Empty(preview.Doubts);
        Assert.Equal(["externalId", "name", "email", "companyName"], preview.Columns.Select(c => Assert.Single(c.Fills).Field));

        var tried = await session.Imports.RunAsync(new ImportRequest("lead", file) { DryRun = true }, null, Cancellation);
        Assert.Equal((2, 2), (tried.Created, tried.Changes.Count));
        Assert.Empty(await session.Records.ListAsync(new Specification<Lead>(), Cancellation));
        var done = await session.Imports.RunAsync(new ImportRequest("lead", file), null, Cancellation);
        Assert.Equal((2L, "externalId"), (done.Created, Assert.Single(done.ProposedMap!.Key)));

        await session.Records.CreateAsync(new ImportMapping { Name = "Leads", RecordType = "lead", Definition = done.ProposedMap.ToJson() }, cancellationToken: Cancellation);
        crm.Clock.Advance(TimeSpan.FromMinutes(1)); // what is there already was not written by the import that follows
        var asked = await session.Imports.RunAsync(new ImportRequest("lead", Write("more.csv", "Lead ID,Full Name,E-Mail Address,Company\n1,Ada,ada@fox.example,Fox\n3,T. Ray,TOM@RAY.example,Ray\n4,Eve,eve@low.example,Low\n")) { MapName = "Leads", OnExisting = ExistingRecordPolicy.Ask }, null, Cancellation);
        Assert.Equal((1, 2, 2), (asked.Created, asked.Asked, asked.Questions.Count));

        var reverted = await session.Imports.RevertAsync(done.Id, Cancellation);
        Assert.Equal((2, 0), (reverted.Removed, reverted.Kept));
        var kept = await session.Imports.GetAsync(done.Id, Cancellation);
        Assert.Equal(("reverted", 2L, 2L), (kept.Status, kept.Result.Created, kept.Revert!.Removed));
        Assert.Equivalent(done.ProposedMap, kept.Map, strict: true);
        Assert.Equal([asked.Id, done.Id, tried.Id], (await session.Imports.ListAsync(10, Cancellation)).Select(i => i.Id).OrderByDescending(i => i == asked.Id).ThenByDescending(i => i == done.Id));
    }

    [Fact]
    public async Task Fields_that_the_actor_may_not_read_are_neither_proposed_nor_shown()
    {
        await using var crm = new TestCrm();
        var seller = await crm.AddUserAsync("Seller", "sales-rep");
        await using var session = crm.OpenSession(seller);
        var refused = await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Imports.PreviewAsync(new ImportPreviewRequest("product", Write("p.csv", "name\nA\n")), Cancellation));
        Assert.Equal("access.forbidden", refused.Error.Code);
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Records.CreateAsync(new ImportMapping { Name = "Mine", RecordType = "lead", Definition = """{"columns":{"a":"name"}}""" }, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Cards_name_the_account_that_a_person_is_of()
    {
        await using var crm = new TestCrm();
        var account = await crm.AddAsync(new Account { Name = "Müller; Söhne" });
        await crm.AddAsync(new Contact { FirstName = "Ada", LastName = "Fox", AccountId = account.Id, Email = "ada@fox.example", BornOn = new DateOnly(1980, 2, 3) });
        await using var session = crm.OpenSession();
        using var cards = new MemoryStream();
        Assert.Equal(1, await session.Exports.WriteAsync(new Exports.ExportRequest("contact") { Format = "vcard" }, cards, Cancellation));
        Assert.Equal("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ada Fox\r\nN:Fox;Ada;;;\r\nORG:Müller\\; Söhne;\r\nEMAIL;TYPE=work:ada@fox.example\r\nBDAY:19800203\r\nEND:VCARD\r\n", System.Text.Encoding.UTF8.GetString(cards.ToArray()));
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
