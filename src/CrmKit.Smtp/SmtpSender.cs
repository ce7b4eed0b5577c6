using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CrmKit.Effects;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace CrmKit.Smtp;

/// <summary>Hands one mail to the server, over a connection of its own.</summary>
/// <remarks>
/// At least once: when the server says nothing after the whole mail was sent, nobody knows whether it took it, and it is sent again under the same <c>Message-ID</c>, by which servers and readers recognise it.
/// Once the server has said that it took it, nothing that happens afterwards sends it again.
/// </remarks>
internal sealed class SmtpSender(SmtpSettings settings) : IEffectExecutor
{
    public async ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(effect);
        using var message = MailWriter.Write(settings, effect);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.Timeout);
        using var client = new SmtpClient { Timeout = (int)settings.Timeout.TotalMilliseconds };
        if (settings.Trusted is not null) client.ServerCertificateValidationCallback = IsTrusted;
        try
        {
            await client.ConnectAsync(settings.Host, settings.Port, settings.Security, limit.Token);
            if (settings.UserName is not null) await client.AuthenticateAsync(settings.UserName, settings.Password, limit.Token);
            await client.SendAsync(message, limit.Token);
        }
        catch (Exception failure) when (ErrorOf(failure) is { } error && !cancellationToken.IsCancellationRequested)
        {
            throw new CrmRuleException(error);
        }
        await LeaveAsync(client, limit.Token);
    }

    // What servers answer may hold addresses, and so is left out.
    private static CrmError? ErrorOf(Exception failure) => failure switch
    {
        SmtpCommandException refusal => SmtpErrors.Refused(((int)refusal.StatusCode).ToString(CultureInfo.InvariantCulture)),
        AuthenticationException or SslHandshakeException or NotSupportedException or ServiceNotAuthenticatedException => SmtpErrors.Unprotected(),
        OperationCanceledException or TimeoutException or IOException or SocketException or ProtocolException or ServiceNotConnectedException => SmtpErrors.Unreachable(),
        _ => null,
    };

    private static async Task LeaveAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or SocketException or ProtocolException or CommandException)
        {
            // the mail is the server's by now
        }
    }

    private bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors problems)
    {
        if (certificate is null || problems.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) || problems.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return false;
        using var own = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        own.ChainPolicy.CustomTrustStore.AddRange(settings.Trusted!);
        if (chain is not null) foreach (var element in chain.ChainElements) own.ChainPolicy.ExtraStore.Add(element.Certificate);
        using var leaf = new X509Certificate2(certificate);
        return own.Build(leaf);
    }
}
