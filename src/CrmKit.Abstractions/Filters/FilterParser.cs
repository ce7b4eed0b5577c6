namespace CrmKit.Filters;

/// <summary>
/// Recursive descent over: or := and { "or" and } · and := unary { "and" unary } · unary := "not" unary | "(" or ")" | related | condition ·
/// related := ("any" | "none") "(" relation [ "," or ] ")" | "count" "(" relation [ "," or ] ")" operator number ·
/// condition := path [ operator ( value | path ) | "in" "(" value { "," value } ")" ].
/// </summary>
internal sealed class FilterParser
{
    private static readonly Dictionary<string, FilterOperator> Operators = Enum.GetValues<FilterOperator>().Where(o => o != FilterOperator.Holds)
        .ToDictionary(o => o.ToString(), o => o, StringComparer.OrdinalIgnoreCase);

    /// <summary>How a number of records is compared, and a field with another one.</summary>
    public static readonly FilterOperator[] Comparable = [FilterOperator.Eq, FilterOperator.Ne, FilterOperator.Gt, FilterOperator.Ge, FilterOperator.Lt, FilterOperator.Le];

    /// <summary>Words that mean something by themselves, so that no field is called so.</summary>
    public static readonly IReadOnlySet<string> Reserved = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "and", "or", "not", "null", "true", "false" };

    private readonly List<FilterToken> _tokens;
    private int _at;
    private int _terms;
    private int _values;

    private FilterParser(string filter) => _tokens = FilterLexer.Read(filter);

    /// <exception cref="CrmValidationException"><c>filter.syntax</c>, <c>filter.operator</c>, <c>filter.too-complex</c>.</exception>
    public static FilterNode Parse(string filter)
    {
        var parser = new FilterParser(filter);
        var node = parser.Or(0);
        if (parser.Next.Kind != FilterTokenKind.End) throw FilterErrors.Syntax(parser.Next.Position, parser.Next.Shown, "and, or, or the end");
        return node;
    }

    public static IEnumerable<string> OperatorNames => Operators.Keys.Select(k => k.ToLowerInvariant());

    private FilterToken Next => _tokens[_at];

    private FilterNode Or(int depth) => Joined(depth, "or", And, parts => new AnyOf(parts));

    private FilterNode And(int depth) => Joined(depth, "and", Unary, parts => new AllOf(parts));

    private FilterNode Joined(int depth, string word, Func<int, FilterNode> part, Func<IReadOnlyList<FilterNode>, FilterNode> join)
    {
        var first = part(depth);
        if (!Is(word)) return first;
        var parts = new List<FilterNode> { first };
        while (Skip(word)) parts.Add(part(depth));
        return join(parts);
    }

    private FilterNode Unary(int depth)
    {
        if (depth > FilterLimits.Depth) throw FilterErrors.TooComplex(Next.Position, $"brackets and negations are nested more than {FilterLimits.Depth} deep.");
        if (Skip("not")) return new Negation(Unary(depth + 1));
        if ((Is("any") || Is("none") || Is("count")) && _tokens[_at + 1].Kind == FilterTokenKind.Open) return Related(depth);
        if (Next.Kind != FilterTokenKind.Open) return Condition();
        _at++;
        var inner = Or(depth + 1);
        Expect(FilterTokenKind.Close, "and, or, or a closing bracket");
        return inner;
    }

    private Condition Condition()
    {
        var path = Next;
        if (path.Kind != FilterTokenKind.Word || Reserved.Contains(path.Text)) throw FilterErrors.Syntax(path.Position, path.Shown, "a field, not, or an opening bracket");
        if (++_terms > FilterLimits.Terms) throw FilterErrors.TooComplex(path.Position, $"more than {FilterLimits.Terms} comparisons.");
        _at++;
        var word = Next;
        if (word.Kind is FilterTokenKind.End or FilterTokenKind.Close || Is("and") || Is("or"))
            return new Condition(path.Text, path.Position, FilterOperator.Holds, path.Position, []);
        if (word.Kind != FilterTokenKind.Word) throw FilterErrors.Syntax(word.Position, word.Shown, $"an operator ({string.Join(", ", OperatorNames)})");
        if (!Operators.TryGetValue(word.Text, out var op))
            throw FilterErrors.Syntax(word.Position, word.Shown, $"an operator ({string.Join(", ", OperatorNames)}).{FilterErrors.DidYouMean(Nearest.To(word.Text, OperatorNames))}");
        _at++;
        if (op == FilterOperator.In) return new Condition(path.Text, path.Position, op, word.Position, Values());
        var value = Value();
        if (value.Kind == FilterValueKind.Field && (Reserved.Contains((string)value.Value!) || !Comparable.Contains(op))) throw FilterErrors.NoValue(value);
        return new Condition(path.Text, path.Position, op, word.Position, [value]);
    }

    private FilterNode Related(int depth)
    {
        var (isNone, isCount) = (Is("none"), Is("count"));
        if (++_terms > FilterLimits.Terms) throw FilterErrors.TooComplex(Next.Position, $"more than {FilterLimits.Terms} comparisons.");
        _at += 2; // the word and its bracket
        var relation = Next;
        if (relation.Kind is not (FilterTokenKind.Word or FilterTokenKind.Text)) throw FilterErrors.Syntax(relation.Position, relation.Shown, "a relation, such as contacts or 'contact:accountId'");
        _at++;
        var inner = Skip(FilterTokenKind.Comma) ? Or(depth + 1) : null;
        Expect(FilterTokenKind.Close, inner is null ? "a comma or a closing bracket" : "and, or, or a closing bracket");
        if (!isCount)
        {
            var any = new Related(relation.Text, relation.Position, inner, FilterOperator.Ge, 1);
            return isNone ? new Negation(any) : any;
        }
        var word = Next;
        if (word.Kind != FilterTokenKind.Word || !Operators.TryGetValue(word.Text, out var op) || !Comparable.Contains(op))
            throw FilterErrors.Syntax(word.Position, word.Shown, $"one of {string.Join(", ", Comparable.Select(o => o.ToString().ToLowerInvariant()))}");
        _at++;
        var value = Value();
        if (value is not { Kind: FilterValueKind.Number, Value: decimal number } || number != decimal.Truncate(number) || number is < 0 or > 1_000_000)
            throw FilterErrors.Syntax(value.Position, value.Raw, "a whole number from 0 to 1000000");
        return new Related(relation.Text, relation.Position, inner, op, (int)number);
    }

    private List<FilterValue> Values()
    {
        Expect(FilterTokenKind.Open, "an opening bracket before the list of values");
        var values = new List<FilterValue>();
        do
        {
            values.Add(Value());
            if (values[^1].Kind == FilterValueKind.Field) throw FilterErrors.NoValue(values[^1]);
            if (++_values > FilterLimits.Values) throw FilterErrors.TooComplex(values[^1].Position, $"more than {FilterLimits.Values} values in lists.");
        }
        while (Skip(FilterTokenKind.Comma));
        Expect(FilterTokenKind.Close, "a comma or a closing bracket");
        return values;
    }

    private FilterValue Value()
    {
        var token = Next;
        _at++;
        switch (token.Kind)
        {
            case FilterTokenKind.Text: return new(FilterValueKind.Text, token.Text, token.Shown, token.Position);
            case FilterTokenKind.Literal: return FilterLiterals.Read(token);
            case FilterTokenKind.Word when Next.Kind == FilterTokenKind.Open: return Function(token);
            case FilterTokenKind.Word: return FilterLiterals.Word(token);
            default: throw FilterErrors.Syntax(token.Position, token.Shown, "a value: a quoted text, a number, a date, true, false, null, me(), today(), week(), month() or now()");
        }
    }

    private FilterValue Function(FilterToken name)
    {
        var kind = name.Text.ToLowerInvariant() switch
        {
            "me" => FilterValueKind.Me,
            "today" => FilterValueKind.Today,
            "week" => FilterValueKind.Week,
            "month" => FilterValueKind.Month,
            "now" => FilterValueKind.Now,
            _ => throw FilterErrors.Syntax(name.Position, $"the function {name.Shown}", "me(), today(), week(), month() or now()"),
        };
        var (most, what) = kind switch
        {
            FilterValueKind.Week => (5_000, "weeks"),
            FilterValueKind.Month => (1_200, "months"),
            _ => (40_000, "days"),
        };
        Expect(FilterTokenKind.Open, "an opening bracket");
        var added = 0;
        if (kind != FilterValueKind.Me && Next.Kind == FilterTokenKind.Literal)
        {
            if (FilterLiterals.Read(Next) is not { Kind: FilterValueKind.Number, Value: decimal number } || number != decimal.Truncate(number) || Math.Abs(number) > most)
                throw FilterErrors.Syntax(Next.Position, Next.Shown, $"a whole number of {what}, at most {most}");
            added = (int)number;
            _at++;
        }
        Expect(FilterTokenKind.Close, kind == FilterValueKind.Me ? "a closing bracket" : $"a number of {what} or a closing bracket");
        return new(kind, added, $"{name.Text}({(added == 0 ? "" : added)})", name.Position);
    }

    private bool Is(string word) => Next.Kind == FilterTokenKind.Word && Next.Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private bool Skip(string word)
    {
        if (!Is(word)) return false;
        _at++;
        return true;
    }

    private bool Skip(FilterTokenKind kind)
    {
        if (Next.Kind != kind) return false;
        _at++;
        return true;
    }

    private void Expect(FilterTokenKind kind, string expected)
    {
        if (!Skip(kind)) throw FilterErrors.Syntax(Next.Position, Next.Shown, expected);
    }
}
