using System.Globalization;
using System.Text;
using CrmKit.Text;

namespace CrmKit.Search;

/// <summary>
/// Parts texts into words, for the index and for queries alike. Letters lose case and marks, traditional characters become simplified. Scripts without blanks give overlapping pairs of characters
/// and the last character alone. In names, Chinese also gives its sound and its initials from each character on.
/// </summary>
internal static class SearchWords
{
    public const int LongestToken = 40;
    public const int LongestInitials = 8;
    public const int LongestSound = 16;
    private const int MostCombinations = 4;

    /// <summary>The words of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="withSounds">Whether Chinese is found by its sound.</param>
    public static List<SearchWord> Of(string text, bool withSounds)
    {
        var words = new List<SearchWord>();
        foreach (var (start, end, isDense) in Runs(text))
        {
            if (isDense)
            {
                AddPairs(text, start, end, words);
                if (withSounds) AddSounds(text, start, end, words);
            }
            else if (Fold(text.AsSpan(start, end - start)) is { Length: > 0 } word) words.Add(new SearchWord(word.Length > LongestToken ? word[..LongestToken] : word, start, end - start));
        }
        return words;
    }

    /// <summary>Where letters and digits stand together: characters that are written without blanks apart from others.</summary>
    public static IEnumerable<(int Start, int End, bool IsDense)> Runs(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            if (IsDense(text, at, out var step))
            {
                do at += step; while (at < text.Length && IsDense(text, at, out step));
                yield return (start, at, true);
            }
            else if (IsLetter(text, at, out step))
            {
                do at += step; while (at < text.Length && !IsDense(text, at, out step) && IsLetter(text, at, out step));
                yield return (start, at, false);
            }
            else at += step;
        }
    }

    /// <summary>The words of a telephone number: its digits, and them without the first ones, so that it is found without its country.</summary>
    public static List<SearchWord> OfPhone(string number)
    {
        var digits = Digits(number);
        var words = new List<SearchWord>();
        foreach (var tail in (int[])[digits.Length, digits.Length - 1, digits.Length - 2, digits.Length - 3, 8, 4])
            if (tail >= 4 && tail <= digits.Length && words.TrueForAll(w => w.Token.Length != tail)) words.Add(new SearchWord(digits[^tail..], 0, number.Length));
        if (words.Count == 0 && digits.Length > 0) words.Add(new SearchWord(digits, 0, number.Length));
        return words;
    }

    public static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    /// <summary>A text of as many characters in which those of one meaning are one: for looking for what stands together.</summary>
    public static string Plain(string text) => string.Create(text.Length, text, static (plain, from) =>
    {
        for (var at = 0; at < plain.Length; at++) plain[at] = HanText.Fold(char.ToLowerInvariant(from[at]));
    });

    /// <summary>Whether the characters there are written without blanks between words.</summary>
    private static bool IsDense(string text, int at, out int step)
    {
        var c = text[at];
        step = 1;
        if (c < '\u3040') return false;
        if (c is <= '\u30ff' or >= '\u3400' and <= '\u9fff' or >= '\uac00' and <= '\ud7a3' or >= '\uf900' and <= '\ufaff') return true;
        if (!char.IsHighSurrogate(c) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1])) return false;
        step = 2;
        return char.ConvertToUtf32(c, text[at + 1]) is >= 0x20000 and <= 0x3ffff;
    }

    private static bool IsLetter(string text, int at, out int step)
    {
        step = char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
        if (step == 2) return Rune.IsLetterOrDigit(new Rune(text[at], text[at + 1]));
        return char.IsLetterOrDigit(text[at]) || CharUnicodeInfo.GetUnicodeCategory(text[at]) == UnicodeCategory.NonSpacingMark;
    }

    private static void AddPairs(string text, int start, int end, List<SearchWord> words)
    {
        for (var at = start; at < end;)
        {
            var one = char.IsHighSurrogate(text[at]) ? 2 : 1;
            var two = at + one == end ? 0 : char.IsHighSurrogate(text[at + one]) ? 2 : 1;
            words.Add(new SearchWord(Plain(text.Substring(at, one + two)), at, one + two));
            at += one;
        }
    }

    private static void AddSounds(string text, int start, int end, List<SearchWord> words)
    {
        var syllables = Pinyin.Syllables(text[start..end]);
        for (var at = 0; at < syllables.Count; at++)
        {
            if (syllables[at].Count == 0) continue;
            var length = 1;
            while (length < LongestInitials && at + length < syllables.Count && syllables[at + length].Count > 0) length++;
            foreach (var reading in Combinations(syllables, at, length))
            {
                if (length > 1 || syllables.Count == 1) words.Add(new SearchWord(string.Concat(reading.Select(s => s[0])), start + at, length, [.. Enumerable.Repeat((byte)1, length)]));
                var sound = string.Concat(reading);
                words.Add(new SearchWord(sound.Length > LongestSound ? sound[..LongestSound] : sound, start + at, length, [.. reading.Select(s => (byte)s.Length)]));
            }
        }
    }

    // The likeliest readings first; of texts with many ambiguous characters not all.
    private static List<string[]> Combinations(IReadOnlyList<IReadOnlyList<string>> syllables, int at, int length)
    {
        List<string[]> found = [[.. syllables.Skip(at).Take(length).Select(s => s[0])]];
        for (var place = 0; place < length && found.Count < MostCombinations; place++)
            foreach (var other in syllables[at + place].Skip(1))
                foreach (var known in found.ToArray())
                {
                    if (found.Count == MostCombinations) return found;
                    var next = (string[])known.Clone();
                    next[place] = other;
                    found.Add(next);
                }
        return found;
    }

    private static string Fold(ReadOnlySpan<char> word)
    {
        if (Ascii.IsValid(word)) return string.Create(word.Length, word, static (lower, from) => Ascii.ToLower(from, lower, out _));
        var folded = new StringBuilder(word.Length);
        foreach (var c in word.ToString().InForm(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
            switch (char.ToLowerInvariant(c))
            {
                case 'ß': folded.Append("ss"); break;
                case 'æ': folded.Append("ae"); break;
                case 'ø': folded.Append('o'); break;
                case 'œ': folded.Append("oe"); break;
                case 'ł': folded.Append('l'); break;
                case 'đ': folded.Append('d'); break;
                case 'ı': folded.Append('i'); break;
                case var letter when char.IsLetterOrDigit(letter) || char.IsSurrogate(letter): folded.Append(letter); break;
            }
        }
        return folded.ToString();
    }
}
