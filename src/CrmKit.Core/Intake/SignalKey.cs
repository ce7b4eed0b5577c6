using System.Security.Cryptography;
using System.Text;

namespace CrmKit.Intake;

/// <summary>What a signal is recognised by: the external id of the lead or note that it became.</summary>
internal static class SignalKey
{
    private const int MaxLength = 200;

    public static bool IsSource(string? source) =>
        source is { Length: > 0 and <= 100 } && source.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>The source and the key; keys that are too long to store are kept as their hash.</summary>
    public static string Of(LeadSignal signal) => Of(signal.Source, signal.Key);

    public static string Of(string source, string key)
    {
        var whole = $"{source}:{key.Trim()}";
        return whole.Length <= MaxLength ? whole : $"{source}:sha256-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Trim())))}";
    }
}
