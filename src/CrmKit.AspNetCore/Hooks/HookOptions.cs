namespace CrmKit.AspNetCore;

/// <summary>Messages that people write by WhatsApp, as the Cloud API of Meta sends them.</summary>
public sealed class WhatsAppOptions
{
    /// <summary>The app secret, by which each delivery is signed; whatever is signed by another one is refused.</summary>
    public required string AppSecret { get; init; }

    /// <summary>The token that was typed in where the address was entered at Meta: by it the address is confirmed.</summary>
    public required string VerifyToken { get; init; }

    /// <summary>The channel of the leads, an option code of <c>Lead.Channel</c>.</summary>
    public string Channel { get; init; } = "messenger";

    /// <summary>Whose messages they are; <see langword="null"/> for the host's own tenant.</summary>
    public string? TenantId { get; init; }
}

/// <summary>Calls that come in over a call centre at Twilio, as its status callbacks tell them.</summary>
public sealed class TwilioCallOptions
{
    /// <summary>The auth token of the account, by which each callback is signed.</summary>
    public required string AuthToken { get; init; }

    /// <summary>The address as it was entered at Twilio, whole: it is signed along. What a request calls the host is not believed.</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary>Whose calls they are; <see langword="null"/> for the host's own tenant.</summary>
    public string? TenantId { get; init; }
}
