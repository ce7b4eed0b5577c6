namespace CrmKit.Leads;

/// <summary>The domain of an address, where it says something about the company.</summary>
internal static class MailDomain
{
    private static readonly HashSet<string> Free = new(StringComparer.Ordinal)
    {
        "gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.uk", "yahoo.co.jp", "ymail.com", "hotmail.com", "hotmail.co.uk", "outlook.com", "live.com", "msn.com", "icloud.com", "me.com", "mac.com",
        "aol.com", "gmx.de", "gmx.net", "gmx.com", "web.de", "t-online.de", "freenet.de", "mail.com", "mail.ru", "yandex.ru", "yandex.com", "proton.me", "protonmail.com", "zoho.com", "fastmail.com",
        "orange.fr", "free.fr", "laposte.net", "libero.it", "qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "sina.com", "sina.cn", "sohu.com", "139.com", "189.cn", "wo.cn", "aliyun.com", "naver.com",
    };

    /// <summary>Lower case; <see langword="null"/> for no address and for providers that anybody can have an address at.</summary>
    public static string? OfCompany(string? address)
    {
        if (address is null) return null;
        var at = address.LastIndexOf('@');
        if (at <= 0 || at == address.Length - 1) return null;
        var domain = address[(at + 1)..].Trim().ToLowerInvariant();
        return Free.Contains(domain) ? null : domain;
    }
}
