namespace CrmKit.Filters;

/// <summary>What can be asked of each kind of field.</summary>
internal static class FieldKinds
{
    private static readonly FilterOperator[] Equality = [FilterOperator.Eq, FilterOperator.Ne, FilterOperator.In];
    private static readonly FilterOperator[] Order = [.. Equality, FilterOperator.Gt, FilterOperator.Ge, FilterOperator.Lt, FilterOperator.Le];
    private static readonly FilterOperator[] Text = [.. Order, FilterOperator.Contains, FilterOperator.StartsWith, FilterOperator.EndsWith];

    public static IReadOnlyList<FilterOperator> OperatorsOf(FieldKind kind) => kind switch
    {
        FieldKind.Text or FieldKind.LongText or FieldKind.Email or FieldKind.Phone or FieldKind.Url => Text,
        FieldKind.Option or FieldKind.Reference => Equality,
        FieldKind.Date => [.. Order, FilterOperator.Recurs],
        FieldKind.Bool => [FilterOperator.Holds, FilterOperator.Eq, FilterOperator.Ne],
        _ => Order,
    };

    public static string NameOf(FieldKind kind) => kind switch
    {
        FieldKind.LongText => "long text",
        FieldKind.Integer => "whole number",
        FieldKind.Percent => "percent",
        FieldKind.Money => "amount",
        FieldKind.Bool => "yes or no",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
