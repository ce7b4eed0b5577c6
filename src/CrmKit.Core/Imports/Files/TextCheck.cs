using System.Buffers;
using System.Text;
using System.Text.Unicode;
using CrmKit.Formats;

namespace CrmKit.Imports.Files;

/// <summary>How the bytes of a file become text.</summary>
/// <param name="Encoding">The encoding.</param>
/// <param name="Preamble">The bytes of the byte order mark; 0 without one.</param>
internal readonly record struct TextForm(Encoding Encoding, int Preamble);

/// <summary>What formats of text ask of a file before they read it: that it is text, whole, and in which encoding.</summary>
internal static class TextCheck
{
    private const int StartLength = 64 * 1024;
    private const int LargestPiece = 4 * StartLength;
    private const int SmallestPiece = 256;

    /// <summary>The encoding: the one that the map names, that a byte order mark names, or that the bytes of the whole file speak for.</summary>
    /// <exception cref="CrmValidationException"><c>import.empty</c>, <c>import.not-text</c>, <c>import.encoding</c>, <c>import.encoding-unknown</c>.</exception>
    public static async Task<TextForm> OfAsync(ImportSource source, CancellationToken cancellationToken)
    {
        await using var stream = source.Open();
        var buffer = new byte[Math.Clamp(source.Length, SmallestPiece, LargestPiece)];
        var head = buffer.AsMemory(0, Math.Min(buffer.Length, StartLength));
        var start = head[..await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken)];
        var form = source.Encoding is { } name ? Named(name, start.Span) : Marked(start.Span) is { } marked ? marked : new TextForm(WideText.Of(start.Span) ?? Plain, 0);
        if (source.Encoding is null && form.Encoding is UTF8Encoding && BinaryFile.What(start.Span) is { } what) throw new CrmValidationException(ImportErrors.NotText(source.Name, what));
        if (source.Length <= form.Preamble) throw new CrmValidationException(ImportErrors.Empty(source.Name));
        if (form.Encoding is not UTF8Encoding) return form;

        stream.Position = 0;
        if (await FaultAsync(stream, buffer, cancellationToken) is not { } fault) return form;
        var damage = ImportErrors.Encoding(source.Name, "UTF-8", fault.Offset, fault.Line);
        if (source.Encoding is not null || form.Preamble > 0) throw new CrmValidationException(damage);
        stream.Position = 0;
        var legacy = await LegacyAsync(stream, buffer, cancellationToken);
        if (legacy.IsBinary) throw new CrmValidationException(ImportErrors.NotText(source.Name, "binary"));
        if (legacy.IsDamagedUtf8) throw new CrmValidationException(damage);
        if (legacy.IsDamagedChinese) throw new CrmValidationException(ImportErrors.Encoding(source.Name, "whole GB18030, nor UTF-8", fault.Offset, fault.Line));
        return new TextForm(legacy.Encoding, 0);
    }

    /// <summary>The first lines of a text; <see langword="null"/> for what is none.</summary>
    public static string? Start(ReadOnlySpan<byte> start)
    {
        if (BinaryFile.What(start) is not null) return null;
        var form = Marked(start) ?? new TextForm(WideText.Of(start) ?? Plain, 0);
        if (form is { Preamble: 0, Encoding: UTF8Encoding } && Valid(start, isLast: false) < 0)
        {
            var legacy = new LegacyText();
            legacy.Add(start);
            if (legacy.IsBinary) return null;
            if (!legacy.IsDamagedUtf8) form = new TextForm(legacy.Encoding, 0);
        }
        return form.Encoding.GetString(start[form.Preamble..]);
    }

    /// <summary>The encoding that a byte order mark names.</summary>
    public static TextForm? Marked(ReadOnlySpan<byte> start)
    {
        foreach (var encoding in (ReadOnlySpan<Encoding>)[new UTF32Encoding(false, true), new UTF32Encoding(true, true), Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF8])
            if (start.StartsWith(encoding.Preamble)) return new TextForm(encoding, encoding.Preamble.Length);
        return null;
    }

    private static Encoding Plain { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private static TextForm Named(string name, ReadOnlySpan<byte> start)
    {
        try
        {
            var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
            return new TextForm(encoding, encoding.Preamble.Length > 0 && start.StartsWith(encoding.Preamble) ? encoding.Preamble.Length : 0);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException) // the latter: UTF-7
        {
            throw new CrmValidationException(ImportErrors.EncodingUnknown(name));
        }
    }

    // The first byte that is not UTF-8.
    private static async Task<(long Offset, long Line)?> FaultAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        var (kept, offset, lines) = (0, 0L, 1L);
        while (true)
        {
            var read = await stream.ReadAtLeastAsync(buffer.AsMemory(kept), buffer.Length - kept, throwOnEndOfStream: false, cancellationToken);
            var bytes = buffer.AsSpan(0, kept + read);
            var valid = Valid(bytes, isLast: read == 0);
            if (valid < 0) return (offset + ~valid, lines + bytes[..~valid].Count((byte)'\n'));
            lines += bytes[..valid].Count((byte)'\n');
            offset += valid;
            bytes[valid..].CopyTo(buffer);
            kept = bytes.Length - valid;
            if (read == 0) return null;
        }
    }

    private static async Task<LegacyText> LegacyAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        var legacy = new LegacyText();
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read) legacy.Add(buffer.AsSpan(0, read));
        return legacy;
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
