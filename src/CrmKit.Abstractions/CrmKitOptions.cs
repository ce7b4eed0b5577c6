using CrmKit.Webhooks;

namespace CrmKit;

/// <summary>Settings of the engine, checked at start.</summary>
public sealed class CrmKitOptions
{
    /// <summary>The IANA zone in which days begin (<c>Europe/Berlin</c>); default <c>UTC</c>.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>The ISO 4217 code of amounts whose record names none; default <c>USD</c>.</summary>
    public string Currency { get; set; } = "USD";

    /// <summary>The ISO 3166 code (<c>CN</c>) of the country whose telephone numbers are meant when a record names none; <see langword="null"/>, the default, leaves national numbers as they are written.</summary>
    public string? Country { get; set; }

    /// <summary>The tenant of hosts that have one; default <c>default</c>. Lower-case letters, digits and hyphens, at most 40.</summary>
    public string TenantId { get; set; } = "default";

    /// <summary>How deep handlers may cause further saves, 1 to 32; default 8.</summary>
    public int HandlerDepth { get; set; } = 8;

    /// <summary>The most records that an unpaged list returns, 1 to 1,000,000; default 10,000.</summary>
    public int ListLimit { get; set; } = 10_000;

    /// <summary>How often a failed delivery is tried before it becomes a dead letter, 1 to 100; default 8.</summary>
    public int DeliveryAttempts { get; set; } = 8;

    /// <summary>How long behaviour events and the identities seen with them are kept, at least 1 day; default 730 days, <see langword="null"/> for good.</summary>
    public TimeSpan? BehaviourAge { get; set; } = TimeSpan.FromDays(730);

    /// <summary>How long entries of the security log are kept, at least 1 day; default 365 days, <see langword="null"/> for good.</summary>
    public TimeSpan? SecurityLogAge { get; set; } = TimeSpan.FromDays(365);

    /// <summary>Whether the security log notes who read which contact or lead by itself: on its page, or by its id. Lists and searches are not noted. Off by default.</summary>
    public bool PersonReadsAreLogged { get; set; }

    /// <summary>How long the audit is kept, at least 1 day; default <see langword="null"/>: for good. Merges and imports whose entries are gone cannot be undone.</summary>
    public TimeSpan? AuditAge { get; set; }

    /// <summary>After how many days without a purchase a customer is lost, 1 to 3,650; default 365. Also the default window of the <c>lifecycle</c> report, and how far back answers are looked at.</summary>
    public int LifecycleDays { get; set; } = 365;

    /// <summary>How long answers are kept for requests that are made again under the same idempotency key, 1 minute to 30 days; default 1 day.</summary>
    public TimeSpan IdempotencyAge { get; set; } = TimeSpan.FromDays(1);
    /// <summary>The folder of files on records; processes that serve the same database share it. Default <c>attachments</c>, in the folder in which the host was started.</summary>
    public string AttachmentFolder { get; set; } = "attachments";

    /// <summary>The most bytes of one file on a record, 1 or more; default 25 MiB.</summary>
    public long MaxAttachmentBytes { get; set; } = 25 * 1024 * 1024;

    /// <summary>The most bytes of all files of a tenant, 1 or more; default 10 GiB.</summary>
    public long AttachmentQuota { get; set; } = 10L * 1024 * 1024 * 1024;

    /// <summary>How long imports and exports that ran in the background are told of, and exported files kept, 1 hour to 90 days; default 7 days.</summary>
    public TimeSpan TransferAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The most bytes of exported files that a tenant keeps, 1 or more; default 10 GiB. Above it no export begins.</summary>
    public long TransferQuota { get; set; } = 10L * 1024 * 1024 * 1024;

    /// <summary>How many imports and exports this process runs in the background at the same time, 1 to 16; default 2.</summary>
    public int ConcurrentTransfers { get; set; } = 2;

    /// <summary>How many records that a search meets are compared with each other, so that words which half of all records have are answered as fast as others, 1 to 1,000,000. All are when none of those may be read.</summary>
    public int RankedSearchHits { get; set; } = 20_000;

    /// <summary>How long the dispatcher sleeps when nobody wakes it, at least 10 ms; default 1 s.</summary>
    public TimeSpan DispatchInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Where strangers reach web forms (<c>https://www.example.com/forms</c>), with <c>https</c>: what links in mail that confirm and withdraw consents begin with. <see langword="null"/>, the default: none are made.</summary>
    public Uri? FormsUrl { get; set; }

    /// <summary>The same for each other tenant, by its key, where requests of strangers name theirs by a sub-domain; <see langword="null"/>, the default, or for a tenant: none are made for it.</summary>
    public Func<string, Uri?>? TenantFormsUrl { get; set; }

    /// <summary>Webhooks: time-outs, networks, when failing ones are switched off.</summary>
    public WebhookOptions Webhooks { get; } = new();

    /// <summary>Where strangers reach the forms of a tenant; <see langword="null"/> when nowhere that is known.</summary>
    internal Uri? FormsUrlOf(string tenant) => tenant == TenantId ? FormsUrl : TenantFormsUrl?.Invoke(tenant);
}
