namespace CrmKit.Planning;

/// <summary>What somebody, a team or the whole firm is to sell in a period; the report <c>targets</c> says how far that is.</summary>
/// <remarks>Whom it is for may see it in the report without a right to targets.</remarks>
public sealed class SalesTarget : Record
{
    /// <summary>What it is called; required.</summary>
    public string Name { get; set; } = "";

    /// <summary>The user who is to reach it; <see langword="null"/> for a target of a team or of the firm.</summary>
    public Guid? UserId { get; set; }

    /// <summary>The team that is to reach it, with the teams below; not together with <see cref="UserId"/>: <c>sales-target.for-two</c>.</summary>
    public Guid? TeamId { get; set; }

    /// <summary>The first day; required.</summary>
    public DateOnly? StartsOn { get; set; }

    /// <summary>The last day; required, not before the first.</summary>
    public DateOnly? EndsOn { get; set; }

    /// <summary>The amount of won opportunities to reach, in <see cref="Currency"/>; required, above 0.</summary>
    public decimal? Amount { get; set; }

    /// <summary>The ISO 4217 code of the amount; the tenant's currency unless set. Opportunities in other currencies do not count.</summary>
    public string? Currency { get; set; }
}
