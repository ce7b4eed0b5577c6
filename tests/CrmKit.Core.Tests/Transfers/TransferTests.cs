using System.Text;
using CrmKit.Accounts;
using CrmKit.Attachments;
using CrmKit.Exports;
using CrmKit.Imports;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CrmKit.Transfers;

/// <summary>Files in and out in the background, on both databases.</summary>
public sealed class TransferTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-transfers-").FullName;
    private readonly TestCrm _crm;

    public TransferTests() => _crm = new(crm => crm.Configure(o => (o.AttachmentFolder, o.TransferQuota) = (Path.Combine(_folder, "kept"), 1000)));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ITransferRunner Runner => _crm.Services.GetRequiredService<ITransferRunner>();

    public async ValueTask DisposeAsync()
    {
        await _crm.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_import_is_tried_done_and_taken_back_in_the_background()
    {
        await using var session = _crm.OpenSession();
        var request = new ImportRequest("lead", Write("leads.csv", "name,email\nAda Fox,ada@fox.example\nTom Ray,tom@ray.example\nBad,no address\n"), ImportMap.FromJson("""{"columns":{"name":"name","email":"email"}}"""));
        var tried = await session.Transfers.StartImportAsync(request with { DryRun = true }, Cancellation);
        Assert.Equal((TransferKind.DryRun, TransferState.Queued, "leads.csv", 0L), (tried.Kind, tried.State, tried.FileName, tried.Progress.Rows));
        var asked = await session.Transfers.StartImportAsync(request, Cancellation);
        Assert.Empty(await session.Records.ListAsync(new Specification<Lead>(), Cancellation));

        Assert.Equal(2, await Runner.DrainAsync(Cancellation));
        tried = await session.Transfers.GetAsync(tried.Id, Cancellation);
        Assert.Equal((TransferState.Done, 2L, 2), (tried.State, tried.Import!.Created, tried.Import.Changes.Count));
        var done = await session.Transfers.GetAsync(asked.Id, Cancellation);
        Assert.Equal((TransferState.Done, 3L, 3L, 2L, 1L), (done.State, done.Progress.Rows, done.Progress.TotalRows, done.Progress.Created, done.Progress.Refused));
        Assert.Equal(done.Progress.TotalBytes, done.Progress.Bytes);
        Assert.Equal((_crm.Clock.Now, _crm.Clock.Now, _crm.Clock.Now.AddDays(7)), (done.StartedAt, done.FinishedAt, done.ExpiresAt));
        await using (var errors = await session.Transfers.OpenAsync(done.Id, TransferPart.Errors, Cancellation)) Assert.Contains("no address", await TextAsync(errors));

        var back = await session.Transfers.StartRevertAsync(done.Import!.Id, Cancellation);
        await Runner.DrainAsync(Cancellation);
        Assert.Equal(2, (await session.Transfers.GetAsync(back.Id, Cancellation)).Revert!.Removed);
        Assert.Equal([TransferKind.Import, TransferKind.DryRun, TransferKind.Revert], (await session.Transfers.ListAsync(10, Cancellation)).Select(t => t.Kind).Order());
    }

    [Fact]
    public async Task What_cannot_be_asked_for_is_refused_at_once_and_what_a_file_turns_out_to_be_ends_the_transfer()
    {
        await using var session = _crm.OpenSession();
        Assert.Equal("import.file-missing", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Transfers.StartImportAsync(new ImportRequest("lead", Path.Combine(_folder, "none.csv")), Cancellation))).Error.Code);
        Assert.Equal("catalog.type-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Transfers.StartExportAsync(new ExportRequest("nothing"), Cancellation))).Error.Code);
        Assert.Equal("export.format-unknown", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Transfers.StartExportAsync(new ExportRequest("lead") { Format = "pdf" }, Cancellation))).Error.Code);
        Assert.Equal("import.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Transfers.StartRevertAsync(Guid.NewGuid(), Cancellation))).Error.Code);
        var file = Write("gone.csv", "name\nA\n");
        var (unclear, gone) = (await session.Transfers.StartImportAsync(new ImportRequest("account", Write("what.csv", "what,ever\n1,2\n")), Cancellation), await session.Transfers.StartImportAsync(new ImportRequest("lead", file), Cancellation));
        File.Delete(file);
        await Runner.DrainAsync(Cancellation);
        unclear = await session.Transfers.GetAsync(unclear.Id, Cancellation);
        Assert.Equal((TransferState.Failed, "import.map-needed"), (unclear.State, unclear.Errors[0].Code));
        var missing = Assert.Single((await session.Transfers.GetAsync(gone.Id, Cancellation)).Errors);
        Assert.Equal("import.file-missing", missing.Code);
        Assert.DoesNotContain(_folder, missing.Message);
        Assert.Equal("transfer.file-gone", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Transfers.OpenAsync(gone.Id, TransferPart.Errors, Cancellation))).Error.Code);
    }

    [Fact]
    public async Task An_export_is_kept_for_its_owner_and_administrators_until_its_time_is_over()
    {
        await _crm.AddAsync(new Lead { Name = "Ada" }, new Lead { Name = "Tom" });
        var (owner, other, keeper) = (await _crm.AddUserAsync("Owner", "administrator"), await _crm.AddUserAsync("Other", "sales-rep"), await _crm.AddUserAsync("Keeper", "administrator"));
        await using var session = _crm.OpenSession(owner);
        var id = (await session.Transfers.StartExportAsync(new ExportRequest("lead") { Fields = ["name"], OrderBy = "name" }, Cancellation)).Id;
        Assert.Equal("transfer.file-gone", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Transfers.OpenAsync(id, TransferPart.File, Cancellation))).Error.Code);
        Assert.Equal("transfer.unfinished", (await Assert.ThrowsAsync<CrmConflictException>(() => session.Transfers.RemoveAsync(id, Cancellation))).Error.Code);
        await Runner.DrainAsync(Cancellation);
        var done = await session.Transfers.GetAsync(id, Cancellation);
        Assert.Equal((TransferState.Done, 2L, 2L, "text/csv"), (done.State, done.Progress.Rows, done.Progress.TotalRows, done.ContentType!.Split(';')[0]));
        await using (var file = await session.Transfers.OpenAsync(id, TransferPart.File, Cancellation)) Assert.Equal("name\r\nAda\r\nTom\r\n", await TextAsync(file));
        await SweepAsync(); // it is no file that nobody knows

        await using (var others = _crm.OpenSession(other))
        {
            foreach (var act in (Func<Task>[])[() => others.Transfers.GetAsync(id, Cancellation), () => others.Transfers.CancelAsync(id, Cancellation), () => others.Transfers.RemoveAsync(id, Cancellation), () => others.Transfers.OpenAsync(id, TransferPart.File, Cancellation)])
                Assert.Equal("transfer.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(act)).Error.Code);
            Assert.Empty(await others.Transfers.ListAsync(10, Cancellation));
        }
        await using (var keepers = _crm.OpenSession(keeper))
        await using (var file = await keepers.Transfers.OpenAsync(id, TransferPart.File, Cancellation)) Assert.NotEmpty(await TextAsync(file));

        await SetRolesAsync(owner, "sales-rep");
        await using (var later = _crm.OpenSession(owner))
            Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => later.Transfers.OpenAsync(id, TransferPart.File, Cancellation))).Error.Code);
        _crm.Clock.Advance(TimeSpan.FromDays(8));
        await using (var keepers = _crm.OpenSession(keeper))
            Assert.Equal("transfer.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => keepers.Transfers.OpenAsync(id, TransferPart.File, Cancellation))).Error.Code);
        await Runner.DrainAsync(Cancellation);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task It_runs_with_the_rights_that_its_owner_has_by_then()
    {
        await _crm.AddUserAsync("Keeper", "administrator");
        var seller = await _crm.AddUserAsync("Seller", "administrator");
        await using var session = _crm.OpenSession(seller);
        var (import, export) = (await session.Transfers.StartImportAsync(new ImportRequest("lead", Write("a.csv", "name\nA\n")), Cancellation), await session.Transfers.StartExportAsync(new ExportRequest("lead"), Cancellation));
        await SetRolesAsync(seller, "reader");
        await Runner.DrainAsync(Cancellation);
        foreach (var id in (Guid[])[import.Id, export.Id])
        {
            var ended = await _crm.OpenSession(seller).Transfers.GetAsync(id, Cancellation);
            Assert.Equal((TransferState.Failed, "access.forbidden"), (ended.State, Assert.Single(ended.Errors).Code));
        }
        await using var system = _crm.OpenSession();
        Assert.Empty(await system.Records.ListAsync(new Specification<Lead>(), Cancellation));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_host_that_stops_hands_an_import_on_and_one_that_dies_loses_it_after_a_minute()
    {
        var file = Write("rows.csv", "name\nOne\nTwo\nThree\n");
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _crm.AddPlugin("stop", plugin =>
        {
            plugin.Services.AddSingleton(new Interruption("Two", stopping.Cancel));
            plugin.AddValidator<Interrupter>("lead");
        });
        Guid id;
        await using (var session = _crm.OpenSession())
        {
            id = (await session.Transfers.StartImportAsync(new ImportRequest("lead", file) { ChunkSize = 1 }, Cancellation)).Id;
            await Runner.DrainAsync(stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            var waiting = await session.Transfers.GetAsync(id, Cancellation);
            Assert.Equal((TransferState.Queued, 1L), (waiting.State, waiting.Progress.Rows));
        }

        await _crm.RestartAsync();
        Assert.Equal(id, (await _crm.Services.GetRequiredService<TransferClaims>().TakeAsync("default", Cancellation))!.Id); // and then this one dies
        await _crm.RestartAsync();
        Assert.Equal(0, await Runner.DrainAsync(Cancellation));
        _crm.Clock.Advance(TransferClaims.Lease);
        Assert.Equal(1, await Runner.DrainAsync(Cancellation));
        await using (var session = _crm.OpenSession())
        {
            var done = await session.Transfers.GetAsync(id, Cancellation);
            Assert.Equal((TransferState.Done, 3L, true), (done.State, done.Import!.Created, done.Import.Resumed));
            Assert.Equal(3, (await session.Records.ListAsync(new Specification<Lead>(), Cancellation)).Count);
        }
    }

    [Fact]
    public async Task Cancelling_ends_one_that_waits_at_once_and_one_that_runs_after_the_rows_it_settled()
    {
        await using var session = _crm.OpenSession();
        var waiting = await session.Transfers.StartExportAsync(new ExportRequest("lead"), Cancellation);
        Assert.Equal(TransferState.Cancelled, (await session.Transfers.CancelAsync(waiting.Id, Cancellation)).State);
        Assert.Equal(0, await Runner.DrainAsync(Cancellation));

        var running = await session.Transfers.StartImportAsync(new ImportRequest("lead", Write("rows.csv", "name\nOne\nTwo\nThree\n")) { ChunkSize = 1 }, Cancellation);
        var cancelled = Task.CompletedTask;
        _crm.AddPlugin("stop", plugin =>
        {
            plugin.Services.AddSingleton(new Interruption("Two", () => cancelled = CancelAsync(running.Id)));
            plugin.AddValidator<Interrupter>("lead");
        });
        Assert.Equal(1, await Runner.DrainAsync(Cancellation));
        await cancelled;
        var ended = await session.Transfers.GetAsync(running.Id, Cancellation);
        Assert.Equal((TransferState.Cancelled, 1L), (ended.State, ended.Progress.Created));
        Assert.Equal(TransferState.Cancelled, (await session.Transfers.CancelAsync(running.Id, Cancellation)).State);
        await session.Transfers.RemoveAsync(running.Id, Cancellation);
        Assert.Equal("transfer.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Transfers.GetAsync(running.Id, Cancellation))).Error.Code);

        _crm.RemovePlugin("stop");
        await using var next = _crm.OpenSession();
        var again = await next.Transfers.StartImportAsync(new ImportRequest("lead", Path.Combine(_folder, "rows.csv")) { ChunkSize = 1 }, Cancellation);
        await Runner.DrainAsync(Cancellation);
        Assert.Equal((true, 3L), ((await next.Transfers.GetAsync(again.Id, Cancellation)).Import!.Resumed, (await next.Transfers.GetAsync(again.Id, Cancellation)).Import!.Created));
    }

    [Fact]
    public async Task Nobody_queues_without_end_or_fills_the_disk()
    {
        await _crm.AddAsync(Enumerable.Range(0, 100).Select(i => new Lead { Name = $"Lead number {i}" }));
        await using var session = _crm.OpenSession();
        for (var i = 0; i < 20; i++) await session.Transfers.StartExportAsync(new ExportRequest("lead") { Limit = 1 }, Cancellation);
        Assert.Equal("transfer.too-many", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Transfers.StartExportAsync(new ExportRequest("lead"), Cancellation))).Error.Code);
        foreach (var open in await session.Transfers.ListAsync(100, Cancellation)) await session.Transfers.CancelAsync(open.Id, Cancellation);
        var large = await session.Transfers.StartExportAsync(new ExportRequest("lead") { Fields = ["name"] }, Cancellation);
        await Runner.DrainAsync(Cancellation);
        Assert.Equal("transfer.quota", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Transfers.StartExportAsync(new ExportRequest("lead"), Cancellation))).Error.Code);
        await session.Transfers.RemoveAsync(large.Id, Cancellation);
        Assert.Empty(Files());
        Assert.NotNull(await session.Transfers.StartExportAsync(new ExportRequest("lead"), Cancellation));
    }

    [Fact]
    public async Task A100_files_and_reports_that_name_a_person_go_when_the_person_is_erased()
    {
        var ada = (await _crm.AddAsync(new Lead { Name = "Ada Erasable", Email = "ada@erase.example" })).Id;
        await _crm.AddAsync(new Account { Name = "Other" });
        await using var session = _crm.OpenSession();
        var (named, filtered, other) = (
            await session.Transfers.StartExportAsync(new ExportRequest("lead") { Fields = ["name"] }, Cancellation),
            await session.Transfers.StartExportAsync(new ExportRequest("account") { Filter = "name eq 'Ada Erasable'", Fields = ["name"] }, Cancellation),
            await session.Transfers.StartExportAsync(new ExportRequest("account") { Fields = ["name"] }, Cancellation));
        await Runner.DrainAsync(Cancellation);
        await session.Persons.EraseAsync(new RecordRef("lead", ada), cancellationToken: Cancellation);
        Assert.Equal("transfer.file-gone", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Transfers.OpenAsync(named.Id, TransferPart.File, Cancellation))).Error.Code);
        Assert.Equal("transfer.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Transfers.GetAsync(filtered.Id, Cancellation))).Error.Code);
        await using var kept = await session.Transfers.OpenAsync(other.Id, TransferPart.File, Cancellation);
        Assert.Equal("name\r\nOther\r\n", await TextAsync(kept));
    }

    /// <summary>Does something when a record of a name is saved, and then waits until that takes effect.</summary>
    private sealed class Interrupter(Interruption interruption) : IRecordValidator
    {
        public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
        {
            if (context.Living<Lead>().All(l => l.Record.Name != interruption.Name)) return;
            interruption.Act();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    private sealed record Interruption(string Name, Action Act);

    private async Task CancelAsync(Guid id)
    {
        await using var session = _crm.OpenSession();
        await session.Transfers.CancelAsync(id, Cancellation);
    }

    private async Task SetRolesAsync(User user, string roles)
    {
        await using var session = _crm.OpenSession();
        var stored = await session.Records.GetAsync<User>(user.Id, Cancellation);
        stored.Roles = roles;
        await session.Records.SaveAsync(new ChangeSet().Update(stored), Cancellation);
    }

    private async Task SweepAsync()
    {
        _crm.Clock.Advance(TimeSpan.FromHours(2));
        await _crm.Services.GetServices<IHostedService>().OfType<AttachmentSweeper>().Single().SweepAsync(Cancellation);
    }

    private string[] Files() => Directory.Exists(Path.Combine(_folder, "kept")) ? Directory.GetFiles(Path.Combine(_folder, "kept"), "*", SearchOption.AllDirectories) : [];

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<string> TextAsync(TransferContent content)
    {
        using var reader = new StreamReader(content.Content, Encoding.UTF8);
        return await reader.ReadToEndAsync(Cancellation);
    }
}
