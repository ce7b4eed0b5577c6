using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.AspNetCore.Identity;

namespace CrmKit.Identity.Accounts;

/// <summary>Accounts and their passwords, inside of a session's unit of work.</summary>
internal sealed class SignInAccounts(IPasswordHasher<SignInAccount> hasher, PasswordPolicy policy, TimeProvider clock)
{
    // Checked where there is no account, so that it takes as long.
    private readonly Lazy<string> _nobody = new(() => hasher.HashPassword(new SignInAccount(), Guid.NewGuid().ToString()));

    /// <summary>An address as it is stored.</summary>
    public static string NameOf(string email) => email.Trim().ToLowerInvariant();

    /// <summary>The user who signs in with an address; <see langword="null"/> when there is none who may act.</summary>
    public static async Task<User?> UserAsync(ICrmSession session, string name, CancellationToken cancellationToken)
    {
        var reader = await ((CrmSession)session).ReaderAsync(cancellationToken);
        return await reader.ListAsync(reader.Query<User>().Where(u => u.Email == name && u.IsActive && u.DeletedAt == null), cancellationToken) is [var user] ? user : null;
    }

    public static async Task<User?> UserAsync(ICrmSession session, Guid userId, CancellationToken cancellationToken)
    {
        var reader = await ((CrmSession)session).ReaderAsync(cancellationToken);
        return await reader.ListAsync(reader.Query<User>().Where(u => u.Id == userId && u.IsActive && u.DeletedAt == null), cancellationToken) is [var user] ? user : null;
    }

    public static async Task<SignInAccount?> FindAsync(ICrmSession session, Guid userId, CancellationToken cancellationToken)
    {
        var reader = await ((CrmSession)session).ReaderAsync(cancellationToken);
        return await reader.ListAsync(reader.Query<SignInAccount>().Where(a => a.UserId == userId), cancellationToken) is [var account] ? account : null;
    }

    /// <summary>The account as it is now, which no other sign-in changes until the transaction ends.</summary>
    public static async Task<SignInAccount?> LockAsync(ICrmSession session, UnitOfWork work, Guid userId, CancellationToken cancellationToken)
    {
        await work.Transaction.LockAsync([SignInAccount.LockOf(userId)], cancellationToken);
        return await FindAsync(session, userId, cancellationToken);
    }

    public bool IsRight(SignInAccount? account, string password)
    {
        if (password.Length > PasswordPolicy.MaxLength) return false;
        var hash = account?.PasswordHash ?? _nobody.Value;
        return hasher.VerifyHashedPassword(account ?? new SignInAccount(), hash, PasswordPolicy.Normalize(password)) != PasswordVerificationResult.Failed && account is not null;
    }

    public void Check(string password, User user) => policy.Check(PasswordPolicy.Normalize(password), user);

    /// <summary>Gives a user a password that was checked, and opens the account if it was locked.</summary>
    public async Task SetAsync(ICrmSession session, UnitOfWork work, Guid userId, string password, CancellationToken cancellationToken)
    {
        var batch = new StoreBatch();
        var account = await LockAsync(session, work, userId, cancellationToken);
        if (account is null) batch.Inserts.Add(account = new SignInAccount { TenantId = session.TenantId, UserId = userId });
        else batch.RowUpdates.Add(new StoreRowUpdate(account, [nameof(SignInAccount.PasswordHash), nameof(SignInAccount.PasswordChangedAt), nameof(SignInAccount.Failures), nameof(SignInAccount.LockedUntil)]));
        (account.PasswordHash, account.PasswordChangedAt, account.Failures, account.LockedUntil) = (hasher.HashPassword(account, PasswordPolicy.Normalize(password)), Instants.Truncate(clock.GetUtcNow()), 0, null);
        await work.Transaction.WriteAsync(batch, cancellationToken);
    }
}
