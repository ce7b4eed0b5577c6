using System.Text.Json;
using CrmKit.Sessions;

namespace CrmKit.Events;

/// <summary>Something that happened and was committed, as subscribers get it.</summary>
/// <param name="Id">The event's id; the same on every delivery.</param>
/// <param name="Name">Past tense, by record type: <c>lead.created</c>, <c>opportunity.updated</c>, <c>opportunity.stage-changed</c>, <c>lead.converted</c>.</param>
/// <param name="TenantId">The tenant.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Payload">One item per record of the batch; documented in docs/reference/events.md.</param>
public sealed record CrmEvent(Guid Id, string Name, string TenantId, DateTimeOffset At, JsonElement Payload);

/// <summary>Gets committed events, in order, at least once, with effect once.</summary>
/// <remarks>
/// One instance per delivery. What it writes through <see cref="EventContext.Session"/> commits together with the mark that it was delivered, so a second delivery finds it done.
/// A subscriber that throws is tried again with growing pauses, then parked as a dead letter with the reason.
/// </remarks>
public interface IEventSubscriber
{
    /// <summary>Handles one event.</summary>
    ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken);
}

/// <summary>One delivery.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Session">The doors, as the system, inside the transaction of the delivery.</param>
/// <param name="Attempt">1 for the first try.</param>
public sealed record EventContext(CrmEvent Event, ICrmSession Session, int Attempt);
