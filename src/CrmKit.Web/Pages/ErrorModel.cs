namespace CrmKit.Web.Pages;

/// <param name="Status">The HTTP status.</param>
/// <param name="Errors">What is wrong; shown to people unless it is an inside matter.</param>
/// <param name="Reference">What the log has the details under.</param>
internal sealed record ErrorModel(int Status, IReadOnlyList<CrmError> Errors, string Reference);
