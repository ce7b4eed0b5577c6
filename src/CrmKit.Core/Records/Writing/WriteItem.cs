using CrmKit.Pipelines;

namespace CrmKit.Records;

/// <summary>One record on its way through the write path.</summary>
internal sealed class WriteItem(WriteRequest request, int index, RecordTypeDefinition type)
{
    private List<CrmError>? _errors;

    public WriteRequest Request { get; } = request;

    /// <summary>The wish's position in the caller's batch; parts that go along have their parent's.</summary>
    public int Index { get; } = index;

    public RecordTypeDefinition Type { get; } = type;
    public RecordRef Ref => Request.Ref;
    public RecordOperation Operation => Request.Operation;
    public Record? Before { get; set; }
    public Record? After { get; set; }
    public PendingChange? Change { get; set; }
    public PendingStageEntry? Stage { get; set; }

    /// <summary>The assignment rule that chose the new record's owner; <see langword="null"/> when none did.</summary>
    public string? ChosenBy { get; set; }

    /// <summary>The record whose deletion or restoring takes this part along.</summary>
    public WriteItem? Along { get; init; }

    /// <summary>Nothing differs from what is stored: nothing is written.</summary>
    public bool IsUnchanged { get; set; }

    /// <summary>The fields that differ, once known; <see langword="null"/> for a new record.</summary>
    public List<FieldPlan>? Changed { get; set; }

    public IReadOnlyList<CrmError> Errors => _errors ?? (IReadOnlyList<CrmError>)[];
    public RefusalKind Kind { get; private set; }
    public bool IsRefused => _errors is not null;

    /// <summary>Whether its values are worth checking: all that is wrong with them is told at once.</summary>
    public bool IsChecked => After is not null && (!IsRefused || Kind >= RefusalKind.Validation);

    public void Refuse(RefusalKind kind, CrmError error)
    {
        if (_errors is null || kind < Kind) Kind = kind;
        (_errors ??= []).Add(error with { Record = error.Record ?? Ref, Index = error.Index ?? Index });
    }
}

/// <summary>How a refusal is thrown; the lower one decides when there are several.</summary>
internal enum RefusalKind
{
    NotFound,
    Forbidden,
    Conflict,
    Validation,
    Rule,
}
