using System.Text;
using System.Text.Json.Nodes;
using CrmKit.Accounts;
using CrmKit.Backups;
using CrmKit.Leads;
using CrmKit.Persons;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CrmKit.Attachments;

public sealed class AttachmentTests : IAsyncDisposable
{
    private static readonly byte[] Pdf = "%PDF-1.7 contract"u8.ToArray();
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-files-").FullName;
    private readonly TestCrm _crm;

    public AttachmentTests() => _crm = new(crm => crm.Configure(o => (o.AttachmentFolder, o.MaxAttachmentBytes, o.AttachmentQuota) = (_folder, 1000, 2500)), plugin => plugin
        .RecordType("test.boat", type => type.Named("Boat", "Boats", "船"))
        .AddFileScanner<Scanner>());

    public async ValueTask DisposeAsync()
    {
        await _crm.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task File_on_a_record_of_any_type_comes_back_as_it_was_sent()
    {
        await using var session = _crm.OpenSession();
        foreach (var record in new[] { await AccountAsync(), new RecordRef("test.boat", (await _crm.AddAsync(new CustomRecord("test.boat", "Ark"))).Id) })
        {
            var file = await AddAsync(session, record, "合同.pdf", Pdf);
            Assert.Equal(("合同.pdf", "application/pdf", Pdf.Length), (file.Name, file.ContentType, (int)file.Size));
            Assert.Equal(file.Id, Assert.Single(await session.Attachments.ListAsync(record)).Id);
            await using var opened = await session.Attachments.OpenAsync(file.Id);
            Assert.Equal(Pdf, await BytesAsync(opened.Content));
            Assert.Contains((await session.Timeline.ForAsync(record)).Items, e => e.Kind == "attachment" && e.Title.English == "合同.pdf");
            await session.Attachments.RemoveAsync(file.Id);
            Assert.Empty(await session.Attachments.ListAsync(record));
            Assert.Empty(Files());
        }
    }

    [Theory]
    [InlineData("setup.exe", "MZ\u0090", "attachment.program")]
    [InlineData("photo.png", "MZ\u0090", "attachment.program")]
    [InlineData("tool.PhAr", "text", "attachment.program")]
    [InlineData("invoice.exe.pdf", "%PDF-1.7", "attachment.program")]
    [InlineData("run.js. ", "alert(1)", "attachment.program")]
    [InlineData("photo.png", "<svg onload=alert(1)>", "attachment.mismatch")]
    [InlineData("letter.pdf", "GIF89a;<script>", "attachment.mismatch")]
    [InlineData("empty.txt", "", "attachment.empty")]
    [InlineData("eicar.txt", "VIRUS", "attachment.refused")]
    public async Task A075_programs_and_files_that_are_not_what_their_name_says_are_refused_and_leave_nothing(string name, string content, string code)
    {
        await using var session = _crm.OpenSession();
        var record = await AccountAsync();
        Assert.Equal(code, (await Assert.ThrowsAsync<CrmValidationException>(() => AddAsync(session, record, name, Encoding.Latin1.GetBytes(content)))).Error.Code);
        Assert.Empty(await session.Attachments.ListAsync(record));
        Assert.Empty(Files());
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Windows\\win.ini", "win.ini")]
    [InlineData("a\0b\r\nSet-Cookie.txt", "abSet-Cookie.txt")]
    [InlineData("gnp.\u202Efdp.txt", "gnp.fdp.txt")]
    [InlineData("CON", "CON")]
    [InlineData("...", "file")]
    public async Task A076_names_are_for_people_and_never_paths(string sent, string kept)
    {
        await using var session = _crm.OpenSession();
        var file = await AddAsync(session, await AccountAsync(), sent, "text"u8.ToArray());
        Assert.Equal(kept, file.Name);
        Assert.Equal(file.Id.ToString("N"), Path.GetFileName(Assert.Single(Files())));
        Assert.StartsWith(_folder, Files()[0], StringComparison.Ordinal);
        Assert.True((await AddAsync(session, await AccountAsync(), new string('x', 300) + ".txt", "text"u8.ToArray())).Name is { Length: <= 200 } name && name.EndsWith(".txt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_is_kept_as_something_that_no_browser_runs()
    {
        await using var session = _crm.OpenSession();
        Assert.Equal("application/octet-stream", (await AddAsync(session, await AccountAsync(), "page.html", "<html><script>"u8.ToArray())).ContentType);
    }

    [Fact]
    public async Task What_is_too_large_or_has_no_room_is_refused()
    {
        await using var session = _crm.OpenSession();
        var record = await AccountAsync();
        Assert.Equal("attachment.too-large", (await Assert.ThrowsAsync<CrmValidationException>(() => AddAsync(session, record, "a.txt", new byte[1001]))).Error.Code);
        foreach (var name in new[] { "a.txt", "b.txt" }) await AddAsync(session, record, name, Text(1000));
        Assert.Equal("attachment.quota", (await Assert.ThrowsAsync<CrmRuleException>(() => AddAsync(session, record, "c.txt", Text(501)))).Error.Code);
        await AddAsync(session, record, "d.txt", Text(500));
        Assert.Equal(3, Files().Length);
    }

    [Fact]
    public async Task File_that_could_not_be_looked_into_is_not_kept()
    {
        await using var session = _crm.OpenSession();
        var record = await AccountAsync();
        Assert.Equal("attachment.scan-failed", (await Assert.ThrowsAsync<CrmRuleException>(() => AddAsync(session, record, "a.txt", "BROKEN"u8.ToArray()))).Error.Code);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A010_A011_file_of_a_record_that_somebody_may_not_see_is_not_there_for_him()
    {
        var (ann, ben) = (await _crm.AddUserAsync("Ann", "sales-rep"), await _crm.AddUserAsync("Ben", "sales-rep"));
        await using var hers = _crm.OpenSession(ann);
        var record = new RecordRef("lead", (await hers.Records.CreateAsync(new Lead { Name = "Ada" })).Id);
        var file = await AddAsync(hers, record, "a.txt", "text"u8.ToArray());
        await using var his = _crm.OpenSession(ben);
        foreach (var act in new Func<Task>[] { () => his.Attachments.OpenAsync(file.Id), () => his.Attachments.RemoveAsync(file.Id), () => his.Attachments.OpenAsync(Guid.NewGuid()) })
            Assert.Equal("attachment.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(act)).Error.Code);
        await Assert.ThrowsAsync<CrmNotFoundException>(() => his.Attachments.ListAsync(record));
        await Assert.ThrowsAsync<CrmNotFoundException>(() => AddAsync(his, record, "b.txt", "text"u8.ToArray()));
        await using var stranger = _crm.Crm.OpenSession(Actor.System("test"), "test", "other");
        await Assert.ThrowsAsync<CrmNotFoundException>(() => stranger.Attachments.OpenAsync(file.Id));
        var reader = await _crm.AddUserAsync("Rea", "reader");
        await using var reading = _crm.OpenSession(reader);
        await Assert.ThrowsAsync<CrmForbiddenException>(() => reading.Attachments.RemoveAsync(file.Id));
        await (await hers.Attachments.OpenAsync(file.Id)).DisposeAsync();
    }

    [Fact]
    public async Task Files_follow_a_merge_and_come_back_when_it_is_undone()
    {
        await using var session = _crm.OpenSession();
        var (winner, loser) = (await AccountAsync(), await AccountAsync());
        var file = await AddAsync(session, loser, "a.txt", "text"u8.ToArray());
        var merge = (await session.Records.MergeAsync([new MergeRequest(winner, loser)]))[0];
        Assert.Equal(file.Id, Assert.Single(await session.Attachments.ListAsync(winner)).Id);
        await session.Records.UnmergeAsync([merge.MergeId!.Value]);
        Assert.Empty(await session.Attachments.ListAsync(winner));
        Assert.Equal(file.Id, Assert.Single(await session.Attachments.ListAsync(loser)).Id);
    }

    [Fact]
    public async Task Files_of_a_person_are_given_out_and_erased()
    {
        await using var session = _crm.OpenSession();
        var ada = new RecordRef("contact", (await session.Records.CreateAsync(new Contact { LastName = "Ada" })).Id);
        await AddAsync(session, ada, "cv.txt", "Countess"u8.ToArray());
        using var export = new MemoryStream();
        await session.Persons.WriteExportAsync((await session.Persons.RequestExportAsync(ada)).Token, export);
        var given = JsonNode.Parse(export.ToArray())!["attachments"]![0]!;
        Assert.Equal(("cv.txt", "Countess"), ((string)given["name"]!, Encoding.UTF8.GetString(Convert.FromBase64String((string)given["content"]!))));
        Assert.Equal(1, (await session.Persons.EraseAsync(ada)).Traces["attachments"]);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Files_are_in_a_backup_and_what_is_damaged_is_not_given_out()
    {
        await using var session = _crm.OpenSession();
        var record = await AccountAsync();
        var file = await AddAsync(session, record, "a.pdf", Pdf);
        using var backup = new MemoryStream();
        Assert.Equal(0, (await session.Backups.WriteAsync(backup)).MissingFiles);
        await File.WriteAllTextAsync(Files()[0], "%PDF-1.7 altered!", TestContext.Current.CancellationToken);
        Assert.Equal("attachment.damaged", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Attachments.OpenAsync(file.Id))).Error.Code);
        File.Delete(Files()[0]);
        Assert.Equal("attachment.damaged", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Attachments.OpenAsync(file.Id))).Error.Code);
        Assert.Equal(1, (await session.Backups.WriteAsync(new MemoryStream())).MissingFiles);

        backup.Position = 0;
        Assert.Equal("backup.not-empty", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Backups.RestoreAsync(backup))).Error.Code);
        Assert.Empty(Files()); // what is refused writes no files either
        backup.Position = 0;
        await session.Backups.RestoreAsync(backup, new RestoreOptions { Replace = true });
        await using var later = _crm.OpenSession();
        await using var opened = await later.Attachments.OpenAsync(file.Id);
        Assert.Equal(Pdf, await BytesAsync(opened.Content));
    }

    [Fact]
    public async Task F021_files_that_no_record_has_are_swept_when_they_are_old_and_others_stay()
    {
        await using var session = _crm.OpenSession();
        var file = await AddAsync(session, await AccountAsync(), "a.txt", "text"u8.ToArray());
        var store = _crm.Services.GetRequiredService<IFileStore>();
        await store.WriteAsync(session.TenantId, Guid.NewGuid(), new MemoryStream([1]), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Files()[0] + ".partial", "half", TestContext.Current.CancellationToken);
        var sweeper = _crm.Services.GetServices<IHostedService>().OfType<AttachmentSweeper>().Single();
        Assert.Equal(0, await sweeper.SweepAsync(TestContext.Current.CancellationToken)); // young, by this clock from the future
        _crm.Clock.Now = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(1, await sweeper.SweepAsync(TestContext.Current.CancellationToken));
        Assert.Equal(file.Id.ToString("N"), Path.GetFileName(Assert.Single(Files())));
    }

    private string[] Files() => Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);

    private async Task<RecordRef> AccountAsync() => new("account", (await _crm.AddAsync(new Account { Name = "Engines" })).Id);

    private static byte[] Text(int length) => Encoding.ASCII.GetBytes(new string('x', length));

    private static Task<Attachment> AddAsync(ICrmSession session, RecordRef record, string name, byte[] content) => session.Attachments.AddAsync(record, name, new MemoryStream(content));

    private static async Task<byte[]> BytesAsync(Stream content)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy);
        return copy.ToArray();
    }

    private sealed class Scanner : IFileScanner
    {
        public async ValueTask<string?> ScanAsync(FileToScan file, CancellationToken cancellationToken)
        {
            var text = Encoding.ASCII.GetString(await BytesAsync(file.Content));
            return text switch { "VIRUS" => "It holds a virus.", "BROKEN" => throw new IOException("no engine"), _ => null };
        }
    }
}
