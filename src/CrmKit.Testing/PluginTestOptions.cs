namespace CrmKit.Testing;

/// <summary>The world a plugin is tested in.</summary>
public sealed record PluginTestOptions
{
    /// <summary>Where the clock stands; default 2026-03-28 23:30 UTC, half an hour before a new day and shortly before Europe changes its clocks.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 3, 28, 23, 30, 0, TimeSpan.Zero);

    /// <summary>The tenants' IANA zone; default <c>UTC</c>.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The tenants' currency; default <c>USD</c>.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>What generated values and the ids of records grow out of; default 1. The same seed gives the same ones at each run, for the test that made the host and all that it calls, one after the other.</summary>
    public int Seed { get; init; } = 1;
}
