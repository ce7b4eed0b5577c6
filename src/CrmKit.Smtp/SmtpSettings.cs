using System.Security.Cryptography.X509Certificates;
using MailKit.Security;
using MimeKit;

namespace CrmKit.Smtp;

/// <summary>What was set, checked and read.</summary>
internal sealed record SmtpSettings(string Host, int Port, SecureSocketOptions Security, string? UserName, string Password, MailboxAddress From, MailboxAddress? ReplyTo, TimeSpan Timeout, X509Certificate2Collection? Trusted)
{
    public static SmtpSettings Of(SmtpOptions options)
    {
        Demand(!string.IsNullOrWhiteSpace(options.Host), $"{nameof(SmtpOptions.Host)} names no mail server.");
        Demand(options.Port is null or (>= 1 and <= 65535), $"{nameof(SmtpOptions.Port)} must be 1 to 65535.");
        Demand(options.Timeout >= TimeSpan.FromSeconds(1) && options.Timeout <= TimeSpan.FromSeconds(60), $"{nameof(SmtpOptions.Timeout)} must be 1 to 60 seconds.");
        Demand(options.UserName is null || options.Security != SmtpSecurity.None, $"{nameof(SmtpOptions.UserName)} would be sent for all to read. Set {nameof(SmtpOptions.Security)}.");
        Demand(MailAddress.TryRead(options.From, out var from), $"{nameof(SmtpOptions.From)} must be one address.");
        MailboxAddress? replyTo = null;
        Demand(options.ReplyTo is null || MailAddress.TryRead(options.ReplyTo, out replyTo), $"{nameof(SmtpOptions.ReplyTo)} must be one address.");
        var (security, port) = options.Security switch
        {
            SmtpSecurity.StartTls => (SecureSocketOptions.StartTls, 587),
            SmtpSecurity.Tls => (SecureSocketOptions.SslOnConnect, 465),
            _ => (SecureSocketOptions.None, 25),
        };
        return new SmtpSettings(options.Host, options.Port ?? port, security, options.UserName, options.Password ?? "", from!, replyTo, options.Timeout, Read(options.TrustedCertificates));
    }

    private static X509Certificate2Collection? Read(string? path)
    {
        if (path is null) return null;
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(path);
        Demand(certificates.Count > 0, $"{nameof(SmtpOptions.TrustedCertificates)} holds no certificate.");
        return certificates;
    }

    private static void Demand(bool isMet, string problem)
    {
        if (!isMet) throw new ArgumentException(problem);
    }
}

/// <summary>Reads what has to be one address: a list of them would be more recipients than meant.</summary>
internal static class MailAddress
{
    public static bool TryRead(string? text, out MailboxAddress? address)
    {
        address = null;
        return text is { Length: > 0 and <= 320 } && !text.Any(char.IsControl) && MailboxAddress.TryParse(text, out address) && address.Address.Contains('@', StringComparison.Ordinal);
    }
}
