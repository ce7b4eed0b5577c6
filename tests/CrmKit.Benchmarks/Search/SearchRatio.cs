using System.Data.Common;
using System.Diagnostics;
using CrmKit.Accounts;
using CrmKit.PostgreSql;
using CrmKit.Records;
using CrmKit.Search;
using CrmKit.Sessions;
using CrmKit.Sqlite;
using CrmKit.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CrmKit.Benchmarks.Search;

/// <summary>
/// A search through the door, with rights, verification and highlighting, against the same question asked of the same index by hand, with the names of what it finds. Both in turn, in one process.
/// On PostgreSQL when a connection string of an empty database is given.
/// </summary>
internal static class SearchRatio
{
    private const int Rounds = 200;
    private const int Page = 20;
    private const int Batch = 5_000;
    private static readonly string[] Family = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"];
    private static readonly string[] Given = ["小明", "伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "建国"];
    private static readonly string[] First = ["Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Radia", "Tony", "Frances", "John"];
    private static readonly string[] Syllables = ["ber", "mon", "tel", "rag", "sto", "win", "kel", "dor", "han", "ves", "lin", "mar", "pol", "tur", "gan"];

    // Whole names, beginnings, sound, initials, digits, several words, nothing.
    private static readonly string[] Queries = ["王小明", "bermontel", "kelrag", "wxm", "zhaojianguo", "13800012345", "grace ves", "ragdor@example", "nobodyiscalledso"];

    public static async Task<int> RunAsync(int contacts, string? connectionString)
    {
        var folder = Directory.CreateTempSubdirectory("crmkit-benchmark-").FullName;
        var file = Path.Combine(folder, "crm.db");
        try
        {
            await using var services = new ServiceCollection().AddCrmKit(crm => _ = connectionString is null ? crm.UseSqlite(file) : crm.UsePostgreSql(connectionString)).BuildServiceProvider();
            var crm = services.GetRequiredService<ICrm>();
            var watch = Stopwatch.StartNew();
            await FillAsync(crm, contacts);
            Console.WriteLine($"{contacts:N0} contacts written in {watch.Elapsed.TotalSeconds:N0} s");
            await using DbConnection hand = connectionString is null ? new SqliteConnection($"Data Source={file};Mode=ReadOnly") : new NpgsqlConnection(connectionString);
            await hand.OpenAsync();
            Console.WriteLine($"size of the index: {await SizeAsync(hand) / 1_048_576.0:N0} MB");
            var ratios = new List<double>();
            foreach (var query in Queries)
            {
                await using var session = crm.OpenSession(Actor.System("benchmark"));
                var (door, bare, found) = (new List<double>(), new List<double>(), 0);
                for (var round = 0; round < Rounds; round++)
                {
                    door.Add(await TimeAsync(async () => found = (await session.Search.FindAsync(new SearchRequest(query) { Types = ["contact"], Size = Page })).Results.Count));
                    bare.Add(await TimeAsync(() => ByHandAsync(hand, query)));
                }
                var (d, b) = (P95(door), P95(bare));
                ratios.Add(d / b);
                Console.WriteLine($"{query,-18} {found,3} found  door p95 {d,7:F2} ms  by hand p95 {b,7:F2} ms  ratio {d / b:F2}");
            }
            ratios.Sort();
            Console.WriteLine($"ratio: median {ratios[ratios.Count / 2]:F2} (from {ratios[0]:F2} to {ratios[^1]:F2}); must be at most 1.30");
            return 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task FillAsync(ICrm crm, int contacts)
    {
        for (var start = 0; start < contacts; start += Batch)
        {
            await using var session = crm.OpenSession(Actor.System("seed"));
            var changes = new ChangeSet();
            for (var i = start; i < Math.Min(start + Batch, contacts); i++) changes.Create(Contact(i));
            await session.Records.SaveAsync(changes);
        }
    }

    private static Contact Contact(int i)
    {
        var surname = Syllables[i / 2 % 15] + Syllables[i / 30 % 15] + Syllables[i / 450 % 15];
        return i % 2 == 0
            ? new Contact { LastName = Family[i / 2 % 10], FirstName = Given[i / 20 % 20], Mobile = $"+86138{i % 100_000_000:D8}" }
            : new Contact { FirstName = First[i / 2 % 10], LastName = char.ToUpperInvariant(surname[0]) + surname[1..], Email = $"{surname}{i}@example.com", Mobile = $"+49151{i % 100_000_000:D8}" };
    }

    private static async Task ByHandAsync(DbConnection hand, string query)
    {
        await using var command = hand.CreateCommand();
        var expression = SearchTerms.Read(query);
        command.CommandText = hand is SqliteConnection
            ? """
              SELECT c.id, c.name FROM crm_search_text f CROSS JOIN crm_search s ON s.row = f.rowid CROSS JOIN crm_contact c ON c.tenant_id = s.tenant_id AND c.id = s.record_id
              WHERE crm_search_text MATCH @q AND s.tenant_id = 'main' AND s.record_type = 'contact' AND c.deleted_at IS NULL ORDER BY f.rank LIMIT 20
              """
            : """
              SELECT c.id, c.name FROM crm_search s JOIN crm_contact c ON c.tenant_id = s.tenant_id AND c.id = s.record_id
              WHERE s.words @@ CAST(@q AS tsquery) AND s.tenant_id = 'main' AND s.record_type = 'contact' AND c.deleted_at IS NULL ORDER BY ts_rank(s.words, CAST(@q AS tsquery)) DESC LIMIT 20
              """;
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@q", hand is SqliteConnection
            ? expression.Write(static t => t.IsPrefix ? $"\"{t.Text}\"*" : $"\"{t.Text}\"", " AND ", " OR ")
            : expression.Write(static t => t.IsPrefix ? $"'{t.Text}':*" : $"'{t.Text}'", " & ", " | "));
        command.Parameters.Add(parameter);
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync()) _ = (rows.GetGuid(0), rows.GetString(1));
    }

    private static async Task<double> SizeAsync(DbConnection hand)
    {
        await using var command = hand.CreateCommand();
        command.CommandText = hand is SqliteConnection
            ? "SELECT (SELECT sum(length(block)) FROM crm_search_text_data) + (SELECT count(*) * 150 FROM crm_search)"
            : "SELECT pg_total_relation_size('crm_search') + pg_total_relation_size('crm_search_word')";
        return Convert.ToDouble(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<double> TimeAsync(Func<Task> act)
    {
        var watch = Stopwatch.StartNew();
        await act();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double P95(List<double> times)
    {
        times.Sort();
        return times[(int)(times.Count * 0.95)];
    }
}
