using System.Text.Json;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>Something that is done to many records of a list: what it asks for, what it would do, doing it through its door, and taking it back.</summary>
internal abstract class BulkAct(WebCall call, RecordTypeDefinition type)
{
    protected WebCall Call { get; } = call;

    protected RecordTypeDefinition Type { get; } = type;

    /// <summary>What it is called in forms.</summary>
    public abstract string Key { get; }

    /// <summary>What people call it.</summary>
    public abstract string Label { get; }

    /// <summary>What it does, in a sentence; <see langword="null"/> when the label says it all.</summary>
    public virtual string? About => null;

    /// <summary>What people are asked before it is done; <see langword="null"/> for nothing.</summary>
    public virtual string? Question => null;

    /// <summary>Whether lists offer it.</summary>
    public virtual bool IsInLists => true;

    /// <summary>Whether it can be taken back.</summary>
    public virtual bool IsUndoable => true;

    /// <summary>Whether what it would do is shown first also of one record.</summary>
    public virtual bool NeedsPreview => true;

    /// <summary>What it said once it was done.</summary>
    public virtual IReadOnlyList<string> Said => [];

    /// <summary>Records that it leads to once it was done.</summary>
    public virtual IReadOnlyList<RecordRef> Shown => [];

    /// <summary>What it asks for; empty for an act that needs to know nothing.</summary>
    public virtual Task<IReadOnlyList<FieldEntry>> InputsAsync(IReadOnlyList<CrmError> errors) => Task.FromResult<IReadOnlyList<FieldEntry>>([]);

    /// <summary>Takes what was typed.</summary>
    /// <returns>What is wrong with it; empty when it can be done.</returns>
    public virtual Task<IReadOnlyList<CrmError>> ReadAsync() => Task.FromResult<IReadOnlyList<CrmError>>([]);

    /// <summary>What it would make of a record: what is there, what would be, and what stands against it as far as that is known.</summary>
    public abstract Task<BulkChange> PreviewAsync(Record record);

    /// <summary>Does it to some records, each by itself.</summary>
    /// <returns>What became of each, in their order.</returns>
    public abstract Task<IReadOnlyList<SaveOutcome>> RunAsync(IReadOnlyList<Record> records);

    /// <summary>Writes what takes it back: properties of an open object, out of the record as it was.</summary>
    public abstract void WriteUndo(Utf8JsonWriter json, Record before);

    /// <summary>Takes it back.</summary>
    public abstract Task<IReadOnlyList<SaveOutcome>> UndoAsync(IReadOnlyList<BulkUndoItem> items);

    /// <summary>Saves changes, each by itself.</summary>
    protected async Task<IReadOnlyList<SaveOutcome>> SaveAsync(Action<ChangeSet> add)
    {
        var changes = new ChangeSet { AllOrNothing = false, Reason = Call.Texts["bulk.reason"] };
        add(changes);
        return (await Call.Session.Records.SaveAsync(changes, Call.Cancelled)).Outcomes;
    }
}

/// <summary>What an act would make of one record.</summary>
internal sealed record BulkChange(string Before, string After, CrmError? Refusal = null);

/// <summary>How one record was before.</summary>
/// <param name="Ref">The record.</param>
/// <param name="Version">Its version after the act: what somebody else wrote since is not written over.</param>
/// <param name="Before">What the act wrote of it.</param>
internal sealed record BulkUndoItem(RecordRef Ref, int Version, JsonElement Before);
