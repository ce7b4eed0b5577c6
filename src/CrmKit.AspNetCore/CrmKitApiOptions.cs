using CrmKit.Sessions;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Settings of the REST API.</summary>
public sealed class CrmKitApiOptions
{
    /// <summary>
    /// Finds who acts when a request carries no CrmKit API key: map the host's own principal to a CrmKit user here.
    /// <see langword="null"/>, as the option or as its answer, means nobody: the request is refused with <c>access.unauthenticated</c>.
    /// </summary>
    /// <remarks>Called once per request, possibly many at a time. What it throws becomes a 500.</remarks>
    public Func<HttpContext, ValueTask<Actor?>>? ResolveActor { get; set; }

    /// <summary>Has a claim of the host's own principal name the CrmKit user who acts; sets <see cref="ResolveActor"/>. Users who are not active, and people who are no users, are nobody.</summary>
    /// <param name="claim">The claim's type, such as <c>ClaimTypes.Email</c> or <c>sub</c>.</param>
    /// <param name="key">What the claim holds. Take addresses only from an issuer that verifies them: who can choose his own chooses who he is.</param>
    public void MapUser(string claim, UserKey key = UserKey.Email)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(claim);
        ResolveActor = http => ClaimedUsers.FindAsync(http, claim, key);
    }

    /// <summary>
    /// Where requests say which tenant they are for: <see cref="AspNetCore.TenantSources"/> has claims, headers and sub-domains. Asked once per request; all that name one must name the same
    /// (else <c>access.tenant-mismatch</c>), which must be known and not suspended. Empty, the default, means that the host has its own tenant alone.
    /// </summary>
    /// <remarks>A header says what its sender likes: let the sign-in name the tenant too, by a claim; CrmKit's API keys work in their own tenant only.</remarks>
    public IList<Func<HttpContext, string?>> TenantSources { get; } = [];

    /// <summary>The most bytes of a request body, 1,024 or more; default 1 MiB.</summary>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>The most bytes of a batch, 1,024 or more; default 16 MiB.</summary>
    public int MaxBatchBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>The most changes in a batch, and signals in an intake, 1 to 10,000; default 1,000.</summary>
    public int MaxBatchSize { get; set; } = 1000;

    /// <summary>The most bytes of a file to be imported, 1,024 or more; default 256 MiB.</summary>
    public long MaxImportBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>The most bytes of files of one tenant that wait for their import, with what imports wrote beside them, 1,024 or more; default 10 GiB. Who sends more is refused with 422 <c>import.quota</c>.</summary>
    public long ImportQuota { get; set; } = 10L * 1024 * 1024 * 1024;

    /// <summary>The most bytes of them that one user has, 1,024 or more; default 2 GiB.</summary>
    public long UserImportQuota { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>The folder in which uploaded files wait for their import, for a week at most; processes that serve the same callers share it. <see langword="null"/> means <c>crmkit-imports</c> in the folder for temporary files.</summary>
    public string? ImportFolder { get; set; }

    /// <summary>How deep JSON of a request may nest, 4 to 64; default 16.</summary>
    public int MaxJsonDepth { get; set; } = 16;

    /// <summary>
    /// Whether changes of one record must say which version the caller saw (<c>If-Match</c>, or <c>version</c> in a batch): refused with 428 <c>request.if-match-required</c> else.
    /// Default <see langword="false"/>. <c>If-Match: *</c> says that any version will do.
    /// </summary>
    public bool RequireIfMatch { get; set; }

    /// <summary>How much callers may ask for; who asks for more is refused with 429 <c>request.rate-limited</c> and <c>Retry-After</c>.</summary>
    public ApiRateLimits RateLimits { get; } = new();

    /// <summary>Whether the OpenAPI document is given to callers that did not say who they are; default <see langword="false"/>. It names record types and fields, never data.</summary>
    public bool PublicDocument { get; set; }

    /// <summary>
    /// The folder of the keys that encrypt secrets, and that protect forms of the user interface against forgery; all nodes share it. Back it up with the database and keep it from others: whoever has both reads the secrets.
    /// <see langword="null"/> means the data protection that the host configured, else the key ring of the user who runs the host.
    /// </summary>
    public string? KeyFolder { get; set; }

    /// <summary>The title of the OpenAPI document; default <c>CrmKit</c>.</summary>
    public string Title { get; set; } = "CrmKit";
}

/// <summary>By what a claim names a user.</summary>
public enum UserKey
{
    /// <summary>By the e-mail address, in any case.</summary>
    Email,
    /// <summary>By <c>ExternalId</c>: the user's id at the issuer, as it was written there.</summary>
    ExternalId,
}
