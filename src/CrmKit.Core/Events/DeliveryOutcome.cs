namespace CrmKit.Events;

/// <summary>What became of one delivery.</summary>
/// <param name="Failures">Why it failed; empty when it is done.</param>
/// <param name="HeldBecause">What it waits for, without counting the try; <see langword="null"/> when it does not wait.</param>
internal readonly record struct DeliveryOutcome(IReadOnlyList<string> Failures, string? HeldBecause = null);
