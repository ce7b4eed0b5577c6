namespace CrmKit.Identity;

/// <summary>Settings of the sign-in, checked at start.</summary>
public sealed class CrmKitIdentityOptions
{
    /// <summary>
    /// Where people reach the host, without a path of CrmKit's (<c>https://crm.example.com</c>): links in mail begin with it, whatever a request claims.
    /// <see langword="null"/> sends no mail; administrators then pass links on as paths.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Where people reach a tenant, by its key, where tenants have addresses of their own; <see langword="null"/>, the default, or what it does not say, is <see cref="PublicUrl"/>.</summary>
    public Func<string, Uri?>? TenantUrl { get; set; }

    /// <summary>The fewest characters of a password, 8 to 64; default 15, as NIST SP 800-63B-4 asks where a password alone signs in.</summary>
    public int MinPasswordLength { get; set; } = 15;

    /// <summary>How many wrong passwords or codes lock an account and keep a name from being tried, 3 to 100; default 10.</summary>
    public int MaxFailures { get; set; } = 10;

    /// <summary>How many failures keep an address of the network from trying any name, 10 to 10,000; default 100. An office shares one.</summary>
    public int MaxFailuresPerAddress { get; set; } = 100;

    /// <summary>How long they are kept out, 1 minute to 1 day; default 15 minutes.</summary>
    public TimeSpan LockoutTime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a sign-in lasts at most, 5 minutes to 90 days; default 7 days.</summary>
    public TimeSpan SessionAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>After how long without a request it ends, 5 minutes to 90 days; default 12 hours.</summary>
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long an invitation is good for, 1 hour to 30 days; default 7 days.</summary>
    public TimeSpan InvitationAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a link for a forgotten password is good for, 5 minutes to 1 day; default 1 hour.</summary>
    public TimeSpan ResetAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What authenticators show beside the code; default <c>CrmKit</c>.</summary>
    public string Issuer { get; set; } = "CrmKit";

    /// <summary>
    /// Whether the cookie goes over HTTPS alone; default <see langword="true"/>. Switch it off for a trial over plain HTTP on another machine than one's own:
    /// browsers take localhost for safe.
    /// </summary>
    public bool SecureCookie { get; set; } = true;
}
