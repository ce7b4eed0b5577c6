namespace CrmKit.Persons;

/// <summary>That a person was erased: what makes a restored backup be erased again. Says nothing of who it was.</summary>
internal sealed class PersonErasure
{
    public string TenantId { get; set; } = "";

    /// <summary>SHA-256 over tenant, type and id of the record, hexadecimal: ids are random, so nobody finds them by trying.</summary>
    public string Hash { get; set; } = "";
    public DateTimeOffset At { get; set; }
    public Guid? ActorId { get; set; }
}

/// <summary>A link to a person's data that was not used yet.</summary>
internal sealed class PersonExportTicket
{
    public string TenantId { get; set; } = "";

    /// <summary>SHA-256 of the link's secret part, hexadecimal.</summary>
    public string Hash { get; set; } = "";
    public string RecordType { get; set; } = "";
    public Guid RecordId { get; set; }

    /// <summary>Who asked; <see langword="null"/> for the system.</summary>
    public Guid? ActorId { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>A place beside the database where values of people may lie for a while: uploaded files, a cache.</summary>
/// <remarks>Singleton, thread safe. Asked before the transaction of the erasure, and may be asked again.</remarks>
internal interface IPersonTraces
{
    /// <summary>Removes what holds one of the values.</summary>
    /// <returns>How many things.</returns>
    Task<int> EraseAsync(string tenantId, IReadOnlyCollection<string> values, CancellationToken cancellationToken);
}
