namespace CrmKit.Search;

/// <summary>A word of a text as it stands in the index.</summary>
/// <param name="Token">The folded word: letters and digits.</param>
/// <param name="Start">Where it stands in the text.</param>
/// <param name="Length">How many characters of the text it covers.</param>
/// <param name="Steps">For a sound: how many letters stand for each character; <see langword="null"/> for what is written.</param>
internal readonly record struct SearchWord(string Token, int Start, int Length, byte[]? Steps = null)
{
    /// <summary>How many characters of the text the first letters of the word cover.</summary>
    public int Covered(int letters)
    {
        if (Steps is null) return Token.Length == Length ? Math.Min(letters, Length) : Length;
        var covered = 0;
        for (var sum = 0; covered < Steps.Length && sum < letters; covered++) sum += Steps[covered];
        return covered;
    }
}
