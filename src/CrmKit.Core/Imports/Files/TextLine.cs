namespace CrmKit.Imports.Files;

/// <summary>One physical line.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">Without its end; cut off at the reader's limit.</param>
/// <param name="IsCut">Whether text is missing.</param>
/// <param name="NextOffset">Where the next line begins, in bytes.</param>
/// <param name="Next">Where it begins in what the reader holds.</param>
internal readonly record struct TextLine(long Number, string Text, bool IsCut, long NextOffset, TextPlace Next);

/// <summary>A place in what a reader holds of its file.</summary>
/// <param name="Fill">Which piece of the file the reader held; another one means that the place is gone.</param>
/// <param name="Index">The character.</param>
internal readonly record struct TextPlace(int Fill, int Index);
