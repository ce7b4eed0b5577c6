using System.Text;
using CrmKit.Settings;

namespace CrmKit.Testing;

/// <summary>Lets plugins with secret settings run in tests; hides nothing.</summary>
internal sealed class TestSecrets : ISecretProtector
{
    public string Protect(string purpose, string secret) => $"{purpose}\n{Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))}";

    public string? Unprotect(string purpose, string protectedText) =>
        protectedText.Split('\n') is [var kept, var text] && kept == purpose ? Encoding.UTF8.GetString(Convert.FromBase64String(text)) : null;
}
