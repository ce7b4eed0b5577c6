namespace CrmKit.Views;

/// <summary>Saved views: named lists of records of one type, of one person, a team or everybody.</summary>
/// <remarks>A view gives no rights: it shows everybody what he may read himself.</remarks>
public interface IViews
{
    /// <summary>The views that the actor may use, by name: his own, those of his teams, and everybody's.</summary>
    /// <param name="type">Only those of this record type; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<SavedView>> ListAsync(string? type = null, CancellationToken cancellationToken = default);

    /// <summary>One view.</summary>
    /// <exception cref="CrmNotFoundException"><c>view.not-found</c>: there is none, or it is somebody else's.</exception>
    Task<SavedView> GetAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Keeps a view; a new one when its id is empty. Its owner and administrators may change it.</summary>
    /// <returns>The view as it is kept.</returns>
    /// <exception cref="CrmValidationException"><c>view.name</c>, <c>view.columns</c>, <c>view.team</c>, <c>view.limit</c>, <c>catalog.field-unknown</c>, <c>filter.…</c>, <c>query.order</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>view.sharing</c>, <c>view.forbidden</c>, <c>filter.field-forbidden</c>.</exception>
    Task<SavedView> SaveAsync(SavedView view, CancellationToken cancellationToken = default);

    /// <summary>Removes a view.</summary>
    /// <exception cref="CrmNotFoundException"><c>view.not-found</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>view.forbidden</c>.</exception>
    Task RemoveAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>A question as a view asks it: the view's filter and the question's own together; the view's order unless the question has one.</summary>
    /// <exception cref="CrmNotFoundException"><c>view.not-found</c>.</exception>
    /// <exception cref="CrmValidationException"><c>view.type</c>: the view is of another record type.</exception>
    /// <exception cref="CrmRuleException"><c>view.broken</c>: a field or type that it names does not exist any more.</exception>
    Task<RecordQuery> ApplyAsync(SavedView view, RecordQuery query, CancellationToken cancellationToken = default);
}

/// <summary>A saved view.</summary>
public sealed record SavedView
{
    /// <summary>Its id; empty for a new one.</summary>
    public Guid Id { get; init; }

    /// <summary>The key of the record type that it lists.</summary>
    public required string RecordType { get; init; }

    /// <summary>What people call it; 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>A filter; <see langword="null"/> for all records.</summary>
    public string? Filter { get; init; }

    /// <summary>Keys of the fields to show, in order; empty leaves that to who shows it.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Field keys parted by commas, <c>-</c> before one for descending; <see langword="null"/> means newest first.</summary>
    public string? OrderBy { get; init; }

    /// <summary>Who may use it.</summary>
    public ViewSharing Sharing { get; init; }

    /// <summary>The team that it is shared with; <see langword="null"/> unless <see cref="Sharing"/> says a team.</summary>
    public Guid? TeamId { get; init; }

    /// <summary>Whose it is; given by the door. <see langword="null"/> when the system made it.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>Why it cannot be used now; <see langword="null"/> when it can. Given by the door.</summary>
    public CrmError? Problem { get; init; }
}

/// <summary>Who may use a saved view.</summary>
public enum ViewSharing
{
    /// <summary>Its owner.</summary>
    Private,

    /// <summary>A team, and those who lead it.</summary>
    Team,

    /// <summary>Everybody.</summary>
    All,
}
