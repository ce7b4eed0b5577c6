using CrmKit.Plugins;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Tables;

/// <summary>Lists the migrations of a plugin's tables.</summary>
public sealed class PluginTablesBuilder
{
    internal List<RegisteredMigration> Migrations { get; } = [];

    internal PluginTablesBuilder() { }

    /// <summary>Adds a migration; its class names it in the history, so that neither may change afterwards.</summary>
    /// <param name="version">The version of the plugin that brings it: migrations run in the order of their versions, those of one version as they are listed.</param>
    public PluginTablesBuilder Migration<TMigration>(string version) where TMigration : Migration, new()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(version);
        Migrations.Add(new RegisteredMigration(version, typeof(TMigration).Name, static () => new TMigration()));
        return this;
    }
}

/// <summary>Adds tables of a plugin's own.</summary>
public static class PluginTablesExtensions
{
    /// <summary>Gives the plugin tables of its own, read and written through its EF Core context; handlers take <see cref="IPluginTables{TContext}"/>. Once per plugin.</summary>
    /// <remarks>
    /// The loader applies the migrations when a version of the plugin starts for the first time, in the transaction that puts it into force: <c>tables.migration-failed</c> and every other refusal leave the database, and the
    /// version before, as they were. Removing the plugin keeps its tables for a later install; erasing it drops them.
    /// </remarks>
    /// <param name="plugin">The plugin's builder.</param>
    /// <param name="create">Makes the context: <c>options => new(options)</c>.</param>
    /// <param name="define">Lists the migrations.</param>
    /// <exception cref="InvalidOperationException">It is called twice.</exception>
    public static ICrmPluginBuilder AddTables<TContext>(this ICrmPluginBuilder plugin, Func<DbContextOptions<TContext>, TContext> create, Action<PluginTablesBuilder> define)
        where TContext : PluginDbContext
    {
        ArgumentNullException.ThrowIfNull(plugin);
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(define);
        if (plugin.Services.Any(s => s.ServiceType == typeof(PluginTableSet))) throw new InvalidOperationException("A plugin has one context for its tables; AddTables was called twice.");
        var tables = new PluginTablesBuilder();
        define(tables);
        plugin.Services
            .AddSingleton<PluginTableSet>(_ => new PluginTableSet<TContext>(create, tables.Migrations)) // made by the container, so that it disposes what belongs to the generation
            .AddSingleton<IPluginTableSet>(services => services.GetRequiredService<PluginTableSet>())
            .AddSingleton<IPluginTables<TContext>, PluginTables<TContext>>();
        return plugin;
    }
}
