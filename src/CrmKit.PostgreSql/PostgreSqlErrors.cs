using Npgsql;

namespace CrmKit.PostgreSql;

internal static class PostgreSqlErrors
{
    public static CrmError Unreachable(PostgreSqlServer server, NpgsqlException failure) => new("store.unreachable",
        $"The database {server.Name} cannot be used: {failure.Message.TrimEnd('.')}. Check that the server runs, that the database exists and that the connection string is right, then try again.");

    public static CrmError CommitUnknown(PostgreSqlServer server, NpgsqlException failure) => new("store.commit-unknown",
        $"The connection to {server.Name} was lost while it was asked to save: {failure.Message.TrimEnd('.')}. Whether it did is not known. Read again before you repeat the change.");

    public static CrmError FenceMissing(string table) => new("store.fence-missing",
        $"No policy keeps tenants apart in the table {table}, and this user is not its owner. Start once as the owner, who puts it up.");

    public static CrmError FenceBypassed(string user) => new("store.fence-bypassed",
        $"Row-level security is asked for, but does not bind the user '{user}': it is a superuser or has BYPASSRLS. Connect as one who is neither.");

    public static CrmError Busy(PostgreSqlServer server) => new("store.busy",
        $"A write to {server.Name} waited longer than {server.CommandTimeout} seconds for another one. Shorten the transactions under way, or raise Command Timeout in the connection string.");
}
