using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>The lines of a document and what they come to.</summary>
public sealed partial class DocumentCard
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private DocumentModel Model { get; set; } = null!;
}
