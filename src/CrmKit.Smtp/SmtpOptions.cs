namespace CrmKit.Smtp;

/// <summary>Which server sends mail, and how; checked when it is registered.</summary>
public sealed class SmtpOptions
{
    /// <summary>The server's name; required. Its certificate has to be for this name.</summary>
    public string Host { get; set; } = "";

    /// <summary>The port, 1 to 65535; <see langword="null"/>, the default, is 587 for <see cref="SmtpSecurity.StartTls"/>, 465 for <see cref="SmtpSecurity.Tls"/> and 25 for <see cref="SmtpSecurity.None"/>.</summary>
    public int? Port { get; set; }

    /// <summary>How the connection is protected; default <see cref="SmtpSecurity.StartTls"/>. A server that does not do it gets no mail, and no password.</summary>
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>The name to sign in with; <see langword="null"/>, the default, signs in nowhere. Not without protection.</summary>
    public string? UserName { get; set; }

    /// <summary>The password of <see cref="UserName"/>. Give it by the environment or a secret store, not in a file of the program.</summary>
    public string? Password { get; set; }

    /// <summary>Whom mail is from, one address with or without a name (<c>Acme &lt;crm@acme.example&gt;</c>); required. The server has to be allowed to send for its domain.</summary>
    public string From { get; set; } = "";

    /// <summary>Where answers go, one address; <see langword="null"/>, the default, is <see cref="From"/>.</summary>
    public string? ReplyTo { get; set; }

    /// <summary>How long sending one mail may take, 1 to 60 s; default 30 s. What takes longer has failed, and is tried again.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A file of certificates (PEM) that are trusted instead of those of the operating system, for a server under an authority of one's own; <see langword="null"/> by default.</summary>
    public string? TrustedCertificates { get; set; }
}

/// <summary>How a connection to a mail server is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>TLS is demanded before anything else is said (RFC 3207).</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314).</summary>
    Tls,

    /// <summary>Not at all: for a server on the same machine.</summary>
    None,
}
