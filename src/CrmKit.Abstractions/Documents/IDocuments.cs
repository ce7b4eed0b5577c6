namespace CrmKit.Documents;

/// <summary>The door to documents made out of records.</summary>
/// <remarks>Scoped to a session; not thread safe. Nothing is stored unless it is asked for: the document is the answer.</remarks>
public interface IDocuments
{
    /// <summary>Makes a document with what the actor may see: fields that he may not read are empty and named, records that he may not see are not there.</summary>
    /// <param name="template">The template's key.</param>
    /// <param name="record">The record.</param>
    /// <param name="culture">The language and the way of writing numbers and days, such as <c>de-AT</c>; <see langword="null"/> means <c>en</c>.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="CrmNotFoundException"><c>template.unknown</c>; <c>record.not-found</c>.</exception>
    /// <exception cref="CrmValidationException"><c>template.type</c>: the template is for records of another type; <c>template.culture</c>.</exception>
    /// <exception cref="CrmRuleException"><c>template.too-large</c>.</exception>
    Task<RenderedDocument> RenderAsync(string template, RecordRef record, string? culture = null, CancellationToken cancellationToken = default);

    /// <summary>Makes a document as <see cref="RenderAsync"/> does, and prints it: a page with the company's head and a style sheet for paper, or a PDF file; kept with the record where that is asked for.</summary>
    /// <param name="template">The template's key.</param>
    /// <param name="record">The record.</param>
    /// <param name="print">How; <see langword="null"/> means a page in English.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="CrmNotFoundException"><c>template.unknown</c>; <c>record.not-found</c>.</exception>
    /// <exception cref="CrmValidationException"><c>template.type</c>, <c>template.culture</c>; <c>document.not-printed</c>: the template makes plain text.</exception>
    /// <exception cref="CrmRuleException"><c>template.too-large</c>; <c>document.printer-missing</c>, <c>document.printer-failed</c>; <c>attachment.quota</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: to keep it takes the right to change the record.</exception>
    Task<PrintedDocument> PrintAsync(string template, RecordRef record, DocumentPrint? print = null, CancellationToken cancellationToken = default);
}

/// <summary>A document.</summary>
/// <param name="FileName">What to call it: <c>offer-robots.html</c>.</param>
/// <param name="MediaType">What it is: <c>text/html</c>, <c>text/plain</c>; UTF-8.</param>
/// <param name="Text">Its content.</param>
/// <param name="HiddenFields">Fields that the template shows and the actor may not read, as <c>type.field</c>.</param>
/// <param name="MissingFields">What the template shows and the catalog does not have now, as written: fields of plugins that are disabled.</param>
public sealed record RenderedDocument(string FileName, string MediaType, string Text, IReadOnlyList<string> HiddenFields, IReadOnlyList<string> MissingFields);
