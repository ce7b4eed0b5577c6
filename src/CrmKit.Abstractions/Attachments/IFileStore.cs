namespace CrmKit.Attachments;

/// <summary>Where files lie. CrmKit brings a folder (<see cref="CrmKitOptions.AttachmentFolder"/>); a host registers its own for other places.</summary>
/// <remarks>Singleton, thread safe. Knows ids alone: names and rights are CrmKit's. A file is written once and never changed.</remarks>
public interface IFileStore
{
    /// <summary>Stores a file: whole when it returns, and not there at all when it throws or the process dies.</summary>
    Task WriteAsync(string tenantId, Guid id, Stream content, CancellationToken cancellationToken);

    /// <summary>Opens a file to read, able to seek; <see langword="null"/> when there is none.</summary>
    Task<Stream?> OpenAsync(string tenantId, Guid id, CancellationToken cancellationToken);

    /// <summary>Deletes a file; nothing happens when there is none.</summary>
    Task DeleteAsync(string tenantId, Guid id, CancellationToken cancellationToken);

    /// <summary>The files of a tenant that were written before a time.</summary>
    IAsyncEnumerable<Guid> ListAsync(string tenantId, DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>Looks into files before they are kept: for viruses, for what must not be here.</summary>
/// <remarks>One instance per session. All scanners are asked; the first that refuses decides. One that throws or runs out of time refuses as well: what nobody looked into is not kept.</remarks>
public interface IFileScanner
{
    /// <returns>Why it is refused, for whoever sent it; <see langword="null"/> to let it pass.</returns>
    ValueTask<string?> ScanAsync(FileToScan file, CancellationToken cancellationToken);
}

/// <summary>A file that waits to be kept.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="ContentType">What its content tells.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Content">From the beginning; can be read again.</param>
public sealed record FileToScan(string Name, string ContentType, long Size, Stream Content);
