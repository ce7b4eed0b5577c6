using System.Collections.Frozen;
using CrmKit.Access;
using CrmKit.Pipelines;
using CrmKit.Storage;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>One record's change as the doors of core ask for it: what callers may wish, and the state that only doors may set.</summary>
internal sealed record WriteRequest
{
    public required RecordOperation Operation { get; init; }
    public required RecordRef Ref { get; init; }

    /// <summary>The new record, for creation; for a whole update, the caller's copy.</summary>
    public Record? Record { get; init; }

    /// <summary>Descriptive values to set, by field key, for a patch or beside a state change.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; init; } = FrozenDictionary<string, object?>.Empty;

    public int? ExpectedVersion { get; init; }

    /// <summary>For an update: the record as the caller read it in this very transaction, with what he may see of it; it need not be read again if that is everything.</summary>
    public Record? Stored { get; init; }

    /// <summary>The right it takes; <see langword="null"/> means the operation's own.</summary>
    public Operations? Right { get; init; }

    /// <summary>The stage to enter, from the pipelines door or with a creation.</summary>
    public StageEntry? Stage { get; init; }

    /// <summary>The owner to have, from the assignment door or with a creation.</summary>
    public Ownership? Owner { get; init; }

    /// <summary>Marks the record as converted.</summary>
    public bool MarkConverted { get; init; }

    /// <summary>What it was converted into is taken back: it is as if it had never been converted.</summary>
    public bool UnmarkConverted { get; init; }

    /// <summary>A person looked at it: it is no longer set apart.</summary>
    public bool EndsQuarantine { get; init; }

    /// <summary>A consequence that core itself draws (totals, a stage's tasks): the actor's rights are not asked, computed fields may be set.</summary>
    public bool IsTrusted { get; init; }

    /// <summary>Writes <see cref="Values"/> as they were once, into fields of every nature, also of a deleted record: no normaliser, handler before the save or field rule has a say. All requests of a batch, or none.</summary>
    public bool IsExact { get; init; }

    /// <summary>Writes a new version even when nothing differs, so that whoever changes the record at the same time meets a conflict.</summary>
    public bool Touches { get; init; }

    /// <summary>Set by the import and the demo data: when the record began to exist elsewhere.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>A stage to enter.</summary>
internal sealed record StageEntry
{
    /// <summary>The pipeline; <see langword="null"/> means the record's, or its type's first.</summary>
    public string? Pipeline { get; init; }

    /// <summary>The stage; <see langword="null"/> means the pipeline's first.</summary>
    public string? Stage { get; init; }
    public DateTimeOffset? At { get; init; }
    public DateOnly? ClosedOn { get; init; }
    public string? LossReason { get; init; }
    public string? Note { get; init; }

    /// <summary>Reopening may leave a closed stage; a move may not.</summary>
    public bool IsReopening { get; init; }

    /// <summary>Changing the pipeline may come from any stage.</summary>
    public bool IsPipelineChange { get; init; }
}

/// <summary>Who shall own a record.</summary>
internal readonly record struct Ownership(Guid? OwnerId, Guid? TeamId);

/// <summary>The pipelines' part of the write path: the record writer calls it, the stage door's rules implement it.</summary>
internal interface IStageEntries
{
    /// <summary>Before handlers run: finds pipeline and stage, sets the record's stage state, refuses unknown or forbidden moves.</summary>
    void Apply(CrmSession session, IReadOnlyList<PendingStageEntry> entries);

    /// <summary>After validation: required fields, loss reason, guards; what records passed earlier of a pipeline that they come back to.</summary>
    ValueTask GuardAsync(CrmSession session, IReadOnlyList<PendingStageEntry> entries, CancellationToken cancellationToken);

    /// <summary>When rows are written: the history rows to add and to close, and the stage's tasks as further changes.</summary>
    ValueTask AddRowsAsync(CrmSession session, IReadOnlyList<PendingStageEntry> entries, StoreBatch rows, ChangeSet also, CancellationToken cancellationToken);
}

/// <summary>A stage entry on its way through the write path.</summary>
/// <param name="Type">The record's type.</param>
/// <param name="Before">The record as stored; <see langword="null"/> when it is created.</param>
/// <param name="Record">The record as it will be.</param>
/// <param name="Entry">What was asked.</param>
/// <param name="Refuse">Refuses it.</param>
internal sealed record PendingStageEntry(RecordTypeDefinition Type, RootRecord? Before, RootRecord Record, StageEntry Entry, Action<CrmError> Refuse)
{
    public PipelineDefinition? Pipeline { get; set; }
    public StageDefinition? From { get; set; }
    public StageDefinition? Target { get; set; }
    public bool IsRefused { get; set; }
}
