namespace CrmKit.Notifications;

/// <summary>The door to what waits for the actor's attention: what of his own is due or late, and where colleagues mentioned him.</summary>
/// <remarks>
/// Scoped to a session; not thread safe. Only users have notifications. What is due is looked up in the records themselves, and gone when it is done. Colleagues are mentioned by <c>@</c> and their name in an
/// activity, such as a note; a mention gives no right: who may not read the activity learns by whom and when he was mentioned, and nothing else.
/// </remarks>
public interface INotifications
{
    /// <summary>What is due first, the longest overdue first; then mentions, the newest first. At most 50 of each kind; mentions of the last 90 days.</summary>
    /// <param name="kinds">Only of these kinds; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    Task<IReadOnlyList<Notification>> ReadAsync(IReadOnlyCollection<NotificationKind>? kinds = null, CancellationToken cancellationToken = default);

    /// <summary>How many there are that the actor has not seen or done yet, counted up to 100 of each kind.</summary>
    Task<int> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>Marks mentions as seen; ids of none of the actor's mentions are passed over.</summary>
    /// <param name="ids">Ids of mentions; at most 500.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <exception cref="CrmValidationException"><c>notification.limit</c>.</exception>
    Task SeeAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default);
}

/// <summary>Something that waits for somebody's attention.</summary>
/// <param name="Id">The mention's id; of what is due, the record's.</param>
/// <param name="Kind">Why.</param>
/// <param name="At">When it is due, or when the mention was written, in UTC; of a day its first moment in the tenant's zone.</param>
public sealed record Notification(Guid Id, NotificationKind Kind, DateTimeOffset At)
{
    /// <summary>The record; <see langword="null"/> when the actor may not read it.</summary>
    public RecordRef? Record { get; init; }

    /// <summary>What the record is called, or what is to be done; <see langword="null"/> when the actor may not read it.</summary>
    public string? Title { get; init; }

    /// <summary>The record that an activity is about; <see langword="null"/> for none, and when the activity may not be read.</summary>
    public RecordRef? About { get; init; }

    /// <summary>The user who mentioned the actor; <see langword="null"/> for what is due, and for the system.</summary>
    public Guid? ById { get; init; }

    /// <summary>Whether the actor has seen it: of mentions alone.</summary>
    public bool IsSeen { get; init; }
}

/// <summary>Why something waits.</summary>
public enum NotificationKind
{
    /// <summary>A follow-up is due today or late.</summary>
    TaskDue,
    /// <summary>The next step of an open opportunity is for today or late.</summary>
    StepDue,
    /// <summary>A case should have been solved by now.</summary>
    CaseDue,
    /// <summary>An open opportunity of the actor, or of a team that he leads, whose amount is at least the setting <c>large-deal</c>, is about to close within a week, should have closed, or has stood in its stage for 30 days.</summary>
    LargeDeal,
    /// <summary>An open case of the actor, or of a team that he leads, its pool included, should have been answered by now.</summary>
    AnswerDue,
    /// <summary>A colleague mentioned the actor.</summary>
    Mention,
}
