namespace CrmKit.Web.Pages;

/// <param name="Back">The list.</param>
/// <param name="Sums">What its columns come to.</param>
internal sealed record SumsModel(string Back, IReadOnlyList<SumShown> Sums);

/// <param name="Key">The field.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Text">Its sum, currencies apart.</param>
internal sealed record SumShown(string Key, string Label, string Text);
