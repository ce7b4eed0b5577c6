using CrmKit.EntityFrameworkCore;
using CrmKit.PostgreSql;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmKit;

/// <summary>Picks PostgreSQL as the store.</summary>
public static class PostgreSqlCrmKitBuilderExtensions
{
    /// <summary>Keeps everything in one PostgreSQL database, version 15 or newer, whose tables are made and brought up to date at start. Safe to call twice: the last call counts.</summary>
    /// <remarks>
    /// Any number of processes may use the database. The database itself must exist, and the user own it or be allowed to create tables in it. Tables stand in the first schema of the search path.
    /// Connections are pooled; <c>Maximum Pool Size</c> holds for readers and writers together and is 80 unless the connection string says otherwise. How long a write waits for another one
    /// is <c>Command Timeout</c>, 30 s by default; then it fails with <c>store.busy</c>.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">In Npgsql's form: <c>Host=db;Database=crm;Username=crm;Password=…</c>.</param>
    /// <param name="configure">Changes settings; see <see cref="PostgreSqlOptions"/> for defaults.</param>
    /// <exception cref="ArgumentException">It is no connection string, or names no host.</exception>
    public static CrmKitBuilder UsePostgreSql(this CrmKitBuilder builder, string connectionString, Action<PostgreSqlOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new PostgreSqlOptions();
        configure?.Invoke(options);
        var server = new PostgreSqlServer(connectionString);
        builder.Services.RemoveAll<ICrmStore>();
        builder.Services.AddSingleton<ICrmStore>(_ => new EfStore(new PostgreSqlDatabase(server, options)));
        EfStore.Prepare(new PostgreSqlDatabase(server)); // beside what else the host puts together; whoever needs the model waits for it
        return builder;
    }
}
