namespace CrmKit.AspNetCore;

public sealed class UploadedFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-uploads-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A095_Files_that_wait_for_their_import_have_room_for_so_many_bytes_of_a_user_and_of_a_tenant()
    {
        var options = new CrmKitApiOptions { ImportFolder = _folder, UserImportQuota = 2048, ImportQuota = 3072 };
        UploadedFiles mine = new(options, "acme", Guid.NewGuid()), others = new(options, "acme", Guid.NewGuid()), elsewhere = new(options, "other", Guid.NewGuid());
        var first = await TakeAsync(mine, 1500);
        foreach (var length in new long?[] { 600, null }) // also of who does not say how much he sends
            Assert.Equal("import.quota", (await Assert.ThrowsAsync<CrmRuleException>(() => TakeAsync(mine, 600, length))).Error.Code);
        await TakeAsync(others, 1500);
        Assert.Equal("import.quota", (await Assert.ThrowsAsync<CrmRuleException>(() => TakeAsync(others, 100))).Error.Code);
        Assert.Equal("import.quota", (await Assert.ThrowsAsync<CrmRuleException>(() => TakeAsync(mine, 100))).Error.Code);
        await TakeAsync(elsewhere, 2000);
        Assert.Equal(3, Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Length); // what was refused left nothing
        mine.Remove(first);
        await TakeAsync(mine, 1500);
    }

    private static async Task<string> TakeAsync(UploadedFiles files, int bytes, long? length = null) => (await files.TakeAsync(new MemoryStream(new byte[bytes]), length, "leads.csv", Cancellation)).File;
}
