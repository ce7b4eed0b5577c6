using System.Diagnostics;
using CrmKit.Accounts;
using CrmKit.Records;
using CrmKit.Segments;
using CrmKit.Sessions;
using CrmKit.Sqlite;
using CrmKit.PostgreSql;
using CrmKit.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CrmKit.Benchmarks.Segments;

/// <summary>
/// Segments over many contacts in a running host, while 50 of them are changed per second: how long after its commit a change is in the membership, and what following a change costs against finding the members from scratch.
/// On PostgreSQL when a connection string of an empty database is given.
/// </summary>
internal static class SegmentRatio
{
    private const int Batch = 5_000;
    private const int ChangesPerSecond = 50;
    private const int Seconds = 20;
    private const int Accounts = 1_000;
    private static readonly string[] Cities = [.. Enumerable.Range(0, 200).Select(i => $"City {i}")];

    private static readonly (string Name, string Filter)[] Filters =
    [
        ("in a city", "city eq 'City 7'"), ("across a reference", "account.name eq 'Account 7'"), ("by time", "createdAt ge now(-30) and city eq 'City 8'"), ("of many", "city ne 'City 9'"), ("by birthday", "bornOn recurs week()"),
    ];

    public static async Task<int> RunAsync(int contacts, string? connectionString)
    {
        var folder = Directory.CreateTempSubdirectory("crmkit-benchmark-").FullName;
        try
        {
            await using var services = new ServiceCollection().AddCrmKit(crm => _ = connectionString is null ? crm.UseSqlite(Path.Combine(folder, "crm.db")) : crm.UsePostgreSql(connectionString)).BuildServiceProvider();
            var crm = services.GetRequiredService<ICrm>();
            var watch = Stopwatch.StartNew();
            var ids = await FillAsync(crm, contacts);
            await services.GetRequiredService<Events.IDispatcher>().DrainAsync(); // what happened before there were segments
            Console.WriteLine($"{contacts:N0} contacts written in {watch.Elapsed.TotalSeconds:N0} s");
            await using var session = (CrmSession)crm.OpenSession(Actor.System("benchmark"));
            var segments = new List<Segment>();
            foreach (var (name, filter) in Filters)
            {
                segments.Add(await session.Segments.SaveAsync(new Segment { RecordType = "contact", Name = name, Filter = filter }));
                watch.Restart();
                await session.Segments.RefreshAsync();
                Console.WriteLine($"built '{name}' with {await session.Segments.CountAsync(segments[^1].Id),9:N0} members in {watch.Elapsed.TotalSeconds:N1} s");
            }
            var hosted = services.GetServices<IHostedService>().ToList();
            foreach (var service in hosted) await service.StartAsync(default);
            var (delays, processor) = await ChangeAsync(crm, session, segments[0], ids);
            foreach (var service in hosted) await service.StopAsync(default);
            delays.Sort();
            Console.WriteLine($"{delays.Count} changes, {ChangesPerSecond} per second, {segments.Count} segments: in the membership after {delays[delays.Count / 2]:N0} ms (median), {delays[(int)(delays.Count * 0.95)]:N0} ms (95 of 100), {delays[^1]:N0} ms (longest); must be at most 1,000");
            var rescans = new List<double>();
            for (var round = 0; round < 5; round++) rescans.Add(await RescanAsync(session, segments));
            rescans.Sort();
            Console.WriteLine($"processor time: {processor:N1} ms for a change with all that follows it, {rescans[2]:N0} ms to find the members of all segments once from scratch; ratio {processor / rescans[2]:F4}");
            return delays[^1] <= 1_000 ? 0 : 1;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<Guid>> FillAsync(ICrm crm, int contacts)
    {
        var ids = new List<Guid>(contacts);
        var accounts = new ChangeSet();
        for (var i = 0; i < Accounts; i++) accounts.Create(new Account { Name = $"Account {i}" });
        await using var first = crm.OpenSession(Actor.System("seed"));
        var places = (await first.Records.SaveAsync(accounts)).Outcomes.Select(o => o.Record!.Id).ToList();
        for (var start = 0; start < contacts; start += Batch)
        {
            await using var session = crm.OpenSession(Actor.System("seed"));
            var changes = new ChangeSet();
            for (var i = start; i < Math.Min(start + Batch, contacts); i++)
                changes.Create(new Contact { LastName = $"Name {i}", City = Cities[10 + (i % 190)], AccountId = places[i % Accounts], BornOn = new DateOnly(1980, 1, 1).AddDays(i % 10_000) });
            ids.AddRange((await session.Records.SaveAsync(changes)).Outcomes.Select(o => o.Record!.Id));
        }
        return ids;
    }

    // Every change moves one contact into the first segment; another reader looks when it is there.
    private static async Task<(List<double> Delays, double Processor)> ChangeAsync(ICrm crm, CrmSession reader, Segment segment, List<Guid> ids)
    {
        var (random, waiting, delays) = (new Random(7), new Dictionary<Guid, long>(), new List<double>());
        var picked = Enumerable.Range(0, ChangesPerSecond * Seconds).Select(i => ids[(int)((long)i * ids.Count / (ChangesPerSecond * Seconds))]).OrderBy(_ => random.Next()).ToList();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var writing = Task.Run(async () =>
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < picked.Count; i++)
            {
                var due = TimeSpan.FromSeconds((double)i / ChangesPerSecond) - clock.Elapsed;
                if (due > TimeSpan.Zero) await Task.Delay(due);
                await using var session = crm.OpenSession(Actor.System("writer"));
                await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("contact", picked[i]), new Dictionary<string, object?> { ["city"] = "City 7" }));
                lock (waiting) waiting[picked[i]] = Stopwatch.GetTimestamp();
            }
        });
        var store = await reader.ReaderAsync(default);
        while (delays.Count < picked.Count)
        {
            await Task.Delay(20);
            List<Guid> asked;
            lock (waiting) asked = [.. waiting.Keys];
            foreach (var some in asked.Chunk(500))
                foreach (var id in await store.ListAsync(store.Query<SegmentMember>().Where(m => m.SegmentId == segment.Id && ((IEnumerable<Guid>)some).Contains(m.RecordId)).Select(m => m.RecordId), default))
                    lock (waiting)
                        if (waiting.Remove(id, out var since)) delays.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }
        await writing;
        process.Refresh();
        return (delays, (process.TotalProcessorTime - before).TotalMilliseconds / picked.Count);
    }

    private static async Task<double> RescanAsync(CrmSession session, List<Segment> segments)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var store = await session.ReaderAsync(default);
        foreach (var segment in segments)
        {
            var id = segment.Id;
            var row = (await store.ListAsync(store.Query<SegmentEntry>().Where(s => s.Id == id), default))[0];
            var meeting = (await store.ListAsync((await SegmentEvaluation.MeetingAsync<Contact>(session, row, session.Catalog.Type("contact"), default)).Select(c => c.Id), default)).ToHashSet();
            meeting.SymmetricExceptWith(await store.ListAsync(store.Query<SegmentMember>().Where(m => m.SegmentId == id).Select(m => m.RecordId), default));
            if (meeting.Count > 0) throw new InvalidOperationException($"'{segment.Name}' is wrong about {meeting.Count} contacts.");
        }
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMilliseconds;
    }
}
