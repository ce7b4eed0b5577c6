namespace CrmKit.Web.Pages;

/// <param name="Lines">What happened, newest first.</param>
/// <param name="Older">Where it goes on.</param>
/// <param name="Newest">Where it begins; <see langword="null"/> at the beginning.</param>
internal sealed record TimelineModel(IReadOnlyList<TimelineLine> Lines, string? Older, string? Newest);

internal sealed record TimelineLine(string At, string Kind, string KindLabel, string Title, string? Detail, string? Actor, string? Address);

internal sealed record LogModel(string Address, IReadOnlyList<FieldChoice> Kinds, LogEntry Typed);

/// <summary>What was typed into the small form for activities.</summary>
internal sealed record LogEntry(string Kind, string Subject, string Body, string At, IReadOnlyList<CrmError> Errors);
