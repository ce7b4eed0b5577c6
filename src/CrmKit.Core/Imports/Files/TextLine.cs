namespace CrmKit.Imports.Files;

/// <summary>One physical line.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">Without its end; cut off at the reader's limit.</param>
/// <param name="IsCut">Whether text is missing.</param>
/// <param name="NextOffset">Where the next line begins, in bytes.</param>
internal readonly record struct TextLine(long Number, string Text, bool IsCut, long NextOffset);
