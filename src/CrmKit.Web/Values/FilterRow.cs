namespace CrmKit.Web;

/// <summary>One condition as the filter builder asks it.</summary>
/// <param name="Field">The field's key.</param>
/// <param name="Operator">What is asked of it, one of <see cref="FilterOperators"/>.</param>
/// <param name="Values">What was typed or chosen; empty where the operator needs nothing.</param>
internal sealed record FilterRow(string Field, string Operator, IReadOnlyList<string> Values)
{
    /// <summary>Whether it can be asked already.</summary>
    public bool IsComplete => FilterOperators.NeedsNothing(Operator) || Values.Any(v => v.Length > 0);
}

/// <summary>Conditions that all hold, or of which one does.</summary>
internal sealed record FilterRows(bool Any, IReadOnlyList<FilterRow> Rows)
{
    public static FilterRows None { get; } = new(false, []);
}

/// <summary>What the filter builder offers for each kind of field; people read them by the texts <c>filter.op.…</c>.</summary>
internal static class FilterOperators
{
    public const string Empty = "empty", Filled = "filled", Yes = "yes", No = "no", Me = "me", Since = "since", Before = "before", In = "in";

    /// <summary>Of days that come round each year.</summary>
    public const string ComesToday = "comes-today", ComesWeek = "comes-week", ComesMonth = "comes-month";

    private static readonly string[] Texts = ["contains", "startswith", "endswith", "eq", "ne", Empty, Filled];
    private static readonly string[] Numbers = ["eq", "ne", "ge", "le", "gt", "lt", Empty, Filled];
    private static readonly string[] Dates = ["eq", "ge", "lt", Since, Before, ComesToday, ComesWeek, ComesMonth, Empty, Filled];
    private static readonly string[] Instants = ["ge", "lt", Since, Before, Empty, Filled];
    private static readonly string[] Options = ["eq", "ne", In, Empty, Filled];
    private static readonly string[] References = ["eq", "ne", Empty, Filled];
    private static readonly string[] Users = [Me, .. References];
    private static readonly string[] Flags = [Yes, No];

    public static IReadOnlyList<string> Of(FieldDefinition field) => field.Kind switch
    {
        FieldKind.Bool => Flags,
        FieldKind.Option => Options,
        FieldKind.Reference => field.ReferenceType == "user" ? Users : References,
        FieldKind.Date => Dates,
        FieldKind.Instant => Instants,
        FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money => Numbers,
        _ => Texts,
    };

    public static bool NeedsNothing(string op) => op is Empty or Filled or Yes or No or Me or ComesToday or ComesWeek or ComesMonth;

    /// <summary>Whether it asks for a number of days.</summary>
    public static bool AsksDays(string op) => op is Since or Before;
}
