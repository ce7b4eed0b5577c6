using System.Globalization;
using CrmKit.Fields;

namespace CrmKit.Filters;

/// <summary>Makes random trees over opportunities, and writes trees as text.</summary>
internal sealed class RandomFilters(Random random)
{
    private static readonly (string Path, FieldKind Kind, bool IsEnum)[] Fields =
    [
        ("name", FieldKind.Text, false), ("amount", FieldKind.Money, false), ("probabilityOverridePercent", FieldKind.Integer, false), ("closedOn", FieldKind.Date, false),
        ("createdAt", FieldKind.Instant, false), ("ownerId", FieldKind.Reference, false), ("stage", FieldKind.Option, false), ("stageCategory", FieldKind.Option, true),
        ("nextStep", FieldKind.Text, false), ("custom.test.note", FieldKind.Text, false), ("custom.test.area", FieldKind.Number, false),
        ("custom.test.rooms", FieldKind.Integer, false), ("custom.test.urgent", FieldKind.Bool, false), ("custom.test.moving", FieldKind.Date, false),
        ("custom.test.seen", FieldKind.Instant, false), ("custom.test.agency", FieldKind.Reference, false), ("accountId", FieldKind.Reference, false),
        ("account.name", FieldKind.Text, false), ("account.parent.name", FieldKind.Text, false), ("account.employeeCount", FieldKind.Integer, false),
        ("custom.test.agency.name", FieldKind.Text, false), ("account.parentId", FieldKind.Reference, false),
    ];

    public FilterNode Node(int depth = 0)
    {
        var roll = depth > 3 ? 0 : random.Next(10);
        return roll switch
        {
            < 5 => Condition(),
            < 7 => new AllOf(Parts(depth)),
            < 9 => new AnyOf(Parts(depth)),
            _ => new Negation(Node(depth + 1)),
        };
    }

    public static string Write(FilterNode node) => node switch
    {
        AllOf all => string.Join(" and ", all.Parts.Select(Bracketed)),
        AnyOf any => string.Join(" or ", any.Parts.Select(Bracketed)),
        Negation negation => $"not {Bracketed(negation.Inner)}",
        Condition condition => Write(condition),
        _ => throw new ArgumentException("An unknown node."),
    };

    private static string Bracketed(FilterNode node) => node is Condition ? Write(node) : $"({Write(node)})";

    private static string Write(Condition condition) => condition.Operator switch
    {
        FilterOperator.Holds => condition.Path,
        FilterOperator.In => $"{condition.Path} in ({string.Join(", ", condition.Values.Select(Write))})",
        _ => $"{condition.Path} {condition.Operator.ToString().ToLowerInvariant()} {Write(condition.Values[0])}",
    };

    private static string Write(FilterValue value) => value switch
    {
        { Kind: FilterValueKind.Null } => "null",
        { Kind: FilterValueKind.Field } => (string)value.Value!,
        { Kind: FilterValueKind.Me } => "me()",
        { Kind: FilterValueKind.Today or FilterValueKind.Now or FilterValueKind.Week or FilterValueKind.Month } => string.Create(CultureInfo.InvariantCulture, $"{value.Kind.ToString().ToLowerInvariant()}({value.Value})"),
        { Value: string text } => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        { Value: bool flag } => flag ? "true" : "false",
        { Value: DateOnly day } => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        { Value: DateTimeOffset instant } => instant.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
        { Value: Guid id } => id.ToString("D"),
        _ => Convert.ToString(value.Value, CultureInfo.InvariantCulture)!,
    };

    private List<FilterNode> Parts(int depth) => [.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => Node(depth + 1))];

    private static readonly string[][] Alike =
    [
        ["amount", "probabilityOverridePercent", "custom.test.area", "custom.test.rooms"], ["name", "nextStep", "custom.test.note"], ["closedOn", "custom.test.moving"], ["ownerId", "accountId", "custom.test.agency"],
    ];

    // Two fields of the record beside each other.
    private Condition Compared()
    {
        var fields = Alike[random.Next(Alike.Length)];
        var operators = fields.Contains("ownerId") ? [FilterOperator.Eq, FilterOperator.Ne] : FilterParser.Comparable;
        return new Condition(fields[random.Next(fields.Length)], 0, operators[random.Next(operators.Length)], 0, [new(FilterValueKind.Field, fields[random.Next(fields.Length)], "", 0)]);
    }

    private Condition Condition()
    {
        if (random.Next(8) == 0) return Compared();
        var (path, kind, isEnum) = Fields[random.Next(Fields.Length)];
        var operators = FieldKinds.OperatorsOf(kind);
        var op = operators[random.Next(operators.Count)];
        FilterValue Any(bool orNull) => orNull && random.Next(5) == 0 ? new(FilterValueKind.Null, null, "null", 0) : Value(kind, isEnum);
        return new Condition(path, 0, op, 0, op switch
        {
            FilterOperator.Holds => [],
            FilterOperator.In => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Any(true))],
            FilterOperator.Eq or FilterOperator.Ne => [Any(true)],
            _ => [Any(false)],
        });
    }

    private FilterValue Value(FieldKind kind, bool isEnum) => kind switch
    {
        FieldKind.Money or FieldKind.Number => Of(FilterValueKind.Number, FilterWorld.Numbers[random.Next(FilterWorld.Numbers.Length)]),
        FieldKind.Integer => Of(FilterValueKind.Number, (decimal)random.Next(0, 5) * (random.Next(2) == 0 ? 1 : 25)),
        FieldKind.Bool => Of(FilterValueKind.Bool, random.Next(2) == 0),
        FieldKind.Date => random.Next(5) switch
        {
            0 => Of(FilterValueKind.Today, random.Next(-10, 10)),
            1 => Of(FilterValueKind.Week, random.Next(-2, 3)),
            2 => Of(FilterValueKind.Month, random.Next(-2, 3)),
            _ => Of(FilterValueKind.Date, new DateOnly(2025, 6, random.Next(1, 30))),
        },
        FieldKind.Instant => random.Next(3) switch
        {
            0 => Of(FilterValueKind.Now, random.Next(-10, 10)),
            1 => Of(FilterValueKind.Date, new DateOnly(2025, 6, random.Next(1, 30))),
            _ => Of(FilterValueKind.Instant, new DateTimeOffset(2025, 6, random.Next(1, 30), random.Next(24), 0, 0, TimeSpan.Zero)),
        },
        FieldKind.Reference => random.Next(3) == 0 ? Of(FilterValueKind.Me, 0) : Of(FilterValueKind.Id, FilterWorld.Id(random.Next(2) == 0 ? random.Next(3) : 100 + random.Next(7))),
        FieldKind.Option when isEnum => Of(FilterValueKind.Text, new[] { "open", "won", "lost" }[random.Next(3)]),
        FieldKind.Option => Of(FilterValueKind.Text, new[] { "new", "won", "lost", "nowhere" }[random.Next(4)]),
        _ => Of(FilterValueKind.Text, FilterWorld.Texts[random.Next(FilterWorld.Texts.Length)]),
    };

    private static FilterValue Of(FilterValueKind kind, object value) => new(kind, value, "", 0);
}
