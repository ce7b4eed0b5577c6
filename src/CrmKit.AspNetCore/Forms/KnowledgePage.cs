using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CrmKit.Knowledge;

namespace CrmKit.AspNetCore;

/// <summary>Public articles as pages that work without scripts. Whatever somebody wrote is escaped, and the page's policy lets nothing run.</summary>
/// <param name="path">Where the pages are.</param>
/// <param name="texts">The words.</param>
/// <param name="contact">Where people go who found no answer; <see langword="null"/> for nowhere.</param>
internal sealed class KnowledgePage(string path, KnowledgeTexts texts, string? contact)
{
    private const int Excerpt = 200;

    private const string Style = """
        body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:1.5rem auto;padding:0 1rem;color:#1d2433;background:#fff}a{color:#1a56ad}
        form.s{display:flex;gap:.5rem;flex-wrap:wrap;margin:1rem 0}form.s label{flex:1 1 16rem}input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #8a94a6;border-radius:4px}
        button{font:inherit;padding:.5rem 1.2rem;border:0;border-radius:4px;background:#1f5fbf;color:#fff;align-self:end}nav ul{list-style:none;padding:0;display:flex;gap:.4rem 1rem;flex-wrap:wrap}
        article{white-space:pre-line;overflow-wrap:anywhere}li{margin:.6rem 0}.m{color:#596275;font-size:.9rem}[aria-current]{font-weight:600;color:inherit;text-decoration:none}fieldset{border:1px solid #d5dae3;border-radius:4px;margin:2rem 0 1rem;padding:.8rem 1rem}
        @media (prefers-color-scheme:dark){body{background:#12161f;color:#e6e9ef}a{color:#8db8ff}.m{color:#a4adbd}input{background:#1b212d;color:inherit}fieldset{border-color:#3a4354}}
        """;

    /// <summary>What a page may do: show its own style and send itself.</summary>
    public static string Policy { get; } = $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public string List(PublicArticles found, PublicArticleQuery asked, IReadOnlyList<(string Code, string Label)> categories)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<form class=\"s\" role=\"search\" method=\"get\"><label>{T(texts.Question)}<input type=\"search\" name=\"text\" maxlength=\"200\" value=\"{T(asked.Text ?? "")}\"></label>");
        html.Append(CultureInfo.InvariantCulture, $"<input type=\"hidden\" name=\"lang\" value=\"{texts.Language}\"><button>{T(texts.Search)}</button></form>");
        if (categories.Count > 0)
        {
            html.Append("<nav><ul>").Append(Category(texts.All, null, asked));
            foreach (var (code, label) in categories) html.Append(Category($"{label} ({found.Categories.GetValueOrDefault(code).ToString(CultureInfo.InvariantCulture)})", code, asked));
            html.Append("</ul></nav>");
        }
        if (found.Items.Count == 0) html.Append(CultureInfo.InvariantCulture, $"<p role=\"status\">{T(texts.Nothing)}</p>");
        else html.Append("<ul>");
        foreach (var article in found.Items)
            html.Append(CultureInfo.InvariantCulture, $"<li><a href=\"{T(At(article.Id))}\"{Speaks(article)}>{T(article.Title)}</a><br><span class=\"m\"{Speaks(article)}>{T(ExcerptOf(article.Body))}</span></li>");
        if (found.Items.Count > 0) html.Append("</ul>");
        if (found.HasMore) html.Append(CultureInfo.InvariantCulture, $"<p><a rel=\"next\" href=\"{T(At(null, asked with { Page = asked.Page + 1 }))}\">{T(texts.More)}</a></p>");
        if (asked.Language is not null) html.Append(CultureInfo.InvariantCulture, $"<p class=\"m\"><a href=\"{T(At(null, asked with { Language = null, Page = 1 }))}\">{T(texts.AllLanguages)}</a></p>");
        return Page(asked.Text is { Length: > 0 } text ? $"{text} · {texts.Title}" : texts.Title, texts.Title, html.ToString(), language => At(null, asked with { Page = 1 }, language));
    }

    public string Article(PublicArticle article, bool isThanked)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"m\"><a href=\"{T(At(null))}\">{T(texts.Back)}</a> · {T(texts.Updated)} <time>{article.UpdatedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}</time></p><article{Speaks(article)}>{T(article.Body)}</article>");
        html.Append(isThanked ? $"<p role=\"status\">{T(texts.Thanks)}</p>"
            : $"<form method=\"post\" action=\"{T(At(article.Id))}\"><fieldset><legend>{T(texts.Helpful)}</legend><button name=\"helped\" value=\"yes\">{T(texts.Yes)}</button> <button name=\"helped\" value=\"no\">{T(texts.No)}</button></fieldset></form>");
        return Page($"{article.Title} · {texts.Title}", article.Title, html.ToString(), language => At(article.Id, null, language));
    }

    public string Unknown() => Page(texts.Unknown, texts.Unknown, $"<p><a href=\"{T(At(null))}\">{T(texts.Back)}</a></p>", language => At(null, null, language));

    /// <summary>Where an article, or the list, is in the reader's language.</summary>
    public string At(Guid? article, PublicArticleQuery? asked = null, string? language = null)
    {
        var address = new StringBuilder(path);
        if (article is { } id) address.Append('/').Append(id);
        address.Append("?lang=").Append(language ?? texts.Language);
        if (asked is null) return address.ToString();
        if (asked.Text is { Length: > 0 } text) address.Append("&text=").Append(Uri.EscapeDataString(text));
        if (asked.Category is { Length: > 0 } category) address.Append("&category=").Append(Uri.EscapeDataString(category));
        if (asked.Language is null) address.Append("&all=true");
        if (asked.Page > 1) address.Append(CultureInfo.InvariantCulture, $"&page={asked.Page}");
        return address.ToString();
    }

    public static string ExcerptOf(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Excerpt ? line : string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[Excerpt - 2]) ? Excerpt - 2 : Excerpt - 1), "…");
    }

    private string Category(string label, string? code, PublicArticleQuery asked) =>
        $"<li><a href=\"{T(At(null, asked with { Category = code, Page = 1 }))}\"{(asked.Category == code ? " aria-current=\"page\"" : "")}>{T(label)}</a></li>";

    // Of an article in another language than the page's, for those who have it read out.
    private string Speaks(PublicArticle article) => article.Language is { } language && language != texts.Language ? $" lang=\"{T(language)}\"" : "";

    private string Page(string title, string heading, string content, Func<string, string> inLanguage)
    {
        var languages = string.Join("", KnowledgeTexts.Languages.Select(l => $"<li><a href=\"{T(inLanguage(l.Language))}\" hreflang=\"{l.Language}\" lang=\"{l.Language}\"{(l.Language == texts.Language ? " aria-current=\"true\"" : "")}>{l.Name}</a></li>"));
        var ask = contact is null ? "" : $"<p><a href=\"{T(contact)}\">{T(texts.Contact)}</a></p>";
        return $"""
            <!doctype html>
            <html lang="{texts.Language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>{T(title)}</title><style>{Style}</style></head>
            <body><main><h1>{T(heading)}</h1>{content}{ask}</main><nav><ul>{languages}</ul></nav></body></html>
            """;
    }

    private static string T(string text) => FormPage.Text(text);
}
