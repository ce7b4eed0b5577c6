using CrmKit.Storage;

namespace CrmKit.Search;

/// <summary>Reads what somebody typed into a search box.</summary>
internal static class SearchTerms
{
    public const int MostCharacters = 200;
    private const int MostTerms = 12;
    private const int FewestDigits = 5;

    /// <exception cref="CrmValidationException"><c>search.empty</c>, <c>search.too-long</c>.</exception>
    public static SearchExpression Read(string text)
    {
        if (text.Length > MostCharacters) throw new CrmValidationException(SearchErrors.TooLong(text.Length));
        List<IReadOnlyList<SearchAlternative>> terms = [.. SearchWords.Runs(text).Take(MostTerms).Select(run => Term(text, run)).OfType<IReadOnlyList<SearchAlternative>>()];
        if (terms.Count == 0) throw new CrmValidationException(SearchErrors.Empty());
        return new SearchExpression(IsNumber(text) ? [Number(text, terms)] : terms);
    }

    private static List<SearchAlternative>? Term(string text, (int Start, int End, bool IsDense) run)
    {
        var words = SearchWords.Of(text[run.Start..run.End], withSounds: false);
        if (words.Count == 0) return null;
        if (run.IsDense)
        {
            var plain = SearchWords.Plain(text[run.Start..run.End]);
            return words.Count == 1
                ? [new SearchAlternative([new SearchToken(words[0].Token, IsPrefix: true)], plain)]
                : [new SearchAlternative([.. words.Take(words.Count - 1).Select(w => new SearchToken(w.Token, IsPrefix: false)).Distinct()], plain)];
        }
        var word = words[0].Token;
        List<SearchAlternative> ways = [Word(word, isPrefix: word.Length > 1)];
        // Sounds end in the index where these do.
        if (word.Length > SearchWords.LongestInitials) ways.Add(Word(word[..SearchWords.LongestInitials], isPrefix: false));
        if (word.Length > SearchWords.LongestSound) ways.Add(Word(word[..SearchWords.LongestSound], isPrefix: false));
        return ways;
    }

    /// <summary>Telephones and other numbers are typed with separators or without: as one number, also without the zeros in front of it, or as its parts.</summary>
    private static List<SearchAlternative> Number(string text, List<IReadOnlyList<SearchAlternative>> terms)
    {
        var digits = SearchWords.Digits(text);
        List<SearchAlternative> ways = [Word(digits, isPrefix: true)];
        if (digits.TrimStart('0') is { Length: >= FewestDigits } bare && bare != digits) ways.Add(Word(bare, isPrefix: true));
        if (terms.Count > 1) ways.Add(new SearchAlternative([.. terms.Select(t => t[0].Tokens[0])]));
        return ways;
    }

    private static bool IsNumber(string text) => SearchWords.Digits(text).Length >= FewestDigits && text.All(c => char.IsAsciiDigit(c) || c is ' ' or '+' or '-' or '(' or ')' or '.' or '/');

    public static SearchAlternative Word(string word, bool isPrefix) => new([new SearchToken(word, isPrefix)]);
}
