namespace CrmKit.Campaigns;

/// <summary>Outreach with a purpose and a budget; leads and opportunities name the one that brought them.</summary>
public sealed class Campaign : RootRecord
{
    /// <summary>What it is called; required.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its code in links and forms; unique.</summary>
    public string? Code { get; set; }

    /// <summary>What kind of outreach it is, an option code (<c>email</c>, <c>trade-fair</c>, <c>online-ads</c>…).</summary>
    public string? Kind { get; set; }

    /// <summary>The first day.</summary>
    public DateOnly? StartsOn { get; set; }

    /// <summary>The last day; not before the first.</summary>
    public DateOnly? EndsOn { get; set; }

    /// <summary>What it may cost, in <see cref="Currency"/>; not negative.</summary>
    public decimal? Budget { get; set; }

    /// <summary>What it has cost, in <see cref="Currency"/>; not negative.</summary>
    public decimal? ActualCost { get; set; }

    /// <summary>The ISO 4217 code of its amounts; the tenant's currency unless set.</summary>
    public string? Currency { get; set; }

    /// <summary>The lead source it counts as, an option code of the lead's source.</summary>
    public string? Source { get; set; }

    /// <summary>Purpose, audience, message.</summary>
    public string? Description { get; set; }
}
