using CrmKit.EntityFrameworkCore;
using CrmKit.Storage;

namespace CrmKit.Sqlite;

/// <summary>A folder of its own for each test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("crmkit-").FullName;

    public string File(string name = "crm.db") => System.IO.Path.Combine(Path, name);

    public ICrmStore Store(string name = "crm.db", SqliteOptions? options = null) => new EfStore(new SqliteDatabase(File(name), options ?? new SqliteOptions { Durability = SqliteDurability.Normal }));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
