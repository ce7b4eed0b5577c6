using CrmKit.Catalog;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>What handlers, normalisers and validators see: all changes of one record type in one change set.</summary>
public sealed class SaveContext
{
    private readonly Action<PendingChange, CrmError, bool> _refuse;
    private readonly Action<ChangeSet> _also;
    private readonly Func<RecordRef, Record?> _pending;

    internal SaveContext(ICrmSession session, RecordTypeDefinition type, IReadOnlyList<PendingChange> changes, int depth,
        Action<PendingChange, CrmError, bool> refuse, Action<ChangeSet> also, Func<RecordRef, Record?> pending) =>
        (Session, Type, Changes, Depth, _refuse, _also, _pending) = (session, type, changes, depth, refuse, also, pending);

    /// <summary>The doors, with the caller's rights, inside the transaction of the save.</summary>
    public ICrmSession Session { get; }

    /// <summary>The type of all records in <see cref="Changes"/>.</summary>
    public RecordTypeDefinition Type { get; }

    /// <summary>The changes not yet refused; at least one.</summary>
    public IReadOnlyList<PendingChange> Changes { get; }

    /// <summary>0 for what a caller asked, 1 for what its handlers asked, and so on; 8 is refused.</summary>
    public int Depth { get; }

    /// <summary>A record of any type that the same change set creates, changes or restores, as it will be; <see langword="null"/> when it is not in the change set, refused or deleted. Read only.</summary>
    public Record? Pending(RecordRef record) => _pending(record);

    /// <summary>Refuses one change: with a field it is a validation failure, without one a rule's refusal.</summary>
    public void Refuse(PendingChange change, CrmError error) => _refuse(change, error, false);

    /// <summary>Refuses one change because the actor lacks the right.</summary>
    internal void Forbid(PendingChange change, CrmError error) => _refuse(change, error, true);

    /// <summary>From an after handler: asks for more changes in the same transaction. They pass the whole write path.</summary>
    public void Also(ChangeSet more) => _also(more);
}

/// <summary>One change on its way through the write path.</summary>
public sealed class PendingChange
{
    internal PendingChange(RecordOperation operation, Record? before, Record after) => (Operation, Before, After) = (operation, before, after);

    /// <summary>What is done.</summary>
    public RecordOperation Operation { get; }

    /// <summary>A copy of the record as stored; <see langword="null"/> when it is created.</summary>
    public Record? Before { get; }

    /// <summary>The record as it will be stored. Before handlers and normalisers may change its descriptive fields; later, changes are ignored.</summary>
    public Record After { get; }

    /// <summary>Whether a field differs from what is stored; always so for a created record's fields that have a value.</summary>
    public bool HasChanged(FieldDefinition field) => Before is null ? field.Get(After) is not null : !Equals(field.Get(Before), field.Get(After));
}
