using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using CrmKit.Effects;
using CrmKit.Smtp;

namespace CrmKit.AspNetCore.Mail;

/// <summary>Mail by SMTP, to a server that others wrote.</summary>
public sealed class SmtpTests
{
    private static readonly EffectRequest Letter = Mail(new { to = "ada@example.com", name = "Ada Löwe", subject = "Bitte bestätigen: 请确认", text = "Guten Tag,\n\n.\n你好\n" });

    [Theory]
    [InlineData("none", SmtpSecurity.None, false)]
    [InlineData("starttls", SmtpSecurity.StartTls, true)]
    [InlineData("tls", SmtpSecurity.Tls, true)]
    public async Task A_mail_arrives_as_it_was_written(string tls, SmtpSecurity security, bool isProtected)
    {
        await using var server = await MailServer.StartAsync(tls, isProtected ? "crm" : null);
        await SendAsync(server, o => (o.Security, o.UserName, o.Password) = (security, isProtected ? "crm" : null, "s3cret"));
        var mail = await server.NextAsync();
        Assert.Equal(("ada@example.com", "\"Ada Löwe\" <ada@example.com>", "\"Acme CRM\" <crm@acme.example>"), (mail.GetProperty("to")[0].GetString(), mail.GetProperty("shown").GetString(), mail.GetProperty("from").GetString()));
        Assert.Equal(("Bitte bestätigen: 请确认", "Guten Tag,\n\n.\n你好"), (mail.GetProperty("subject").GetString(), mail.GetProperty("text").GetString()!.Trim()));
        Assert.Equal((isProtected, isProtected ? "crm" : null), (mail.GetProperty("isProtected").GetBoolean(), mail.GetProperty("user").GetString()));
        Assert.Equal("auto-generated", mail.GetProperty("headers").GetProperty("auto-submitted").GetString());
    }

    [Fact]
    public async Task A_mail_that_a_person_wrote_does_not_pass_for_one_of_a_machine()
    {
        await using var server = await MailServer.StartAsync();
        await SendAsync(server, mail: Mail(new { to = "ada@example.com", subject = "Re: Pump", text = "It ships today.", writtenBy = "person" }));
        Assert.False((await server.NextAsync()).GetProperty("headers").TryGetProperty("auto-submitted", out _)); // else the absence of whom it is to is not told to whoever waits
    }

    [Theory]
    [InlineData("none", SmtpSecurity.StartTls, true)] // somebody in between takes the offer of TLS away
    [InlineData("starttls", SmtpSecurity.StartTls, false)] // a certificate that nobody vouches for
    [InlineData("tls", SmtpSecurity.Tls, false)]
    public async Task A_server_that_is_not_who_it_should_be_gets_no_mail_and_no_password(string tls, SmtpSecurity security, bool isTrusted)
    {
        await using var server = await MailServer.StartAsync(tls, "crm");
        Assert.Equal("mail.unprotected", await RefusalAsync(server, o => (o.Security, o.UserName, o.Password, o.TrustedCertificates) = (security, "crm", "s3cret", isTrusted ? o.TrustedCertificates : null)));
        Assert.Empty(await server.EndAsync());
    }

    [Fact]
    public async Task A_wrong_password_and_an_address_that_there_is_not_are_told_without_what_the_server_said()
    {
        await using var server = await MailServer.StartAsync("starttls", "crm");
        Assert.Equal("mail.unprotected", await RefusalAsync(server, o => (o.Security, o.UserName, o.Password) = (SmtpSecurity.StartTls, "crm", "wrong")));
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => SendAsync(server, o => (o.Security, o.UserName, o.Password) = (SmtpSecurity.StartTls, "crm", "s3cret"), Mail(new { to = "nobody@example.com", subject = "x", text = "x" })));
        Assert.Equal("mail.refused", refused.Error.Code);
        Assert.Contains("550", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await server.EndAsync());
    }

    [Fact]
    public async Task F36_What_was_refused_for_now_or_not_answered_is_sent_again_under_the_same_id()
    {
        await using var server = await MailServer.StartAsync(refuse: 1, drop: 1);
        Assert.Equal("mail.unreachable", await RefusalAsync(server)); // it hung up after the whole mail: nobody knows
        Assert.Equal("mail.refused", await RefusalAsync(server));
        await SendAsync(server);
        var came = await server.EndAsync();
        Assert.Equal(3, came.Count);
        Assert.Single(came.Select(m => m.GetProperty("id").GetString()).Distinct());
    }

    [Fact]
    public async Task F36_A_server_that_is_not_there_or_says_nothing_fails_in_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        Assert.Equal("mail.unreachable", await RefusalAsync(port, o => o.Timeout = TimeSpan.FromSeconds(1)));
        silent.Stop();
        Assert.Equal("mail.unreachable", await RefusalAsync(port));
    }

    [Fact]
    public async Task A046_Line_ends_in_what_people_wrote_become_no_headers_and_no_recipients()
    {
        await using var server = await MailServer.StartAsync();
        await SendAsync(server, mail: Mail(new { to = "ada@example.com", name = "Ada\r\nBcc: eve@example.com", subject = "Hello\r\nBcc: eve@example.com\r\n\r\nBuy", text = "Hello" }));
        var mail = await server.NextAsync();
        Assert.Equal(["ada@example.com"], mail.GetProperty("to").EnumerateArray().Select(t => t.GetString()));
        Assert.False(mail.GetProperty("headers").TryGetProperty("bcc", out _));
        Assert.Equal("Hello", mail.GetProperty("text").GetString()!.Trim());
        foreach (var to in new[] { "ada@example.com\r\nBcc: eve@example.com", "ada@example.com, eve@example.com", "ada@example.com%0aBcc:eve@example.com,x@example.com", "Ada", "" })
            Assert.Equal("mail.address", (await Assert.ThrowsAsync<CrmRuleException>(() => SendAsync(server, mail: Mail(new { to, subject = "x", text = "x" })))).Error.Code);
        Assert.Equal("mail.incomplete", (await Assert.ThrowsAsync<CrmRuleException>(() => SendAsync(server, mail: Mail(new { to = "ada@example.com", template = "x" })))).Error.Code);
        Assert.Empty(await server.EndAsync());
    }

    [Fact]
    public void Settings_that_cannot_send_or_would_show_a_password_are_refused_at_once()
    {
        foreach (var wrong in new Action<SmtpOptions>[]
        {
            o => o.Host = "", o => o.Port = 0, o => o.From = "", o => o.From = "a@example.com, b@example.com", o => o.ReplyTo = "x", o => o.Timeout = TimeSpan.Zero, o => o.Timeout = TimeSpan.FromMinutes(2), o => (o.Security, o.UserName) = (SmtpSecurity.None, "crm"),
        })
            Assert.Throws<ArgumentException>(() => SmtpSettings.Of(With(25, wrong)));
        Assert.Equal(["587", "465", "25"], new[] { SmtpSecurity.StartTls, SmtpSecurity.Tls, SmtpSecurity.None }.Select(s => $"{SmtpSettings.Of(With(null, o => o.Security = s)).Port}"));
    }

    private static EffectRequest Mail(object payload) => new("mail", "letter/1", JsonSerializer.SerializeToElement(payload));

    private static SmtpOptions With(int? port, Action<SmtpOptions>? configure)
    {
        var options = new SmtpOptions { Host = "localhost", Port = port, Security = SmtpSecurity.None, From = "Acme CRM <crm@acme.example>" };
        configure?.Invoke(options);
        return options;
    }

    private static Task SendAsync(MailServer server, Action<SmtpOptions>? configure = null, EffectRequest? mail = null) => SendAsync(server.Port, configure, mail);

    private static async Task SendAsync(int port, Action<SmtpOptions>? configure, EffectRequest? mail)
    {
        var trusted = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(trusted, MailServer.Certificate);
            var settings = SmtpSettings.Of(With(port, o =>
            {
                o.TrustedCertificates = trusted;
                configure?.Invoke(o);
            }));
            await new SmtpSender(settings).ExecuteAsync(mail ?? Letter, TestContext.Current.CancellationToken);
        }
        finally
        {
            File.Delete(trusted);
        }
    }

    private static Task<string> RefusalAsync(MailServer server, Action<SmtpOptions>? configure = null) => RefusalAsync(server.Port, configure);

    private static async Task<string> RefusalAsync(int port, Action<SmtpOptions>? configure = null) => (await Assert.ThrowsAsync<CrmRuleException>(() => SendAsync(port, configure, null))).Error.Code;
}
