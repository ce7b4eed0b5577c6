using System.Collections.Frozen;
using CrmKit.Text;

namespace CrmKit.Quality;

/// <summary>Whether a name, mailbox or number looks typed in to get past a form. Few and plain signs: a person whose name is set apart wrongly is a customer lost.</summary>
internal static class MadeUp
{
    private const int Run = 4, Repeated = 3, SameDigits = 6, Sequence = 7, NoVowels = 6;
    private static readonly string[] Rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "poiuytrewq", "lkjhgfdsa", "mnbvcxz"];
    private static readonly Lazy<FrozenSet<string>> Words = new(() => TextTables.Lines("made-up.txt").ToFrozenSet(StringComparer.Ordinal));

    /// <summary>A name of a person: placeholders, keyboard runs, one letter again and again, digits alone, no vowels.</summary>
    public static bool IsName(string name)
    {
        var text = Simple(name);
        if (text.Length == 0) return false;
        if (Words.Value.Contains(text) || !text.Any(char.IsLetter)) return true;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.All(w => Words.Value.Contains(w) || IsTyped(w)) || (words.Length == 1 && IsLatin(text) && text.Length >= NoVowels && !text.Any(IsVowel));
    }

    /// <summary>The part of an address before the @.</summary>
    public static bool IsMailbox(string mailbox) => IsTyped(mailbox.ToLowerInvariant()) || (mailbox.Length > 1 && Words.Value.Contains(Simple(mailbox)));

    /// <summary>Digits of a number: one digit again and again, or one after the other.</summary>
    public static bool IsNumber(string digits)
    {
        if (digits.Length < SameDigits) return false;
        var tail = digits[^Math.Min(digits.Length, Math.Max(Sequence, SameDigits))..];
        if (tail.All(d => d == tail[0])) return true;
        return tail.Length >= Sequence && (Steps(tail, 1) || Steps(tail, 9));
    }

    private static bool Steps(string digits, int step) => digits.Zip(digits.Skip(1)).All(p => (p.First - '0' + step) % 10 == p.Second - '0');

    private static bool IsTyped(string word) =>
        (word.Length >= Repeated && char.IsAscii(word[0]) && word.All(c => c == word[0])) || (word.Length >= Run && Rows.Any(r => r.Contains(word, StringComparison.Ordinal)));

    private static bool IsLatin(string text) => text.All(c => c is >= 'a' and <= 'z');

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y' or 'w';

    private static string Simple(string text) => string.Join(' ', HanText.Fold(text).ToLowerInvariant().Split([' ', '.', '-', '_', '/', ','], StringSplitOptions.RemoveEmptyEntries));
}
