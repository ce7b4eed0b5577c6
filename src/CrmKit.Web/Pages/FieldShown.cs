namespace CrmKit.Web.Pages;

/// <summary>A field with its value as people read it.</summary>
/// <param name="Key">The field's key.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Help">What it means.</param>
/// <param name="Text">The value; empty for none.</param>
/// <param name="Address">Where it leads.</param>
/// <param name="Kind">What it holds.</param>
internal sealed record FieldShown(string Key, string Label, string? Help, string Text, string? Address, FieldKind Kind);
