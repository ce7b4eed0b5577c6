namespace CrmKit.Web.Pages;

/// <param name="Add">Where files are sent; <see langword="null"/> for who may not add any.</param>
/// <param name="Files">The files.</param>
internal sealed record FilesModel(string? Add, IReadOnlyList<FileShown> Files);

internal sealed record FileShown(string Name, string Address, string Size, string At, string? By, string? Remove);
