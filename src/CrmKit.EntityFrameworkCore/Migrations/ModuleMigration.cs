using Microsoft.EntityFrameworkCore.Migrations;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Says whose schema a migration changes; each module has a history table of its own.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ModuleMigrationAttribute(string module) : Attribute
{
    public string Module => module;
}

/// <summary>A change of the schema, the same class for every database.</summary>
/// <remarks>
/// Add and expand in one release, contract in a later one: columns are added, filled, and only then dropped. Never change a released migration.
/// Column types follow from the CLR type; <see cref="Json"/> is the one exception.
/// </remarks>
internal abstract class ModuleMigration : Migration
{
    /// <summary>The column type of JSON.</summary>
    protected string Json => ActiveProvider?.Contains("Npgsql", StringComparison.Ordinal) == true ? "jsonb" : "TEXT";
}
