using System.IO.Compression;
using System.Net;

namespace CrmKit.AspNetCore;

public sealed class BackupApiTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task A083_backup_is_for_administrators_alone()
    {
        var (_, seller) = await host.UserAsync("sales-rep");
        await seller.GetAsync("/api/backup", HttpStatusCode.Forbidden);
        using var answer = await host.Admin.GetAsync(new Uri("/api/backup", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "application/zip"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.EndsWith(".crmbackup", answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'), StringComparison.Ordinal);
        var content = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        using var zip = new ZipArchive(new MemoryStream(content));
        foreach (var part in zip.Entries) await part.Open().CopyToAsync(Stream.Null, TestContext.Current.CancellationToken); // each with its checksum
        Assert.NotNull(zip.GetEntry("manifest.json"));
    }
}
