using CrmKit.Sessions;

namespace CrmKit.Assignment;

/// <summary>Chooses who gets new records; sees the whole batch.</summary>
/// <remarks>
/// Asked about every new record whose creator named no owner, whichever way it comes: form, intake, import, API. When no rule chooses, it stays with the acting user, or with nobody when the system acts.
/// One instance per session. Rules run in ascending order given at registration, then by source, then by declaration; the first that chooses decides, and later ones are not asked about that record.
/// A rule that throws, runs out of time, or names somebody who is not active is passed over, and the log says so: a lead is not lost because a rule is broken.
/// Guards are asked about the choice afterwards (<see cref="IAssignmentGuard"/>).
/// </remarks>
public interface IAssignmentRule
{
    /// <summary>Calls <see cref="AssignmentRuleContext.Choose"/> for each record that it knows an owner for.</summary>
    ValueTask ChooseAsync(AssignmentRuleContext context, CancellationToken cancellationToken);
}

/// <summary>The new records that a rule is asked about.</summary>
public sealed class AssignmentRuleContext
{
    private readonly Action<RootRecord, AssignmentChoice> _choose;

    internal AssignmentRuleContext(ICrmSession session, RecordTypeDefinition type, IReadOnlyList<RootRecord> records, Action<RootRecord, AssignmentChoice> choose) =>
        (Session, Type, Records, _choose) = (session, type, records, choose);

    /// <summary>The doors, with the creator's rights, inside the transaction of the save; what it reads is as before the save.</summary>
    public ICrmSession Session { get; }

    /// <summary>The type of all records.</summary>
    public RecordTypeDefinition Type { get; }

    /// <summary>The records that no rule has chosen for yet, with normalised values; at least one. Read only.</summary>
    public IReadOnlyList<RootRecord> Records { get; }

    /// <summary>Chooses for one record; the last call for a record counts.</summary>
    /// <param name="record">One of <see cref="Records"/>.</param>
    /// <param name="ownerId">An active user, or <see langword="null"/> for the pool.</param>
    /// <param name="teamId">The team; <see langword="null"/> means the owner's.</param>
    public void Choose(RootRecord record, Guid? ownerId, Guid? teamId = null) => _choose(record, new AssignmentChoice(ownerId, teamId));
}

/// <summary>Who shall have a new record.</summary>
internal readonly record struct AssignmentChoice(Guid? OwnerId, Guid? TeamId);
