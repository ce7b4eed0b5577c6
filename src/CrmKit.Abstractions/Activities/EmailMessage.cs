namespace CrmKit.Activities;

/// <summary>A message by mail, sent or received.</summary>
public sealed class EmailMessage : CrmActivity
{
    /// <summary>Who wrote.</summary>
    public ActivityDirection Direction { get; set; }

    /// <summary>The sender's address.</summary>
    public string? FromAddress { get; set; }

    /// <summary>The receivers' addresses, parted by commas.</summary>
    public string? ToAddresses { get; set; }

    /// <summary>The message's own id (RFC 5322 <c>Message-ID</c>); unique.</summary>
    public string? MessageId { get; set; }
}
