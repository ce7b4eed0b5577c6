using System.Security.Cryptography;

namespace CrmKit.Imports.Files;

/// <summary>What a look over the whole file tells before a row is read: which file it is, and how it begins.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="Hash">SHA-256 over all bytes.</param>
/// <param name="Start">The first bytes, by which formats recognise it.</param>
internal sealed record FileCheck(long Length, byte[] Hash, ReadOnlyMemory<byte> Start)
{
    private const int StartLength = 64 * 1024;

    /// <exception cref="CrmNotFoundException"><c>import.file-missing</c>.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CrmNotFoundException(ImportErrors.FileMissing(path));
        }
    }

    /// <exception cref="CrmValidationException"><c>import.empty</c>.</exception>
    public static async Task<FileCheck> OfAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = Open(path);
        var start = new byte[Math.Min(stream.Length, StartLength)];
        var length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        if (length == 0) throw new CrmValidationException(ImportErrors.Empty(path));
        stream.Position = 0;
        return new FileCheck(stream.Length, await SHA256.HashDataAsync(stream, cancellationToken), start.AsMemory(0, length));
    }
}
