using System.Text.RegularExpressions;

namespace CrmKit.Persons;

/// <summary>Leaves out of texts who else can be told by them: addresses and numbers that are not the person's own.</summary>
internal sealed partial class OthersMask(IReadOnlyCollection<string> own)
{
    private const string Mask = "[somebody else]";
    private const int ShortestNumber = 7;
    private readonly HashSet<string> _addresses = own.Where(v => v.Contains('@', StringComparison.Ordinal)).ToHashSet(StringComparer.OrdinalIgnoreCase);
    // What is shorter is an internal number, or none: many numbers of others end in it.
    private readonly HashSet<string> _numbers = [.. own.Where(v => !v.Contains('@', StringComparison.Ordinal)).Select(Digits).Where(n => n.Length >= ShortestNumber)];

    public string Of(string text) => Number().Replace(Address().Replace(text, m => _addresses.Contains(m.Value) ? m.Value : Mask), m => IsOwn(Digits(m.Value)) ? m.Value : Mask);

    // With or without the code of the country.
    private bool IsOwn(string digits) => _numbers.Any(n => n.EndsWith(digits.TrimStart('0'), StringComparison.Ordinal) || digits.EndsWith(n, StringComparison.Ordinal));

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    [GeneratedRegex(@"[\p{L}\p{N}._%+\-']+@[\p{L}\p{N}.\-]+", RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    // Seven digits and more, as people write them; days and amounts are shorter or have other marks.
    [GeneratedRegex(@"\+?\d[\d ()/\-]{5,}\d", RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
