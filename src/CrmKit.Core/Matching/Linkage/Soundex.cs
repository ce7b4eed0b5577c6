namespace CrmKit.Matching;

/// <summary>Names that sound alike in English get one key: the first letter and three digits for the consonants after it. Other scripts keep their first two letters.</summary>
/// <remarks>American Soundex, as the National Archives of the United States describe it.</remarks>
internal static class Soundex
{
    private const string Digits = "01230120022455012623010202"; // a to z; 0 for those that are not heard

    public static string Of(string word)
    {
        if (word.Length == 0) return "";
        if (!char.IsAsciiLetter(word[0])) return word.Length <= 2 ? word : word[..2];
        Span<char> key = ['0', '0', '0', '0'];
        key[0] = char.ToLowerInvariant(word[0]);
        var (length, last) = (1, DigitOf(word[0]));
        for (var i = 1; i < word.Length && length < 4; i++)
        {
            if (!char.IsAsciiLetter(word[i])) continue;
            var digit = DigitOf(word[i]);
            if (digit != '0' && digit != last) key[length++] = digit;
            if (char.ToLowerInvariant(word[i]) is not ('h' or 'w')) last = digit;
        }
        return new string(key);
    }

    private static char DigitOf(char letter) => Digits[char.ToLowerInvariant(letter) - 'a'];
}
