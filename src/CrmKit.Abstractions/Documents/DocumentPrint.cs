namespace CrmKit.Documents;

/// <summary>How a document is printed.</summary>
public sealed record DocumentPrint
{
    /// <summary>The language and the way of writing numbers and days, such as <c>de-AT</c>; <see langword="null"/> means <c>en</c>.</summary>
    public string? Culture { get; init; }

    /// <summary>What the file is.</summary>
    public DocumentFormat Format { get; init; }

    /// <summary>The size of its pages; <see langword="null"/> means the tenant's setting <c>document-paper</c>.</summary>
    public DocumentPaper? Paper { get; init; }

    /// <summary>Whether the file is kept with the record, as one of its attachments.</summary>
    public bool Attach { get; init; }
}

/// <summary>What a printed document is.</summary>
public enum DocumentFormat
{
    /// <summary>A page that stands by itself, with a style sheet for paper.</summary>
    Html,
    /// <summary>A PDF file; it takes an <see cref="IDocumentPrinter"/>.</summary>
    Pdf,
}

/// <summary>The size of paper.</summary>
public enum DocumentPaper
{
    /// <summary>210 × 297 mm.</summary>
    A4,
    /// <summary>8.5 × 11 in.</summary>
    Letter,
}

/// <summary>A document as a file.</summary>
/// <param name="FileName">What to call it: <c>quote-packing-line.pdf</c>.</param>
/// <param name="MediaType">What it is: <c>text/html</c> in UTF-8, <c>application/pdf</c>.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="HiddenFields">Fields that the template shows and the actor may not read, as <c>type.field</c>.</param>
/// <param name="MissingFields">What the template shows and the catalog does not have now, as written.</param>
public sealed record PrintedDocument(string FileName, string MediaType, ReadOnlyMemory<byte> Content, IReadOnlyList<string> HiddenFields, IReadOnlyList<string> MissingFields)
{
    /// <summary>The attachment that it was kept as; <see langword="null"/> when it was not.</summary>
    public Attachments.Attachment? Attachment { get; init; }
}

/// <summary>Makes PDF files out of pages. Hosts register one; <c>UseBrowserPrinter</c> brings one over a browser without a window.</summary>
/// <remarks>Singleton, thread safe. The pages hold no scripts and name nothing outside themselves; a printer must not load anything for them.</remarks>
public interface IDocumentPrinter
{
    /// <summary>Prints a page.</summary>
    /// <param name="html">The whole page; its style sheet says the size of the paper.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>A PDF file.</returns>
    /// <exception cref="CrmRuleException"><c>document.printer-missing</c>, <c>document.printer-failed</c>.</exception>
    Task<ReadOnlyMemory<byte>> PrintAsync(string html, CancellationToken cancellationToken);
}
