using System.Collections.Frozen;
using CrmKit.Filters;
using CrmKit.Text;

namespace CrmKit.Quality;

/// <summary>What is known of the domains of e-mail addresses: those that give away addresses for a few minutes, and those that many people have theirs at.</summary>
internal static class MailDomains
{
    private static readonly Lazy<FrozenSet<string>> Disposable = new(() => TextTables.Lines("disposable.txt").ToFrozenSet(StringComparer.Ordinal));
    private static readonly Lazy<IReadOnlyList<string>> Common = new(() => [.. TextTables.Lines("mailboxes.txt")]);
    private static readonly Lazy<FrozenSet<string>> CommonSet = new(() => Common.Value.ToFrozenSet(StringComparer.Ordinal));

    // Typing errors of the last part that no registry sells.
    private static readonly FrozenDictionary<string, string> Endings = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["con"] = "com", ["cmo"] = "com", ["ocm"] = "com", ["comm"] = "com", ["vom"] = "com", ["xom"] = "com", ["coom"] = "com", ["nte"] = "net", ["nett"] = "net", ["ner"] = "net", ["ogr"] = "org", ["orgg"] = "org", ["cnn"] = "cn",
    }.ToFrozenDictionary();

    /// <summary>Also domains below one.</summary>
    public static bool IsDisposable(string domain)
    {
        for (var rest = domain; rest.Contains('.', StringComparison.Ordinal); rest = rest[(rest.IndexOf('.', StringComparison.Ordinal) + 1)..])
            if (Disposable.Value.Contains(rest)) return true;
        return false;
    }

    /// <summary>The domain that was probably meant; <see langword="null"/> when nothing looks mistyped.</summary>
    public static string? Meant(string domain)
    {
        if (CommonSet.Value.Contains(domain)) return null;
        var ending = domain[(domain.LastIndexOf('.') + 1)..];
        var mended = Endings.TryGetValue(ending, out var right) ? domain[..^ending.Length] + right : domain;
        if (CommonSet.Value.Contains(mended)) return mended;
        // A short name has too many neighbours that exist.
        if (mended.Length >= 7 && Nearest.Mistyped(mended, Common.Value) is { } near) return near;
        return mended != domain ? mended : null;
    }
}
