using CrmKit.Access;
using CrmKit.Identity.Factors;
using CrmKit.Identity.Sessions;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Options;

namespace CrmKit.Identity.Accounts;

/// <summary>The door into the house: password, code, session. Names that do not exist cost as much time and get the same answer.</summary>
internal sealed class SignIns(
    ICrm crm, SignInAccounts accounts, SignInSessions sessions, FactorSecrets secrets, Throttle throttle, ISecurityLog log, TimeProvider clock, IOptions<CrmKitIdentityOptions> options)
{
    private DateTimeOffset Now => Instants.Truncate(clock.GetUtcNow());

    /// <summary>With a password: a session, or where an authenticator is set up, what the code is given with.</summary>
    /// <exception cref="AspNetCore.ApiException"><c>sign-in.failed</c>, <c>sign-in.too-many</c>.</exception>
    public async Task<SignedIn> WithPasswordAsync(string email, string password, Origin origin, CancellationToken cancellationToken)
    {
        var name = SignInAccounts.NameOf(email);
        Begin(name, origin);
        await using var session = Open(origin);
        var user = await SignInAccounts.UserAsync(session, name, cancellationToken);
        var account = user is null ? null : await SignInAccounts.FindAsync(session, user.Id, cancellationToken);
        var isRight = accounts.IsRight(account, password); // before the transaction: it takes its time
        if (account is null || !await SettleAsync(session, account.UserId, isRight, cancellationToken))
        {
            log.Write(new SecurityEvent(SecurityKinds.SignInFailed) { TenantId = session.TenantId, UserId = user?.Id, Address = origin.Address });
            throw SignInErrors.Failed();
        }
        throttle.Succeeded(name, origin);
        return await IssueAsync(session, account.UserId, origin, awaitsCode: account.FactorConfirmedAt is not null, cancellationToken);
    }

    /// <summary>With the code of an authenticator, or a recovery code, after the password.</summary>
    /// <exception cref="AspNetCore.ApiException"><c>sign-in.code-wrong</c>, <c>sign-in.too-many</c>.</exception>
    /// <exception cref="CrmRuleException"><c>sign-in.factor-lost</c>: nobody can check a code any more; a recovery code still works.</exception>
    public async Task<SignedIn> WithCodeAsync(string challenge, string code, Origin origin, CancellationToken cancellationToken)
    {
        var pending = (await sessions.FindAsync(challenge, awaitsCode: true, origin.Tenant, cancellationToken))?.Session;
        var name = pending is null ? "" : $"code:{pending.UserId}";
        Begin(name, origin);
        await using var session = Open(origin);
        if (pending is null || !await SettleCodeAsync(session, pending, code, cancellationToken))
        {
            log.Write(new SecurityEvent(SecurityKinds.SignInFailed) { TenantId = session.TenantId, UserId = pending?.UserId, Address = origin.Address, Detail = "code" });
            if (pending is not null && await SignInAccounts.FindAsync(session, pending.UserId, cancellationToken) is { } account && secrets.IsLost(account)) throw new CrmRuleException(SignInErrors.FactorLost());
            throw SignInErrors.CodeWrong();
        }
        throttle.Succeeded(name, origin);
        return await IssueAsync(session, pending.UserId, origin, awaitsCode: false, cancellationToken);
    }

    /// <summary>Whether somebody who is signed in knows the password: what changes how he signs in asks for it once more.</summary>
    public async Task<bool> KnowsPasswordAsync(ICrmSession session, Guid userId, string password, Origin origin, CancellationToken cancellationToken)
    {
        var name = $"again:{userId}";
        Begin(name, origin);
        var account = await SignInAccounts.FindAsync(session, userId, cancellationToken);
        var isRight = await SettleAsync(session, userId, accounts.IsRight(account, password), cancellationToken) && account is not null;
        if (isRight) throttle.Succeeded(name, origin);
        else log.Write(new SecurityEvent(SecurityKinds.SignInFailed) { TenantId = session.TenantId, UserId = userId, Address = origin.Address, Detail = "confirmation" });
        return isRight;
    }

    private void Begin(string name, Origin origin)
    {
        try
        {
            throttle.Begin(name, origin);
        }
        catch (AspNetCore.ApiException)
        {
            log.Write(new SecurityEvent(SecurityKinds.SignInThrottled) { TenantId = origin.Tenant, Address = origin.Address });
            throw;
        }
    }

    // Counts the failure, or takes the count back; false also for a right password while the account is locked.
    private async Task<bool> SettleAsync(ICrmSession session, Guid userId, bool isRight, CancellationToken cancellationToken)
    {
        await using var work = await ((CrmSession)session).BeginWorkAsync(cancellationToken);
        if (await SignInAccounts.LockAsync(session, work, userId, cancellationToken) is not { } account || account.LockedUntil > Now) return false;
        if (isRight && account is { Failures: 0, LockedUntil: null }) return true;
        await SettleAsync(work, account, isRight, cancellationToken);
        return isRight;
    }

    private async Task<bool> SettleCodeAsync(ICrmSession session, SignInSession pending, string code, CancellationToken cancellationToken)
    {
        await using var work = await ((CrmSession)session).BeginWorkAsync(cancellationToken);
        if (await SignInAccounts.LockAsync(session, work, pending.UserId, cancellationToken) is not { } account || account.LockedUntil > Now) return false;
        var isRight = secrets.Accept(account, code, Now);
        if (isRight) await work.Transaction.RemoveAsync(work.Transaction.Query<SignInSession>().Where(s => s.Id == pending.Id), cancellationToken);
        await SettleAsync(work, account, isRight, cancellationToken);
        return isRight;
    }

    private async Task SettleAsync(UnitOfWork work, SignInAccount account, bool isRight, CancellationToken cancellationToken)
    {
        account.Failures = isRight ? 0 : account.Failures + 1;
        account.LockedUntil = null;
        if (account.Failures >= options.Value.MaxFailures)
        {
            (account.Failures, account.LockedUntil) = (0, Now + options.Value.LockoutTime);
            log.Write(new SecurityEvent(SecurityKinds.Locked) { TenantId = account.TenantId, UserId = account.UserId });
        }
        await work.Transaction.WriteAsync(new StoreBatch
        {
            RowUpdates = { new StoreRowUpdate(account, [nameof(SignInAccount.Failures), nameof(SignInAccount.LockedUntil), nameof(SignInAccount.FactorStep), nameof(SignInAccount.RecoveryHashes)]) },
        }, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    private async Task<SignedIn> IssueAsync(ICrmSession session, Guid userId, Origin origin, bool awaitsCode, CancellationToken cancellationToken)
    {
        var (row, secret) = sessions.New(session.TenantId, userId, origin, awaitsCode);
        await using var work = await ((CrmSession)session).BeginWorkAsync(cancellationToken);
        await work.Transaction.WriteAsync(new StoreBatch { Inserts = { row } }, cancellationToken);
        await work.CommitAsync(cancellationToken);
        if (!awaitsCode) log.Write(new SecurityEvent(SecurityKinds.SignIn) { TenantId = session.TenantId, UserId = userId, Address = origin.Address });
        return new SignedIn(userId, secret, row.ExpiresAt, awaitsCode);
    }

    private ICrmSession Open(Origin origin) => crm.OpenSession(Actor.System("sign-in"), "sign-in", origin.Tenant);
}

/// <summary>What a right password or code gives.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Secret">Of the session, or, while a code is awaited, what to give it with.</param>
/// <param name="ExpiresAt">Until when at most, in UTC.</param>
/// <param name="AwaitsCode">Whether a code is asked for.</param>
internal sealed record SignedIn(Guid UserId, string Secret, DateTimeOffset ExpiresAt, bool AwaitsCode)
{
    /// <summary>Without the secret, so that a log never holds it.</summary>
    public override string ToString() => $"sign-in of user {UserId}";
}
