using System.Globalization;
using CrmKit.Filters;
using CrmKit.Imports.Values;

namespace CrmKit.Documents.Templates;

/// <summary>A template against a catalog: which field each placeholder is, which records each loop goes over. Made for one rendering or check, and kept by nobody.</summary>
internal sealed class BoundTemplate
{
    private readonly CatalogSnapshot _catalog;

    private BoundTemplate(CatalogSnapshot catalog, RecordTypeDefinition type, IReadOnlyList<TemplateNode> nodes) => (_catalog, Type, Nodes) = (catalog, type, nodes);

    public RecordTypeDefinition Type { get; }

    public IReadOnlyList<TemplateNode> Nodes { get; }

    /// <summary>The field of each placeholder; those that the catalog has not are missing.</summary>
    public Dictionary<ValueNode, FieldPath> Fields { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The relation of each loop.</summary>
    public Dictionary<EachNode, RelationDefinition> Relations { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>What each comparison compares with.</summary>
    public Dictionary<IfNode, object> Literals { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>What the catalog has not, with its line.</summary>
    public List<(string Name, string Problem)> Unknown { get; } = [];

    /// <exception cref="TemplateException">It is not written as templates are.</exception>
    public static BoundTemplate Of(CatalogSnapshot catalog, RecordTypeDefinition type, string text)
    {
        var bound = new BoundTemplate(catalog, type, TemplateParser.Parse(text));
        bound.Bind(bound.Nodes, type, type);
        return bound;
    }

    private void Bind(IReadOnlyList<TemplateNode> nodes, RecordTypeDefinition type, RecordTypeDefinition outer)
    {
        foreach (var node in nodes)
            switch (node)
            {
                case ValueNode value: Bind(value, value.IsOuter ? outer : type); break;
                case IfNode condition:
                    Bind(condition.Value, condition.Value.IsOuter ? outer : type);
                    Bind(condition);
                    Bind(condition.Then, type, outer);
                    Bind(condition.Else, type, outer);
                    break;
                case EachNode each:
                    if (Relation(each) is not { } relation) Unknown.Add((each.Relation, $"line {each.Line}: nothing points at '{Type.Key}' as '{each.Relation}'. {Known()}"));
                    else
                    {
                        Relations[each] = relation;
                        Bind(each.Body, _catalog.Type(relation.RecordType), outer);
                    }
                    Bind(each.Else, outer, outer);
                    break;
            }
    }

    // A reference by itself is shown as the name of its record.
    private void Bind(ValueNode value, RecordTypeDefinition type)
    {
        try
        {
            var path = FieldPaths.Resolve(_catalog, type, value.Path, 0);
            Fields[value] = path.Field is { Kind: FieldKind.Reference, ReferenceType: { } key } && _catalog.TryType(key, out var target)
                ? new FieldPath([.. path.Hops, (path.Type, path.Field, target)], target, target.Field(target.NameField))
                : path;
        }
        catch (CrmValidationException unknown)
        {
            Unknown.Add((value.Path, $"line {value.Line}: {unknown.Error.Message}"));
        }
    }

    private void Bind(IfNode condition)
    {
        if (condition.Literal is not { } literal || !Fields.TryGetValue(condition.Value, out var path)) return;
        var text = literal[0] == '\'' ? literal[1..^1] : null;
        object? value = path.Field.Kind switch
        {
            FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money => text is null && decimal.TryParse(literal, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null,
            FieldKind.Bool => text is null && BoolText.TryParse(literal, out var flag) ? flag : null,
            FieldKind.Date => DateOnly.TryParseExact(text ?? literal, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
            FieldKind.Instant => null,
            _ => text,
        };
        if (value is null || (value is string or bool && condition.Operator is not ("eq" or "ne")))
            Unknown.Add((condition.Value.Path, $"line {condition.Line}: '{condition.Value.Path}' cannot be compared by '{condition.Operator} {literal}'. Texts stand in single quotes and are equal or not; days are yyyy-MM-dd; instants are not compared."));
        else Literals[condition] = value;
    }

    private RelationDefinition? Relation(EachNode each) => _catalog.FindRelation(Type.Key, each.Relation);

    private string Known() => _catalog.RelationsOf(Type.Key).ToList() is { Count: > 0 } known ? $"Known: {string.Join(", ", known.Select(r => r.Key))}." : "Nothing points at it at all.";
}
