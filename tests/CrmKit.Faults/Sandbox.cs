using Microsoft.Data.Sqlite;

namespace CrmKit.Faults;

/// <summary>A folder of its own, a seeded database in it, and raw looks into databases.</summary>
internal sealed class Sandbox : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-faults-").FullName;

    public string Seed => Path.Combine(_folder, "seed.db");

    public static async Task<Sandbox> NewAsync()
    {
        var sandbox = new Sandbox();
        await Crm.RunAsync("seed", sandbox.Seed);
        await Crm.RunAsync("dispatch", sandbox.Seed);
        return sandbox;
    }

    public string NewFile(string name) => Path.Combine(_folder, name);

    /// <summary>A copy of the seeded database. Nobody has it open.</summary>
    public string Copy(string name)
    {
        var path = Path.Combine(_folder, name + ".db");
        foreach (var part in Directory.EnumerateFiles(_folder, "seed.db*").Where(p => !p.EndsWith(".lock", StringComparison.Ordinal)))
            File.Copy(part, path + Path.GetFileName(part)["seed.db".Length..]);
        return path;
    }

    /// <summary>The first column of every row.</summary>
    public static List<string> Query(string database, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={database};Mode=ReadWrite;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(reader.IsDBNull(0) ? "" : reader.GetValue(0).ToString()!);
        return rows;
    }

    public static long Count(string database, string sql) => long.Parse(Query(database, sql)[0], System.Globalization.CultureInfo.InvariantCulture);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return default;
    }
}
