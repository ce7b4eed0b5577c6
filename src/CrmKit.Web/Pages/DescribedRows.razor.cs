using CrmKit.Pages;
using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>A table of a described page, also as part of a form.</summary>
public sealed partial class DescribedRows
{
    private const int LongText = 40;

    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private DescribedTable Model { get; set; } = null!;

    private string ValueOf(PageField field) =>
        Model.Form is { } form && Model.Page.Refused is { } refused && refused.Is(form) ? refused.Typed.GetValueOrDefault(field.Name, "") : field.Value;
}

/// <param name="Page">The page.</param>
/// <param name="Table">The table.</param>
/// <param name="Form">The form that it is filled in with; <see langword="null"/> for none.</param>
internal sealed record DescribedTable(DescribedModel Page, TableBlock Table, FormBlock? Form);

/// <param name="Page">The page.</param>
/// <param name="Cell">What it says.</param>
internal sealed record DescribedCell(DescribedModel Page, PageCell Cell);
