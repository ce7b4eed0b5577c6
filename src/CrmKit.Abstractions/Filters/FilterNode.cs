namespace CrmKit.Filters;

/// <summary>A filter as a tree, not yet checked against the catalog.</summary>
internal abstract record FilterNode
{
    /// <summary>What it asks about the record itself, from left to right: <see cref="Condition"/> and <see cref="Related"/>, without what a relation asks about others.</summary>
    public IEnumerable<FilterNode> Leaves() => this switch
    {
        AllOf all => all.Parts.SelectMany(static p => p.Leaves()),
        AnyOf any => any.Parts.SelectMany(static p => p.Leaves()),
        Negation negation => negation.Inner.Leaves(),
        _ => [this],
    };
}

internal sealed record AllOf(IReadOnlyList<FilterNode> Parts) : FilterNode;

internal sealed record AnyOf(IReadOnlyList<FilterNode> Parts) : FilterNode;

internal sealed record Negation(FilterNode Inner) : FilterNode;

/// <summary>One comparison.</summary>
/// <param name="Path">The field as written, perhaps through references.</param>
/// <param name="Position">Where the path stands.</param>
/// <param name="Operator">What is compared how.</param>
/// <param name="OperatorPosition">Where the operator stands.</param>
/// <param name="Values">One value; several for <see cref="FilterOperator.In"/>; none for a yes-or-no field that stands alone.</param>
internal sealed record Condition(string Path, int Position, FilterOperator Operator, int OperatorPosition, IReadOnlyList<FilterValue> Values) : FilterNode
{
    /// <summary>The other field, when two fields of the record are compared with each other; else <see langword="null"/>.</summary>
    public FilterValue? Other => Values is [{ Kind: FilterValueKind.Field } other] ? other : null;
}

/// <summary>How many records point at the one in question; <c>any</c> is at least one, <c>none</c> its negation.</summary>
/// <param name="Relation">The relation as written: its key, or the key or plural of the one type that points.</param>
/// <param name="Position">Where the relation stands.</param>
/// <param name="Inner">What they must meet to be counted; <see langword="null"/> counts all.</param>
/// <param name="Operator">How the number is compared.</param>
/// <param name="Count">With what.</param>
internal sealed record Related(string Relation, int Position, FilterNode? Inner, FilterOperator Operator, int Count) : FilterNode;

internal enum FilterOperator
{
    /// <summary>A yes-or-no field that stands alone.</summary>
    Holds,
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
    In,
    Contains,
    StartsWith,
    EndsWith,

    /// <summary>The day comes round each year: its month and day fall into the period.</summary>
    Recurs,
}

/// <summary>A value as written.</summary>
/// <param name="Kind">What it looks like.</param>
/// <param name="Value">A string, decimal, bool, DateOnly, DateTimeOffset or Guid; of functions, the days, weeks or months to add; of fields, the name.</param>
/// <param name="Raw">How messages quote it.</param>
/// <param name="Position">Where it stands.</param>
internal sealed record FilterValue(FilterValueKind Kind, object? Value, string Raw, int Position)
{
    /// <summary>Whether it is another one when time has passed.</summary>
    public bool IsMoving => Kind is FilterValueKind.Today or FilterValueKind.Week or FilterValueKind.Month or FilterValueKind.Now;
}

internal enum FilterValueKind
{
    Null,
    Text,
    Number,
    Bool,
    Date,
    Instant,
    Id,
    Me,
    Today,
    Week,
    Month,
    Now,

    /// <summary>Another field of the same record.</summary>
    Field,
}
