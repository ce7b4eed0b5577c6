namespace CrmKit.Web.Pages;

/// <summary>Open deals by the month in which they are expected to close, and those of one month day by day.</summary>
internal sealed record DealsModel
{
    public required IReadOnlyList<DealMonth> Months { get; init; }

    /// <summary>Everybody's and one's own; empty for those who own nothing.</summary>
    public required IReadOnlyList<DealChoice> Whose { get; init; }

    /// <summary>How far one may count on them: all, or one category.</summary>
    public required IReadOnlyList<DealChoice> Categories { get; init; }

    /// <summary>The month that is shown.</summary>
    public required string Label { get; init; }

    /// <summary>The list of its deals.</summary>
    public required string List { get; init; }

    public required IReadOnlyList<DealDay> Days { get; init; }

    /// <summary>Whether there are more than these.</summary>
    public required bool HasMore { get; init; }

    /// <summary>What could not be added up.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }
}

/// <param name="Key"><c>overdue</c>, a month such as <c>2026-03</c>, or <c>undated</c>.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Address">Its deals.</param>
/// <param name="Count">How many deals.</param>
/// <param name="Amount">What they would bring.</param>
/// <param name="Weighted">The same by probability.</param>
/// <param name="Commit">What of it one may count on.</param>
/// <param name="IsChosen">Whether it is the one that is shown.</param>
internal sealed record DealMonth(string Key, string Label, string Address, string Count, string Amount, string Weighted, string Commit, bool IsChosen);

/// <param name="Label">What is chosen.</param>
/// <param name="Address">Where.</param>
/// <param name="IsChosen">Whether it is.</param>
internal sealed record DealChoice(string Label, string Address, bool IsChosen);

/// <param name="Label">The day; empty for none.</param>
/// <param name="IsPast">Whether it has gone by.</param>
/// <param name="Deals">What is expected to close then.</param>
internal sealed record DealDay(string Label, bool IsPast, IReadOnlyList<DealLine> Deals);

/// <param name="Name">The deal.</param>
/// <param name="Address">Its page.</param>
/// <param name="Party">The account.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="Category">How far one may count on it.</param>
/// <param name="NextStep">What is next, and when.</param>
/// <param name="Amount">What it would bring.</param>
/// <param name="Weighted">The same by probability.</param>
internal sealed record DealLine(string Name, string Address, FieldShown? Party, string Stage, string Category, string NextStep, string Amount, string Weighted);
