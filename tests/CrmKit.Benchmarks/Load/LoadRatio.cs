using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CrmKit.Benchmarks.Databases;
using Microsoft.Data.Sqlite;

namespace CrmKit.Benchmarks.Load;

/// <summary>
/// P7 to P10, P12, P13, P34: requests over HTTP to the sample host, with keys, rights, audit and all, against minimal endpoints with hand-written SQL in a process of their own; in turn, by <c>wrk</c>.
/// </summary>
internal sealed class LoadRatio(Wrk wrk, int rounds)
{
    private const int Connections = 2; // as many as there are cores here
    private const int PerBatch = 200;
    private static readonly string List = $"/api/opportunities?filter={Uri.EscapeDataString("stage eq 'engaging' and amount gt 5000")}&size=50";

    public static async Task<int> RunAsync(int rows, int seconds, int rounds)
    {
        if (!Wrk.IsPresent)
        {
            await Console.Error.WriteLineAsync("This needs wrk: apt-get install wrk");
            return 2;
        }
        var folder = Directory.CreateTempSubdirectory("crmkit-benchmark-").FullName;
        try
        {
            foreach (var database in await BenchDatabase.AllAsync(folder))
            {
                Console.WriteLine($"{database.Name}, {rows:N0} opportunities, {Connections} connections, {rounds} rounds of {seconds} s a side");
                await new LoadRatio(new Wrk(folder, seconds), rounds).CompareAsync(database, folder, await LoadCrm.FillAsync(database, folder, rows));
            }
            return 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task CompareAsync(BenchDatabase database, string folder, LoadCrm crm)
    {
        // Neither waits for the other's writes, and lists are asked behind row-level security of the same rows as without.
        var (copy, fence) = (await database.CopyAsync(crm.Name), database.IsServer ? await database.CopyAsync(crm.Name) : null);
        await using var host = await Server.HostAsync(database, crm.Name, folder);
        Console.WriteLine($"  what follows the import in the background took {(await SettledAsync(database, crm.Name)).TotalSeconds:N0} s");
        if (fence is not null)
        {
            await using var fenced = await Server.HostAsync(database, fence, folder, isFenced: true);
            await SettledAsync(database, fence); // nobody has worked there yet
            await PairAsync("list behind row-level security against one without, P10", "p95 at most 1.15", new Side(fenced.Address, crm.RepresentativeKey), [new("GET", List)], new Side(host.Address, crm.RepresentativeKey), [new("GET", List)]);
        }
        await using (var bare = await Server.BareAsync(database, copy)) await CompareAsync(database, crm, host, bare);
        foreach (var page in (string[])["/crm", "/crm/opportunities", $"/crm/opportunities/{crm.Own}", "/crm/_boards/opportunity.standard", "/crm/_search?q=deal", $"/crm/_search?q=D{1:D8}"])
        {
            await wrk.RunAsync(host.Address, crm.AdministratorKey, [new("GET", page)], 1); // the first ones compile what they ask
            Console.WriteLine($"  page {page.Replace(crm.Own.ToString(), "…", StringComparison.Ordinal),-32} {await wrk.RunAsync(host.Address, crm.AdministratorKey, [new("GET", page)], 1)}; must be at most 100 ms");
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  memory of the host afterwards: {host.Memory:N0} MiB"));
    }

    private async Task CompareAsync(BenchDatabase database, LoadCrm crm, Server host, Server bare)
    {
        using var http = new HttpClient { BaseAddress = host.Address, DefaultRequestHeaders = { { "Authorization", "Bearer " + crm.AdministratorKey } } };
        var (administrator, representative) = (new Side(host.Address, crm.AdministratorKey), new Side(host.Address, crm.RepresentativeKey));
        var plain = new Side(bare.Address, null);

        await PairAsync("list with rights and filter, P7", "p95 at most 1.30", representative, [new("GET", List)], plain, [new("GET", $"/list?owner={crm.Representative}&stage=engaging&amount=5000")]);
        await PairAsync("get", "p95 at most 1.30", representative, [new("GET", $"/api/opportunities/{crm.Own}")], plain, [new("GET", $"/get/{crm.Own}")]);
        var create = $$"""{"name":"Deal of load","amount":1200,"currency":"USD","ownerId":"{{crm.Representative}}"}""";
        await PairAsync("create", "", administrator, [new("POST", "/api/opportunities", $$"""{"name":"Deal of load","amount":1200,"currency":"USD"}""")], plain, [new("POST", "/create", create)]);
        await PairAsync("stage move, P13", "p95 at most 1.30", administrator, Moves(crm, id => $"/api/opportunities/{id}/stage"), plain, Moves(crm, id => $"/move/{id}"));
        await PairAsync("report: funnel", "", administrator, [new("GET", "/api/reports/funnel?pipeline=opportunity.standard")], plain, [new("GET", "/funnel")]);
        await SettledAsync(database, crm.Name); // a board of a million, and not what thousands of writes a second leave to be folded
        await PairAsync("board, P12", "p95 at most 1/50 and 25 ms", administrator, [new("GET", "/crm/_boards/opportunity.standard")], plain, [new("GET", "/board")]);

        var far = await CursorAsync(http, 500_000);
        if (far is not null) await PairAsync("page 10,000 against page 1, P8", "p95 at most 1.20", administrator, [new("GET", $"/api/opportunities?size=50&cursor={Uri.EscapeDataString(far)}")], administrator, [new("GET", "/api/opportunities?size=50")]);
        await PairAsync("list with a total of up to 1,000 against one without, P9", "p95 at most 1.50", administrator, [new("GET", "/api/opportunities?size=50&total=true&totalLimit=1000")], administrator, [new("GET", "/api/opportunities?size=50")]);

        var batch = JsonSerializer.Serialize(new { changes = Enumerable.Range(0, PerBatch).Select(_ => new { op = "create", type = "opportunity", values = new { name = "Deal of load", amount = 1200, currency = "USD" } }) });
        var (batches, singles) = await PairAsync($"a batch of {PerBatch} against as many single requests, P34", "", administrator, [new("POST", "/api/batch", batch)], administrator, [new("POST", "/api/opportunities", $$"""{"name":"Deal of load","amount":1200,"currency":"USD"}""")], connections: 1);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  records per second: {batches.PerSecond * PerBatch / singles.PerSecond:N1} times; must be at least 20"));
    }

    // Events are dispatched, which writes, and on SQLite one writes at a time; counters are folded.
    private static async Task<TimeSpan> SettledAsync(BenchDatabase database, string name)
    {
        await using var connection = await database.OpenAsync(name);
        await using var pending = connection.CreateCommand();
        pending.CommandText = "SELECT (SELECT count(*) FROM crm_outbox_message WHERE status = 'pending') + (SELECT count(*) FROM crm_counter_delta)";
        var watch = Stopwatch.StartNew();
        while (Convert.ToInt64(await pending.ExecuteScalarAsync(), CultureInfo.InvariantCulture) > 0) await Task.Delay(500);
        return watch.Elapsed;
    }

    // Each opportunity goes one stage on and back again, so that there is always a move.
    private static IEnumerable<LoadRequest> Moves(LoadCrm crm, Func<Guid, string> path) =>
        ((string[])["engaging", "prospecting"]).SelectMany(stage => crm.Open.Select(id => new LoadRequest("POST", path(id), $$"""{"stage":"{{stage}}"}""")));

    private async Task<(Latencies Ours, Latencies Theirs)> PairAsync(string title, string must, Side ours, IEnumerable<LoadRequest> our, Side theirs, IEnumerable<LoadRequest> their, int connections = Connections)
    {
        var (mine, other) = (new List<Latencies>(), new List<Latencies>());
        for (var round = -1; round < rounds; round++) // the first one warms up
        {
            var (first, second) = (await wrk.RunAsync(ours.Address, ours.Key, our, connections), await wrk.RunAsync(theirs.Address, theirs.Key, their, connections));
            if (round < 0) continue;
            mine.Add(first);
            other.Add(second);
        }
        var ratios = mine.Zip(other, (a, b) => a.P95 / b.P95).ToList();
        var (middle, baseline) = (Median(mine), Median(other));
        Console.WriteLine($"  {title}: p95 {Sides.Spread(ratios)} times{(must.Length > 0 ? $"; {must}" : "")}");
        Console.WriteLine($"    {middle}");
        Console.WriteLine($"    {baseline}");
        return (middle, baseline);
    }

    private static Latencies Median(List<Latencies> runs) => runs.OrderBy(r => r.P95).ElementAt(runs.Count / 2);

    private static async Task<string?> CursorAsync(HttpClient http, int row)
    {
        const int Page = 1000;
        string? cursor = null;
        for (var at = 0; at < row; at += Page)
        {
            var page = await http.GetFromJsonAsync<JsonElement>($"/api/opportunities?size={Page}{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}");
            if (page.GetProperty("next").GetString() is not { } next) return null; // fewer rows than that
            cursor = next;
        }
        return cursor;
    }

    private sealed record Side(Uri Address, string? Key);
}
