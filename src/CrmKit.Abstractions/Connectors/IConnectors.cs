namespace CrmKit.Connectors;

/// <summary>The door to connectors: for administrators (who may administer users), but for <see cref="OriginsAsync"/>.</summary>
/// <remarks>Scoped to a session; not thread safe.</remarks>
public interface IConnectors
{
    /// <summary>The connectors that there are and how they do, by key.</summary>
    /// <exception cref="CrmForbiddenException"><c>connector.forbidden</c>.</exception>
    Task<IReadOnlyList<ConnectorStatus>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Out of which other systems a record comes, or is kept the same with, and how old what they told is: for everybody who may read the record.</summary>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    Task<IReadOnlyList<RecordOrigin>> OriginsAsync(RecordRef record, CancellationToken cancellationToken = default);

    /// <summary>Asks a connector whether its system can be reached. A connector that fails says so in the answer.</summary>
    /// <exception cref="CrmNotFoundException"><c>connector.unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>connector.forbidden</c>.</exception>
    Task<ConnectorCheck> TestAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Asks for changes now; the dispatcher does it after the commit, and what came of it is in <see cref="ListAsync"/>.</summary>
    /// <exception cref="CrmNotFoundException"><c>connector.unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>connector.forbidden</c>.</exception>
    Task RunAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Sends what changed here since both sides were the same, and tries batches again that were given up. The dispatcher takes them to the other system after the commit.</summary>
    /// <param name="key">The connector.</param>
    /// <param name="records">Only these, also when they are not linked; <see langword="null"/> for all that have to go.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many changes go on their way now.</returns>
    /// <exception cref="CrmNotFoundException"><c>connector.unknown</c>.</exception>
    /// <exception cref="CrmRuleException"><c>connector.not-pushing</c>: it takes nothing of that type to the other system.</exception>
    /// <exception cref="CrmForbiddenException"><c>connector.forbidden</c>.</exception>
    Task<int> PushAsync(string key, IReadOnlyList<RecordRef>? records = null, CancellationToken cancellationToken = default);

    /// <summary>Says what becomes of records that both sides change from now on. What waits already is left to somebody.</summary>
    /// <exception cref="CrmNotFoundException"><c>connector.unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>connector.forbidden</c>.</exception>
    Task SetRuleAsync(string key, ConflictRule rule, CancellationToken cancellationToken = default);

    /// <summary>Records that connectors brought or took, or could not, newest first.</summary>
    /// <exception cref="CrmValidationException"><c>connector.limit</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>connector.forbidden</c>.</exception>
    Task<IReadOnlyList<ConnectorLink>> LinksAsync(ConnectorLinkQuery query, CancellationToken cancellationToken = default);

    /// <summary>Decides about a conflict, or tries a refused record again by taking theirs. Written as the session's actor, with his rights.</summary>
    /// <param name="link">The link's id.</param>
    /// <param name="theirVersion">The <see cref="ConnectorLink.TheirVersion"/> that was looked at.</param>
    /// <param name="choice">Which side stays.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>The link as it is now.</returns>
    /// <exception cref="CrmNotFoundException"><c>connector.link-unknown</c>; <c>connector.unknown</c>: its plugin is not enabled.</exception>
    /// <exception cref="CrmConflictException"><c>connector.link-changed</c>: the other side changed it again.</exception>
    /// <exception cref="CrmRuleException"><c>connector.not-waiting</c>: there is nothing to decide; or what the records door says of the change.</exception>
    /// <exception cref="CrmForbiddenException"><c>connector.forbidden</c>.</exception>
    Task<ConnectorLink> ResolveAsync(Guid link, string theirVersion, ConflictChoice choice, CancellationToken cancellationToken = default);

    /// <summary>Tries what was refused again: what a rule here refused is written as the session's actor, what the other system refused goes there again.</summary>
    /// <param name="link">The link's id.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>The link as it is now.</returns>
    /// <exception cref="CrmNotFoundException"><c>connector.link-unknown</c>; <c>connector.unknown</c>: its plugin is not enabled.</exception>
    /// <exception cref="CrmRuleException"><c>connector.not-waiting</c>: it was not refused; or what the records door says of the change.</exception>
    /// <exception cref="CrmForbiddenException"><c>connector.forbidden</c>.</exception>
    Task<ConnectorLink> RetryAsync(Guid link, CancellationToken cancellationToken = default);
}

/// <summary>What becomes of records that both sides changed.</summary>
public enum ConflictRule
{
    /// <summary>They wait until somebody decides.</summary>
    Ask,
    /// <summary>They stay as they are here, and go to the other system if the connector takes them there.</summary>
    OursWin,
    /// <summary>They become as they are there.</summary>
    TheirsWin,
}

/// <summary>Which side of a conflict stays.</summary>
public enum ConflictChoice
{
    /// <summary>The record stays as it is here, until it changes there again.</summary>
    KeepOurs,
    /// <summary>The record becomes as it is there.</summary>
    TakeTheirs,
}

/// <summary>Which links.</summary>
public sealed record ConnectorLinkQuery
{
    /// <summary>Of which connector; <see langword="null"/> for all.</summary>
    public string? Connector { get; init; }

    /// <summary>With which status; <see langword="null"/> for whatever.</summary>
    public ConnectorLinkStatus? Status { get; init; }

    /// <summary>Of which record here; <see langword="null"/> for all.</summary>
    public RecordRef? Record { get; init; }

    /// <summary>The most links, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>Another system that a record is tied to. Immutable.</summary>
/// <param name="Connector">The connector's key.</param>
/// <param name="Label">What people call it; its key while its plugin is not enabled.</param>
public sealed record RecordOrigin(string Connector, LocalizedText Label)
{
    /// <summary>The key of the record there; <see langword="null"/> while it has none.</summary>
    public string? ExternalId { get; init; }

    /// <summary>What is the matter with the record.</summary>
    public ConnectorLinkStatus Status { get; init; }

    /// <summary>When both sides were found or made the same last, in UTC; <see langword="null"/> for never.</summary>
    public DateTimeOffset? SyncedAt { get; init; }

    /// <summary>Up to when all that the other system told is here, in UTC; <see langword="null"/> when nothing was brought yet.</summary>
    public DateTimeOffset? CurrentAt { get; init; }

    /// <summary>Whether the other system cannot be asked: the last try failed, or the connector's plugin is not enabled.</summary>
    public bool IsFailing { get; init; }
}

/// <summary>How a connector does. Immutable.</summary>
/// <param name="Connector">The connector.</param>
public sealed record ConnectorStatus(ConnectorDefinition Connector)
{
    /// <summary>When changes were last asked for, in UTC; <see langword="null"/> for never.</summary>
    public DateTimeOffset? LastRunAt { get; init; }

    /// <summary>Up to when all changes that were told are here, in UTC; <see langword="null"/> when nothing was brought yet.</summary>
    public DateTimeOffset? CursorAt { get; init; }

    /// <summary>Records created, ever.</summary>
    public long Created { get; init; }

    /// <summary>Changes written into records, ever.</summary>
    public long Updated { get; init; }

    /// <summary>Records deleted, ever.</summary>
    public long Deleted { get; init; }

    /// <summary>Changes that the other system took, ever.</summary>
    public long Pushed { get; init; }

    /// <summary>Changes that are on their way to the other system.</summary>
    public long UnderWay { get; init; }

    /// <summary>Changes that the other system refuses now.</summary>
    public long PushRefused { get; init; }

    /// <summary>What becomes of records that both sides changed.</summary>
    public ConflictRule Rule { get; init; }

    /// <summary>Conflicts that wait for a decision.</summary>
    public long Conflicts { get; init; }

    /// <summary>Records that are refused now.</summary>
    public long Refused { get; init; }

    /// <summary>The code of the last run's failure; <see langword="null"/> when it went well.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The last run's failure in words; <see langword="null"/> when it went well.</summary>
    public string? Error { get; init; }

    /// <summary>The code of the failure of the last batch that went to the other system; <see langword="null"/> when it went well.</summary>
    public string? PushErrorCode { get; init; }

    /// <summary>That failure in words; <see langword="null"/> when it went well.</summary>
    public string? PushError { get; init; }
}
