using System.Security.Cryptography;
using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>A user of the server who may not do everything. Made once for a process, and shared by its databases.</summary>
internal sealed record PostgreSqlRole(string Name, string Password)
{
    private static readonly Dictionary<string, PostgreSqlRole> Made = new(StringComparer.Ordinal);
    private static readonly SemaphoreSlim Making = new(1, 1);

    /// <summary>Somebody who owns the database and what is made in it.</summary>
    public static async Task<PostgreSqlRole> OwnerOfAsync(string database)
    {
        var owner = await AnyAsync(database, "owner");
        await PostgreSqlCluster.QueryAsync(database, $"ALTER DATABASE {new NpgsqlConnectionStringBuilder(database).Database} OWNER TO {owner.Name}");
        return owner;
    }

    /// <summary>Somebody who may read and write rows, and owns nothing: with the grants of the guide.</summary>
    public static async Task<PostgreSqlRole> UserOfAsync(string database)
    {
        var user = await AnyAsync(database, "user");
        await PostgreSqlCluster.QueryAsync(database, $"""
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {user.Name};
            GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {user.Name};
            """);
        return user;
    }

    /// <summary>The connection string of a database for this user.</summary>
    public string Of(string database) => new NpgsqlConnectionStringBuilder(database) { Username = Name, Password = Password }.ConnectionString;

    private static async Task<PostgreSqlRole> AnyAsync(string database, string what)
    {
        await Making.WaitAsync();
        try
        {
            if (Made.TryGetValue(what, out var known)) return known;
            var role = new PostgreSqlRole($"crm_test_{what}_{Guid.NewGuid():N}", RandomNumberGenerator.GetHexString(32));
            try
            {
                await PostgreSqlCluster.QueryAsync(database, $"CREATE ROLE {role.Name} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{role.Password}'");
                await PostgreSqlCluster.QueryAsync(database, $"GRANT {role.Name} TO CURRENT_USER");
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                Assert.Skip("The user of the tests' server may not make users.");
            }
            return Made[what] = role;
        }
        finally
        {
            Making.Release();
        }
    }
}
