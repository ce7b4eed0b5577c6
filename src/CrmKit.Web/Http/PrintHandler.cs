using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Documents;
using CrmKit.Web.Pages;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>Documents out of a record, on its page: shown to be printed, saved as a PDF file, or kept with the record.</summary>
internal static class PrintHandler
{
    private const string Pdf = "pdf";

    /// <summary>What can be printed of a record; <see langword="null"/> for nothing.</summary>
    public static PrintModel? Of(WebCall call, RecordTypeDefinition type, Record record, bool mayUpdate)
    {
        var templates = call.Session.Catalog.DocumentTemplates.Where(t => t.RecordType == type.Key && t is { Output: DocumentOutput.Html, Replaces: null }).ToList();
        if (templates.Count == 0) return null;
        var hasPrinter = call.Http.RequestServices.GetService<IDocumentPrinter>() is not null;
        return new PrintModel([.. templates.Select(t =>
        {
            var address = $"{call.Links.Act(type, record.Id, "documents")}/{t.Key}";
            return new PrintRow(t.Label.For(call.Culture), address, hasPrinter ? WebLinks.With(address, ("format", Pdf)) : null, mayUpdate && type.IsRoot ? address : null, hasPrinter ? Pdf : "html");
        })]);
    }

    /// <summary>A page is shown, which the browser prints; a PDF file is saved.</summary>
    public static async Task SendAsync(WebCall call)
    {
        var print = Print(call, call.Http.Request.Query["format"].ToString(), attach: false);
        await DocumentEndpoint.SendAsync(call.Http, await call.Session.Documents.PrintAsync(Template(call), call.Ref, print, call.Cancelled), call.Cancelled, isShown: print.Format == DocumentFormat.Html);
    }

    public static Task KeepAsync(WebCall call) => ActHandler.ActAsync(call, async form =>
    {
        await call.Session.Documents.PrintAsync(Template(call), call.Ref, Print(call, form["format"].ToString(), attach: true), call.Cancelled);
        return call.Links.Record(call.Type, call.Ref.Id);
    });

    private static string Template(WebCall call) => (string)call.Http.Request.RouteValues["template"]!;

    private static DocumentPrint Print(WebCall call, string format, bool attach) => new() { Culture = call.Culture, Format = format == Pdf ? DocumentFormat.Pdf : DocumentFormat.Html, Attach = attach };
}
