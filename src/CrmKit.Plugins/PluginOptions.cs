namespace CrmKit.Plugins;

/// <summary>How plugins are found and run; checked at start.</summary>
public sealed class PluginOptions
{
    /// <summary>The folder whose subfolders are plugins, each with a <c>plugin.json</c>; relative to the program's folder. Absent means no plugins.</summary>
    public string Folder { get; set; } = "plugins";

    /// <summary>How often the folder is looked through for plugins that came, went, or failed and changed; <see langword="null"/> (default) means at start and on demand only. At least 1 s.</summary>
    public TimeSpan? PollInterval { get; set; }

    /// <summary>
    /// Whether the folder is watched: plugins that come are loaded, those that go are taken out, and those whose files change are replaced while they run; default <see langword="false"/>. Meant for development:
    /// where the folder cannot be watched it is looked through every 5 s, or at <see cref="PollInterval"/>.
    /// </summary>
    public bool WatchFolder { get; set; }

    /// <summary>How long nothing may change in a watched folder before it is looked through; default 300 ms.</summary>
    public TimeSpan WatchDelay { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long <see cref="CrmPlugin.Configure"/> may take; default 2 s.</summary>
    public TimeSpan ConfigureTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long <see cref="CrmPlugin.StartAsync"/> may take; default 10 s.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one <see cref="IPluginMigration"/> may take; writers wait for it; default 5 minutes.</summary>
    public TimeSpan MigrationTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long <see cref="CrmPlugin.StopAsync"/> may take; default 10 s.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long disabling waits for sessions that use the plugin; default 10 s. After it the plugin is off, and its memory is freed when the last of them ends.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a plugin's handler may take inside a save, a stage or a conversion, where a transaction waits for it; default 2 s, at most 10 s.</summary>
    public TimeSpan TransactionTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long it may take where somebody waits for an answer: reports, endpoints, widgets; default 30 s, at most 10 minutes.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a subscriber may take, which has a transaction of its own; default 20 s, at most 30 s.</summary>
    public TimeSpan EventTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long effects and jobs may take; default and most 60 s.</summary>
    public TimeSpan BackgroundTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>What one call of a plugin may make the doors do.</summary>
    public PluginLimits Limits { get; set; } = new();

    /// <summary>Features of plugins that are on or off at this host whatever anybody says, by plugin and feature: <c>acme.quotes/pdf</c>. One whose needs are off stays off.</summary>
    public IDictionary<string, bool> Features { get; } = new Dictionary<string, bool>(StringComparer.Ordinal);

    /// <summary>The limits of single plugins, by id, in the place of <see cref="Limits"/>.</summary>
    public IDictionary<string, PluginLimits> LimitsByPlugin { get; } = new Dictionary<string, PluginLimits>(StringComparer.Ordinal);

    /// <summary>
    /// How many generations that were taken out and stay in memory a host bears: from there on it replaces no plugin that runs (<c>plugin.restart-required</c>), because each replacement may leave one more; default 20.
    /// </summary>
    public int MaxZombies { get; set; } = 20;

    /// <summary>
    /// Whether exceptions that plugins throw outside calls (<c>async void</c>, threads of their own) leave the process alive and are counted against the plugin; default true.
    /// One handler per process: where the host sets its own by <see cref="System.Runtime.ExceptionServices.ExceptionHandling"/>, that one stays.
    /// </summary>
    public bool SurviveStrayExceptions { get; set; } = true;

    /// <summary>Whether calls under way are noted in <c>.journal</c> of the plugin folder, so that a plugin whose call was under way when the process died is quarantined at the next start; default true.</summary>
    public bool KeepCrashJournal { get; set; } = true;

    /// <summary>
    /// Whether only packages with a trusted signature run: <see langword="null"/> (default) means when the host's process died twice within 5 minutes, as far as <see cref="KeepCrashJournal"/> notes it.
    /// </summary>
    public bool? SafeMode { get; set; }

    /// <summary>
    /// Simple names of assemblies that plugins share with the host, beside CrmKit.Abstractions, Microsoft.Extensions.*.Abstractions and the framework; a trailing <c>*</c> stands for any rest.
    /// Everything else is private to each plugin.
    /// </summary>
    public IList<string> SharedAssemblies { get; } = [];

    /// <summary>
    /// Networks that are not public (this machine, the house) and open all the same to plugins whose manifests name a server there, such as <c>10.20.0.0/16</c> or <c>127.0.0.1/32</c>. Empty by default.
    /// </summary>
    public IList<string> PrivateNetworks { get; } = [];

    /// <summary>How large the files of one plugin (<see cref="IPluginFiles"/>) may be together, in bytes; default 256 MiB.</summary>
    public long MaxPrivateBytes { get; set; } = 256L << 20;

    /// <summary>
    /// Folders, absolute or relative to <see cref="Folder"/>, in which is looked, in this order, for assemblies, satellites and native libraries that a plugin refers to and neither brings nor shares. Each plugin
    /// loads a copy of its own. Whoever may write into them may run code in the host; a change counts when a plugin is loaded next. Empty by default.
    /// </summary>
    public IList<string> ProbingPaths { get; } = [];

    /// <summary>
    /// Whether packages without a signature are taken; <see langword="null"/> (default) means in the environment <c>Development</c> only. Folders are another matter: <see cref="AllowFolders"/>.
    /// </summary>
    public bool? AllowUnsigned { get; set; }

    /// <summary>
    /// Whether administrators of the host's own tenant may take packages in by the page of plugins; default <see langword="false"/>: then packages come from whoever may write on the server. What is uploaded passes
    /// the same checks, signatures among them.
    /// </summary>
    public bool AllowUpload { get; set; }

    /// <summary>Whether subfolders of <see cref="Folder"/> with a <c>plugin.json</c> are plugins; default <see langword="true"/>. They are not signed: whoever may write into the folder may run code in the host.</summary>
    public bool AllowFolders { get; set; } = true;

    /// <summary>Ids of plugins that this host does not run, whatever the database says; for a host that does not come up because of one.</summary>
    public ISet<string> Disabled { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>
    /// Packages that are installed when the host starts, unless they are already; absolute paths, or relative to <see cref="Folder"/>. Naming one here agrees to all that it asks for.
    /// </summary>
    public IList<string> Packages { get; } = [];

    /// <summary>The largest package that is read, in bytes; default 100 MiB.</summary>
    public long MaxPackageBytes { get; set; } = 100L << 20;

    /// <summary>How much a package may hold unpacked, in bytes, counted while it is unpacked; default 300 MiB.</summary>
    public long MaxUnpackedBytes { get; set; } = 300L << 20;

    /// <summary>How many entries a package may have; default 5,000.</summary>
    public int MaxPackageFiles { get; set; } = 5_000;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPackageBytes, 1, nameof(MaxPackageBytes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxPackageBytes, int.MaxValue, nameof(MaxPackageBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxUnpackedBytes, 1, nameof(MaxUnpackedBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPackageFiles, 1, nameof(MaxPackageFiles));
        ArgumentException.ThrowIfNullOrWhiteSpace(Folder);
        foreach (var network in PrivateNetworks)
            if (!System.Net.IPNetwork.TryParse(network, out _)) throw new ArgumentException($"'{network}' is no network. Write its first address and the length of its prefix, such as 10.20.0.0/16.", nameof(PrivateNetworks));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxPrivateBytes);
        foreach (var path in ProbingPaths) ArgumentException.ThrowIfNullOrWhiteSpace(path, nameof(ProbingPaths));
        if (PollInterval is { } poll) ArgumentOutOfRangeException.ThrowIfLessThan(poll, TimeSpan.FromSeconds(1), nameof(PollInterval));
        foreach (var (name, value) in new[] { (nameof(ConfigureTimeout), ConfigureTimeout), (nameof(StartTimeout), StartTimeout), (nameof(WatchDelay), WatchDelay), (nameof(MigrationTimeout), MigrationTimeout), (nameof(StopTimeout), StopTimeout) })
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, name);
        foreach (var (name, value, most) in new[]
            {
                (nameof(TransactionTimeout), TransactionTimeout, TimeSpan.FromSeconds(10)), (nameof(RequestTimeout), RequestTimeout, TimeSpan.FromMinutes(10)),
                (nameof(EventTimeout), EventTimeout, TimeSpan.FromSeconds(30)), (nameof(BackgroundTimeout), BackgroundTimeout, TimeSpan.FromSeconds(60)),
            })
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxZombies, 1, nameof(MaxZombies));
        Limits.Validate(nameof(Limits));
        foreach (var (id, limits) in LimitsByPlugin) limits.Validate($"{nameof(LimitsByPlugin)}[{id}]");
        ArgumentOutOfRangeException.ThrowIfLessThan(DrainTimeout, TimeSpan.Zero, nameof(DrainTimeout));
    }
}
