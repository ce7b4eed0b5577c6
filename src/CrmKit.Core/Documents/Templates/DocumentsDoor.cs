using System.Globalization;
using System.Text;
using CrmKit.Documents.Printing;
using CrmKit.Sessions;

namespace CrmKit.Documents.Templates;

/// <summary>Finds the template and the record, makes the document, and prints it.</summary>
internal sealed class DocumentsDoor(CrmSession session, PrintedPage page, IEnumerable<IDocumentPrinter> printers) : IDocuments
{
    public async Task<RenderedDocument> RenderAsync(string template, RecordRef record, string? culture = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(template);
        return (await MakeAsync(template, record, culture, cancellationToken)).Document;
    }

    public async Task<PrintedDocument> PrintAsync(string template, RecordRef record, DocumentPrint? print = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(template);
        print ??= new DocumentPrint();
        var (document, title, culture) = await MakeAsync(template, record, print.Culture, cancellationToken);
        if (document.MediaType != "text/html") throw new CrmValidationException(PrintErrors.OnlyPages(template));
        var html = await page.AroundAsync(document.Text, title, culture, print.Paper, cancellationToken);
        var printed = new PrintedDocument(document.FileName, document.MediaType, Encoding.UTF8.GetBytes(html), document.HiddenFields, document.MissingFields);
        if (print.Format == DocumentFormat.Pdf)
        {
            var printer = printers.LastOrDefault() ?? throw new CrmRuleException(PrintErrors.PrinterMissing(null));
            printed = printed with { FileName = Path.ChangeExtension(document.FileName, ".pdf"), MediaType = "application/pdf", Content = await printer.PrintAsync(html, cancellationToken) };
        }
        if (!print.Attach) return printed;
        using var content = new MemoryStream(printed.Content.ToArray(), writable: false);
        return printed with { Attachment = await session.Attachments.AddAsync(record, printed.FileName, content, cancellationToken) };
    }

    private async Task<(RenderedDocument Document, string Title, string Culture)> MakeAsync(string template, RecordRef record, string? culture, CancellationToken cancellationToken)
    {
        var found = Find(template, record);
        var type = session.Catalog.Type(found.RecordType);
        if (record.Type != type.Key) throw new CrmValidationException(TemplateErrors.Type(template, type.Key, record));
        var known = CultureOf(culture ?? "en");
        var row = await session.Records.GetAsync(record, cancellationToken);

        var bound = BoundTemplate.Of(session.Catalog, type, TextFor(found, known.Name));
        var renderer = new TemplateRenderer(session, bound, new ValueText(known, session.Zone.Id, found.Output));
        var text = await renderer.RenderAsync(row, cancellationToken);
        var (extension, mediaType) = found.Output == DocumentOutput.Html ? ("html", "text/html") : ("txt", "text/plain");
        var name = FileName(found, type, row);
        return (new RenderedDocument($"{name}.{extension}", mediaType, text, [.. renderer.Hidden.Order(StringComparer.Ordinal)], [.. bound.Unknown.Select(u => u.Name).Distinct()]), name, known.Name);
    }

    // What stands in for a template: of several the last, which are administrators'.
    private DocumentTemplate Find(string template, RecordRef record)
    {
        var templates = session.Catalog.DocumentTemplates;
        if (templates.FirstOrDefault(t => t.Key == template) is not { } named)
            throw new CrmNotFoundException(TemplateErrors.Unknown(template, templates.Where(t => t.RecordType == record.Type).Select(t => t.Key)));
        return templates.LastOrDefault(t => t.Replaces == named.Key && t.RecordType == named.RecordType) ?? named;
    }

    private static string TextFor(DocumentTemplate template, string culture)
    {
        foreach (var name in CultureChain.Of(culture))
            foreach (var (variant, text) in template.Variants)
                if (variant.Equals(name, StringComparison.OrdinalIgnoreCase)) return text;
        return template.Body;
    }

    private static CultureInfo CultureOf(string culture)
    {
        try
        {
            return CultureChain.IsName(culture) ? CultureInfo.GetCultureInfo(culture) : throw new CrmValidationException(TemplateErrors.Culture(culture));
        }
        catch (CultureNotFoundException)
        {
            throw new CrmValidationException(TemplateErrors.Culture(culture));
        }
    }

    private static string FileName(DocumentTemplate template, RecordTypeDefinition type, Record record)
    {
        var name = type.Field(type.NameField).Get(record) as string ?? "";
        var clean = string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')).Trim('-');
        var key = template.Key[(template.Key.LastIndexOf('.') + 1)..];
        return clean.Length == 0 ? key : $"{key}-{(clean.Length <= 60 ? clean : clean[..60])}";
    }
}
