using System.Reflection;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Finds the migrations of one module. There is no model snapshot: migrations are written by hand or drafted, and a test compares what they make with the model.</summary>
internal sealed class ModuleMigrationsAssembly(ICurrentDbContext current) : IMigrationsAssembly
{
    private SortedDictionary<string, TypeInfo>? _migrations;

    public IReadOnlyDictionary<string, TypeInfo> Migrations => _migrations ??= Of(((MigrationContext)current.Context).Module);

    /// <summary>The migrations of a module by id, in the order in which they are applied.</summary>
    public static SortedDictionary<string, TypeInfo> Of(string module) => new(
        typeof(ModuleMigrationsAssembly).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(ModuleMigration)) && t.GetCustomAttribute<ModuleMigrationAttribute>()?.Module == module)
            .ToDictionary(t => t.GetCustomAttribute<MigrationAttribute>()!.Id, t => t.GetTypeInfo()),
        StringComparer.Ordinal);

    public ModelSnapshot? ModelSnapshot => null;

    public Assembly Assembly => typeof(ModuleMigrationsAssembly).Assembly;

    public string? FindMigrationId(string nameOrId) =>
        Migrations.Keys.FirstOrDefault(id => id == nameOrId || id.EndsWith("_" + nameOrId, StringComparison.Ordinal));

    public Migration CreateMigration(TypeInfo migrationClass, string activeProvider)
    {
        var migration = (Migration)Activator.CreateInstance(migrationClass.AsType())!;
        migration.ActiveProvider = activeProvider;
        return migration;
    }
}
