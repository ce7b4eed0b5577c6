namespace CrmKit.Imports.Files;

/// <summary>Keeps texts that come again once: most cells of a file are one of few. As much memory as a thousand short texts take, whatever the file holds.</summary>
internal sealed class RepeatedTexts
{
    private const int Longest = 40;
    private readonly string?[] _known = new string?[1024];

    public string Of(ReadOnlySpan<char> text)
    {
        if (text.Length == 0) return "";
        if (text.Length > Longest) return text.ToString();
        ref var known = ref _known[string.GetHashCode(text) & (_known.Length - 1)];
        return known is not null && text.SequenceEqual(known) ? known : known = text.ToString();
    }
}
