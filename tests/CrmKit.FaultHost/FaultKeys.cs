using CrmKit.Settings;

namespace CrmKit.FaultHost;

/// <summary>Keys that are numbers: what matters here is which of them protected, not how well.</summary>
internal sealed class FaultKeys : ISecretProtector
{
    public const int Newest = 2;

    /// <summary>The key that protects now.</summary>
    public int Number { get; set; } = Newest;

    public string Protect(string purpose, string secret) => $"{Number}!{purpose}!{secret}";

    public string? Unprotect(string purpose, string protectedText) => protectedText.Split('!', 3) is [_, var of, var secret] && of == purpose ? secret : null;

    public SecretState StateOf(string purpose, string protectedText) => Unprotect(purpose, protectedText) is null ? SecretState.Lost : protectedText.StartsWith($"{Number}!", StringComparison.Ordinal) ? SecretState.Current : SecretState.Old;
}
