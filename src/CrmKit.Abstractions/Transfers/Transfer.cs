using CrmKit.Imports;

namespace CrmKit.Transfers;

/// <summary>A file on its way in or out, or one that was.</summary>
public sealed record Transfer
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What it does.</summary>
    public required TransferKind Kind { get; init; }

    /// <summary>Where it stands.</summary>
    public required TransferState State { get; init; }

    /// <summary>The record type's key.</summary>
    public required string Type { get; init; }

    /// <summary>The name of the file that is read or written.</summary>
    public required string FileName { get; init; }

    /// <summary>With whose rights it runs, and whose it is; <see langword="null"/> for the system.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>When it was asked for, in UTC.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>When it began, in UTC; <see langword="null"/> before it.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, in UTC; <see langword="null"/> before it.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When it is forgotten, with the file of an export, in UTC; <see langword="null"/> until it has ended.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How far it is.</summary>
    public required TransferProgress Progress { get; init; }

    /// <summary>What an import or a dry run said at its end; <see langword="null"/> before it and for others.</summary>
    public ImportResult? Import { get; init; }

    /// <summary>What a revert said at its end; <see langword="null"/> before it and for others.</summary>
    public ImportRevertResult? Revert { get; init; }

    /// <summary>The media type of the file of an export that is ready; <see langword="null"/> before it and for others.</summary>
    public string? ContentType { get; init; }

    /// <summary>Why it failed; empty unless it did.</summary>
    public IReadOnlyList<CrmError> Errors { get; init; } = [];
}

/// <summary>What a transfer does.</summary>
public enum TransferKind
{
    /// <summary>Reads a file into records.</summary>
    Import,

    /// <summary>Tries an import and writes no record.</summary>
    DryRun,

    /// <summary>Takes an import back.</summary>
    Revert,

    /// <summary>Writes records into a file.</summary>
    Export,
}

/// <summary>Where a transfer stands.</summary>
public enum TransferState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Runs.</summary>
    Running,

    /// <summary>Came to its end.</summary>
    Done,

    /// <summary>Was refused, or could not go on.</summary>
    Failed,

    /// <summary>Was ended by somebody.</summary>
    Cancelled,
}

/// <summary>How far a transfer is; all zero for one that waits, and for reverts until their end.</summary>
public sealed record TransferProgress
{
    /// <summary>Rows settled, or records written.</summary>
    public long Rows { get; init; }

    /// <summary>How many there will be; <see langword="null"/> where only the file's end tells, as for imports.</summary>
    public long? TotalRows { get; init; }

    /// <summary>Records created; by a dry run, that would be.</summary>
    public long Created { get; init; }

    /// <summary>Records updated.</summary>
    public long Updated { get; init; }

    /// <summary>Rows whose record was left as it is.</summary>
    public long Skipped { get; init; }

    /// <summary>Rows refused.</summary>
    public long Refused { get; init; }

    /// <summary>Rows that somebody has to answer.</summary>
    public long Asked { get; init; }

    /// <summary>Bytes of the file that were read, or written.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes of the file that is read; <see langword="null"/> for exports, whose file has its size at the end.</summary>
    public long? TotalBytes { get; init; }
}

/// <summary>What a transfer writes beside records.</summary>
public enum TransferPart
{
    /// <summary>The file of an export.</summary>
    File,

    /// <summary>The rows that an import refused, with reasons.</summary>
    Errors,

    /// <summary>The rows that an import has questions about.</summary>
    Questions,
}

/// <summary>Something that a transfer wrote; dispose it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Content">From the beginning.</param>
public sealed record TransferContent(string Name, string ContentType, Stream Content) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
