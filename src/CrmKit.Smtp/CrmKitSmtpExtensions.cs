using CrmKit.Smtp;

namespace CrmKit;

/// <summary>Has mail sent by SMTP.</summary>
public static class CrmKitSmtpExtensions
{
    /// <summary>Carries out effects of the kind <c>mail</c> by SMTP: invitations, links for forgotten passwords, confirmations of forms, and what plugins ask for. Call it once.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Says which server.</param>
    /// <exception cref="ArgumentException">A setting is missing or out of its range; the text says which.</exception>
    public static CrmKitBuilder UseSmtp(this CrmKitBuilder builder, Action<SmtpOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new SmtpOptions();
        configure(options);
        return builder.AddPlugin("smtp", new SmtpPlugin(SmtpSettings.Of(options)));
    }
}
