using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CrmKit.Forms;

namespace CrmKit.AspNetCore;

/// <summary>A form as a page that works without scripts. Whatever comes from outside is escaped, and the page's policy lets nothing run.</summary>
internal static class FormPage
{
    /// <summary>The field that people do not see.</summary>
    public const string Trap = "_url2";

    public const string Token = "_token";

    public const string Consent = "_consent";

    private const string Style = """
        body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:1.5rem auto;padding:0 1rem;color:#1d2433;background:#fff}
        label,fieldset{display:block;margin:0 0 1rem;border:0;padding:0}input,select,textarea{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #8a94a6;border-radius:4px}
        input[type=checkbox]{width:auto;margin-right:.5rem}button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:4px;background:#1f5fbf;color:#fff}
        .q{position:absolute;left:-10000px}.e{color:#b3261e}
        """;

    private static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    /// <summary>What the page may do: show its own style, send itself, and stand on the sites that its form names.</summary>
    public static string Policy(WebForm form)
    {
        var after = form.RedirectUrl is { } url ? " " + new Uri(url).GetLeftPart(UriPartial.Authority) : ""; // browsers look at where a sent form leads, too
        return $"default-src 'none'; style-src 'sha256-{StyleHash}'; form-action 'self'{after}; base-uri 'none'; frame-ancestors {(form.Origins.Count == 0 ? "'none'" : string.Join(' ', form.Origins))}";
    }

    /// <summary>What a page may do that no other site shows.</summary>
    public static string OwnPolicy { get; } = $"default-src 'none'; style-src 'sha256-{StyleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static string Thanks(WebForm form, FormTexts texts) => Page(form, texts, $"<p role=\"status\">{Text(TextFor(form.Thanks, texts.Language) ?? texts.Thanks)}</p>");

    public static string Form(WebForm form, RecordTypeDefinition lead, FormTexts texts, string token, IReadOnlyDictionary<string, string> values, string? message, IReadOnlySet<string> wrong)
    {
        var html = new StringBuilder();
        if (message is not null) html.Append(CultureInfo.InvariantCulture, $"<p class=\"e\" role=\"alert\">{Text(message)}</p>");
        html.Append("<form method=\"post\">");
        foreach (var field in form.Fields)
            if (lead.TryField(field.Key, out var definition)) Field(html, definition, field.IsRequired, texts, values.GetValueOrDefault(field.Key) ?? "", wrong.Contains(field.Key));
        foreach (var question in form.Questions) Field(html, question.Shown(texts.Language), question.IsRequired, texts, values.GetValueOrDefault(question.Key) ?? "", wrong.Contains(question.Key));
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"q\" aria-hidden=\"true\"><label>{Text(texts.Trap)}<input name=\"{Trap}\" tabindex=\"-1\" autocomplete=\"off\"></label></div>");
        if (TextFor(form.Consent, texts.Language) is { } consent)
            html.Append(CultureInfo.InvariantCulture, $"<label{(wrong.Contains("consent") ? " class=\"e\"" : "")}><input type=\"checkbox\" name=\"{Consent}\" value=\"true\" required>{Text(consent)}</label>");
        html.Append(CultureInfo.InvariantCulture, $"<input type=\"hidden\" name=\"{Token}\" value=\"{Text(token)}\"><button>{Text(texts.Send)}</button></form>");
        return Page(form, texts, html.ToString());
    }

    public static string? TextFor(IReadOnlyDictionary<string, string> texts, string language) => texts.GetValueOrDefault(language) ?? texts.GetValueOrDefault("en");

    private static void Field(StringBuilder html, FieldDefinition field, bool isRequired, FormTexts texts, string value, bool isWrong)
    {
        var label = field.Label.For(texts.Language);
        var (name, required, longest) = (Text(field.Key), isRequired ? " required" : "", field.MaxLength is { } most ? $" maxlength=\"{most}\"" : "");
        if (field.Kind == FieldKind.Bool)
        {
            html.Append(CultureInfo.InvariantCulture, $"<label><input type=\"checkbox\" name=\"{name}\" value=\"true\"{(value is "true" or "on" ? " checked" : "")}{required}>{Text(label)}</label>");
            return;
        }
        html.Append(CultureInfo.InvariantCulture, $"<label{(isWrong ? " class=\"e\"" : "")}>{Text(label)}{(isRequired ? $" ({Text(texts.Required)})" : "")}");
        switch (field.Kind)
        {
            case FieldKind.Option:
                html.Append(CultureInfo.InvariantCulture, $"<select name=\"{name}\"{required}><option value=\"\">{Text(texts.Choose)}</option>");
                foreach (var option in field.Options) html.Append(CultureInfo.InvariantCulture, $"<option value=\"{Text(option.Code)}\"{(option.Code == value ? " selected" : "")}>{Text(option.Label.For(texts.Language))}</option>");
                html.Append("</select>");
                break;
            case FieldKind.LongText:
                html.Append(CultureInfo.InvariantCulture, $"<textarea name=\"{name}\" rows=\"5\"{longest}{required}>\n{Text(value)}</textarea>");
                break;
            default:
                html.Append(CultureInfo.InvariantCulture, $"<input type=\"{TypeOf(field.Kind)}\" name=\"{name}\" value=\"{Text(value)}\"{longest}{required}>");
                break;
        }
        html.Append("</label>");
    }

    private static string TypeOf(FieldKind kind) => kind switch
    {
        FieldKind.Email => "email",
        FieldKind.Phone => "tel",
        FieldKind.Date => "date",
        _ => "text",
    };

    private static string Page(WebForm form, FormTexts texts, string content) => Page(form.Name, texts.Language, content);

    /// <summary>A page.</summary>
    /// <param name="title">Its heading, as text.</param>
    /// <param name="language">Its language.</param>
    /// <param name="content">What is on it, as HTML.</param>
    public static string Page(string title, string language, string content) => $"""
        <!doctype html>
        <html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>{Text(title)}</title><style>{Style}</style></head>
        <body><h1>{Text(title)}</h1>{content}</body></html>
        """;

    public static string Text(string text) => WebUtility.HtmlEncode(text);
}
