namespace CrmKit.Storage;

/// <summary>How a user proves who he is; a row per user who has a password. Users themselves are records.</summary>
internal sealed class SignInAccount
{
    public Guid UserId { get; set; }
    public string TenantId { get; set; } = "";
    public string PasswordHash { get; set; } = "";
    public DateTimeOffset PasswordChangedAt { get; set; }

    /// <summary>Wrong passwords and codes since the last right one.</summary>
    public int Failures { get; set; }
    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>The secret of the authenticator, encrypted; <see langword="null"/> without one.</summary>
    public string? FactorSecret { get; set; }

    /// <summary>When a code was first right: from then on one is asked for.</summary>
    public DateTimeOffset? FactorConfirmedAt { get; set; }

    /// <summary>The time step of the last code that was accepted: none is accepted twice.</summary>
    public long FactorStep { get; set; }

    /// <summary>SHA-256 of the recovery codes that are left, hexadecimal, parted by blanks.</summary>
    public string RecoveryHashes { get; set; } = "";

    /// <summary>What whoever changes the account holds.</summary>
    public static StoreLock LockOf(Guid userId) => new("sign-in:" + userId);
}

/// <summary>A sign-in that lasts; its secret is the cookie or the bearer token, of which only the hash is kept.</summary>
internal sealed class SignInSession
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";
    public Guid UserId { get; set; }

    /// <summary>SHA-256 of the secret, hexadecimal; unique.</summary>
    public string Hash { get; set; } = "";

    /// <summary>Whether the password was right and the code is still asked for: good for that alone.</summary>
    public bool AwaitsCode { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>To a few minutes.</summary>
    public DateTimeOffset LastSeenAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public string? Address { get; set; }
    public string? Agent { get; set; }
}

/// <summary>A link with which a user sets a password, once; only the hash of its token is kept.</summary>
internal sealed class SignInLink
{
    /// <summary>The user has one link: a newer one replaces it.</summary>
    public Guid UserId { get; set; }
    public string TenantId { get; set; } = "";
    public string Hash { get; set; } = "";

    /// <summary>The address that it was made for: it is good while the user has it.</summary>
    public string Email { get; set; } = "";
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>A line of the security log.</summary>
internal sealed class SecurityLogEntry
{
    public Guid Id { get; set; }
    public string TenantId { get; set; } = "";
    public DateTimeOffset At { get; set; }
    public string Kind { get; set; } = "";
    public Guid? UserId { get; set; }
    public Guid? ActorId { get; set; }
    public string? Address { get; set; }
    public string? Detail { get; set; }
}
