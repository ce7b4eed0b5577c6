using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Audit;

/// <summary>Whose doing an entry of the audit is: who acts, through which door, from where, as part of which piece of work.</summary>
internal readonly record struct AuditOrigin(Actor Actor, string Door, Guid CorrelationId, CallOrigin? From = null)
{
    /// <summary>An entry of theirs that says nothing yet.</summary>
    public AuditEntry NewEntry() => new()
    {
        ActorId = Actor.UserId,
        ActorName = Actor.IsSystem ? Actor.Name : null,
        Door = Door,
        Address = From?.Address,
        Credential = From?.Credential,
        CorrelationId = CorrelationId,
    };
}
