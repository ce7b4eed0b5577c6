using System.Text;

namespace CrmKit.Attachments;

/// <summary>What the first bytes of a file tell, whatever its name says.</summary>
internal static class ContentSniff
{
    /// <summary>How many bytes it looks at.</summary>
    public const int Length = 512;

    public const string Unknown = "application/octet-stream", Program = "a program";

    private static readonly (byte[] Start, string Type)[] Known =
    [
        ("MZ"u8.ToArray(), Program), ([0x7F, .. "ELF"u8], Program), ([0xFE, 0xED, 0xFA, 0xCE], Program), ([0xFE, 0xED, 0xFA, 0xCF], Program), ([0xCE, 0xFA, 0xED, 0xFE], Program), ([0xCF, 0xFA, 0xED, 0xFE], Program),
        ([0xCA, 0xFE, 0xBA, 0xBE], Program), ("#!"u8.ToArray(), Program), ([0x4C, 0, 0, 0, 1, 0x14, 2, 0], Program), // a link of Windows
        ("%PDF-"u8.ToArray(), "application/pdf"), ([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A], "image/png"), ([0xFF, 0xD8, 0xFF], "image/jpeg"), ("GIF87a"u8.ToArray(), "image/gif"), ("GIF89a"u8.ToArray(), "image/gif"),
        ("PK\x3\x4"u8.ToArray(), "application/zip"), ("PK\x5\x6"u8.ToArray(), "application/zip"), ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "application/x-ole-storage"), ([0x1F, 0x8B], "application/gzip"),
    ];

    // What names promise. Of formats that are packed in others the outer one is seen.
    private static readonly Dictionary<string, string[]> Promised = new(StringComparer.OrdinalIgnoreCase)
    {
        [".pdf"] = ["application/pdf"], [".png"] = ["image/png"], [".jpg"] = ["image/jpeg"], [".jpeg"] = ["image/jpeg"], [".gif"] = ["image/gif"],
        [".zip"] = ["application/zip"], [".docx"] = ["application/zip"], [".xlsx"] = ["application/zip"], [".pptx"] = ["application/zip"], [".odt"] = ["application/zip"], [".ods"] = ["application/zip"],
        [".doc"] = ["application/x-ole-storage"], [".xls"] = ["application/x-ole-storage"], [".ppt"] = ["application/x-ole-storage"], [".msg"] = ["application/x-ole-storage"], [".gz"] = ["application/gzip"],
        [".txt"] = ["text/plain", Unknown], [".csv"] = ["text/plain", Unknown], [".md"] = ["text/plain", Unknown], [".eml"] = ["text/plain", Unknown], [".vcf"] = ["text/plain", Unknown],
    };

    private static readonly HashSet<string> Programs = new(StringComparer.OrdinalIgnoreCase)
        { ".exe", ".dll", ".com", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta", ".jar", ".lnk", ".reg", ".sh", ".so", ".dylib", ".php", ".phar", ".asp", ".aspx", ".jsp" };

    /// <summary>The media type.</summary>
    public static string Of(ReadOnlySpan<byte> start)
    {
        foreach (var (bytes, type) in Known)
            if (start.StartsWith(bytes)) return type;
        if (start.Length >= 12 && start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8)) return "image/webp";
        return IsText(start) && !IsMarkup(start) ? "text/plain" : Unknown;
    }

    /// <summary>Whether a name ends, behind whatever else, as names of programs do; dots and blanks at the end do not hide it.</summary>
    public static bool NamesProgram(string name) => name.Split('.').Skip(1).Any(part => Programs.Contains("." + part.Trim()));

    /// <summary>Whether a name promises something else than the content is.</summary>
    public static bool IsMismatch(string name, string content) => Promised.TryGetValue(Path.GetExtension(name), out var promised) && !promised.Contains(content);

    private static bool IsText(ReadOnlySpan<byte> start)
    {
        foreach (var b in start)
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0x0C)) return false;
        return true;
    }

    // Browsers would run it: nobody is told that it is a page.
    private static bool IsMarkup(ReadOnlySpan<byte> start) => Encoding.UTF8.GetString(start).TrimStart('\uFEFF', ' ', '\t', '\r', '\n').StartsWith('<');
}
