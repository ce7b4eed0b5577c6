namespace CrmKit.Webhooks;

/// <summary>The door for webhooks: addresses that are told of events, signed as the specification of Standard Webhooks asks, with the rights of their owner at the time of sending.</summary>
/// <remarks>Scoped to a session; not thread safe. All of it is for those who may administer users.</remarks>
public interface IWebhooks
{
    /// <summary>All webhooks, by name.</summary>
    /// <exception cref="CrmForbiddenException"><c>webhook.forbidden</c></exception>
    Task<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>One webhook.</summary>
    /// <exception cref="CrmNotFoundException"><c>webhook.not-found</c></exception>
    Task<Webhook> GetAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Makes a webhook. Its secret is given here and never again.</summary>
    /// <exception cref="CrmValidationException"><c>webhook.name</c>, <c>webhook.address</c>, <c>webhook.events</c>, <c>webhook.filter-types</c>, <c>webhook.owner</c>, <c>webhook.limit</c>, <c>filter.…</c></exception>
    /// <exception cref="CrmForbiddenException"><c>webhook.type-forbidden</c>: the owner may not read what it would tell of. <c>filter.field-forbidden</c></exception>
    Task<IssuedWebhook> CreateAsync(WebhookDraft draft, CancellationToken cancellationToken = default);

    /// <summary>Writes a webhook anew; the secret stays. Switching it on ends why it was switched off.</summary>
    Task<Webhook> ChangeAsync(Guid id, WebhookDraft draft, CancellationToken cancellationToken = default);

    /// <summary>Gives a webhook another secret. The one before signs too for <see cref="WebhookOptions.SecretOverlap"/>, so that the receiver has time to change.</summary>
    Task<IssuedWebhook> RotateSecretAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Removes a webhook with its log; what is on its way is not sent any more.</summary>
    Task RemoveAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Sends the event <c>crmkit.test</c>, which tells of no record, the same way as all others.</summary>
    Task<WebhookDelivery> TestAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>What was sent and is to be sent, newest first; kept for 30 days.</summary>
    /// <exception cref="CrmValidationException"><c>webhook.page</c></exception>
    Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(WebhookDeliveryQuery query, CancellationToken cancellationToken = default);

    /// <summary>Sends deliveries that are not on their way once more, under their own id.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="CrmRuleException"><c>webhook.stopped</c>: it is switched off.</exception>
    Task<int> ReplayAsync(Guid id, IReadOnlyCollection<Guid> deliveries, CancellationToken cancellationToken = default);

    /// <summary>Sends all that failed or was withheld since a time once more; at most 1,000 per call, the oldest first.</summary>
    /// <returns>How many.</returns>
    Task<int> ReplayFailedAsync(Guid id, DateTimeOffset since, CancellationToken cancellationToken = default);
}

/// <summary>What somebody says of a webhook.</summary>
public sealed record WebhookDraft
{
    /// <summary>What people call it, 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Where to send to; <see langword="null"/> leaves it when a webhook is changed.</summary>
    public string? Url { get; init; }

    /// <summary>Names of events (<c>lead.created</c>), or all of a record type (<c>lead.*</c>).</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>Of which records, as in lists; only where all events are of one record type. <see langword="null"/> means all.</summary>
    public string? Filter { get; init; }

    /// <summary>How much is told.</summary>
    public WebhookContent Content { get; init; }

    /// <summary>The user whose rights hold; <see langword="null"/> means who makes it, and leaves it when a webhook is changed.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>Whether it is switched on; on by default.</summary>
    public bool IsActive { get; init; } = true;
}

/// <summary>A webhook. Its secret is nowhere in it.</summary>
public sealed record Webhook
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is sent to; values of its query are masked.</summary>
    public required string Url { get; init; }

    /// <summary>What it tells of.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>Of which records; <see langword="null"/> for all.</summary>
    public string? Filter { get; init; }

    /// <summary>How much is told.</summary>
    public WebhookContent Content { get; init; }

    /// <summary>The user whose rights hold.</summary>
    public required Guid OwnerId { get; init; }

    /// <summary>Whether it is switched on.</summary>
    public bool IsActive { get; init; }

    /// <summary>Why CrmKit switched it off; <see langword="null"/> when it did not.</summary>
    public WebhookStop? StoppedBecause { get; init; }

    /// <summary>Since when nothing reached it, in UTC; <see langword="null"/> while the last try succeeded.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>When the secret was given, in UTC.</summary>
    public DateTimeOffset SecretAt { get; init; }

    /// <summary>Until when the secret before signs too, in UTC; <see langword="null"/> when none does.</summary>
    public DateTimeOffset? OldSecretUntil { get; init; }
}

/// <summary>A webhook with its secret, which is shown this once.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Secret">With the prefix <c>whsec_</c>, as libraries for Standard Webhooks take it.</param>
public sealed record IssuedWebhook(Webhook Webhook, string Secret);

/// <summary>How much a webhook tells.</summary>
public enum WebhookContent
{
    /// <summary>Ids, versions and which fields changed: the receiver reads the rest over the API.</summary>
    Thin,

    /// <summary>The records as well, as they are when it is sent, without what the owner may not read.</summary>
    Full,
}

/// <summary>Why a webhook was switched off.</summary>
public enum WebhookStop
{
    /// <summary>Its receiver answered 410: it is gone.</summary>
    Gone,

    /// <summary>It failed for <see cref="WebhookOptions.DisableAfter"/>.</summary>
    Failing,
}

/// <summary>What became of a delivery.</summary>
public enum WebhookDeliveryStatus
{
    /// <summary>It is on its way.</summary>
    Pending,

    /// <summary>The receiver took it.</summary>
    Delivered,

    /// <summary>It was given up.</summary>
    Failed,

    /// <summary>Nothing was sent: the owner may not read the records any more, or is not active.</summary>
    Withheld,
}

/// <summary>Which deliveries.</summary>
public sealed record WebhookDeliveryQuery
{
    /// <summary>Of which webhook.</summary>
    public required Guid Webhook { get; init; }

    /// <summary>With which status; <see langword="null"/> for all.</summary>
    public WebhookDeliveryStatus? Status { get; init; }

    /// <summary>Those before this one, for the next page; <see langword="null"/> for the newest.</summary>
    public Guid? Before { get; init; }

    /// <summary>The most, 1 to 1,000.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>One message to one webhook. It holds no secret, no address and none of what was sent.</summary>
public sealed record WebhookDelivery
{
    /// <summary>Its id; <see cref="MessageId"/> is made of it.</summary>
    public required Guid Id { get; init; }

    /// <summary>What the header <c>webhook-id</c> carries, the same in every try.</summary>
    public string MessageId => $"msg_{Id:N}";

    /// <summary>The event's name.</summary>
    public required string Event { get; init; }

    /// <summary>When the event happened, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How many records it tells of.</summary>
    public required int Records { get; init; }

    /// <summary>What became of it.</summary>
    public required WebhookDeliveryStatus Status { get; init; }

    /// <summary>When it is tried next, in UTC; <see langword="null"/> when it is not.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The tries, oldest first; the last 20.</summary>
    public required IReadOnlyList<WebhookTry> Tries { get; init; }
}

/// <summary>One try.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="Outcome"><c>delivered</c>, <c>refused</c>, <c>redirected</c>, <c>gone</c>, <c>no-answer</c>, <c>withheld</c> or <c>stopped</c>. Why there was no answer is not told: it would tell of the network around the host.</param>
/// <param name="Status">The status that was answered; <see langword="null"/> without an answer.</param>
/// <param name="Milliseconds">How long the answer took; <see langword="null"/> without an answer.</param>
public sealed record WebhookTry(DateTimeOffset At, string Outcome, int? Status = null, int? Milliseconds = null);
