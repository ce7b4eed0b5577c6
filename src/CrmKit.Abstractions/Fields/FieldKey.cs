namespace CrmKit.Fields;

/// <summary>The grammar of keys that plugins and administrators choose; narrow, because keys stand in SQL as literals.</summary>
internal static class FieldKey
{
    public const int MaxLength = 100;

    public static bool IsValid(string? key) =>
        key is { Length: > 0 and <= MaxLength }
        && char.IsAsciiLetterLower(key[0]) && key[^1] is not ('.' or '-')
        && !key.Contains("..", StringComparison.Ordinal)
        && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-');
}
