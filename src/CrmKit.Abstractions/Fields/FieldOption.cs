namespace CrmKit.Fields;

/// <summary>One choice of an option field.</summary>
/// <param name="Code">What is stored and what filters name; stable.</param>
/// <param name="Label">What people read.</param>
public sealed record FieldOption(string Code, LocalizedText Label);
