using System.Buffers;

namespace CrmKit.Imports.Files;

/// <summary>
/// Cells of error files: a text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a line break, and is not a plain number)
/// is written with an apostrophe before it, and read again without it; so is one that has apostrophes before such a text already.
/// </summary>
internal static class ErrorCell
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.,");

    public static string Guard(string cell) => IsFormula(cell.TrimStart('\'')) ? "'" + cell : cell;

    public static string Unguard(string cell) => cell.StartsWith('\'') && IsFormula(cell.TrimStart('\'')) ? cell[1..] : cell;

    private static bool IsFormula(string cell) => cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' && !IsNumber(cell);

    private static bool IsNumber(string cell) => cell.Length > 1 && cell[0] is '+' or '-' && cell.AsSpan(1).IndexOfAnyExcept(NumberCharacters) < 0;
}
