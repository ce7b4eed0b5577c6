namespace CrmKit.Idempotency;

/// <summary>An act that was asked for under a key, and how it was answered.</summary>
internal sealed class IdempotencyEntry
{
    public string TenantId { get; set; } = "";

    /// <summary>The user who asked, or the empty GUID for the system: part of the key.</summary>
    public Guid ActorId { get; set; }
    public string Key { get; set; } = "";
    public string Fingerprint { get; set; } = "";
    public DateTimeOffset At { get; set; }

    /// <summary>Until when whoever reserved the key may still be at it; <see langword="null"/> once the act is answered.</summary>
    public DateTimeOffset? ReservedUntil { get; set; }
    public int Status { get; set; }

    /// <summary>A JSON object of texts.</summary>
    public string Headers { get; set; } = "{}";
    public string Body { get; set; } = "";

    /// <summary>Whether the body is no text, and written in base 64.</summary>
    public bool IsBinary { get; set; }
}
