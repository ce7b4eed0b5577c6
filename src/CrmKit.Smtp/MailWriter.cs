using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CrmKit.Effects;
using MimeKit;

namespace CrmKit.Smtp;

/// <summary>Writes a mail out of what was asked for: <c>to</c>, <c>subject</c> and <c>text</c>, and perhaps the <c>name</c> of whom it is to, the <c>withdrawUrl</c> where he ends it, and <c>writtenBy</c> <c>person</c> where no machine wrote it.</summary>
internal static class MailWriter
{
    public static MimeMessage Write(SmtpSettings settings, EffectRequest effect)
    {
        if (Text(effect, "subject") is not { Length: > 0 } subject || Text(effect, "text") is not { Length: > 0 } text) throw new CrmRuleException(SmtpErrors.Incomplete(effect.Key));
        if (!MailAddress.TryRead(Text(effect, "to"), out var to)) throw new CrmRuleException(SmtpErrors.Address(effect.Key));
        var message = new MimeMessage
        {
            MessageId = $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(effect.Key)))[..32]}@{settings.From.Domain}", // the same in every try
            Subject = OneLine(subject),
            Body = new TextPart("plain") { Text = text },
        };
        message.From.Add(settings.From);
        if (settings.ReplyTo is not null) message.ReplyTo.Add(settings.ReplyTo);
        message.To.Add(new MailboxAddress(OneLine(Text(effect, "name") ?? ""), to!.Address));
        if (Text(effect, "writtenBy") != "person") message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated"); // RFC 3834: nobody's absence is told to a machine
        if (Uri.TryCreate(Text(effect, "withdrawUrl"), UriKind.Absolute, out var withdraw) && withdraw.Scheme == Uri.UriSchemeHttps)
        {
            message.Headers.Add(HeaderId.ListUnsubscribe, $"<{withdraw.AbsoluteUri}>"); // RFC 8058: one click in the reader's mail program
            message.Headers.Add(HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click");
        }
        return message;
    }

    private static string? Text(EffectRequest effect, string key) =>
        effect.Payload.ValueKind == JsonValueKind.Object && effect.Payload.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // A line that ends is a header that begins.
    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}
