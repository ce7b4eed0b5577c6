namespace CrmKit.Lifecycles;

/// <summary>The door to what is known of a customer by what he bought, paid and answered. What each figure means stands in docs/reference/metrics.md.</summary>
/// <remarks>
/// Scoped to a session; not thread safe. Computed out of what the actor may see, as reports are: the class of a record is the one in which the <c>lifecycle</c> report counts it for the same actor.
/// What there is too little to tell from is <see langword="null"/>, and its reason says so.
/// </remarks>
public interface ILifecycle
{
    /// <summary>The figures of accounts or contacts, in order; those that the actor may not see are left out.</summary>
    /// <param name="type"><c>account</c> or <c>contact</c>.</param>
    /// <param name="ids">Which, up to 1,000; computed together.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmValidationException"><c>lifecycle.type</c>, <c>lifecycle.batch-size</c>.</exception>
    Task<IReadOnlyList<CustomerFigures>> OfAsync(string type, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default);

    /// <summary>The classes in which a record was, oldest first, each with its first day and why; from the first purchase to today.</summary>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    /// <exception cref="CrmValidationException"><c>lifecycle.type</c>.</exception>
    Task<IReadOnlyList<ClassPeriod>> HistoryAsync(RecordRef record, CancellationToken cancellationToken = default);

    /// <summary>Looks at all accounts and contacts that bought, and tells of those whose class is another than was told last; for administrators, after data was changed past the doors.</summary>
    /// <returns>How many changed.</returns>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<int> RefreshAsync(CancellationToken cancellationToken = default);
}

/// <summary>What is known of a customer.</summary>
public sealed record CustomerFigures
{
    /// <summary>The account or contact.</summary>
    public required RecordRef Record { get; init; }

    /// <summary>The day for which it is said, in the tenant's zone.</summary>
    public DateOnly AsOf { get; init; }

    /// <summary>The class.</summary>
    public LifecycleClass Class { get; init; }

    /// <summary>The day on which the class becomes another one if nothing more is bought; <see langword="null"/> for never.</summary>
    public DateOnly? ClassChangesOn { get; init; }

    /// <summary>The first purchase; <see langword="null"/> for none.</summary>
    public DateOnly? FirstPurchaseOn { get; init; }

    /// <summary>The last purchase; <see langword="null"/> for none.</summary>
    public DateOnly? LastPurchaseOn { get; init; }

    /// <summary>On how many days of the window something was bought.</summary>
    public int PurchaseDays { get; init; }

    /// <summary>The usual number of days from one purchase to the next; <see langword="null"/> with fewer than three days of purchase.</summary>
    public decimal? RepurchaseDays { get; init; }

    /// <summary>When the next purchase would come at that pace.</summary>
    public DateOnly? NextPurchaseOn { get; init; }

    /// <summary>The last contact, in UTC; <see langword="null"/> for none.</summary>
    public DateTimeOffset? LastContactAt { get; init; }

    /// <summary>What it was about.</summary>
    public string? LastContactReason { get; init; }

    /// <summary>The call, mail, message or appointment.</summary>
    public RecordRef? LastContact { get; init; }

    /// <summary>The channel on which the customer answers best: <c>email</c>, <c>phone</c>, <c>visit</c>, or that of a <see cref="Activities.ChannelMessage"/> such as <c>messenger</c>; <see langword="null"/> with fewer than three answers.</summary>
    public string? PreferredChannel { get; init; }

    /// <summary>The hour of the day, 0 to 23 in the tenant's zone, in which the customer was reached most often; <see langword="null"/> where there is too little to tell.</summary>
    public int? BestHour { get; init; }

    /// <summary>How each channel reaches the customer, the preferred one first.</summary>
    public IReadOnlyList<ChannelFigures> Channels { get; init; } = [];

    /// <summary>Days from an order to its payment; <see langword="null"/> with fewer than two paid orders.</summary>
    public decimal? PaymentDays { get; init; }

    /// <summary>Days from the day on which an instalment is due to its payment, below 0 when it comes early; <see langword="null"/> with fewer than two orders with such payments.</summary>
    public decimal? PaymentDelayDays { get; init; }

    /// <summary>Why each figure is what it is, or why it cannot be told, with the newest of the records that led to it.</summary>
    public IReadOnlyList<FigureReason> Reasons { get; init; } = [];
}

/// <summary>How a channel reaches somebody, over the window.</summary>
/// <param name="Channel"><c>email</c>, <c>phone</c>, <c>visit</c>, or that of a <see cref="Activities.ChannelMessage"/>: <c>sms</c>, <c>chat</c>, <c>messenger</c>, <c>social</c>, <c>letter</c>, <c>app</c>, <c>other</c>.</param>
/// <param name="Outgoing">Messages sent, calls made, appointments held.</param>
/// <param name="Incoming">Messages and calls that came from the customer.</param>
/// <param name="Answered">Of the outgoing ones, how many were answered: a mail or message by one over the same channel within seven days, a call by being taken, an appointment by being kept.</param>
/// <param name="AnswerHours">The median of hours until a mail or message was answered; <see langword="null"/> for none, for calls and for appointments.</param>
public sealed record ChannelFigures(string Channel, int Outgoing, int Incoming, int Answered, decimal? AnswerHours);

/// <summary>Why a figure is what it is.</summary>
/// <param name="Figure">Its name: <c>class</c>, <c>repurchase</c>, <c>lastContact</c>, <c>preferredChannel</c>, <c>bestHour</c>, <c>payment</c>.</param>
/// <param name="Text">For people.</param>
/// <param name="Records">The newest of the records that led to it, up to 20.</param>
public sealed record FigureReason(string Figure, LocalizedText Text, IReadOnlyList<RecordRef> Records);

/// <summary>A stay in a class.</summary>
/// <param name="Class">The class.</param>
/// <param name="From">Its first day.</param>
/// <param name="Until">Its last day; <see langword="null"/> while it lasts.</param>
/// <param name="Purchase">The purchase that began it; <see langword="null"/> when time did.</param>
public sealed record ClassPeriod(LifecycleClass Class, DateOnly From, DateOnly? Until, RecordRef? Purchase);
