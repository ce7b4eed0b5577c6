namespace CrmKit.Storage;

/// <summary>What one record is found by, as words that are folded and parted already; written in the transaction of the record.</summary>
/// <param name="RecordType">The record type.</param>
/// <param name="RecordId">The record.</param>
/// <param name="IsNew">Whether the index cannot have it yet.</param>
/// <param name="Title">The words of its name, parted by blanks; <see langword="null"/> takes the record out of the index.</param>
/// <param name="Body">The words of its other fields.</param>
internal sealed record SearchEntry(string RecordType, Guid RecordId, bool IsNew, string? Title, string Body)
{
    /// <summary>Latin words of the name, which typing errors are corrected to.</summary>
    public IReadOnlyList<string> Vocabulary { get; init; } = [];
}

/// <summary>A word to look for: letters and digits only.</summary>
/// <param name="Text">The folded word.</param>
/// <param name="IsPrefix">Whether words may go on after it.</param>
internal readonly record struct SearchToken(string Text, bool IsPrefix);

/// <summary>One way of meeting a term: all of its tokens occur.</summary>
/// <param name="Tokens">At least one.</param>
/// <param name="Run">Characters that stand together in the text; <see langword="null"/> when the tokens say it all.</param>
internal sealed record SearchAlternative(IReadOnlyList<SearchToken> Tokens, string? Run = null);

/// <summary>What to look for: every term, each in one of its ways.</summary>
internal sealed record SearchExpression(IReadOnlyList<IReadOnlyList<SearchAlternative>> Terms)
{
    /// <summary>The expression in a database's language: tokens are letters and digits, so that quotes are all they need.</summary>
    public string Write(Func<SearchToken, string> token, string and, string or) => string.Join(and, Terms.Select(term =>
        "(" + string.Join(or, term.Select(way => "(" + string.Join(and, way.Tokens.Select(token)) + ")")) + ")"));
}

/// <summary>A record in the index that meets an expression.</summary>
internal sealed class SearchHit
{
    public string RecordType { get; set; } = "";
    public Guid RecordId { get; set; }

    /// <summary>Lower is better.</summary>
    public double Rank { get; set; }
}
