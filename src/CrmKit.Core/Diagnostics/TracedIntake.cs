using CrmKit.Intake;

namespace CrmKit.Diagnostics;

/// <summary>The intake door, measured.</summary>
internal sealed class TracedIntake(IIntake inner, DoorTrace trace) : IIntake
{
    public Task<IReadOnlyList<IntakeResult>> CaptureAsync(IReadOnlyList<LeadSignal> signals, CancellationToken cancellationToken = default) =>
        trace.RunAsync("intake.capture", "lead", signals?.Count, () => inner.CaptureAsync(signals!, cancellationToken));

    public Task<IReadOnlyList<RecordRef>> BounceAsync(IReadOnlyList<EmailBounce> bounces, CancellationToken cancellationToken = default) =>
        trace.RunAsync("intake.bounce", "contact", bounces?.Count, () => inner.BounceAsync(bounces!, cancellationToken));
}
