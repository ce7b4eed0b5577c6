using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace CrmKit.Imports.Files;

/// <summary>What a look over the whole file tells before a row is read: that it is text, in which encoding, and its hash.</summary>
/// <param name="Encoding">How to decode it.</param>
/// <param name="Preamble">Bytes of the byte order mark.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Hash">SHA-256 over all bytes.</param>
internal sealed record FileCheck(Encoding Encoding, int Preamble, long Length, byte[] Hash)
{
    private static readonly (byte[] Start, string What)[] Formats =
    [
        ("PK\u0003\u0004"u8.ToArray(), "an Excel workbook (xlsx) or another zip file"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Excel workbook (xls) or another Office file"),
        ("%PDF-"u8.ToArray(), "a PDF document"),
        ([0x1F, 0x8B], "a gzip file"),
        ([0x89, 0x50, 0x4E, 0x47], "a picture"),
        ([0xFF, 0xD8, 0xFF], "a picture"),
        ("SQLite format 3\0"u8.ToArray(), "a SQLite database"),
        ([0x7F, 0x45, 0x4C, 0x46], "a program"),
        ("MZ\u0090\0"u8.ToArray(), "a program"),
    ];

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

    /// <exception cref="CrmValidationException"><c>import.empty</c>, <c>import.not-csv</c>, <c>import.encoding</c>.</exception>
    public static async Task<FileCheck> OfAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = Open(path);
        var buffer = new byte[1 << 18];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (kept, offset, lines) = (0, 0L, 1L);
        Encoding? encoding = null;
        while (true)
        {
            var read = await stream.ReadAtLeastAsync(buffer.AsMemory(kept), buffer.Length - kept, throwOnEndOfStream: false, cancellationToken);
            hash.AppendData(buffer, kept, read);
            var bytes = buffer.AsSpan(0, kept + read);
            if (encoding is null)
            {
                encoding = Detect(path, bytes);
                if (bytes.Length == encoding.Preamble.Length) throw new CrmValidationException(ImportErrors.Empty(path));
            }
            if (encoding is not UTF8Encoding) kept = 0;
            else
            {
                var valid = Valid(bytes, isLast: read == 0);
                if (valid < 0) throw new CrmValidationException(ImportErrors.Encoding(path, offset + ~valid, lines + bytes[..~valid].Count((byte)'\n')));
                lines += bytes[..valid].Count((byte)'\n');
                offset += valid;
                bytes[valid..].CopyTo(buffer);
                kept = bytes.Length - valid;
            }
            if (read == 0) break;
        }
        return new FileCheck(encoding, encoding.Preamble.Length, stream.Length, hash.GetHashAndReset());
    }

    private static Encoding Detect(string path, ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty) throw new CrmValidationException(ImportErrors.Empty(path));
        foreach (var (magic, what) in Formats)
            if (start.StartsWith(magic)) throw new CrmValidationException(ImportErrors.NotCsv(path, what));
        foreach (var encoding in (ReadOnlySpan<Encoding>)[new UTF32Encoding(false, true), new UTF32Encoding(true, true), Encoding.Unicode, Encoding.BigEndianUnicode])
            if (start.StartsWith(encoding.Preamble)) return encoding;
        var sample = start[..Math.Min(start.Length, 8192)];
        // A NUL here and there is a fault of a row; many of them are another format, or UTF-16 without its mark.
        if (sample.Count((byte)0) > sample.Length / 10) throw new CrmValidationException(ImportErrors.NotCsv(path, "binary, or UTF-16 without a byte order mark"));
        return start.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8 : new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
    }

    // How many bytes are whole characters; the complement of the position of the first byte that is none.
    private static int Valid(ReadOnlySpan<byte> bytes, bool isLast)
    {
        if (Utf8.IsValid(bytes)) return bytes.Length;
        var at = 0;
        while (at < bytes.Length)
        {
            var status = Rune.DecodeFromUtf8(bytes[at..], out _, out var consumed);
            if (status == OperationStatus.Done) at += consumed;
            else return status == OperationStatus.NeedMoreData && !isLast ? at : ~at;
        }
        return at;
    }
}
