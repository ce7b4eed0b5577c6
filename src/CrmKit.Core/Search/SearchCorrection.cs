using CrmKit.Matching;
using CrmKit.Storage;

namespace CrmKit.Search;

/// <summary>Takes known words of names in place of misspelt ones.</summary>
internal static class SearchCorrection
{
    private const int Shortest = 4;
    private const int MostCandidates = 2_000;
    private const int MostWords = 5;

    /// <summary>The expression with the words most like those that were typed; <see langword="null"/> when none is like them.</summary>
    public static async Task<(SearchExpression Expression, IReadOnlyList<string> Words)?> CorrectAsync(IStoreReader reader, SearchExpression expression, CancellationToken cancellationToken)
    {
        var (terms, corrections) = (new List<IReadOnlyList<SearchAlternative>>(), new List<string>());
        foreach (var term in expression.Terms)
        {
            var words = term[0].Tokens is [{ IsPrefix: true, Text: { Length: >= Shortest } typed }] && term[0].Run is null && typed.All(char.IsAsciiLetterLower) ? await NearAsync(reader, typed, cancellationToken) : [];
            corrections.AddRange(words);
            terms.Add([.. term, .. words.Select(word => SearchTerms.Word(word, isPrefix: false))]);
        }
        return corrections.Count == 0 ? null : (new SearchExpression(terms), corrections);
    }

    // One error leaves what is before or behind it as it was.
    private static async Task<IReadOnlyList<string>> NearAsync(IStoreReader reader, string typed, CancellationToken cancellationToken)
    {
        var half = typed.Length / 2;
        var candidates = new HashSet<string>(await reader.VocabularyAsync(typed[..half], isEnd: false, MostCandidates, cancellationToken), StringComparer.Ordinal);
        if (typed.Length - half - 1 >= 2) candidates.UnionWith(await reader.VocabularyAsync(new string([.. typed[(half + 1)..].Reverse()]), isEnd: true, MostCandidates, cancellationToken));
        candidates.Remove(typed);
        return [.. candidates.Where(word => TextDistance.IsOneSlip(typed, word)).Order(StringComparer.Ordinal).Take(MostWords)];
    }
}
