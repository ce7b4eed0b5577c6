namespace CrmKit.Smtp;

internal static class SmtpErrors
{
    public static CrmError Incomplete(string key) => new("mail.incomplete", $"Mail '{key}' has no subject or no text. Whoever asks for a mail writes both; or let a plugin send it that has texts for its template.");

    public static CrmError Address(string key) => new("mail.address", $"What mail '{key}' is to is not one address. Correct it where it is stored.");

    public static CrmError Refused(string status) => new("mail.refused", $"The mail server refused with {status}. Look into its log; it is tried again.");

    public static CrmError Unprotected() => new("mail.unprotected", "The mail server does not do the protection or the sign-in that is set, or shows a certificate that is not trusted for its name. Nothing was sent. Check Security, UserName, Password and TrustedCertificates.");

    public static CrmError Unreachable() => new("mail.unreachable", "The mail server did not answer, or broke off. Check Host and Port; it is tried again.");
}
