namespace CrmKit.Plugins;

/// <summary>What one call of a plugin may make the doors do. A call that asks for more fails, and what it did in a transaction is rolled back.</summary>
/// <remarks>Counted where the plugin asks: a page is one query, whatever the database is asked for it. What its saves cause in other plugins is theirs.</remarks>
public sealed record PluginLimits
{
    /// <summary>Reads asked for; default 100.</summary>
    public int Queries { get; init; } = 100;

    /// <summary>Rows returned by them; default 50,000.</summary>
    public int Rows { get; init; } = 50_000;

    /// <summary>Records created, changed or deleted; default 10,000.</summary>
    public int Writes { get; init; } = 10_000;

    /// <summary>Effects asked for; default 1,000.</summary>
    public int OutboxItems { get; init; } = 1_000;

    /// <summary>So many times a call's budget is what the calls of all plugins together may ask for within one transaction.</summary>
    internal const int InTransaction = 10;

    /// <summary>The smaller one of each: a plugin may bind itself, and never asks for more than the host allows.</summary>
    internal PluginLimits Within(PluginLimits most) => new()
    {
        Queries = Math.Min(Queries, most.Queries),
        Rows = Math.Min(Rows, most.Rows),
        Writes = Math.Min(Writes, most.Writes),
        OutboxItems = Math.Min(OutboxItems, most.OutboxItems),
    };

    internal long Of(CallCost cost) => cost switch
    {
        CallCost.Queries => Queries,
        CallCost.Rows => Rows,
        CallCost.Writes => Writes,
        _ => OutboxItems,
    };

    internal void Validate(string name)
    {
        foreach (var value in new[] { Queries, Rows, Writes, OutboxItems }) ArgumentOutOfRangeException.ThrowIfNegative(value, name);
    }
}
