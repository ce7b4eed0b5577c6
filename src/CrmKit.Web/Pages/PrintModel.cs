namespace CrmKit.Web.Pages;

/// <summary>The documents that can be made out of a record.</summary>
internal sealed record PrintModel(IReadOnlyList<PrintRow> Rows);

/// <param name="Label">What it is.</param>
/// <param name="Page">Where the page is.</param>
/// <param name="Pdf">Where the PDF file is; <see langword="null"/> where nothing prints them.</param>
/// <param name="Keep">Where it is kept with the record; <see langword="null"/> for those who may not.</param>
/// <param name="Format">As what it is kept.</param>
internal sealed record PrintRow(string Label, string Page, string? Pdf, string? Keep, string Format);
