namespace CrmKit.Connectors;

/// <summary>Speaks with one other system.</summary>
/// <remarks>
/// One instance per call. Called outside any transaction, with at most 60 seconds for an answer. It only speaks with the other side: what it brings is written by CrmKit, with the cursor, in one transaction.
/// Addresses and keys are <see cref="CrmKit.Settings.IPluginSettings"/> of its plugin.
/// </remarks>
public interface IConnector
{
    /// <summary>Finds out whether the other system can be reached with the settings as they are, for an administrator who waits. Changes nothing there.</summary>
    ValueTask<ConnectorCheck> TestAsync(ConnectorContext context, CancellationToken cancellationToken);

    /// <summary>Brings what changed there since a cursor, oldest first. Asked again with the same cursor when what it brought could not be kept, so it must not use anything up there.</summary>
    /// <param name="context">For which connector and tenant.</param>
    /// <param name="cursor">What the last batch that was kept gave; <see langword="null"/> at first.</param>
    /// <param name="cancellationToken">Cancelled when the time is over.</param>
    ValueTask<PulledBatch> PullAsync(ConnectorContext context, string? cursor, CancellationToken cancellationToken);

    /// <summary>Takes changes to the other system. Asked only for types that are declared with <see cref="ConnectorType.Push"/>.</summary>
    /// <remarks>
    /// A batch that fails, or whose answer is lost, comes again with the same keys and values: a key that the other system has seen must give the answer that it gave then and do nothing.
    /// A change that names a version which is not the newest there is answered with <see cref="PushAnswer.ChangedThere"/>.
    /// </remarks>
    /// <param name="context">For which connector and tenant.</param>
    /// <param name="changes">At most 200, each of another record, what others refer to first.</param>
    /// <param name="cancellationToken">Cancelled when the time is over.</param>
    /// <returns>One answer for each change, in any order. Throwing means try all of them again later.</returns>
    ValueTask<IReadOnlyList<PushAnswer>> PushAsync(ConnectorContext context, IReadOnlyList<PushedChange> changes, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This connector takes nothing to the other system, though its definition says so.");
}

/// <summary>What a connector is called for.</summary>
/// <param name="Connector">Its key.</param>
/// <param name="TenantId">The tenant, for <see cref="CrmKit.Settings.IPluginSettings.ReadAsync(string, CancellationToken)"/>.</param>
public sealed record ConnectorContext(string Connector, string TenantId);

/// <summary>The answer of a test. Immutable.</summary>
public sealed record ConnectorCheck
{
    private ConnectorCheck() { }

    /// <summary>The other system answers.</summary>
    public static ConnectorCheck Works { get; } = new();

    /// <summary>Why not; <see langword="null"/> when it works.</summary>
    public string? Reason { get; private init; }

    /// <summary>Whether it works.</summary>
    public bool IsWorking => Reason is null;

    /// <summary>It does not work.</summary>
    /// <param name="reason">Why, and what the administrator can do; without secrets.</param>
    public static ConnectorCheck Fails(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new() { Reason = reason };
    }
}

/// <summary>What changed in the other system. Immutable.</summary>
/// <param name="Changes">At most 1,000, oldest first; of several changes of one record the last one counts.</param>
/// <param name="Cursor">Where the next batch begins, at most 4,000 characters; kept together with the changes.</param>
public sealed record PulledBatch(IReadOnlyList<PulledChange> Changes, string? Cursor)
{
    /// <summary>Whether there is more already: then the next batch is asked for at once, with a cursor that moved.</summary>
    public bool HasMore { get; init; }
}

/// <summary>One record of the other system, as it is there now. Immutable.</summary>
/// <param name="RecordType">The key of the record type here, one that the connector declares.</param>
/// <param name="ExternalId">Its key there, at most 100 characters; the same for ever.</param>
/// <param name="Version">A version, stamp or hash that differs whenever the record does, at most 100 characters: one that was seen before is passed over.</param>
public sealed record PulledChange(string RecordType, string ExternalId, string Version)
{
    /// <summary>The values of all declared fields, by their names there; what is left out is empty there. A reference is the other record's key there.</summary>
    public CustomValues Values { get; init; } = CustomValues.Empty;

    /// <summary>Whether it was deleted there.</summary>
    public bool IsDeleted { get; init; }
}
