namespace CrmKit.Plugins;

/// <summary>Brings a plugin's data from an older version to a newer one. Registered with the version whose data it makes.</summary>
/// <remarks>
/// Runs when a version of the plugin starts whose data is older, after the versions before it, in the transaction that puts the new version into force: when it throws, or the new version does not come up,
/// nothing of it stays and the version before goes on. Sessions that were open finish with the version before, so a newer version has to understand values that are written like the older ones.
/// </remarks>
public interface IPluginMigration
{
    /// <summary>Changes the data.</summary>
    ValueTask MigrateAsync(IPluginData data, CancellationToken cancellationToken);
}

/// <summary>A plugin's own values, of every record that has any: deleted ones and those that the acting user cannot see are among them. Values of others are out of reach.</summary>
/// <remarks>For one migration; not thread safe.</remarks>
public interface IPluginData
{
    /// <summary>The version in which the data is.</summary>
    string FromVersion { get; }

    /// <summary>Goes through all records of a type, in batches, and writes those that were changed, with their line in the audit.</summary>
    /// <param name="recordType">A type of the plugin's own, or one that it has fields on.</param>
    /// <param name="change">Called for each record.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>How many records were changed.</returns>
    /// <exception cref="CrmNotFoundException"><c>catalog.type-unknown</c>.</exception>
    Task<int> ChangeAsync(string recordType, Action<PluginDataRecord> change, CancellationToken cancellationToken);
}

/// <summary>One record as a migration sees it: what is the plugin's own.</summary>
public sealed class PluginDataRecord
{
    private readonly string _prefix;
    private readonly Record _record;

    internal PluginDataRecord(string plugin, Record record) => (_prefix, _record) = (plugin + ".", record);

    /// <summary>The record's id.</summary>
    public Guid Id => _record.Id;

    /// <summary>The name of a record of the plugin's own type; <see langword="null"/> for others.</summary>
    public string? Name => (_record as CustomRecord)?.Name;

    /// <summary>All custom values of the record; read the plugin's own.</summary>
    public CustomValues Values => _record.Custom;

    /// <summary>Sets a value; <see langword="null"/> removes it.</summary>
    /// <exception cref="ArgumentException">The key does not begin with the plugin's id, or no field holds such a value.</exception>
    public void Set(string key, object? value) => _record.Custom = _record.Custom.With(Own(key), value);

    /// <summary>Moves a value to another key, as it is; without a value nothing happens.</summary>
    /// <exception cref="ArgumentException">A key does not begin with the plugin's id.</exception>
    public void Rename(string from, string to) => _record.Custom = _record.Custom.Renamed(Own(from), Own(to));

    private string Own(string key) => key.StartsWith(_prefix, StringComparison.Ordinal)
        ? key
        : throw new ArgumentException($"'{key}' does not begin with '{_prefix}': a migration changes its plugin's own values.", nameof(key));
}
