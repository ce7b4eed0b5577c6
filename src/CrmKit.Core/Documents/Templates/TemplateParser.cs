using System.Text.RegularExpressions;

namespace CrmKit.Documents.Templates;

/// <summary>Reads the text of a template in one pass.</summary>
internal sealed partial class TemplateParser
{
    public const int MostCharacters = 200_000;
    private const string Open = "{{";
    private const string Close = "}}";

    private readonly string _text;
    private int _at;
    private int _line = 1;

    private TemplateParser(string text) => _text = text;

    /// <exception cref="TemplateException">It is not written as templates are.</exception>
    public static IReadOnlyList<TemplateNode> Parse(string text)
    {
        if (text.Length > MostCharacters) throw new TemplateException(1, $"it has more than {MostCharacters} characters.");
        var parser = new TemplateParser(text);
        var (nodes, end) = parser.Block(null, isInLoop: false, depth: 0);
        return end is null ? nodes : throw new TemplateException(parser._line, $"'{{{{{end}}}}}' ends or divides nothing.");
    }

    // Up to what ends or divides the block: 'else', '/if', '/each', or null at the end of the text.
    private (List<TemplateNode> Nodes, string? End) Block(string? name, bool isInLoop, int depth)
    {
        if (depth > 20) throw new TemplateException(_line, "blocks stand in blocks more than 20 deep.");
        var (nodes, begin) = (new List<TemplateNode>(), _line);
        while (_at < _text.Length)
        {
            var open = _text.IndexOf(Open, _at, StringComparison.Ordinal);
            var text = open < 0 ? _text[_at..] : _text[_at..open];
            if (text.Length > 0) nodes.Add(new TextNode(_line, text));
            _line += text.AsSpan().Count('\n');
            if (open < 0) break;
            var close = _text.IndexOf(Close, open, StringComparison.Ordinal);
            if (close < 0) throw new TemplateException(_line, "'{{' is not closed.");
            var (tag, line) = (_text[(open + 2)..close].Trim(), _line);
            _line += _text.AsSpan(open, close - open).Count('\n');
            _at = close + 2;
            switch (tag)
            {
                case "else" or "/if" or "/each" when name is null: throw new TemplateException(line, $"'{{{{{tag}}}}}' ends or divides nothing.");
                case "else": return (nodes, tag);
                case "/if" or "/each": return tag[1..] == name ? (nodes, tag) : throw new TemplateException(line, $"'{{{{{tag}}}}}' does not end what began in line {begin}: '{{{{#{name}}}}}'.");
                case ['!', ..]: break; // a remark
                case "@number": nodes.Add(isInLoop ? new NumberNode(line) : throw new TemplateException(line, "'@number' stands outside a loop.")); break;
                case ['#', ..]: nodes.Add(Opened(tag, line, isInLoop, depth)); break;
                default: nodes.Add(Value(tag, line, isInLoop)); break;
            }
        }
        return name is null ? (nodes, null) : throw new TemplateException(begin, $"'{{{{#{name}}}}}' is not closed.");
    }

    private TemplateNode Opened(string tag, int line, bool isInLoop, int depth)
    {
        if (Each().Match(tag) is { Success: true } each)
        {
            if (isInLoop) throw new TemplateException(line, "a loop stands in a loop.");
            var (body, other) = Parts("each", isInLoop: true, depth);
            return new EachNode(line, each.Groups["relation"].Value, body, other);
        }
        if (If().Match(tag) is not { Success: true } condition) throw new TemplateException(line, $"'{{{{{Shown(tag)}}}}}' is no block. There are '#if field', '#if field gt 5' and '#each relation'.");
        var value = Value(condition.Groups["path"].Value, line, isInLoop);
        var (then, otherwise) = Parts("if", isInLoop, depth);
        return new IfNode(line, value, Given(condition.Groups["operator"]), Given(condition.Groups["literal"]), then, otherwise);

        static string? Given(Group group) => group.Success ? group.Value : null;
    }

    private (List<TemplateNode> Body, List<TemplateNode> Else) Parts(string name, bool isInLoop, int depth)
    {
        var (body, end) = Block(name, isInLoop, depth + 1);
        if (end != "else") return (body, []);
        var line = _line;
        var (other, second) = Block(name, isInLoop && name != "each", depth + 1);
        return second != "else" ? (body, other) : throw new TemplateException(line, $"'{{{{#{name}}}}}' has two '{{{{else}}}}'.");
    }

    private static ValueNode Value(string path, int line, bool isInLoop)
    {
        var isOuter = path.StartsWith("../", StringComparison.Ordinal);
        if (isOuter && !isInLoop) throw new TemplateException(line, "'../' stands outside a loop.");
        return Path().IsMatch(isOuter ? path[3..] : path)
            ? new ValueNode(line, isOuter ? path[3..] : path, isOuter)
            : throw new TemplateException(line, $"'{Shown(path)}' is no field. Expected a name such as 'name' or 'account.name'.");
    }

    private static string Shown(string tag) => tag.Length <= 60 ? tag : tag[..60] + "…";

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Path();

    [GeneratedRegex(@"\A#each\s+(?<relation>[A-Za-z0-9_.:-]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Each();

    [GeneratedRegex(@"\A#if\s+(?<path>[^\s']+)(\s+(?<operator>eq|ne|gt|ge|lt|le)\s+(?<literal>'[^']*'|[^\s']+))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex If();
}
