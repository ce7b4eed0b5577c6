using System.Data.Common;
using CrmKit.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>
/// Tells the server the tenant of each query that runs outside a transaction, in front of it and in the same round trip: both are one transaction, and what was told ends with it. Transactions have been told when they began.
/// </summary>
internal sealed class TenantCommands(PostgreSqlDatabase database) : DbCommandInterceptor
{
    private const string Parameter = "crmkit_tenant";
    private const string Prefix = $"SELECT set_config('{TenantFence.Setting}', @{Parameter}, true);\n";

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        if (!Tell(command, eventData.Context)) return result;
        var reader = command.ExecuteReader();
        try
        {
            reader.NextResult();
            return InterceptionResult<DbDataReader>.SuppressWithResult(reader);
        }
        catch
        {
            reader.Dispose(); // else the connection would stay busy
            throw;
        }
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (!Tell(command, eventData.Context)) return result;
        var reader = await command.ExecuteReaderAsync(cancellationToken);
        try
        {
            await reader.NextResultAsync(cancellationToken);
            return InterceptionResult<DbDataReader>.SuppressWithResult(reader);
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    private bool Tell(DbCommand command, DbContext? context)
    {
        if (!database.IsFenced || command.Transaction is not null || database.SeesAll((NpgsqlConnection)command.Connection!)) return false;
        command.CommandText = Prefix + command.CommandText;
        command.Parameters.Add(new NpgsqlParameter<string>(Parameter, ContextTenant.Of(context!)));
        return true;
    }
}
