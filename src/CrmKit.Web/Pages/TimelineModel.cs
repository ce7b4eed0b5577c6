namespace CrmKit.Web.Pages;

/// <param name="Lines">What happened, newest first.</param>
/// <param name="Older">Where it goes on.</param>
/// <param name="Newest">Where it begins; <see langword="null"/> at the beginning.</param>
internal sealed record TimelineModel(IReadOnlyList<TimelineLine> Lines, string? Older, string? Newest);

internal sealed record TimelineLine(string At, string Kind, string KindLabel, string Title, string? Detail, string? Actor, string? Address)
{
    /// <summary>Where a case of it is begun; <see langword="null"/> for what is no call, and for who opens none.</summary>
    public string? OpenCase { get; init; }
}

/// <param name="Address">Where it is sent.</param>
/// <param name="Kinds">What can be logged.</param>
/// <param name="Channels">Over which way a message goes; empty when none can be logged.</param>
/// <param name="Typed">What was typed.</param>
internal sealed record LogModel(string Address, IReadOnlyList<FieldChoice> Kinds, IReadOnlyList<FieldChoice> Channels, LogEntry Typed)
{
    /// <summary>The page to go back to; <see langword="null"/> for the record's own.</summary>
    public string? Back { get; init; }
}

/// <summary>What was typed into the small form for activities.</summary>
internal sealed record LogEntry(string Kind, string Subject, string Body, string At, IReadOnlyList<CrmError> Errors)
{
    /// <summary>Over which way a message went.</summary>
    public string Channel { get; init; } = "";

    /// <summary>Whether a message came from the other side.</summary>
    public bool IsIncoming { get; init; }
}
