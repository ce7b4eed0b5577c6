using CrmKit.Conversions;

namespace CrmKit.Diagnostics;

/// <summary>The conversion door, measured.</summary>
internal sealed class TracedConversions(IConversions inner, DoorTrace trace) : IConversions
{
    public Task<ConversionResult> ConvertAsync(RecordRef source, ConversionOptions? options = null, CancellationToken cancellationToken = default) =>
        trace.RunAsync("conversions.convert", source.Type, 1, () => inner.ConvertAsync(source, options, cancellationToken));

    public Task<IReadOnlyList<ConversionLink>> ChainAsync(RecordRef record, CancellationToken cancellationToken = default) =>
        trace.RunAsync("conversions.chain", record.Type, 1, () => inner.ChainAsync(record, cancellationToken));
}
