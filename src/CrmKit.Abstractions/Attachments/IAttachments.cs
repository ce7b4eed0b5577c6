namespace CrmKit.Attachments;

/// <summary>The door to files on records of any type.</summary>
/// <remarks>
/// Scoped to a session; not thread safe. A file has the rights of its record: who sees the record reads it, who may change the record adds and removes files. Files follow their record: they come and go with it, move with a merge and back,
/// and are erased with a person. Names are for people only: what is stored is found by a generated id.
/// </remarks>
public interface IAttachments
{
    /// <summary>Takes a file in as it comes.</summary>
    /// <param name="record">The record.</param>
    /// <param name="name">What people call it; folders, control characters and marks that turn text around are left out.</param>
    /// <param name="content">The content, read once.</param>
    /// <param name="cancellationToken">Cancels; nothing is left.</param>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: it takes the right to change the record.</exception>
    /// <exception cref="CrmValidationException"><c>attachment.empty</c>, <c>attachment.too-large</c>, <c>attachment.program</c>, <c>attachment.mismatch</c>: the content is not what the name says; <c>attachment.refused</c>: a scanner refused it.</exception>
    /// <exception cref="CrmRuleException"><c>attachment.quota</c>: the tenant has no room for it; <c>attachment.scan-failed</c>: a scanner failed, so nobody knows; <c>attachment.not-stored</c>.</exception>
    Task<Attachment> AddAsync(RecordRef record, string name, Stream content, CancellationToken cancellationToken = default);

    /// <summary>The files of a record, the oldest first.</summary>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    Task<IReadOnlyList<Attachment>> ListAsync(RecordRef record, CancellationToken cancellationToken = default);

    /// <summary>Opens a file; dispose it.</summary>
    /// <exception cref="CrmNotFoundException"><c>attachment.unknown</c>: there is none, or its record is not to be seen.</exception>
    /// <exception cref="CrmRuleException"><c>attachment.damaged</c>: what is stored is gone, or not what was sent.</exception>
    Task<AttachmentContent> OpenAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Removes a file for good.</summary>
    /// <exception cref="CrmNotFoundException"><c>attachment.unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task RemoveAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>A file on a record.</summary>
public sealed class Attachment
{
    internal Attachment() { }

    /// <summary>Its id, by which it is stored.</summary>
    public Guid Id { get; internal set; } = SequentialGuid.Next();

    internal string TenantId { get; set; } = "";

    /// <summary>The record's type.</summary>
    public string RecordType { get; internal set; } = "";

    /// <summary>The record's id.</summary>
    public Guid RecordId { get; internal set; }

    /// <summary>What people call it.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The media type that its content tells; <c>application/octet-stream</c> when it tells none that is harmless to name.</summary>
    public string ContentType { get; internal set; } = "";

    /// <summary>Its bytes.</summary>
    public long Size { get; internal set; }

    /// <summary>The hash of its content, hexadecimal.</summary>
    public string Sha256 { get; internal set; } = "";

    /// <summary>When it was added, in UTC.</summary>
    public DateTimeOffset At { get; internal set; }

    /// <summary>Who added it; <see langword="null"/> for the system.</summary>
    public Guid? ActorId { get; internal set; }
}

/// <summary>An opened file.</summary>
/// <param name="Attachment">What it is.</param>
/// <param name="Content">Its content, from the beginning.</param>
public sealed record AttachmentContent(Attachment Attachment, Stream Content) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
