using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>Computes a metric.</summary>
/// <remarks>One instance per session; one that throws fails alone, with <c>report.failed</c>.</remarks>
public interface IMetric
{
    /// <summary>Computes all values at once, through the session's doors and so with the caller's rights.</summary>
    ValueTask ComputeAsync(MetricContext context, CancellationToken cancellationToken);
}

/// <summary>What a metric is asked, and takes its values.</summary>
public sealed class MetricContext
{
    private readonly MetricDefinition _metric;
    private readonly List<MetricValue> _values = [];
    private readonly List<string> _remarks = [];

    internal MetricContext(ICrmSession session, MetricDefinition metric, ReportParameters parameters) => (Session, _metric, Parameters) = (session, metric, parameters);

    /// <summary>Whose rights apply.</summary>
    public ICrmSession Session { get; }

    /// <summary>What is asked; checked against the definition. <see cref="ReportParameters.AsOf"/> is set for metrics of a day.</summary>
    public ReportParameters Parameters { get; }

    internal IReadOnlyList<MetricValue> Values => _values;

    internal IReadOnlyList<string> Remarks => _remarks;

    /// <summary>Gives the value, or with <see cref="ReportParameters.By"/> that of one group.</summary>
    /// <param name="value">Exact; it is rounded to two decimals, half away from zero, at the very end. A count is whole.</param>
    /// <param name="group">What people call the group; <see langword="null"/> without a dimension.</param>
    /// <param name="groupId">The record that the group stands for; <see langword="null"/> for none.</param>
    /// <param name="currency">For money, and only then: the ISO 4217 code. A group may have one value per currency; they are never added.</param>
    /// <exception cref="ArgumentException">A group without a dimension or the other way round, a group given twice, a count that is not whole, a currency too many or too few.</exception>
    public void Give(decimal value, string? group = null, Guid? groupId = null, string? currency = null)
    {
        if (_metric.Unit == MetricUnit.Count && !decimal.IsInteger(value)) throw new ArgumentException($"A count is whole, not {value}.", nameof(value));
        if (_metric.Unit == MetricUnit.Money != currency is { Length: 3 }) throw new ArgumentException("Amounts of money name their currency, other values have none.", nameof(currency));
        Add(new MetricValue(group, groupId, decimal.Round(value, 2, MidpointRounding.AwayFromZero), currency, null));
    }

    /// <summary>Says that there is not enough to tell the value, which is something else than 0.</summary>
    /// <param name="reason">What is missing: <c>no case was rated in the period</c>.</param>
    /// <param name="group">As in <see cref="Give"/>.</param>
    /// <param name="groupId">As in <see cref="Give"/>.</param>
    /// <exception cref="ArgumentException">The reason is empty, or as in <see cref="Give"/>.</exception>
    public void NotEnough(string reason, string? group = null, Guid? groupId = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        Add(new MetricValue(group, groupId, null, null, reason));
    }

    /// <summary>Says what could not be included and why.</summary>
    public void Remark(string remark)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(remark);
        _remarks.Add(remark);
    }

    private void Add(MetricValue value)
    {
        if (value.Group is null != Parameters.By is null) throw new ArgumentException(Parameters.By is null ? "The total was asked for, which has no group." : $"Values by '{Parameters.By}' name their group.", nameof(value));
        if (_values.Exists(v => v.Group == value.Group && v.GroupId == value.GroupId && (v.Currency == value.Currency || v.Value is null || value.Value is null)))
            throw new ArgumentException($"The value of '{value.Group ?? "the total"}' is given twice.", nameof(value));
        _values.Add(value);
    }
}

/// <summary>One value of a metric.</summary>
/// <param name="Group">Of which group; <see langword="null"/> for the total.</param>
/// <param name="GroupId">The record that the group stands for; <see langword="null"/> for none.</param>
/// <param name="Value">The value; <see langword="null"/> when there is not enough data, which is not 0.</param>
/// <param name="Currency">The ISO 4217 code of money; <see langword="null"/> for other units.</param>
/// <param name="NotEnough">Why there is no value; <see langword="null"/> when there is one.</param>
public sealed record MetricValue(string? Group, Guid? GroupId, decimal? Value, string? Currency, string? NotEnough);

/// <summary>What a metric came to.</summary>
/// <param name="Metric">Which.</param>
/// <param name="AsOf">The day it speaks of; for a period, its last day.</param>
/// <param name="Values">One or more, in the order in which the metric gives them; empty when it failed.</param>
public sealed record MetricResult(MetricDefinition Metric, DateOnly AsOf, IReadOnlyList<MetricValue> Values)
{
    /// <summary>What could not be included and why; empty when all is in.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Why there are no values; <see langword="null"/> when there are.</summary>
    public CrmError? Failure { get; init; }
}
