namespace CrmKit.Dashboards;

/// <summary>The door to one's own dashboard: the reports that one keeps an eye on.</summary>
/// <remarks>Scoped to a session; not thread safe. A dashboard gives no rights: each tile's report runs with the rights of whoever looks, and nobody but its owner reads or writes a dashboard.</remarks>
public interface IDashboards
{
    /// <summary>The actor's dashboard; one without tiles when he has kept none yet.</summary>
    /// <exception cref="CrmForbiddenException"><c>dashboard.user</c>: the actor is no user.</exception>
    Task<Dashboard> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Keeps the actor's dashboard as a whole: tiles that are left out are gone.</summary>
    /// <param name="dashboard">As it was read, with other tiles.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The dashboard as it is kept.</returns>
    /// <exception cref="CrmForbiddenException"><c>dashboard.user</c>.</exception>
    /// <exception cref="CrmNotFoundException"><c>report.unknown</c>: a new tile shows a report that does not exist.</exception>
    /// <exception cref="CrmValidationException"><c>dashboard.tile</c>, <c>dashboard.limit</c>.</exception>
    /// <exception cref="CrmConflictException"><c>dashboard.conflict</c>: it was changed since it was read.</exception>
    Task<Dashboard> SaveAsync(Dashboard dashboard, CancellationToken cancellationToken = default);
}

/// <summary>Somebody's dashboard. Immutable.</summary>
public sealed record Dashboard
{
    /// <summary>Grows by one with every change; 0 before the first.</summary>
    public int Version { get; init; }

    /// <summary>What it shows, in order; up to 24.</summary>
    public IReadOnlyList<DashboardTile> Tiles { get; init; } = [];
}

/// <summary>A report on a dashboard. Immutable.</summary>
public sealed record DashboardTile
{
    /// <summary>Its id; empty for a new one, then given by the door.</summary>
    public Guid Id { get; init; }

    /// <summary>The key of a report or metric. One whose plugin has gone stays, and shows again when the plugin comes back.</summary>
    public required string Report { get; init; }

    /// <summary>What its owner calls it, up to 100 characters; <see langword="null"/> for the report's own name.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// What the report is asked, as text by name: those of the report itself (<c>by</c>, <c>filter</c>, <c>from</c>…), and those that move with the calendar and that who shows the tile works out (<c>period</c>, <c>compare</c>).
    /// Up to 20, with values of up to 4,000 characters.
    /// </summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}
