namespace CrmKit.Testing;

/// <summary>A plugin broke a rule of the contract.</summary>
/// <param name="rule">Which: <c>rights</c>, <c>redelivery</c>, <c>zones</c>, <c>reinstall</c>, <c>unload</c>, <c>references</c>, <c>upgrade</c>.</param>
/// <param name="message">What was seen, and what to do.</param>
public sealed class ContractViolationException(string rule, string message) : Exception($"{rule}: {message}")
{
    /// <summary>The rule.</summary>
    public string Rule { get; } = rule;
}
