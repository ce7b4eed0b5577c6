namespace CrmKit.Webhooks;

/// <summary>Settings of webhooks, part of <see cref="CrmKitOptions"/>.</summary>
public sealed class WebhookOptions
{
    /// <summary>How long a receiver may take to answer, 1 to 30 s; default 15 s. No answer in that time is a failure.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a secret that was replaced still signs beside the new one, up to 30 days; default 24 h.</summary>
    public TimeSpan SecretOverlap { get; set; } = TimeSpan.FromHours(24);

    /// <summary>After how long without one success a webhook that fails is switched off, 1 to 30 days; default 5 days.</summary>
    public TimeSpan DisableAfter { get; set; } = TimeSpan.FromDays(5);

    /// <summary>How many webhooks of one tenant are sent to at the same time, 1 to 64; default 8. One webhook gets one message at a time.</summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>Whether addresses that begin with <c>http://</c> are taken; default <see langword="false"/>: what is sent could be read on its way.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Networks that are not public and that webhooks may reach all the same (<c>10.20.0.0/16</c>); none by default.</summary>
    public IList<string> PrivateNetworks { get; } = [];
}
