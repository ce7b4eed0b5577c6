namespace CrmKit.Intake;

/// <summary>Mail to an address that came back for good.</summary>
/// <param name="Address">The address, in any letter case.</param>
/// <param name="At">When it came back, not in the future; <see langword="null"/> means now.</param>
public sealed record EmailBounce(string Address, DateTimeOffset? At = null);
