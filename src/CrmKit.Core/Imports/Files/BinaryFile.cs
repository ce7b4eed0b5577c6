namespace CrmKit.Imports.Files;

/// <summary>Knows what is no text, by its first bytes.</summary>
internal static class BinaryFile
{
    private static readonly (byte[] Start, string What)[] Known =
    [
        ("PK\u0003\u0004"u8.ToArray(), "an Excel workbook (xlsx) or another zip file"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Excel workbook (xls), one with a password, or another Office file"),
        ("%PDF-"u8.ToArray(), "a PDF document"),
        ([0x1F, 0x8B], "a gzip file"),
        ([0x89, 0x50, 0x4E, 0x47], "a picture"),
        ([0xFF, 0xD8, 0xFF], "a picture"),
        ("SQLite format 3\0"u8.ToArray(), "a SQLite database"),
        ([0x7F, 0x45, 0x4C, 0x46], "a program"),
        ("MZ\u0090\0"u8.ToArray(), "a program"),
    ];

    /// <summary>What a file is that begins like this; <see langword="null"/> for text.</summary>
    public static string? What(ReadOnlySpan<byte> start)
    {
        foreach (var (magic, what) in Known)
            if (start.StartsWith(magic)) return what;
        if (TextCheck.Marked(start) is not null || WideText.Of(start) is not null) return null;
        var sample = start[..Math.Min(start.Length, 8192)];
        // A NUL here and there is a fault of a row; many of them are another format.
        return sample.Count((byte)0) > sample.Length / 10 ? "binary" : null;
    }
}
