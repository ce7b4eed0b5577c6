namespace CrmKit.Web.Pages;

/// <summary>The lines of a document, as people read them.</summary>
internal sealed record DocumentModel
{
    public required string Label { get; init; }
    public required string? Edit { get; init; }
    public required IReadOnlyList<DocumentColumn> Columns { get; init; }
    public required IReadOnlyList<DocumentRow> Rows { get; init; }
    public required string? More { get; init; }
    public required IReadOnlyList<LineTotal> Totals { get; init; }
    public required string? Currency { get; init; }
}

internal sealed record DocumentColumn(string Label, bool IsNumber);

internal sealed record DocumentRow(string Address, IReadOnlyList<string> Cells);

/// <summary>The instalments of an order.</summary>
internal sealed record PlanModel
{
    public required string Label { get; init; }
    public required IReadOnlyList<PlanRow> Rows { get; init; }
    public required string Pay { get; init; }
    public required string? Add { get; init; }

    /// <summary>Where a payment of no instalment in particular is entered.</summary>
    public required string? Payment { get; init; }

    public required string? Currency { get; init; }
}

/// <param name="Id">The instalment.</param>
/// <param name="Name">What for.</param>
/// <param name="Address">Its page.</param>
/// <param name="Due">The day.</param>
/// <param name="Amount">How much.</param>
/// <param name="Paid">How much of it is paid.</param>
/// <param name="State"><c>paid</c>, <c>overdue</c>, <c>partly</c> or <c>open</c>.</param>
/// <param name="MayPay">Whether the person may note that it was paid.</param>
internal sealed record PlanRow(string Id, string Name, string Address, string Due, string Amount, string Paid, string State, bool MayPay);
