using System.Buffers;
using System.Text;
using System.Text.Unicode;
using CrmKit.Formats;

namespace CrmKit.Imports.Files;

/// <summary>What formats of text ask of a file before they read it: that it is text, whole, and in which encoding.</summary>
internal static class TextCheck
{
    /// <summary>The encoding; its preamble is the byte order mark that the file begins with.</summary>
    /// <exception cref="CrmValidationException"><c>import.empty</c>, <c>import.not-text</c>, <c>import.encoding</c>.</exception>
    public static async Task<Encoding> OfAsync(ImportSource source, CancellationToken cancellationToken)
    {
        await using var stream = source.Open();
        var buffer = new byte[1 << 18];
        var (kept, offset, lines) = (0, 0L, 1L);
        Encoding? encoding = null;
        while (true)
        {
            var read = await stream.ReadAtLeastAsync(buffer.AsMemory(kept), buffer.Length - kept, throwOnEndOfStream: false, cancellationToken);
            var bytes = buffer.AsSpan(0, kept + read);
            if (encoding is null)
            {
                if (BinaryFile.What(bytes) is { } what) throw new CrmValidationException(ImportErrors.NotText(source.Name, what));
                encoding = Of(bytes);
                if (bytes.Length == encoding.Preamble.Length) throw new CrmValidationException(ImportErrors.Empty(source.Name));
            }
            if (encoding is not UTF8Encoding) return encoding;
            var valid = Valid(bytes, isLast: read == 0);
            if (valid < 0) throw new CrmValidationException(ImportErrors.Encoding(source.Name, offset + ~valid, lines + bytes[..~valid].Count((byte)'\n')));
            lines += bytes[..valid].Count((byte)'\n');
            offset += valid;
            bytes[valid..].CopyTo(buffer);
            kept = bytes.Length - valid;
            if (read == 0) return encoding;
        }
    }

    /// <summary>The first lines of a text; <see langword="null"/> for what is none.</summary>
    public static string? Start(ReadOnlySpan<byte> start)
    {
        if (BinaryFile.What(start) is not null) return null;
        var encoding = Of(start);
        return encoding.GetString(start[encoding.Preamble.Length..]);
    }

    /// <summary>The encoding that a byte order mark names, UTF-8 apart.</summary>
    public static Encoding? Marked(ReadOnlySpan<byte> start)
    {
        foreach (var encoding in (ReadOnlySpan<Encoding>)[new UTF32Encoding(false, true), new UTF32Encoding(true, true), Encoding.Unicode, Encoding.BigEndianUnicode])
            if (start.StartsWith(encoding.Preamble)) return encoding;
        return null;
    }

    private static Encoding Of(ReadOnlySpan<byte> start) =>
        Marked(start) ?? (start.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8 : new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

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
