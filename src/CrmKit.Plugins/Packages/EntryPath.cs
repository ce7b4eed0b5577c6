using CrmKit.Text;
using System.Buffers;
using System.Globalization;
using System.Text;

namespace CrmKit.Plugins.Packages;

/// <summary>Which names of a package's entries are safe to become files, on every system alike.</summary>
internal static class EntryPath
{
    private static readonly SearchValues<char> NotInNames = SearchValues.Create("*?\"<>|");
    private const int MaxLength = 240;
    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$", .. "0123456789¹²³".SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })], StringComparer.OrdinalIgnoreCase);

    /// <summary>Archives inside a package hide what they hold from every check.</summary>
    private static readonly string[] Archives = [".zip", ".crmpkg", ".nupkg", ".7z", ".rar", ".tar", ".gz", ".tgz"];

    /// <returns>The refusal; <see langword="null"/> for a safe path.</returns>
    public static CrmError? Check(string package, string path)
    {
        CrmError Refuse(string code, string why) => PackageErrors.Path(code, package, path, why);
        if (path.Length == 0) return Refuse("package.path-invalid", "has no name");
        if (path.Length > MaxLength) return Refuse("package.path-invalid", $"is longer than {MaxLength} characters");
        if (!path.All(IsVisible) || !IsWellFormed(path)) return Refuse("package.path-invisible", "has characters that do not show or change the direction of text");
        if (!path.IsNormalized(NormalizationForm.FormC)) return Refuse("package.path-not-normalized", "is not in Unicode normalisation form C");
        if (path.Contains('\\', StringComparison.Ordinal)) return Refuse("package.path-backslash", "has a backslash");
        if (path[0] == '/') return Refuse("package.path-absolute", "is an absolute path");
        if (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0])) return Refuse("package.path-drive", "names a drive");
        if (path.Contains(':', StringComparison.Ordinal)) return Refuse("package.path-stream", "names an alternate data stream");
        if (path[^1] == '/') return Refuse("package.entry-directory", "is a directory");
        if (path.AsSpan().ContainsAny(NotInNames)) return Refuse("package.path-invalid", "has a character that no file name may have");
        foreach (var part in path.Split('/'))
        {
            if (part.Length == 0) return Refuse("package.path-invalid", "has an empty part");
            if (part is "." or "..") return Refuse("package.path-parent", "leaves its folder");
            if (part[^1] is '.' or ' ' || part[0] == ' ') return Refuse("package.path-dots", "has a part that ends with a dot or a space, which Windows drops");
            if (IsDevice(part)) return Refuse("package.path-device", "names a device of Windows");
        }
        return Archives.Any(a => path.EndsWith(a, StringComparison.OrdinalIgnoreCase)) ? Refuse("package.entry-archive", "is an archive inside the package") : null;
    }

    public static bool IsDevice(string part) => Devices.Contains(part.Split('.')[0].TrimEnd());

    /// <summary>What two names have in common that some file system takes for one.</summary>
    public static string Fold(string path) => path.InForm(NormalizationForm.FormKC).ToUpperInvariant().InForm(NormalizationForm.FormKC);

    public static bool IsVisible(char c) => c != '\uFFFD' && (c == ' ' || char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned));

    private static bool IsWellFormed(string path)
    {
        for (var rest = path.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var taken) != System.Buffers.OperationStatus.Done) return false;
            rest = rest[taken..];
        }
        return true;
    }
}
