using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CrmKit.Benchmarks.Databases;
using Microsoft.Data.Sqlite;

namespace CrmKit.Benchmarks.Load;

/// <summary>
/// Clients that write without a pause while the database goes away and comes back (the process itself, on SQLite): what was acknowledged must be there afterwards, and the memory of a host that lives on must stay flat.
/// </summary>
/// <remarks>A client has its own records and knows of each what was acknowledged last, and what may or may not have been written since: an answer that never came says neither.</remarks>
internal static class Endurance
{
    private const int RecordsPerClient = 50;
    private const double MostGrowth = 1.15; // from the first third of the time to the last
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(45); // restarts

    public static async Task<int> RunAsync(int minutes, int clients)
    {
        var folder = Directory.CreateTempSubdirectory("crmkit-benchmark-").FullName;
        try
        {
            var faults = 0;
            foreach (var database in await BenchDatabase.AllAsync(folder)) faults += await EndureAsync(database, folder, TimeSpan.FromMinutes(minutes), clients);
            return faults == 0 ? 0 : 1;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> EndureAsync(BenchDatabase database, string folder, TimeSpan duration, int clients)
    {
        var crm = await LoadCrm.FillAsync(database, folder, 10_000);
        var host = await Server.HostAsync(database, crm.Name, folder);
        try
        {
            using var http = new HttpClient { BaseAddress = host.Address, DefaultRequestHeaders = { { "Authorization", "Bearer " + crm.AdministratorKey } }, Timeout = TimeSpan.FromSeconds(20) };
            var (histories, counts, memory) = (new ConcurrentBag<History>(), new Counts(), new List<double>());
            using var end = new CancellationTokenSource(duration);
            var working = Enumerable.Range(0, clients).Select(client => ClientAsync(http, client, histories, counts, end.Token)).ToArray();
            var restarts = 0;
            for (var watch = Stopwatch.StartNew(); watch.Elapsed + Between < duration; restarts++)
            {
                await Task.Delay(Between);
                memory.Add(host.Memory);
                if (database.IsServer) await database.RestartAsync();
                else
                {
                    await host.KillAsync();
                    var port = host.Address.Port;
                    host = await Server.HostAsync(database, crm.Name, folder, port);
                }
            }
            await Task.WhenAll(working);
            await WellAsync(http);
            var lost = 0;
            foreach (var history in histories) lost += await history.IsLostAsync(http) ? 1 : 0;
            Console.WriteLine($"{database.Name}: {clients} clients for {duration.TotalMinutes:N0} minutes, {restarts} restarts: {counts.Acknowledged:N0} writes acknowledged, {counts.Refused:N0} refused, {counts.Unknown:N0} without an answer, {lost} lost; must be 0");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  memory of the host before each restart: {string.Join(", ", memory.Select(m => m.ToString("N0", CultureInfo.InvariantCulture)))} MiB"));
            return lost + (database.IsServer && Growth(memory) > MostGrowth ? 1 : 0); // a host that was ended begins anew
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    private static double Growth(List<double> memory)
    {
        var third = memory.Count / 3;
        var growth = third == 0 ? 1 : Middle(memory.TakeLast(third)) / Middle(memory.Take(third));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  from the first third to the last: {growth:N2} times; at most {MostGrowth:N2}"));
        return growth;
    }

    private static double Middle(IEnumerable<double> values) => values.Order().ToList() is var ordered ? ordered[ordered.Count / 2] : 0;

    private static async Task ClientAsync(HttpClient http, int client, ConcurrentBag<History> histories, Counts counts, CancellationToken end)
    {
        var own = new List<History>();
        for (var turn = 0; !end.IsCancellationRequested; turn++)
        {
            var history = own.Count < RecordsPerClient ? new History($"E{client:D3}-{own.Count:D4}") : own[turn % own.Count];
            if (own.Count < RecordsPerClient)
            {
                own.Add(history);
                histories.Add(history);
            }
            if (!await history.WriteAsync(http, turn + 1, counts)) await Task.Delay(250, CancellationToken.None);
        }
    }

    private static async Task WellAsync(HttpClient http)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            try
            {
                if ((await http.GetAsync("/health")).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException) when (watch.Elapsed < TimeSpan.FromMinutes(1))
            {
                // Not yet.
            }
            await Task.Delay(250);
        }
    }

    private sealed class Counts
    {
        public long Acknowledged, Refused, Unknown;
    }

    /// <summary>One record as its only writer knows it.</summary>
    private sealed class History(string externalId)
    {
        private readonly HashSet<int> _possible = []; // amounts that were sent since the last acknowledged one
        private Guid? _id;
        private int? _acknowledged;

        public async Task<bool> WriteAsync(HttpClient http, int amount, Counts counts)
        {
            _possible.Add(amount);
            try
            {
                using var request = _id is null
                    ? new HttpRequestMessage(HttpMethod.Post, "/api/opportunities") { Content = JsonContent.Create(new { name = externalId, externalId, amount, currency = "USD" }) }
                    : new HttpRequestMessage(HttpMethod.Patch, $"/api/opportunities/{_id}") { Content = JsonContent.Create(new { amount }) };
                request.Headers.Add("Idempotency-Key", $"{externalId}-{amount}");
                using var response = await http.SendAsync(request);
                if (!response.IsSuccessStatusCode)
                {
                    Interlocked.Increment(ref counts.Refused);
                    if (_id is null && response.StatusCode == System.Net.HttpStatusCode.Conflict) _id = await FindAsync(http);
                    return false;
                }
                _id ??= (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
                _acknowledged = amount;
                _possible.Clear();
                Interlocked.Increment(ref counts.Acknowledged);
                return true;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
            {
                Interlocked.Increment(ref counts.Unknown);
                return false;
            }
        }

        public async Task<bool> IsLostAsync(HttpClient http)
        {
            if (_acknowledged is not { } acknowledged) return false;
            using var response = await http.GetAsync($"/api/opportunities/{_id}");
            if (!response.IsSuccessStatusCode) return true;
            var stored = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("amount").GetInt32();
            return stored != acknowledged && !_possible.Contains(stored);
        }

        private async Task<Guid?> FindAsync(HttpClient http)
        {
            var page = await http.GetFromJsonAsync<JsonElement>($"/api/opportunities?filter={Uri.EscapeDataString($"externalId eq '{externalId}'")}");
            return page.GetProperty("items") is var items && items.GetArrayLength() == 1 ? items[0].GetProperty("id").GetGuid() : null;
        }
    }
}
