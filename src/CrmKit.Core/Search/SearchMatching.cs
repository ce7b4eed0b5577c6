using CrmKit.Storage;

namespace CrmKit.Search;

/// <summary>Finds the words of a search in what the actor may read of a record: the index knows neither what is hidden from him nor what stands together.</summary>
internal sealed class SearchMatching
{
    private const int Around = 60; // characters of a long text before and after the first place
    private const int Excerpt = 200;
    private readonly List<(SearchPlan.SearchField Field, string Text, string Plain, List<SearchWord> Words, List<TextPart> Parts)> _fields = [];

    private SearchMatching(SearchPlan plan, Record record)
    {
        foreach (var field in plan.Fields)
            if (field.TextOf(record) is { } text) _fields.Add((field, text, SearchWords.Plain(text), field.Words(text), []));
    }

    /// <summary>Where the words stand; <see langword="null"/> when one of them is nowhere.</summary>
    public static IReadOnlyList<SearchMatch>? Find(SearchExpression expression, SearchPlan plan, Record record)
    {
        var matching = new SearchMatching(plan, record);
        foreach (var term in expression.Terms)
        {
            var isMet = false;
            foreach (var way in term) isMet |= matching.Meets(way);
            if (!isMet) return null;
        }
        return [.. matching._fields.Where(f => f.Parts.Count > 0).Select(f => Match(f.Field.Definition.Key, f.Text, Merged(f.Parts)))];
    }

    private bool Meets(SearchAlternative way)
    {
        if (way.Run is { } run) return Mark(run);
        var found = new List<(List<TextPart> Parts, TextPart Part)>();
        foreach (var token in way.Tokens)
        {
            var before = found.Count;
            foreach (var field in _fields)
                foreach (var word in field.Words)
                    if (token.IsPrefix ? word.Token.StartsWith(token.Text, StringComparison.Ordinal) : word.Token == token.Text) found.Add((field.Parts, new TextPart(word.Start, word.Covered(token.Text.Length))));
            if (found.Count == before) return false;
        }
        foreach (var (parts, part) in found) parts.Add(part);
        return true;
    }

    private bool Mark(string run)
    {
        var isFound = false;
        foreach (var field in _fields)
        {
            if (field.Field.Definition.Kind == FieldKind.Phone) continue;
            for (var at = field.Plain.IndexOf(run, StringComparison.Ordinal); at >= 0; at = field.Plain.IndexOf(run, at + run.Length, StringComparison.Ordinal))
            {
                field.Parts.Add(new TextPart(at, run.Length));
                isFound = true;
            }
        }
        return isFound;
    }

    private static List<TextPart> Merged(List<TextPart> parts)
    {
        var merged = new List<TextPart>();
        foreach (var part in parts.OrderBy(p => p.Start).ThenBy(p => p.Length))
        {
            if (merged.Count > 0 && merged[^1] is var last && part.Start <= last.Start + last.Length) merged[^1] = last with { Length = Math.Max(last.Length, part.Start + part.Length - last.Start) };
            else merged.Add(part);
        }
        return merged;
    }

    private static SearchMatch Match(string key, string text, List<TextPart> parts)
    {
        if (text.Length <= Excerpt) return new SearchMatch(key, text, parts);
        var start = Math.Max(0, parts[0].Start - Around);
        if (start > 0 && char.IsLowSurrogate(text[start])) start--;
        var end = Math.Min(text.Length, start + Excerpt);
        if (end < text.Length && char.IsLowSurrogate(text[end])) end++;
        return new SearchMatch(key, text[start..end], [.. parts.Where(p => p.Start + p.Length <= end).Select(p => p with { Start = p.Start - start })]);
    }
}
