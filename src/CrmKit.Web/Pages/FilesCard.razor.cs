using Microsoft.AspNetCore.Components;

namespace CrmKit.Web.Pages;

/// <summary>The files of a record.</summary>
public sealed partial class FilesCard
{
    [CascadingParameter]
    private Shell Shell { get; set; } = null!;

    [CascadingParameter]
    private FilesModel Model { get; set; } = null!;
}
