using System.Security.Cryptography;
using System.Text;

namespace CrmKit.Tables;

/// <summary>What the names of a plugin's tables begin with.</summary>
internal static class TablePrefix
{
    /// <summary>PostgreSQL cuts longer names.</summary>
    public const int LongestName = 63;

    private const int LongestPlain = 20;

    /// <summary>
    /// <c>plg_acme_</c> for <c>acme</c>. The part of the id has no underscore, so that no plugin's prefix begins with another's; an id that is long, or has dots or hyphens, loses them and ends in a hash of itself:
    /// <c>plg_acmequotes0f3a9c1d_</c> for <c>acme.quotes</c>.
    /// </summary>
    public static string Of(string pluginId)
    {
        var letters = string.Concat(pluginId.Where(char.IsAsciiLetterOrDigit));
        if (letters.Length == pluginId.Length && letters.Length <= LongestPlain) return $"plg_{letters}_";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(pluginId)))[..8];
        return $"plg_{letters[..Math.Min(letters.Length, LongestPlain)]}{hash}_";
    }

    /// <summary>Whether a name is the plugin's: databases compare names without regard to case.</summary>
    public static bool Owns(string prefix, string? name) => name is not null && name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a whole name can be that of a table on every database.</summary>
    public static bool IsValid(string name) => name.Length is > 0 and <= LongestName && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}
