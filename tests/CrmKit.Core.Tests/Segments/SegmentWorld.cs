using System.Collections.Concurrent;
using CrmKit.Events;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Segments;

/// <summary>What tests of segments do again and again.</summary>
internal static class SegmentWorld
{
    /// <summary>Brings all segments up to now, as a host does by itself.</summary>
    public static async Task FollowAsync(this TestCrm crm)
    {
        var dispatcher = crm.Services.GetRequiredService<IDispatcher>();
        await dispatcher.DrainAsync();
        await using (var session = crm.OpenSession()) await session.Segments.RefreshAsync();
        await dispatcher.DrainAsync();
    }

    /// <summary>Keeps a segment and fills it.</summary>
    public static async Task<Segment> AddSegmentAsync(this TestCrm crm, Segment segment)
    {
        Segment kept;
        await using (var session = crm.OpenSession()) kept = await session.Segments.SaveAsync(segment);
        await crm.FollowAsync();
        return kept;
    }

    /// <summary>The ids of all members.</summary>
    public static async Task<IReadOnlyList<Guid>> MembersAsync(this TestCrm crm, Segment segment)
    {
        await using var session = crm.OpenSession();
        return await session.MembersAsync(segment);
    }

    /// <summary>The ids of the members that the session's actor may read.</summary>
    public static async Task<IReadOnlyList<Guid>> MembersAsync(this ICrmSession session, Segment segment) =>
        [.. (await session.Segments.QueryAsync(segment.Id, new RecordQuery(segment.RecordType) { Size = 1000 })).Items.Select(r => r.Id).Order()];

    /// <summary>Writes down who enters and leaves, from the events.</summary>
    public static SegmentLog Listen(this TestCrm crm, params string[] types)
    {
        var log = new SegmentLog();
        crm.AddPlugin("log", p =>
        {
            p.Services.AddSingleton(log);
            foreach (var type in types) p.AddSubscriber<Listener>($"{type}.*");
        });
        return log;
    }

    private sealed class Listener(SegmentLog log) : IEventSubscriber
    {
        public ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
        {
            if (context.Event.Name.Split(".segment-") is [_, var what])
                foreach (var item in context.Event.Payload.GetProperty("items").EnumerateArray()) log.Lines.Enqueue((item.GetProperty("segment").GetGuid(), item.GetProperty("id").GetGuid(), what));
            return default;
        }
    }
}

/// <summary>Who entered and left, in the order in which it was told.</summary>
internal sealed class SegmentLog
{
    public ConcurrentQueue<(Guid Segment, Guid Record, string What)> Lines { get; } = [];

    public IEnumerable<string> Of(Segment segment, Guid record) => Lines.Where(l => l.Segment == segment.Id && l.Record == record).Select(l => l.What);

    /// <summary>Who is in by what was told; fails when somebody enters or leaves twice.</summary>
    public IReadOnlyList<Guid> Members(Segment segment)
    {
        var members = new HashSet<Guid>();
        foreach (var (_, record, what) in Lines.Where(l => l.Segment == segment.Id)) Assert.True(what == "entered" ? members.Add(record) : members.Remove(record), $"{record} {what} twice.");
        return [.. members.Order()];
    }
}
