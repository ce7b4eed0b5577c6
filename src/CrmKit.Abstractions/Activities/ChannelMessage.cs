namespace CrmKit.Activities;

/// <summary>A message over another way than mail: a text message, a chat, a messenger, social media, a letter; sent, received, or seen as a mention.</summary>
public sealed class ChannelMessage : CrmActivity
{
    /// <summary>Who wrote.</summary>
    public ActivityDirection Direction { get; set; }

    /// <summary>Over which way: <c>sms</c>, <c>chat</c>, <c>messenger</c>, <c>social</c>, <c>letter</c>, <c>app</c> or <c>other</c>.</summary>
    public string? Channel { get; set; }

    /// <summary>The service: WeChat, WhatsApp, Weibo.</summary>
    public string? Platform { get; set; }

    /// <summary>The other side's name, number or id there.</summary>
    public string? Address { get; set; }

    /// <summary>Where it can be read, such as a post.</summary>
    public string? Url { get; set; }

    /// <summary>The id that the service gave it; unique.</summary>
    public string? MessageId { get; set; }
}
