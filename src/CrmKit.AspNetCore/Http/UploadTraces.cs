using System.Text;
using CrmKit.Persons;
using Microsoft.Extensions.Options;

namespace CrmKit.AspNetCore;

/// <summary>Takes away uploaded files, and what imports wrote beside them, that name a person who is erased. What is packed cannot be looked into, and goes as well: it can be sent again.</summary>
internal sealed class UploadTraces(IOptions<CrmKitApiOptions> options) : IPersonTraces
{
    private const int Window = 1024 * 1024;

    public async Task<int> EraseAsync(string tenantId, IReadOnlyCollection<string> values, CancellationToken cancellationToken)
    {
        var tenant = new DirectoryInfo(UploadedFiles.FolderOf(options.Value, tenantId));
        if (!tenant.Exists || values.Count == 0) return 0;
        var forms = values.SelectMany(v => new[] { Encoding.UTF8.GetBytes(v), Encoding.Unicode.GetBytes(v), Encoding.BigEndianUnicode.GetBytes(v) }).ToList();
        var count = 0;
        foreach (var upload in tenant.EnumerateDirectories().SelectMany(user => user.EnumerateDirectories()))
        {
            if (!await HoldsAsync(upload, forms, cancellationToken)) continue;
            upload.Delete(recursive: true);
            count++;
        }
        return count;
    }

    private static async Task<bool> HoldsAsync(DirectoryInfo upload, List<byte[]> forms, CancellationToken cancellationToken)
    {
        foreach (var file in upload.EnumerateFiles())
        {
            await using var content = file.OpenRead();
            if (await HoldsAsync(content, forms, cancellationToken)) return true;
        }
        return false;
    }

    // In windows that overlap by the longest form: a value may stand across two of them.
    private static async Task<bool> HoldsAsync(Stream content, List<byte[]> forms, CancellationToken cancellationToken)
    {
        var overlap = forms.Max(f => f.Length);
        var window = new byte[Window + overlap];
        var kept = 0;
        for (var isFirst = true; ; isFirst = false)
        {
            var read = await content.ReadAtLeastAsync(window.AsMemory(kept, Window), Window, throwOnEndOfStream: false, cancellationToken);
            if (read == 0) return false;
            var seen = window.AsSpan(0, kept + read);
            if (isFirst && (seen.StartsWith("PK"u8) || seen.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))) return true;
            foreach (var form in forms)
                if (seen.IndexOf(form) >= 0) return true;
            kept = Math.Min(overlap, seen.Length);
            seen[^kept..].CopyTo(window);
        }
    }
}
