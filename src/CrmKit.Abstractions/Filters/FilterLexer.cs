using System.Text;

namespace CrmKit.Filters;

internal enum FilterTokenKind
{
    Word,
    Text,
    Literal,
    Open,
    Close,
    Comma,
    End,
}

/// <summary>One word of a filter.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; of a quoted text, what is between the quotes, with doubled quotes halved.</param>
/// <param name="Position">Its first character, from 0.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int Position)
{
    public string Shown => Kind switch
    {
        FilterTokenKind.End => "the end",
        FilterTokenKind.Text => $"the text '{Text}'",
        _ => $"'{Text}'",
    };
}

/// <summary>Cuts a filter into words.</summary>
internal static class FilterLexer
{
    public static List<FilterToken> Read(string filter)
    {
        if (filter.Length > FilterLimits.Characters)
            throw FilterErrors.TooComplex(FilterLimits.Characters, $"the filter has {filter.Length} characters; {FilterLimits.Characters} are allowed.");
        var tokens = new List<FilterToken>();
        for (var i = 0; i < filter.Length;)
        {
            var c = filter[i];
            if (char.IsWhiteSpace(c)) i++;
            else if (c is '(' or ')' or ',') tokens.Add(new(c == '(' ? FilterTokenKind.Open : c == ')' ? FilterTokenKind.Close : FilterTokenKind.Comma, c.ToString(), i++));
            else if (c == '\'') tokens.Add(Quoted(filter, ref i));
            else if (char.IsAsciiDigit(c) || (c == '-' && i + 1 < filter.Length && char.IsAsciiDigit(filter[i + 1]))) tokens.Add(Run(filter, ref i, FilterTokenKind.Literal, ".:+-"));
            else if (char.IsLetter(c) || c == '_') tokens.Add(Run(filter, ref i, FilterTokenKind.Word, "._-"));
            else throw FilterErrors.Syntax(i, $"'{c}'", Instead(c));
        }
        tokens.Add(new(FilterTokenKind.End, "", filter.Length));
        return tokens;
    }

    private static FilterToken Run(string filter, ref int i, FilterTokenKind kind, string joints)
    {
        var start = i++;
        while (i < filter.Length && (char.IsLetterOrDigit(filter[i]) || joints.Contains(filter[i]))) i++;
        return new(kind, filter[start..i], start);
    }

    private static FilterToken Quoted(string filter, ref int i)
    {
        var start = i++;
        var text = new StringBuilder();
        while (true)
        {
            if (i >= filter.Length) throw FilterErrors.Syntax(start, "a text that does not end", "a closing quote; write '' for a quote inside a text");
            if (filter[i] != '\'') text.Append(filter[i++]);
            else if (i + 1 < filter.Length && filter[i + 1] == '\'')
            {
                text.Append('\'');
                i += 2;
            }
            else
            {
                i++;
                return new(FilterTokenKind.Text, text.ToString(), start);
            }
        }
    }

    private static string Instead(char c) => c switch
    {
        '=' => "a word: write eq for equal",
        '>' => "a word: write gt or ge for greater",
        '<' => "a word: write lt or le for less",
        '!' => "a word: write ne for not equal, not for a negation",
        '&' => "a word: write and",
        '|' => "a word: write or",
        '"' => "single quotes around texts",
        _ => "a field, an operator, a value or a bracket",
    };
}
