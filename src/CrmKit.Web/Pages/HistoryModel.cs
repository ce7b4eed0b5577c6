namespace CrmKit.Web.Pages;

/// <summary>What happened to the fields of a record.</summary>
internal sealed record HistoryModel
{
    public required string Address { get; init; }
    public required NavigationLink Back { get; init; }
    public required IReadOnlyList<CrmError> Errors { get; init; }

    /// <summary>The time that was asked about, as typed.</summary>
    public required string? At { get; init; }

    /// <summary>The record as it was then.</summary>
    public required IReadOnlyList<RecordSection>? Past { get; init; }

    /// <summary>The field that was asked about alone.</summary>
    public required string? Field { get; init; }

    public required IReadOnlyList<FieldChoice> Fields { get; init; }
    public required IReadOnlyList<HistoryEntry> Entries { get; init; }
    public required string? Next { get; init; }

    /// <summary>The audit's entries about the record, with doors and addresses; <see langword="null"/> for those who do not administer.</summary>
    public required string? Audit { get; init; }
}

internal sealed record HistoryEntry(string At, string Actor, string What, string Door, string? Reason, IReadOnlyList<HistoryChange> Changes);

internal sealed record HistoryChange(string Label, string Before, string After);
