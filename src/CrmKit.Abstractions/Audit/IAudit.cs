namespace CrmKit.Audit;

/// <summary>The door of the audit: who did what, when, from where, and what records were before.</summary>
/// <remarks>
/// Everybody sees the entries of the records that he may read, without the fields that he may not read. Entries of what is no record (roles, settings, plugins, keys),
/// and of records that are gone for good, are for those who administer users.
/// </remarks>
public interface IAudit
{
    /// <summary>A page of entries, the newest first.</summary>
    /// <exception cref="CrmValidationException"><c>query.size</c>, <c>query.cursor-invalid</c>.</exception>
    Task<AuditPage> SearchAsync(AuditQuery query, CancellationToken cancellationToken = default);

    /// <summary>A record as it was at a time, with the fields that the actor may read now.</summary>
    /// <param name="record">Which; also a deleted one.</param>
    /// <param name="at">When; what happened at that very time has happened. A future time means now.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>: there is none that the actor may see; <c>audit.not-yet</c>: it did not exist yet.</exception>
    /// <exception cref="CrmRuleException"><c>audit.forgotten</c>: the entries from then are older than the audit is kept.</exception>
    Task<RecordAsAt> AsAtAsync(RecordRef record, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>Checks the whole chain of the tenant's audit against its entries. Reads everything.</summary>
    /// <param name="head">An end of the chain that was kept outside the database: shows whether something was cut off since. <see langword="null"/> when none was kept.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="CrmForbiddenException"><c>audit.forbidden</c>: the actor does not administer users.</exception>
    Task<AuditVerification> VerifyAsync(AuditHead? head = null, CancellationToken cancellationToken = default);

    /// <summary>The end of the chain, to be kept outside the database; <see langword="null"/> before the first entry is sealed.</summary>
    /// <exception cref="CrmForbiddenException"><c>audit.forbidden</c>: the actor does not administer users.</exception>
    Task<AuditHead?> HeadAsync(CancellationToken cancellationToken = default);
}

/// <summary>Which entries; what is <see langword="null"/> does not matter.</summary>
public sealed record AuditQuery
{
    /// <summary>Of which record type, or kind of other thing.</summary>
    public string? RecordType { get; init; }

    /// <summary>Of which record.</summary>
    public Guid? RecordId { get; init; }

    /// <summary>By which user.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>In which this field was written.</summary>
    public string? Field { get; init; }

    /// <summary>Through which door.</summary>
    public string? Door { get; init; }

    /// <summary>Of one piece of work.</summary>
    public Guid? CorrelationId { get; init; }

    /// <summary>Not before this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The most entries, 1 to 1,000; default 50.</summary>
    public int Size { get; init; } = 50;

    /// <summary>The <see cref="AuditPage.Next"/> of the page before.</summary>
    public string? Cursor { get; init; }
}

/// <summary>A page of entries.</summary>
/// <param name="Items">The newest first. Fewer than asked for, even none, does not mean the end: one page looks at so many entries and no more.</param>
/// <param name="Next">The cursor of the next page; <see langword="null"/> at the end.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Items, string? Next);

/// <summary>A record as it was.</summary>
/// <param name="Record">A copy with the values of then, and the version of then.</param>
/// <param name="At">When.</param>
/// <param name="HiddenFields">The keys of fields that are empty because the actor may not read them.</param>
public sealed record RecordAsAt(Record Record, DateTimeOffset At, IReadOnlySet<string> HiddenFields);
