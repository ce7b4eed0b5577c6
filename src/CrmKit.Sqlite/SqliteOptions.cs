namespace CrmKit;

/// <summary>Settings of the SQLite store, checked at start.</summary>
public sealed class SqliteOptions
{
    /// <summary>
    /// What a commit waits for; default <see cref="SqliteDurability.Full"/>: nothing acknowledged is lost in a power cut.
    /// </summary>
    public SqliteDurability Durability { get; set; } = SqliteDurability.Full;

    /// <summary>How long a transaction waits for its turn to write before it fails with <c>store.busy</c>, at least 1 s; default 60 s.</summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Memory for pages per connection in MiB, 1 to 4096; default 16. The writer takes twice as much.</summary>
    public int CacheMegabytes { get; set; } = 16;

    /// <summary>After how many pages of 4 KiB the write-ahead log is moved into the database, 100 to 1,000,000; default 4,000.</summary>
    public int CheckpointPages { get; set; } = 4_000;

    /// <summary>
    /// Whether each tenant has a file of its own, in the folder <c>{file}.tenants</c>; default <see langword="false"/>. Once the folder is there, every program that opens the file follows it. The file itself keeps the host's own tenant,
    /// the list of tenants, definitions and plugins.
    /// </summary>
    /// <remarks>Plugins with tables of their own are refused (<c>tables.file-per-tenant</c>).</remarks>
    public bool FilePerTenant { get; set; }

    /// <summary>How many files of tenants stay open while nobody works with them, 1 to 10,000; default 100. Those in use are open whatever it is.</summary>
    public int OpenTenantFiles { get; set; } = 100;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(OpenTenantFiles, 1, nameof(OpenTenantFiles));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(OpenTenantFiles, 10_000, nameof(OpenTenantFiles));
        ArgumentOutOfRangeException.ThrowIfLessThan(WriteTimeout, TimeSpan.FromSeconds(1), nameof(WriteTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThan(CacheMegabytes, 1, nameof(CacheMegabytes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CacheMegabytes, 4096, nameof(CacheMegabytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(CheckpointPages, 100, nameof(CheckpointPages));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CheckpointPages, 1_000_000, nameof(CheckpointPages));
    }
}

/// <summary>What a commit waits for.</summary>
public enum SqliteDurability
{
    /// <summary>The disk: nothing acknowledged is lost.</summary>
    Full,

    /// <summary>The operating system: after a power cut the last commits may be missing; the database stays whole, and a crash of the process loses nothing.</summary>
    Normal,
}
