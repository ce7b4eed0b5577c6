namespace CrmKit.AspNetCore;

/// <summary>How much callers may ask for, in units of cost: a record read costs 1, one written 5, an item of a batch 1 more, a report 20.</summary>
/// <remarks>Each user has a budget that fills again by the second, whatever the number of keys and addresses, and each tenant has one for all of its users together. Every process counts for itself.</remarks>
public sealed class ApiRateLimits
{
    /// <summary>Whether anybody is refused; default <see langword="true"/>.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>The units that a user may spend at once, 10 or more; default 60,000.</summary>
    public int UserUnits { get; set; } = 60_000;

    /// <summary>The units that a user gets back each second, 1 or more; default 1,000.</summary>
    public int UserUnitsPerSecond { get; set; } = 1_000;

    /// <summary>The units that all users of a tenant together may spend at once, 10 or more; default 300,000.</summary>
    public int TenantUnits { get; set; } = 300_000;

    /// <summary>The units that a tenant gets back each second, 1 or more; default 5,000.</summary>
    public int TenantUnitsPerSecond { get; set; } = 5_000;
}
