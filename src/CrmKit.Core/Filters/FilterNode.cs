namespace CrmKit.Filters;

/// <summary>A filter as a tree, not yet checked against the catalog.</summary>
internal abstract record FilterNode;

internal sealed record AllOf(IReadOnlyList<FilterNode> Parts) : FilterNode;

internal sealed record AnyOf(IReadOnlyList<FilterNode> Parts) : FilterNode;

internal sealed record Negation(FilterNode Inner) : FilterNode;

/// <summary>One comparison.</summary>
/// <param name="Path">The field as written, perhaps through references.</param>
/// <param name="Position">Where the path stands.</param>
/// <param name="Operator">What is compared how.</param>
/// <param name="OperatorPosition">Where the operator stands.</param>
/// <param name="Values">One value; several for <see cref="FilterOperator.In"/>; none for a yes-or-no field that stands alone.</param>
internal sealed record Condition(string Path, int Position, FilterOperator Operator, int OperatorPosition, IReadOnlyList<FilterValue> Values) : FilterNode;

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
}

/// <summary>A value as written.</summary>
/// <param name="Kind">What it looks like.</param>
/// <param name="Value">A string, decimal, bool, DateOnly, DateTimeOffset or Guid; of functions, the days to add.</param>
/// <param name="Raw">How messages quote it.</param>
/// <param name="Position">Where it stands.</param>
internal sealed record FilterValue(FilterValueKind Kind, object? Value, string Raw, int Position);

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
    Now,
}
