using CrmKit.Search;
using CrmKit.Storage;

namespace CrmKit.Knowledge;

/// <summary>The words by which cases and articles are held against each other: folded as in the search index, without those that every text has, and without endings.</summary>
internal static class ArticleWords
{
    /// <summary>Stands in the index with every article, so that others are not ranked when one is looked for.</summary>
    public const string Mark = "ßarticle"; // ß is folded in all that people type and write

    private const int Shortest = 3; // of words that stand between blanks
    private const int ShortestStem = 3;
    private static readonly string[] Endings = ["ings", "ing", "ied", "ies", "ed", "es", "s", "e"];

    private static readonly HashSet<string> Common =
    [
        "the", "and", "for", "not", "are", "was", "were", "has", "have", "had", "you", "your", "our", "its", "this", "that", "with", "from", "but", "all", "any", "can", "cannot", "does", "did", "how", "what", "when", "where", "why", "who", "which",
        "after", "before", "then", "than", "there", "they", "them", "will", "would", "should", "into", "out", "too", "very", "please", "need", "want", "get", "got", "about", "since", "still", "again", "problem", "question", "help",
        "如何", "怎么", "什么", "为什", "么样", "我们", "你们", "可以", "需要", "请问", "问题", "没有", "不能", "已经", "一个", "这个", "那个", "怎样", "是否", "的是", "了的",
    ];

    /// <summary>The words of a text, each once, in their order.</summary>
    public static List<string> Of(string? text) => string.IsNullOrWhiteSpace(text) ? [] : [.. SearchWords.Of(text, withSounds: false).Select(w => w.Token).Where(IsTelling).Select(Stem).Distinct()];

    /// <summary>What finds articles that have one of some words.</summary>
    public static SearchExpression AnyOf(IEnumerable<string> words) =>
        new([[SearchTerms.Word(Mark, isPrefix: false)], [.. words.Select(w => SearchTerms.Word(w, isPrefix: char.IsAsciiLetterLower(w[0])))]]);

    // Of what is written without blanks the index has pairs, and the last character alone: one character says little.
    private static bool IsTelling(string word) => !Common.Contains(word) && (char.IsAscii(word[0]) ? word.Length >= Shortest : word.EnumerateRunes().Skip(1).Any());

    // "Pumps" and "pump", "calibrate" and "calibrating" are the same here.
    private static string Stem(string word)
    {
        if (!word.All(char.IsAsciiLetterLower)) return word;
        foreach (var ending in Endings)
            if (word.Length - ending.Length >= ShortestStem && word.EndsWith(ending, StringComparison.Ordinal)) return word[..^ending.Length];
        return word;
    }
}
