using System.Collections.Frozen;
using CrmKit.Accounts;
using CrmKit.Places;
using CrmKit.Quality;

namespace CrmKit.Enrichment;

/// <summary>What an e-mail address says by itself.</summary>
/// <param name="Local">What stands before the @, without a tag (<c>+news</c>), lower case.</param>
/// <param name="Company">The company's domain; <see langword="null"/> for providers that give anybody an address.</param>
/// <param name="Country">The country of the domain's ending; <see langword="null"/> for endings that belong to none, or that everybody uses.</param>
internal sealed record MailAddress(string Local, string? Company, Country? Country)
{
    // Endings of countries that are sold to everybody for what they spell.
    private static readonly FrozenSet<string> Anybodys = FrozenSet.ToFrozenSet(["ac", "ag", "ai", "bz", "cc", "cd", "co", "dj", "fm", "gg", "gl", "im", "io", "la", "ly", "me", "ms", "mu", "nu", "sh", "st", "sx", "tk", "to", "tv", "vc", "ws"], StringComparer.Ordinal);

    // Desks and machines, not people.
    private static readonly FrozenSet<string> Desks = FrozenSet.ToFrozenSet(
    [
        "abuse", "accounting", "accounts", "admin", "administrator", "billing", "bounce", "career", "careers", "contact", "customerservice", "enquiries", "enquiry", "finance", "hello", "help", "helpdesk", "hr", "info", "invoice", "invoices",
        "it", "jobs", "kontakt", "mail", "mailer", "marketing", "media", "news", "newsletter", "no", "noreply", "office", "order", "orders", "post", "postmaster", "press", "purchasing", "reception", "reply", "sales", "service", "shop", "support",
        "team", "vertrieb", "web", "webmaster", "welcome",
    ], StringComparer.Ordinal);

    /// <summary>The words of the part before the @, in which a person's name may be; none for addresses of desks.</summary>
    public IReadOnlyList<string> Words { get; } = Split(Local);

    /// <summary>Reads an address; <see langword="null"/> for what is none, and for those that are given away for minutes.</summary>
    public static MailAddress? Read(string? address)
    {
        if (address?.Trim().ToLowerInvariant() is not { Length: > 3 } text || text.LastIndexOf('@') is not (> 0 and var at)) return null;
        var (local, domain) = (text[..at].Split('+')[0], text[(at + 1)..].TrimEnd('.'));
        if (local.Length == 0 || !domain.Contains('.', StringComparison.Ordinal) || MailDomains.IsDisposable(domain)) return null;
        return new MailAddress(local, EmailDomains.Company(domain), CountryOf(domain));
    }

    /// <summary>The country of a domain's ending.</summary>
    public static Country? CountryOf(string domain)
    {
        var ending = domain[(domain.LastIndexOf('.') + 1)..];
        return ending.Length != 2 || Anybodys.Contains(ending) ? null : Countries.Find(ending == "uk" ? "gb" : ending);
    }

    private static string[] Split(string local)
    {
        string[] words = [.. local.Split('.', '_', '-').Select(w => w.Trim("0123456789".ToCharArray())).Where(w => w.Length > 0)];
        return words.Length is 1 or 2 && words.All(w => w.All(char.IsLetter)) && !words.Any(Desks.Contains) ? words : [];
    }
}
