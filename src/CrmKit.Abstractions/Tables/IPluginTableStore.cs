using CrmKit.Plugins;
using CrmKit.Storage;

namespace CrmKit.Tables;

/// <summary>The tables that plugins bring themselves, behind the doors. For store packages and the plugin loader; nothing else may use it.</summary>
/// <remarks>Singleton, thread safe. Holds nothing of a plugin: what a generation needs lives in its container and ends with it.</remarks>
internal interface IPluginTableStore
{
    /// <summary>Takes a generation's tables into use and reads what they are to be. Runs code of the plugin: its model and its migrations.</summary>
    /// <exception cref="CrmRuleException"><c>tables.name-invalid</c>, <c>tables.foreign</c>, <c>tables.migration-invalid</c>.</exception>
    TableSchema Open(string pluginId, IPluginTableSet tables);

    /// <summary>Runs statements inside a transaction; each is refused before it runs when it touches what is not the plugin's.</summary>
    /// <exception cref="CrmRuleException"><c>tables.foreign</c>.</exception>
    /// <exception cref="System.Data.Common.DbException">The database refuses a statement.</exception>
    void Run(IStoreTransaction transaction, string prefix, IReadOnlyList<string> statements, CancellationToken cancellationToken);

    /// <summary>What the tables, as the reader sees them, lack of the model, or refer to beside the plugin's own; empty when all fits.</summary>
    IReadOnlyList<string> Misfits(IStoreReader reader, TableSchema schema);

    /// <summary>The tables of a prefix, with how many rows each has, of all tenants.</summary>
    IReadOnlyList<(string Table, long Rows)> Count(IStoreReader reader, string prefix);

    /// <summary>The rows of a table, of all tenants, as columns with their values, one after another.</summary>
    IEnumerable<IReadOnlyList<(string Column, object? Value)>> Read(IStoreReader reader, string table);

    /// <summary>Drops every table and view of a prefix.</summary>
    void Drop(IStoreTransaction transaction, string prefix);
}

/// <summary>What a plugin has registered of its tables; a service of its container, so that it ends with the generation.</summary>
internal interface IPluginTableSet;

/// <summary>A generation's tables as plain text: nothing in it is the plugin's own code.</summary>
internal sealed record TableSchema(string Prefix)
{
    /// <summary>The migrations, in the order of their versions.</summary>
    public IReadOnlyList<TableScript> Scripts { get; init; } = [];

    /// <summary>What the model reads and writes: tables with their columns.</summary>
    public IReadOnlyList<(string Table, IReadOnlyList<string> Columns)> Tables { get; init; } = [];
}

/// <summary>One migration of a plugin's tables.</summary>
/// <param name="Version">The version of the plugin that brought it.</param>
/// <param name="Name">Its class.</param>
/// <param name="Checksum">Of what it does, in either direction; the same on every database.</param>
/// <param name="Up">The statements that make the change.</param>
/// <param name="Down">The statements that undo it; <see langword="null"/> when it cannot be undone.</param>
/// <param name="NoWayBack">Why it cannot be undone.</param>
internal sealed record TableScript(string Version, string Name, string Checksum, IReadOnlyList<string> Up, IReadOnlyList<string>? Down, string? NoWayBack);

/// <summary>What a session lets the tables of plugins take part in.</summary>
internal interface ITableSession
{
    string TenantId { get; }

    /// <summary>The transaction of the unit of work under way, or committed data outside one.</summary>
    ValueTask<IStoreReader> ReaderAsync(CancellationToken cancellationToken);

    /// <summary>Charges what is done to the plugin whose handler does it.</summary>
    void Charge(CallCost cost, long amount);
}
