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
    public static string Of(LeadSignal signal)
    {
        var key = $"{signal.Source}:{signal.Key.Trim()}";
        return key.Length <= MaxLength ? key : $"{signal.Source}:sha256-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(signal.Key.Trim())))}";
    }
}
