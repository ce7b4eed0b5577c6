using CrmKit.Access;
using CrmKit.Identity.Accounts;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Options;

namespace CrmKit.Identity.Factors;

/// <summary>Sets authenticators up and takes them away.</summary>
internal sealed class FactorDoor(FactorSecrets secrets, ISecurityLog log, TimeProvider clock, IOptions<CrmKitIdentityOptions> options)
{
    /// <summary>A new secret, which counts once its first code was right.</summary>
    public async Task<(string Secret, string Address)> BeginAsync(ICrmSession session, Guid userId, CancellationToken cancellationToken)
    {
        await using var work = await ((CrmSession)session).BeginWorkAsync(cancellationToken);
        var account = await AccountAsync(session, work, userId, cancellationToken);
        if (account.FactorConfirmedAt is not null) throw new CrmRuleException(SignInErrors.FactorExists());
        var user = await SignInAccounts.UserAsync(session, userId, cancellationToken);
        var secret = Totp.NewSecret();
        account.FactorSecret = secrets.Protect(secret);
        await WriteAsync(work, account, cancellationToken);
        return (Totp.Text(secret), Totp.Address(secret, options.Value.Issuer, user?.Email ?? ""));
    }

    /// <summary>With the first code: from now on one is asked for.</summary>
    /// <returns>Recovery codes, shown this once.</returns>
    public async Task<IReadOnlyList<string>> ConfirmAsync(ICrmSession session, Guid userId, string code, CancellationToken cancellationToken)
    {
        await using var work = await ((CrmSession)session).BeginWorkAsync(cancellationToken);
        var account = await AccountAsync(session, work, userId, cancellationToken);
        if (account is not { FactorConfirmedAt: null, FactorSecret: not null }) throw new CrmRuleException(SignInErrors.FactorMissing());
        var now = Instants.Truncate(clock.GetUtcNow());
        if (!secrets.Accept(account, code, now)) throw SignInErrors.CodeWrong();
        var codes = RecoveryCodes.New();
        (account.FactorConfirmedAt, account.RecoveryHashes) = (now, RecoveryCodes.Hashes(codes));
        await WriteAsync(work, account, cancellationToken);
        log.Write(new SecurityEvent(SecurityKinds.FactorAdded) { UserId = userId, ActorId = session.Actor.UserId });
        return codes;
    }

    /// <summary>Takes the authenticator and its recovery codes away.</summary>
    public async Task RemoveAsync(ICrmSession session, Guid userId, CancellationToken cancellationToken)
    {
        await using var work = await ((CrmSession)session).BeginWorkAsync(cancellationToken);
        var account = await AccountAsync(session, work, userId, cancellationToken);
        (account.FactorSecret, account.FactorConfirmedAt, account.FactorStep, account.RecoveryHashes) = (null, null, 0, "");
        await WriteAsync(work, account, cancellationToken);
        log.Write(new SecurityEvent(SecurityKinds.FactorRemoved) { UserId = userId, ActorId = session.Actor.UserId });
    }

    private static async Task<SignInAccount> AccountAsync(ICrmSession session, UnitOfWork work, Guid userId, CancellationToken cancellationToken) =>
        await SignInAccounts.LockAsync(session, work, userId, cancellationToken) ?? throw new CrmRuleException(SignInErrors.NoAccount());

    private static async Task WriteAsync(UnitOfWork work, SignInAccount account, CancellationToken cancellationToken)
    {
        await work.Transaction.WriteAsync(new StoreBatch
        {
            RowUpdates = { new StoreRowUpdate(account, [nameof(SignInAccount.FactorSecret), nameof(SignInAccount.FactorConfirmedAt), nameof(SignInAccount.FactorStep), nameof(SignInAccount.RecoveryHashes)]) },
        }, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }
}
