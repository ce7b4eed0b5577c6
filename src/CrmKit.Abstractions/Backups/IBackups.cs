namespace CrmKit.Backups;

/// <summary>The door to backups: a tenant, or all of them, as one file, and back.</summary>
/// <remarks>
/// Scoped to a session; not thread safe. Administrators back up and restore their own tenant; all tenants together are for the system. The file is the same for every kind of database.
/// It holds everything that is kept, and API keys and secrets of plugins as they are stored: hashed and encrypted. Keep it as you keep the database.
/// </remarks>
public interface IBackups
{
    /// <summary>Writes a backup of one moment, while others work.</summary>
    /// <param name="output">Where to; written from front to back.</param>
    /// <param name="isWhole">All tenants instead of the session's.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="CrmForbiddenException"><c>backup.forbidden</c>.</exception>
    Task<BackupManifest> WriteAsync(Stream output, bool isWhole = false, CancellationToken cancellationToken = default);

    /// <summary>Puts a backup in the place of what the tenant has, in one transaction: all of it, or nothing. Other tenants are not touched and go on working.</summary>
    /// <param name="archive">A backup; can be read more than once.</param>
    /// <param name="options">What may be replaced.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <remarks>Persons who were erased since the backup are erased again before it ends, by what the tenant remembers and what <see cref="RestoreOptions.Erasures"/> adds. Programs that run meanwhile see definitions of before until they restart.</remarks>
    /// <exception cref="CrmForbiddenException"><c>backup.forbidden</c>.</exception>
    /// <exception cref="CrmValidationException"><c>backup.damaged</c>: it is no backup, or not as it was written; <c>backup.tenant</c>: it does not hold the session's tenant.</exception>
    /// <exception cref="CrmRuleException"><c>backup.not-empty</c>: the tenant has records, and nobody said to replace them; <c>backup.schema</c>: another version of CrmKit wrote it; <c>backup.table-missing</c>: a plugin that it has tables of is not loaded.</exception>
    Task<RestoreReport> RestoreAsync(Stream archive, RestoreOptions? options = null, CancellationToken cancellationToken = default);
}

/// <summary>How a backup is restored.</summary>
public sealed record RestoreOptions
{
    /// <summary>Whether what is there may be replaced; off, only what is empty is filled.</summary>
    public bool Replace { get; init; }

    /// <summary>All tenants of the backup instead of the session's.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Hashes of erased persons that were kept elsewhere, as <see cref="Persons.IPersons.ErasuresAsync"/> gave them.</summary>
    public IReadOnlyList<string> Erasures { get; init; } = [];
}

/// <summary>What a backup holds.</summary>
public sealed record BackupManifest
{
    /// <summary>The form of the file; 1.</summary>
    public int Format { get; init; } = 1;

    /// <summary>When it was begun, in UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What tells databases apart that have other tables.</summary>
    public string Schema { get; init; } = "";

    /// <summary>Whether it holds all tenants.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Its tenants.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>How many files on records were not in their place, and so are not in the backup.</summary>
    public int MissingFiles { get; init; }

    /// <summary>Its parts.</summary>
    public IReadOnlyList<BackupPart> Parts { get; init; } = [];
}

/// <summary>A part of a backup.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Table">The table; <c>files</c> for a file on a record.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Sha256">The hash of its content, hexadecimal.</param>
public sealed record BackupPart(string Name, string Tenant, string Table, long Rows, string Sha256);

/// <summary>What a restore did.</summary>
/// <param name="Tenants">The tenants that are as they were.</param>
/// <param name="Rows">How many rows they have.</param>
/// <param name="ErasedAgain">How many persons were erased again.</param>
public sealed record RestoreReport(IReadOnlyList<string> Tenants, long Rows, int ErasedAgain);
