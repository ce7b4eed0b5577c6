using CrmKit.Settings;
using CrmKit.Storage;

namespace CrmKit.Identity.Factors;

/// <summary>Secrets of authenticators, encrypted at rest, and what they accept.</summary>
internal sealed class FactorSecrets(ISecretProtector protector)
{
    public string Protect(byte[] secret) => protector.Protect(SecretPurposes.Factor, Convert.ToBase64String(secret));

    /// <summary>Whether the authenticator's secret cannot be decrypted any more, so that no code of it is right.</summary>
    public bool IsLost(SignInAccount account) => account.FactorSecret is { } hidden && protector.StateOf(SecretPurposes.Factor, hidden) == SecretState.Lost;

    /// <summary>Whether a code is right now; marks it as used in the row, which the caller writes.</summary>
    public bool Accept(SignInAccount account, string code, DateTimeOffset now)
    {
        if (account.FactorSecret is { } hidden && protector.Unprotect(SecretPurposes.Factor, hidden) is { } text && Totp.StepOf(Convert.FromBase64String(text), code.Trim(), now, account.FactorStep) is { } step)
        {
            account.FactorStep = step;
            return true;
        }
        if (account.FactorConfirmedAt is null || RecoveryCodes.Without(account.RecoveryHashes, code) is not { } left) return false;
        account.RecoveryHashes = left;
        return true;
    }
}
