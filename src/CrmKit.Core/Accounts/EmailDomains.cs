using System.Collections.Frozen;

namespace CrmKit.Accounts;

/// <summary>The domains of companies, as their addresses show them.</summary>
internal static class EmailDomains
{
    /// <summary>Providers whose addresses say nothing about where a person works.</summary>
    private static readonly FrozenSet<string> Public = FrozenSet.ToFrozenSet(
    [
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com", "msn.com", "yahoo.com", "yahoo.co.uk", "yahoo.co.jp", "ymail.com", "icloud.com", "me.com", "mac.com",
        "aol.com", "mail.com", "proton.me", "protonmail.com", "zoho.com", "fastmail.com", "gmx.de", "gmx.net", "gmx.com", "web.de", "t-online.de", "freenet.de", "orange.fr", "free.fr", "laposte.net", "libero.it",
        "mail.ru", "yandex.ru", "yandex.com", "bk.ru", "inbox.ru", "list.ru", "qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "sina.com", "sina.cn", "sohu.com", "139.com", "189.cn", "wo.cn",
        "aliyun.com", "naver.com",
    ], StringComparer.Ordinal);

    /// <summary>The company's domain in a mail address; <see langword="null"/> for public providers and what is no address.</summary>
    public static string? OfEmail(string? email)
    {
        if (email is null) return null;
        var at = email.LastIndexOf('@');
        return at < 0 ? null : Company(email[(at + 1)..]);
    }

    /// <summary>The domain of a web address, without <c>www.</c>.</summary>
    public static string? OfWebsite(string? website)
    {
        if (string.IsNullOrWhiteSpace(website)) return null;
        var text = website.Contains("://", StringComparison.Ordinal) ? website : "https://" + website;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)) return null;
        return Company(uri.Host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? uri.Host[4..] : uri.Host);
    }

    /// <summary>A domain in its one form; <see langword="null"/> for those of public providers and what is no domain.</summary>
    public static string? Company(string domain)
    {
        var name = domain.Trim().TrimEnd('.').ToLowerInvariant();
        return name.Contains('.', StringComparison.Ordinal) && !Public.Contains(name) ? name : null;
    }
}
