namespace CrmKit.Records;

/// <summary>A batch of wishes for the records door; one record is a batch of one. Not thread safe.</summary>
public sealed class ChangeSet
{
    private readonly List<Change> _changes = [];

    /// <summary>On (default): one refusal refuses all, as an exception. Off: the rest is written and refusals are in the result.</summary>
    public bool AllOrNothing { get; init; } = true;

    /// <summary>Why, for the audit; <see langword="null"/> for none.</summary>
    public string? Reason { get; init; }

    /// <summary>What becomes of new records that look like stored ones.</summary>
    public DuplicatePolicy Duplicates { get; init; }

    /// <summary>What is wished, in order.</summary>
    public IReadOnlyList<Change> Changes => _changes;

    /// <summary>Creates a record.</summary>
    /// <param name="record">New: its version is 0.</param>
    /// <param name="state">Owner and stage to start with; <see langword="null"/> means the actor, and the first stage of the type's default pipeline.</param>
    public ChangeSet Create(Record record, InitialState? state = null) => Add(new CreateChange(record, state ?? InitialState.Default));

    /// <summary>Writes the descriptive fields of a record as they are now; its version must be the stored one.</summary>
    public ChangeSet Update(Record record) => Add(new UpdateChange(record));

    /// <summary>Writes some fields of a record.</summary>
    /// <param name="record">Which.</param>
    /// <param name="values">By field key; values in the field's value type (see <see cref="FieldDefinition.Get"/>).</param>
    /// <param name="expectedVersion">The version the caller saw; <see langword="null"/> writes over whatever is there.</param>
    public ChangeSet Patch(RecordRef record, IReadOnlyDictionary<string, object?> values, int? expectedVersion = null) =>
        Add(new PatchChange(record, values, expectedVersion));

    /// <summary>Deletes a record softly, with its parts.</summary>
    public ChangeSet Delete(RecordRef record, int? expectedVersion = null) => Add(new DeleteChange(record, expectedVersion));

    /// <summary>Brings a deleted record back, with the parts that were deleted with it.</summary>
    public ChangeSet Restore(RecordRef record, int? expectedVersion = null) => Add(new RestoreChange(record, expectedVersion));

    private ChangeSet Add(Change change)
    {
        _changes.Add(change);
        return this;
    }
}

/// <summary>What becomes of a new record that looks like a stored one which the actor may see.</summary>
public enum DuplicatePolicy
{
    /// <summary>It is created.</summary>
    Allow,
    /// <summary>It is refused with <c>record.duplicate</c>, and with the records that look the same: somebody has to be asked.</summary>
    Ask,
    /// <summary>What the settings of its type say (<see cref="Matching.DuplicateSettings.AsksOnCreate"/>).</summary>
    AsSet,
}

/// <summary>One wish of a <see cref="ChangeSet"/>.</summary>
public abstract record Change
{
    private protected Change() { }
}

/// <summary>Creates a record.</summary>
public sealed record CreateChange(Record Record, InitialState State) : Change;

/// <summary>Writes all descriptive fields of a record.</summary>
public sealed record UpdateChange(Record Record) : Change;

/// <summary>Writes some fields of a record.</summary>
public sealed record PatchChange(RecordRef Record, IReadOnlyDictionary<string, object?> Values, int? ExpectedVersion) : Change;

/// <summary>Deletes a record softly.</summary>
public sealed record DeleteChange(RecordRef Record, int? ExpectedVersion) : Change;

/// <summary>Brings a deleted record back.</summary>
public sealed record RestoreChange(RecordRef Record, int? ExpectedVersion) : Change;

/// <summary>The state in which a record is created: it passes the same guards, required fields and rights as a move or an assignment would.</summary>
public sealed record InitialState
{
    /// <summary>The actor as owner, the first stage of the default pipeline, now.</summary>
    public static InitialState Default { get; } = new();

    /// <summary>The owner; <see langword="null"/> means the actor (none for the system).</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>The team; <see langword="null"/> means the owner's.</summary>
    public Guid? TeamId { get; init; }

    /// <summary>The pipeline, by key; <see langword="null"/> means the type's first.</summary>
    public string? Pipeline { get; init; }

    /// <summary>The stage, by key; <see langword="null"/> means the pipeline's first.</summary>
    public string? Stage { get; init; }

    /// <summary>Since when it is in the stage, in UTC, for history brought from elsewhere; not in the future; <see langword="null"/> means now.</summary>
    public DateTimeOffset? StageEnteredAt { get; init; }

    /// <summary>The day it closed, when the stage closes it; <see langword="null"/> means the day of <see cref="StageEnteredAt"/>.</summary>
    public DateOnly? ClosedOn { get; init; }

    /// <summary>Why it was lost.</summary>
    public string? LossReason { get; init; }
}
