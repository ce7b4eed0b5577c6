namespace CrmKit.Webhooks;

/// <summary>A webhook as it is stored.</summary>
internal sealed class WebhookEntry
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";
    public string Name { get; set; } = "";

    /// <summary>The address, encrypted: paths and queries of receivers often hold keys.</summary>
    public string Target { get; set; } = "";

    /// <summary>The address as people see it.</summary>
    public string Shown { get; set; } = "";

    /// <summary>Names of events parted by commas.</summary>
    public string Events { get; set; } = "";
    public string? Filter { get; set; }
    public WebhookContent Content { get; set; }
    public Guid OwnerId { get; set; }
    public bool IsActive { get; set; }
    public WebhookStop? StoppedBecause { get; set; }
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>Encrypted.</summary>
    public string Secret { get; set; } = "";
    public DateTimeOffset SecretAt { get; set; }

    /// <summary>The secret before, encrypted, and until when it signs too.</summary>
    public string? OldSecret { get; set; }
    public DateTimeOffset? OldSecretUntil { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public Guid? UpdatedById { get; set; }
}

/// <summary>One message to one webhook, and what became of it. What it tells of is kept as ids alone.</summary>
internal sealed class WebhookDeliveryEntry
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";
    public Guid WebhookId { get; set; }

    /// <summary>The event's message, and which part of it: unique, so that an event that is dispatched again is not told again.</summary>
    public Guid EventId { get; set; }
    public int Part { get; set; }
    public string Event { get; set; } = "";

    /// <summary>When the event happened.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The event's items as JSON.</summary>
    public string Items { get; set; } = "[]";
    public int Records { get; set; }

    /// <summary>Whether its records met the webhook's filter; <see langword="false"/> when that could not be asked.</summary>
    public bool IsChecked { get; set; }
    public WebhookDeliveryStatus Status { get; set; }

    /// <summary>How often it was tried since it was planned or replayed.</summary>
    public int Attempts { get; set; }

    /// <summary>How often it was replayed.</summary>
    public int Run { get; set; }
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>The last tries as JSON.</summary>
    public string Tries { get; set; } = "[]";
}
