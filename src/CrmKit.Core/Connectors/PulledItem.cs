namespace CrmKit.Connectors;

/// <summary>A change on its way in, with its link and the record that it is about.</summary>
internal sealed class PulledItem(PulledChange change, ConnectorLink link)
{
    public PulledChange Change => change;
    public ConnectorLink Link => link;

    /// <summary>The record here; <see langword="null"/> when there is none.</summary>
    public Record? Record { get; set; }

    /// <summary>What the declared fields shall have, by field key.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; set; } = new Dictionary<string, object?>();

    /// <summary>Why it was refused; empty when it was not.</summary>
    public IReadOnlyList<CrmError> Errors { get; private set; } = [];

    /// <summary>Both sides are the same now, or somebody decided.</summary>
    public void Settle(string? synced, DateTimeOffset now)
    {
        (link.Status, link.ExternalVersion, link.SyncedAt) = (change.IsDeleted ? ConnectorLinkStatus.Deleted : ConnectorLinkStatus.Synced, change.Version, now);
        if (Record is { } record) (link.RecordId, link.RecordVersion, link.SeenVersion) = (record.Id, record.Version, record.Version);
        if (synced is not null) link.Synced = synced;
        Calm(link, now);
    }

    /// <summary>Nothing waits any more.</summary>
    public static void Calm(ConnectorLink link, DateTimeOffset now) =>
        (link.TheirVersion, link.IsDeletedThere, link.Pending, link.ErrorCode, link.Error, link.At) = (null, false, "{}", null, null, now);

    /// <summary>Ours stays, whatever they have. What both were last stays too: ours counts as changed, so that theirs does not go over it unasked and ours goes there.</summary>
    public void KeepOurs(DateTimeOffset now)
    {
        (link.Status, link.ExternalVersion, link.SyncedAt, link.SeenVersion) = (ConnectorLinkStatus.Synced, change.Version, now, null);
        Calm(link, now);
    }

    /// <summary>Whether nothing changed there but the version: they have what both were last, or what is on its way there.</summary>
    public bool IsEcho => !change.IsDeleted && Record is { DeletedAt: null } && link.Status != ConnectorLinkStatus.Deleted
        && ConnectorMapping.Text(Values) is var theirs && ((link.SyncedAt is not null && theirs == link.Synced) || (link.PushId is not null && theirs == link.Sent));

    /// <summary>Takes note of the version; what changed here since stays to be sent.</summary>
    public void Pass(DateTimeOffset now)
    {
        if (link.PushId is not null && ConnectorMapping.Text(Values) == link.Sent) link.Synced = link.Sent;
        (link.Status, link.ExternalVersion, link.SyncedAt) = (ConnectorLinkStatus.Synced, change.Version, now);
        Calm(link, now);
    }

    /// <summary>It waits, for a decision or for what a rule asks.</summary>
    public void Wait(ConnectorLinkStatus status, IReadOnlyList<CrmError> errors, DateTimeOffset now)
    {
        Errors = errors;
        if (Record is { } record) link.RecordId = record.Id;
        var text = string.Join(Environment.NewLine, errors.Select(e => e.Message));
        (link.Status, link.TheirVersion, link.IsDeletedThere, link.Pending) = (status, change.Version, change.IsDeleted, change.Values.Json);
        (link.ErrorCode, link.Error, link.At) = (errors[0].Code, ConnectorErrors.Short(text), now);
    }
}
