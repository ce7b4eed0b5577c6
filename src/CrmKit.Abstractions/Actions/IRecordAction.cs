using CrmKit.Sessions;

namespace CrmKit.Actions;

/// <summary>Does an action to a batch of records.</summary>
/// <remarks>
/// One instance per session. The call is one transaction with the rights of whoever asked; a record that is refused, here or by a door, keeps none of it, and the batch is tried again without that one: so act through
/// the doors, and ask for an effect where something leaves the process. One that throws or runs out of time undoes all (<c>action.failed</c>).
/// </remarks>
public interface IRecordAction
{
    /// <summary>Acts on all records of the batch.</summary>
    ValueTask RunAsync(RecordActionContext context, CancellationToken cancellationToken);
}

/// <summary>The records that an action is asked for, and what was filled in.</summary>
public sealed class RecordActionContext
{
    private readonly Action<Record, CrmError> _refuse;
    private readonly List<LocalizedText> _messages = [];
    private readonly List<RecordRef> _shown = [];

    internal RecordActionContext(ICrmSession session, RecordActionDefinition action, RecordTypeDefinition type, CustomValues inputs, IReadOnlyList<Record> records, Action<Record, CrmError> refuse) =>
        (Session, Action, Type, Inputs, Records, _refuse) = (session, action, type, inputs, records, refuse);

    /// <summary>The doors, with the rights of whoever asked, inside the transaction of the action.</summary>
    public ICrmSession Session { get; }

    /// <summary>What is asked for.</summary>
    public RecordActionDefinition Action { get; }

    /// <summary>The type of all records.</summary>
    public RecordTypeDefinition Type { get; }

    /// <summary>What was filled in; it keeps to the rules.</summary>
    public CustomValues Inputs { get; }

    /// <summary>The records as they are now; at least one. Whoever asked may do to each what <see cref="RecordActionDefinition.Needs"/> says.</summary>
    public IReadOnlyList<Record> Records { get; }

    internal IReadOnlyList<LocalizedText> Messages => _messages;

    internal IReadOnlyList<RecordRef> Shown => _shown;

    /// <summary>Refuses one record; the others go on.</summary>
    public void Refuse(Record record, CrmError error)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(error);
        _refuse(record, error);
    }

    /// <summary>Says something to whoever asked, once it is done.</summary>
    public void Say(LocalizedText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _messages.Add(text);
    }

    /// <summary>Leads whoever asked to a record that was made or changed.</summary>
    public void Show(RecordRef record) => _shown.Add(record);
}
