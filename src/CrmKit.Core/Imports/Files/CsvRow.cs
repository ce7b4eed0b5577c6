namespace CrmKit.Imports.Files;

/// <summary>One record of the file, or what is left of one that cannot be read.</summary>
/// <param name="Line">The line it begins in, from 1.</param>
/// <param name="Cells">Its cells; for a record that cannot be read, what can be shown of it.</param>
/// <param name="Error">Why it cannot be read; <see langword="null"/> when it can.</param>
internal readonly record struct CsvRow(long Line, string[] Cells, CrmError? Error);
