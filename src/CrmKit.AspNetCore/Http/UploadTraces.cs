using CrmKit.Persons;
using Microsoft.Extensions.Options;

namespace CrmKit.AspNetCore;

/// <summary>Takes away uploaded files, and what imports wrote beside them, that name a person who is erased. What is packed cannot be looked into, and goes as well: it can be sent again.</summary>
internal sealed class UploadTraces(IOptions<CrmKitApiOptions> options) : IPersonTraces
{
    public async Task<int> EraseAsync(string tenantId, IReadOnlyCollection<string> values, CancellationToken cancellationToken)
    {
        var tenant = new DirectoryInfo(UploadedFiles.FolderOf(options.Value, tenantId));
        if (!tenant.Exists || values.Count == 0) return 0;
        var person = new PersonBytes(values);
        var count = 0;
        foreach (var upload in tenant.EnumerateDirectories().SelectMany(user => user.EnumerateDirectories()))
        {
            if (!await HoldsAsync(upload, person, cancellationToken)) continue;
            upload.Delete(recursive: true);
            count++;
        }
        return count;
    }

    private static async Task<bool> HoldsAsync(DirectoryInfo upload, PersonBytes person, CancellationToken cancellationToken)
    {
        foreach (var file in upload.EnumerateFiles())
        {
            await using var content = file.OpenRead();
            if (await person.MayBeInAsync(content, cancellationToken)) return true;
        }
        return false;
    }
}
