using System.Text;
using CrmKit.Documents;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>A document made out of one record. What it shows empty, because the caller may not read it or the catalog has it no more, is named in headers.</summary>
internal static class DocumentEndpoint
{
    public const string HiddenFields = "CrmKit-Hidden-Fields";
    public const string MissingFields = "CrmKit-Missing-Fields";

    private static readonly ApiParameter Culture = new("culture", "The language and the way of writing numbers and days, such as de-AT; that of Accept-Language when left out.");
    private static readonly ApiParameter Paper = new("paper", "The size of paper, a4 or letter; the tenant's setting when left out.");

    public static IReadOnlyList<ApiParameter> Parameters { get; } = [Culture, new("format", "text for the bare document, which is so when left out; html for a page with the company's head to print, pdf for a PDF file."), Paper];

    public static IReadOnlyList<ApiParameter> KeepParameters { get; } = [Culture, new("format", "html, which is so when left out, or pdf."), Paper];

    public static async Task GetAsync(ApiCall call)
    {
        if (call.Text("format") is null or "text")
        {
            var document = await call.Session.Documents.RenderAsync(Template(call), call.Ref, call.Text("culture") ?? call.Culture, call.Cancelled);
            await SendAsync(call.Http, document.FileName, document.MediaType + "; charset=utf-8", Encoding.UTF8.GetBytes(document.Text), document.HiddenFields, document.MissingFields, call.Cancelled);
            return;
        }
        await SendAsync(call.Http, await call.Session.Documents.PrintAsync(Template(call), call.Ref, Print(call, attach: false), call.Cancelled), call.Cancelled);
    }

    public static async Task KeepAsync(ApiCall call)
    {
        var printed = await call.Session.Documents.PrintAsync(Template(call), call.Ref, Print(call, attach: true), call.Cancelled);
        Name(call.Http.Response, printed.HiddenFields, printed.MissingFields);
        await call.AnswerAsync(json => AttachmentEndpoints.Write(json, printed.Attachment!), StatusCodes.Status201Created);
    }

    /// <summary>Sends a printed document as something to save, or a page to look at.</summary>
    public static Task SendAsync(HttpContext http, PrintedDocument printed, CancellationToken cancellationToken, bool isShown = false) =>
        SendAsync(http, printed.FileName, printed.MediaType == "text/html" ? "text/html; charset=utf-8" : printed.MediaType, printed.Content, printed.HiddenFields, printed.MissingFields, cancellationToken, isShown);

    private static async Task SendAsync(HttpContext http, string name, string mediaType, ReadOnlyMemory<byte> content, IReadOnlyList<string> hidden, IReadOnlyList<string> missing, CancellationToken cancellationToken, bool isShown = false)
    {
        FileAnswer.Describe(http.Response, name, mediaType);
        if (isShown) FileAnswer.Show(http.Response);
        Name(http.Response, hidden, missing);
        http.Response.ContentLength = content.Length;
        await http.Response.BodyWriter.WriteAsync(content, cancellationToken);
    }

    private static void Name(HttpResponse response, IReadOnlyList<string> hidden, IReadOnlyList<string> missing)
    {
        if (hidden.Count > 0) response.Headers[HiddenFields] = string.Join(", ", hidden);
        if (missing.Count > 0) response.Headers[MissingFields] = string.Join(", ", missing);
    }

    private static string Template(ApiCall call) => (string)call.Http.Request.RouteValues["template"]!;

    private static DocumentPrint Print(ApiCall call, bool attach) => new()
    {
        Culture = call.Text("culture") ?? call.Culture,
        Format = call.Text("format") switch { null or "html" => DocumentFormat.Html, "pdf" => DocumentFormat.Pdf, _ => throw ApiErrors.Parameter("format", attach ? "html or pdf" : "text, html or pdf") },
        Paper = call.Text("paper") switch { null => null, "a4" => DocumentPaper.A4, "letter" => DocumentPaper.Letter, _ => throw ApiErrors.Parameter("paper", "a4 or letter") },
        Attach = attach,
    };
}
