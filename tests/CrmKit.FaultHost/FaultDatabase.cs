using CrmKit.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.FaultHost;

/// <summary>SQLite by the path of a file, PostgreSQL by a connection string; files of records lie beside what happens outside.</summary>
internal static class FaultDatabase
{
    public static CrmKitBuilder Use(CrmKitBuilder crm, string database)
    {
        crm.Services.AddSingleton<ISecretProtector, FaultKeys>();
        crm.Configure(o =>
        {
            o.AttachmentFolder = Environment.GetEnvironmentVariable(OutsideWorld.Variable) + "-files";
            o.FormsUrl = new Uri("https://www.example.test/forms");
            o.Webhooks.AllowHttp = true;
            o.Webhooks.PrivateNetworks.Add("127.0.0.1/32");
        });
        return Open(crm, database);
    }

    private static CrmKitBuilder Open(CrmKitBuilder crm, string database) => database.StartsWith("Host=", StringComparison.Ordinal) ? crm.UsePostgreSql(database) : crm.UseSqlite(database);
}
