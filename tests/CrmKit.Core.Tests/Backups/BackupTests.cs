using System.IO.Compression;
using System.Text.Json;
using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Audit;
using CrmKit.Catalog;
using CrmKit.Fields;
using CrmKit.Opportunities;
using CrmKit.Persons;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Backups;

public sealed class BackupTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();
    private readonly TestCrm _other = new();

    public async ValueTask DisposeAsync()
    {
        await _crm.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task F23_backup_restored_into_an_empty_database_is_the_same_to_the_byte_and_is_found_again()
    {
        await FillAsync(_crm);
        using var backup = new MemoryStream();
        var written = await BackupAsync(_crm, backup, isWhole: true);
        Assert.True(written.Parts.Sum(p => p.Rows) > 20);
        var report = await RestoreAsync(_other, backup, new RestoreOptions { IsWhole = true });
        Assert.Equal(written.Parts.Sum(p => p.Rows), report.Rows);

        using var again = new MemoryStream();
        var second = await BackupAsync(_other, again, isWhole: true);
        Assert.Equal(written.Parts.Where(p => p.Table != "crm_audit_entry").Select(p => (p.Table, p.Rows, p.Sha256)), second.Parts.Where(p => p.Table != "crm_audit_entry").Select(p => (p.Table, p.Rows, p.Sha256)));
        Assert.Equal(written.Parts.Single(p => p.Table == "crm_audit_entry").Rows + 1, second.Parts.Single(p => p.Table == "crm_audit_entry").Rows); // who restored it stands there
        await using var session = _other.OpenSession();
        var told = Assert.Single((await session.Audit.SearchAsync(new AuditQuery { RecordType = "backup" })).Items);
        Assert.Contains("\"key\":\"restore\"", told.Changes, StringComparison.Ordinal);
        Assert.Single((await session.Search.FindAsync(new("Engines"))).Results);
        Assert.Equal("naval", (await session.Records.ListAsync(new Specification<Account>())).Single().Custom.Text("branch")); // a field that an administrator defined
        Assert.Equal(900, (await session.Records.ListAsync(new Specification<Opportunity>())).Single().Amount);
    }

    [Fact]
    public async Task A083_tampered_half_and_foreign_backups_are_refused_and_change_nothing()
    {
        await FillAsync(_crm);
        using var backup = new MemoryStream();
        await BackupAsync(_crm, backup, isWhole: true);
        foreach (var broken in new[] { Changed(backup), Enriched(backup), Half(backup), new MemoryStream("no zip"u8.ToArray()) })
            Assert.Equal("backup.damaged", (await Assert.ThrowsAsync<CrmValidationException>(() => RestoreAsync(_other, broken, new RestoreOptions { IsWhole = true }))).Error.Code);
        Assert.Equal("backup.schema", (await Assert.ThrowsAsync<CrmRuleException>(() => RestoreAsync(_other, OfOtherSchema(backup), new RestoreOptions { IsWhole = true }))).Error.Code);
        await using (var stranger = _other.Crm.OpenSession(Actor.System("test"), "test", "stranger"))
            Assert.Equal("backup.tenant", (await Assert.ThrowsAsync<CrmValidationException>(() => stranger.Backups.RestoreAsync(backup))).Error.Code);
        await using var session = _other.OpenSession();
        Assert.Empty(await session.Records.ListAsync(new Specification<Account>()));

        Assert.Equal("backup.not-empty", (await Assert.ThrowsAsync<CrmRuleException>(() => RestoreAsync(_crm, backup, new RestoreOptions { IsWhole = true }))).Error.Code);
        Assert.Single(await _crm.OpenSession().Records.ListAsync(new Specification<Account>()));
    }

    [Fact]
    public async Task A083_only_administrators_back_up_and_only_the_operator_all_tenants()
    {
        var (seller, admin) = (await _crm.AddUserAsync("Ann", "sales-rep"), await _crm.AddUserAsync("Olga", "administrator"));
        await using (var session = _crm.OpenSession(seller))
        {
            Assert.Equal("backup.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Backups.WriteAsync(Stream.Null))).Error.Code);
            Assert.Equal("backup.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Backups.RestoreAsync(Stream.Null))).Error.Code);
        }
        await using var own = _crm.OpenSession(admin);
        Assert.Equal("backup.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => own.Backups.WriteAsync(Stream.Null, isWhole: true))).Error.Code);
        Assert.Single((await own.Backups.WriteAsync(new MemoryStream())).Tenants);
    }

    [Fact]
    public async Task F24_one_tenant_is_restored_while_another_writes_and_erased_persons_stay_erased()
    {
        await FillAsync(_crm);
        await using var session = _crm.OpenSession();
        var zerbinetta = await session.Records.CreateAsync(new Contact { LastName = "Zerbinetta", Email = "zerbi@opera.example" });
        using var backup = new MemoryStream();
        await BackupAsync(_crm, backup, isWhole: false);
        await session.Persons.EraseAsync(new RecordRef("contact", zerbinetta.Id));
        await session.Records.CreateAsync(new Account { Name = "After the backup" });

        var others = 0;
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            await using var other = _crm.Crm.OpenSession(Actor.System("test"), "test", "other");
            do
            {
                await other.Records.CreateAsync(new Account { Name = $"Other {others++}" });
            }
            while (!stop.IsCancellationRequested);
        }, TestContext.Current.CancellationToken);
        var report = await RestoreAsync(_crm, backup, new RestoreOptions { Replace = true });
        await stop.CancelAsync();
        await writing;

        Assert.Equal(1, report.ErasedAgain);
        await using var later = _crm.OpenSession();
        Assert.Equal("Engines", (await later.Records.ListAsync(new Specification<Account>())).Single().Name);
        Assert.Null(await later.Records.FindAsync<Contact>(zerbinetta.Id));
        Assert.Empty((await later.Search.FindAsync(new("Zerbinetta"))).Results);
        await using var reader = _crm.Crm.OpenSession(Actor.System("test"), "test", "other");
        Assert.Equal(others, await reader.Records.CountAsync(new Specification<Account>()));
    }

    [Fact]
    public async Task F24_each_tenant_of_a_whole_restore_keeps_the_erasures_of_its_own()
    {
        string[] tenants = ["alpha", "beta"];
        foreach (var tenant in tenants)
        {
            await using var session = _crm.Crm.OpenSession(Actor.System("test"), "test", tenant);
            await session.Records.CreateAsync(new User { Name = "Ada", Email = $"ada@{tenant}.example", Roles = "administrator" });
            await session.Records.CreateAsync(new Contact { LastName = "Zerbinetta", Email = $"zerbi@{tenant}.example" });
        }
        using var backup = new MemoryStream();
        await BackupAsync(_crm, backup, isWhole: true);
        await using (var beta = _crm.Crm.OpenSession(Actor.System("test"), "test", "beta"))
            await beta.Persons.EraseAsync(new RecordRef("contact", (await beta.Records.ListAsync(new Specification<Contact>())).Single().Id));

        Assert.Equal(1, (await RestoreAsync(_crm, backup, new RestoreOptions { IsWhole = true, Replace = true })).ErasedAgain);
        foreach (var (tenant, left) in tenants.Zip([1, 0]))
        {
            await using var session = _crm.Crm.OpenSession(Actor.System("test"), "test", tenant);
            Assert.Equal(left, await session.Records.CountAsync(new Specification<Contact>()));
        }
    }

    [Fact]
    public async Task F23_restore_that_fails_midway_leaves_what_was_there()
    {
        await FillAsync(_crm);
        using var backup = new MemoryStream();
        await BackupAsync(_crm, backup, isWhole: false);
        using var failing = new FailingStream(backup.ToArray());
        await Assert.ThrowsAsync<IOException>(() => RestoreAsync(_crm, failing, new RestoreOptions { Replace = true }));
        await using var session = _crm.OpenSession();
        Assert.Equal("Engines", (await session.Records.ListAsync(new Specification<Account>())).Single().Name);
        Assert.Single((await session.Search.FindAsync(new("Engines"))).Results);
    }

    private static async Task FillAsync(TestCrm crm)
    {
        await using var session = crm.OpenSession();
        await session.Administration.SaveFieldAsync(new CustomFieldSettings { RecordType = "account", Key = "branch", Kind = FieldKind.Text, Label = new("Branch") });
        await using var later = crm.OpenSession();
        var account = await later.Records.CreateAsync(new Account { Name = "Engines", Custom = CustomValues.Empty.With("branch", "naval") });
        var contact = await later.Records.CreateAsync(new Contact { FirstName = "Ada", LastName = "王", AccountId = account.Id, BornOn = new(1815, 12, 10) });
        await later.Records.CreateAsync(new AccountContact { AccountId = account.Id, ContactId = contact.Id, Role = ContactRole.Champion });
        await later.Records.CreateAsync(new Opportunity { Name = "Wheel", AccountId = account.Id, Amount = 900 });
        await later.Records.CreateAsync(new Note { Subject = "Line\nbreak \"quoted\"", RegardingType = "account", RegardingId = account.Id });
        await crm.AddUserAsync("Olga", "administrator");
    }

    private static async Task<BackupManifest> BackupAsync(TestCrm crm, MemoryStream output, bool isWhole)
    {
        await using var session = crm.OpenSession();
        return await session.Backups.WriteAsync(output, isWhole);
    }

    private static async Task<RestoreReport> RestoreAsync(TestCrm crm, Stream archive, RestoreOptions options)
    {
        archive.Position = 0;
        await using var session = crm.OpenSession();
        return await session.Backups.RestoreAsync(archive, options);
    }

    private static MemoryStream Copy(MemoryStream backup, Action<ZipArchive> change)
    {
        var copy = new MemoryStream();
        copy.Write(backup.ToArray());
        using (var zip = new ZipArchive(copy, ZipArchiveMode.Update, leaveOpen: true)) change(zip);
        return copy;
    }

    private static MemoryStream Changed(MemoryStream backup) => Copy(backup, zip =>
    {
        var part = zip.Entries.Single(e => e.Name == "crm_user.jsonl");
        using var reader = new StreamReader(part.Open());
        var text = reader.ReadToEnd().Replace("Olga", "Otto", StringComparison.Ordinal);
        reader.Close();
        var name = part.FullName;
        part.Delete();
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(text);
    });

    private static MemoryStream Enriched(MemoryStream backup) => Copy(backup, zip =>
    {
        using var writer = new StreamWriter(zip.CreateEntry("../evil.jsonl").Open());
        writer.Write("{}");
    });

    private static MemoryStream OfOtherSchema(MemoryStream backup) => Copy(backup, zip =>
    {
        var entry = zip.GetEntry("manifest.json")!;
        BackupManifest manifest;
        using (var content = entry.Open()) manifest = JsonSerializer.Deserialize<BackupManifest>(content, JsonSerializerOptions.Web)!;
        entry.Delete();
        using var output = zip.CreateEntry("manifest.json").Open();
        JsonSerializer.Serialize(output, manifest with { Schema = "other" }, JsonSerializerOptions.Web);
    });

    private static MemoryStream Half(MemoryStream backup) => new(backup.ToArray()[..(int)(backup.Length / 2)]);

    // Fails when it is read for the second time: behind the check, while rows are written.
    private sealed class FailingStream(byte[] content) : MemoryStream(content)
    {
        private long _read;

        public override int Read(byte[] buffer, int offset, int count) => Counted(base.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Counted(base.Read(buffer));

        private int Counted(int read) => (_read += read) > Length * 3 / 2 ? throw new IOException("The disk is gone.") : read;
    }
}
