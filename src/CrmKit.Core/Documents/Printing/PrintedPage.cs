using System.Net;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Settings;

namespace CrmKit.Documents.Printing;

/// <summary>What stands around a document on paper: the company's head, the style sheet, the size of the page.</summary>
/// <remarks>The page names nothing outside itself, and its policy lets nothing be loaded: a template cannot reach the network or the files of whoever opens or prints it.</remarks>
internal sealed class PrintedPage(CrmSession session) : ISessionService
{
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    public async Task<string> AroundAsync(string document, string title, string culture, DocumentPaper? paper, CancellationToken cancellationToken)
    {
        var (stored, _) = await StoredSettings.ReadAsync(await session.ReaderAsync(cancellationToken), CoreSource.Id, cancellationToken);
        var values = SettingSchema.Of(session.Catalog, CoreSource.Id).Effective(stored, null, withSecrets: false);
        var (name, address, logo) = (Text(PrintingFeature.CompanyName), Text(PrintingFeature.CompanyAddress), Text(PrintingFeature.CompanyLogo));
        var size = paper ?? (values[PrintingFeature.Paper] == PrintingFeature.Letter ? DocumentPaper.Letter : DocumentPaper.A4);
        var head = name.Length + address.Length + logo.Length == 0 ? "" : $"""
            <header><div>{(logo.Length == 0 ? "" : $"<img src=\"{logo}\" alt=\"\">")}{(name.Length == 0 ? "" : $"<div><strong>{name}</strong></div>")}</div><address>{address}</address></header>

            """;
        return $$"""
            <!doctype html>
            <html lang="{{culture}}">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{{Policy}}">
            <title>{{WebUtility.HtmlEncode(title)}}</title>
            <style>
            {{PrintedTemplates.Css}}@page { size: {{(size == DocumentPaper.Letter ? "letter" : "A4")}}; }
            </style>
            </head>
            <body>
            {{head}}<main>
            {{document}}
            </main>
            </body>
            </html>
            """;

        string Text(Field<string> setting) => WebUtility.HtmlEncode(values[setting] ?? "");
    }
}
