using CrmKit.EntityFrameworkCore;
using CrmKit.Sqlite;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CrmKit;

/// <summary>Picks SQLite, in process, as the store.</summary>
public static class SqliteCrmKitBuilderExtensions
{
    /// <summary>Keeps everything in one SQLite file, made and brought up to date at start. Safe to call twice: the last call counts.</summary>
    /// <remarks>
    /// One process at a time may use the file; a second one is refused with <c>store.locked</c>. Beside the file stand <c>-wal</c>, <c>-shm</c> and <c>.lock</c>:
    /// copy it only while no process uses it. Local disks only, no network shares.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file, absolute or relative to the working directory. Databases in memory are not supported: readers need a file.</param>
    /// <param name="configure">Changes settings; see <see cref="SqliteOptions"/> for defaults.</param>
    /// <exception cref="ArgumentException">The path is empty, or means a database in memory, or a setting is out of its range.</exception>
    public static CrmKitBuilder UseSqlite(this CrmKitBuilder builder, string path, Action<SqliteOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new SqliteOptions();
        configure?.Invoke(options);
        options.Check();
        var file = SqlitePath.Check(path);
        builder.Services.RemoveAll<ICrmStore>();
        if (options.FilePerTenant || new TenantFolder(file).Exists)
            builder.Services.AddSingleton<ICrmStore>(services => new TenantFileStore(file, options, services.GetRequiredService<IOptions<CrmKitOptions>>().Value.TenantId));
        else
            builder.Services.AddSingleton<ICrmStore>(_ => new EfStore(new SqliteDatabase(file, options)));
        EfStore.Prepare(new SqliteDatabase(file, options)); // beside what else the host puts together; whoever needs the model waits for it
        return builder;
    }
}
