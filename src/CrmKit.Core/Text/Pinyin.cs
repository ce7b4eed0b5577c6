using System.Collections.Frozen;
using System.Text;

namespace CrmKit.Text;

/// <summary>What Chinese texts sound like: syllables in lower case without tones, ü written v.</summary>
/// <remarks>Traditional characters sound like their simplified form. Characters and texts that are not Chinese stay as they are.</remarks>
internal static class Pinyin
{
    private static readonly FrozenDictionary<char, string[]> Known = ReadReadings();
    private static readonly FrozenDictionary<string, string[]> Words = TextTables.Lines("words.txt").Select(line => line.Split(' ')).ToFrozenDictionary(w => w[0], w => w[1..], StringComparer.Ordinal);
    private static readonly FrozenSet<char> WordStarts = Words.Keys.Select(word => word[0]).ToFrozenSet();
    private static readonly int LongestWord = Words.Keys.Max(word => word.Length);

    /// <summary>All common readings of a character, the commonest first: 行 is xing and hang. Empty when it is not Chinese or nobody knows how it sounds.</summary>
    public static IReadOnlyList<string> Readings(char c) => Known.GetValueOrDefault(HanText.Fold(c), []);

    /// <summary>The likeliest sound of a text: 中国银行 is <c>zhongguoyinhang</c>. A few words are known in which characters sound otherwise than alone.</summary>
    public static string Of(string text) => Joined(text, static syllable => syllable);

    /// <summary>The first letters of the likeliest sound: 中国银行 is <c>zgyh</c>.</summary>
    public static string Initials(string text) => Joined(text, static syllable => syllable.AsSpan(0, 1));

    /// <summary>The readings of every character of a text, the likeliest in its place first; characters without one have none.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Syllables(string text)
    {
        var folded = HanText.Fold(text);
        var syllables = new IReadOnlyList<string>[folded.Length];
        for (var at = 0; at < folded.Length; at++)
        {
            if (Word(folded, at) is not { } word)
            {
                syllables[at] = Readings(folded[at]);
                continue;
            }
            foreach (var syllable in word)
            {
                var others = Readings(folded[at]);
                syllables[at++] = others.Count == 1 && others[0] == syllable ? others : [syllable, .. others.Where(o => o != syllable)];
            }
            at--;
        }
        return syllables;
    }

    /// <summary>Whether Latin letters can be how a Chinese text sounds, by any reading of its characters: 单伟 can be <c>Shan Wei</c> and <c>danwei</c>. Only letters count; ü may be u, v or ü.</summary>
    public static bool Matches(string chinese, string latin)
    {
        var letters = new string([.. latin.ToLowerInvariant().Replace('ü', 'v').Where(char.IsAsciiLetterLower)]);
        var syllables = Syllables(chinese).Where(readings => readings.Count > 0).ToArray();
        return letters.Length > 0 && syllables.Length > 0 && From(0, letters);

        bool From(int syllable, ReadOnlySpan<char> rest)
        {
            if (syllable == syllables.Length) return rest.IsEmpty;
            foreach (var reading in syllables[syllable])
                if (Begins(rest, reading) && From(syllable + 1, rest[reading.Length..])) return true;
            return false;
        }
    }

    private static bool Begins(ReadOnlySpan<char> letters, string reading) =>
        letters.StartsWith(reading, StringComparison.Ordinal) || (reading.Contains('v', StringComparison.Ordinal) && letters.StartsWith(reading.Replace('v', 'u'), StringComparison.Ordinal));

    private delegate ReadOnlySpan<char> Part(string syllable);

    private static string Joined(string text, Part part)
    {
        if (!HanText.HasHan(text)) return text;
        var sound = new StringBuilder(text.Length * 3);
        var syllables = Syllables(text);
        for (var at = 0; at < text.Length; at++)
        {
            if (syllables[at].Count > 0) sound.Append(part(syllables[at][0]));
            else sound.Append(text[at]);
        }
        return sound.ToString();
    }

    private static string[]? Word(string text, int at)
    {
        if (!WordStarts.Contains(text[at])) return null;
        for (var length = Math.Min(LongestWord, text.Length - at); length > 1; length--)
            if (Words.TryGetValue(text.Substring(at, length), out var word)) return word;
        return null;
    }

    private static FrozenDictionary<char, string[]> ReadReadings()
    {
        var (first, others) = (new Dictionary<char, string>(20000), new List<(char Character, string Reading)>());
        foreach (var line in TextTables.Lines("pinyin.txt"))
        {
            var parts = line.Split(':');
            foreach (var c in parts[1]) first.Add(c, parts[0]);
            others.AddRange(parts[2].Select(c => (c, parts[0])));
        }
        var more = others.ToLookup(o => o.Character, o => o.Reading);
        var single = first.Values.Distinct().ToDictionary(reading => reading, reading => new[] { reading });
        return first.ToFrozenDictionary(f => f.Key, f => more.Contains(f.Key) ? [f.Value, .. more[f.Key]] : single[f.Value]);
    }
}
