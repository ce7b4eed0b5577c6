namespace CrmKit.Imports.Files;

/// <summary>Splits one logical record into cells, by RFC 4180.</summary>
internal static class CsvText
{
    /// <summary>What splitting found.</summary>
    public enum Split
    {
        Whole,
        Open,
        Malformed,
    }

    /// <summary>Appends the cells of a record; <see cref="Split.Open"/> means that the quoted cell at <paramref name="openAt"/> goes on in the next line.</summary>
    public static Split Cells(string text, char delimiter, List<string> cells, RepeatedTexts texts, out int openAt)
    {
        openAt = 0;
        while (true)
        {
            var rest = text.AsSpan(openAt);
            if (rest.Length > 0 && rest[0] == '"')
            {
                var close = Quote(rest, 1);
                if (close < 0) return Split.Open;
                if (!CanEndCell(rest, close, delimiter)) return Split.Malformed;
                cells.Add(Unquoted(rest[1..close], texts));
                if (close + 1 >= rest.Length) return Split.Whole;
                openAt += close + 2;
                continue;
            }
            var end = rest.IndexOf(delimiter);
            cells.Add(texts.Of(end < 0 ? rest : rest[..end]));
            if (end < 0) return Split.Whole;
            openAt += end + 1;
        }
    }

    /// <summary>The first quote from a position on that is not doubled; -1 for none.</summary>
    public static int Quote(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var quote = text[from..].IndexOf('"');
            if (quote < 0) return -1;
            from += quote;
            if (from + 1 >= text.Length || text[from + 1] != '"') return from;
            from += 2;
        }
        return -1;
    }

    /// <summary>Whether a cell, and not a word, ends at this quote.</summary>
    public static bool CanEndCell(ReadOnlySpan<char> text, int quote, char delimiter) => quote + 1 >= text.Length || text[quote + 1] == delimiter;

    /// <summary>A cell as it is written: quoted where it must be.</summary>
    public static string Written(string cell) =>
        cell.AsSpan().IndexOfAny("\",\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Unquoted(ReadOnlySpan<char> text, RepeatedTexts texts) => text.Contains('"') ? text.ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : texts.Of(text);
}
