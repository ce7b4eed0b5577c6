using CrmKit.Endpoints;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

/// <summary>A host whose plugins have tables, over a folder that several hosts may share.</summary>
internal sealed class TableHost : IAsyncDisposable
{
    private readonly bool _isOwner;
    private readonly CrmHost _host;

    public TableHost(TableHost? beside = null, string? postgreSql = null)
    {
        _isOwner = beside is null;
        // EF Core's first query takes seconds on a machine that is busy with other tests.
        _host = new CrmHost(beside?.Directory, o => (o.AllowUnsigned, o.StartTimeout, o.TransactionTimeout) = (true, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(10)), postgreSql: postgreSql);
    }

    public string Directory => _host.Directory;
    public IPluginRuntime Runtime => _host.Runtime;
    public CrmHost Host => _host;

    /// <summary>A host with one plugin installed from a package.</summary>
    public static async Task<TableHost> WithAsync(string source)
    {
        var host = new TableHost();
        await host.InstallAsync("1.0.0", source);
        return host;
    }

    public string Package(string version, string source, string id = "acme")
    {
        var folder = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "builds", Guid.NewGuid().ToString("N"))).FullName;
        TablePlugin.Compile(folder, source);
        PluginHost.WriteManifest(folder, id, version);
        return PluginPackages.Pack(folder, folder + ".crmpkg");
    }

    public Task<PluginOutcome> InstallAsync(string version, string source, string id = "acme", bool force = false) =>
        InstallPackageAsync(Package(version, source, id), force);

    public Task<PluginOutcome> InstallPackageAsync(string package, bool force = false) =>
        Runtime.ExecuteAsync(new PluginCommand(PluginAct.Install) { Package = package, Consent = true, Force = force });

    public Task<PluginOutcome> RemoveAsync(bool erase = false, string id = "acme", string? exportTo = null) => Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, id) { Erase = erase, ExportTo = exportTo });

    /// <summary>The code with which an install is refused.</summary>
    public async Task<CrmError> RefusedAsync(string version, string source, string id = "acme", bool force = false) =>
        (await Assert.ThrowsAsync<CrmRuleException>(() => InstallAsync(version, source, id, force))).Error;

    public ICrmSession Open(string? tenant = null) => _host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("tests"), tenantId: tenant);

    public async Task<Guid> AddLeadAsync(string name = "Mei", string? tenant = null)
    {
        await using var session = Open(tenant);
        return (await session.Records.CreateAsync(new Lead { Name = name })).Id;
    }

    /// <summary>What the plugin's endpoint says.</summary>
    public async Task<string> AskAsync(string how = "", string? tenant = null, string id = "acme")
    {
        await using var session = Open(tenant);
        var answer = await session.Endpoints.AnswerAsync($"{id}.do", new EndpointRequest { Query = new Dictionary<string, string> { ["how"] = how } });
        return answer.Body!["answer"]?.ToString() ?? "";
    }

    /// <summary>The rows of a query, values parted by bars, straight from the file.</summary>
    public List<string> Rows(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Directory, "crm.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        return rows;
    }

    public List<string> Tables(string prefix = "plg_") => Rows($"SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, {prefix.Length}) = '{prefix}' ORDER BY name");

    /// <summary>Every row and definition of the plugin's tables, and how many records there are.</summary>
    public string Dump() => string.Join('\n', [.. Tables().SelectMany(t => Rows($"SELECT * FROM \"{t}\" ORDER BY 1, 2").Prepend(t)), .. Rows("SELECT sql FROM sqlite_master WHERE name LIKE 'plg%' OR tbl_name LIKE 'plg%' ORDER BY name")]);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        if (_isOwner) System.IO.Directory.Delete(Directory, recursive: true);
    }
}
