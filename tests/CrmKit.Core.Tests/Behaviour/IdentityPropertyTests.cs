using CrmKit.Accounts;
using CrmKit.Events;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Behaviour;

/// <summary>Whatever the order of events, changes, merges and their undoing: whom an event is about follows from what is stored in the end, worked out here in the plainest way.</summary>
public sealed class IdentityPropertyTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Links_follow_from_what_is_stored_and_not_from_the_order_in_which_it_came(int seed)
    {
        var random = new Random(seed);
        string[] mails = ["a@x.example", "b@x.example", "c@x.example", "d@x.example", "e@x.example"];
        Identity[] all = [.. mails.Select(m => new Identity(IdentityKind.Email, m)), .. Enumerable.Range(0, 6).Select(i => new Identity(IdentityKind.Cookie, $"c{i}")), .. Enumerable.Range(0, 3).Select(i => new Identity(IdentityKind.Messenger, $"m{i}"))];
        var contacts = new List<Guid>();
        var (events, merges) = (new Dictionary<Guid, IReadOnlyList<Identity>>(), new List<Guid>());
        await using var session = _crm.OpenSession();
        for (var i = 0; i < 4; i++) contacts.Add((await session.Records.CreateAsync(new Contact { LastName = $"P{i}", Email = i == 3 ? null : mails[i] })).Id);
        for (var step = 0; step < 60; step++)
        {
            var (one, other) = (new RecordRef("contact", contacts[random.Next(4)]), new RecordRef("contact", contacts[random.Next(4)]));
            switch (random.Next(10))
            {
                case 0:
                    await TryAsync(() => session.Records.SaveAsync(new ChangeSet().Patch(one, new Dictionary<string, object?> { ["email"] = random.Next(4) == 0 ? null : mails[random.Next(mails.Length)] })));
                    break;
                case 1 when merges.Count < 3:
                    await TryAsync(async () => merges.Add((await session.Records.MergeAsync([new(one, other)]))[0].MergeId!.Value));
                    break;
                case 2 when merges.Count > 0:
                    await TryAsync(async () =>
                    {
                        await session.Records.UnmergeAsync([merges[^1]]);
                        merges.RemoveAt(merges.Count - 1);
                    });
                    break;
                case 3:
                    await _crm.Services.GetRequiredService<IDispatcher>().DrainAsync();
                    break;
                default:
                    var batch = Enumerable.Range(0, random.Next(1, 4)).Select(n => new BehaviourSignal { Source = "s", Key = $"{step}.{n}", Kind = "view", Identities = [.. random.GetItems(all, random.Next(1, 4)).Distinct()] }).ToList();
                    foreach (var (signal, result) in batch.Zip(await session.Behaviour.RecordAsync(batch))) events[result.Event] = signal.Identities;
                    break;
            }
        }
        await _crm.Services.GetRequiredService<IDispatcher>().DrainAsync();

        var owners = await OwnersAsync(session, contacts);
        foreach (var stored in await session.Records.ListAsync(new Specification<BehaviourEvent>()))
        {
            var meant = Meant(events[stored.Id], [.. events.Values], owners);
            Assert.True((meant.Count == 1 ? meant.Single() : (Guid?)null) == stored.ContactId, $"Event of {string.Join(" + ", events[stored.Id].Select(i => i.Value))}: {meant.Count} may be meant, and it is of {stored.ContactId}.");
        }
        Assert.True(events.Count > 20);
    }

    private static async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (CrmException)
        {
            // a record that is merged away cannot be merged or changed: the next step is another one
        }
    }

    // E-mail address → living contacts that have it, or into which those went that have it.
    private static async Task<ILookup<Identity, Guid>> OwnersAsync(ICrmSession session, IEnumerable<Guid> contacts)
    {
        var owned = new List<(Identity, Guid)>();
        foreach (var id in contacts)
        {
            var end = (await session.Records.GetAsync<Contact>(id)).Id; // leads to where it was merged into
            var entries = await session.Records.QueryAsync(new RecordQuery("contact") { Filter = $"id eq '{id}'", Deleted = end != id });
            if (entries.Items is [Contact { Email: { } mail }]) owned.Add((new Identity(IdentityKind.Email, mail), end));
        }
        return owned.Distinct().ToLookup(o => o.Item1, o => o.Item2);
    }

    // Outward from the event's own identities, but never through one that somebody has.
    private static HashSet<Guid> Meant(IReadOnlyList<Identity> own, IReadOnlyList<IReadOnlyList<Identity>> sets, ILookup<Identity, Guid> owners)
    {
        var direct = own.SelectMany(i => owners[i]).ToHashSet();
        if (direct.Count > 0) return direct;
        var (found, seen, next) = (new HashSet<Guid>(), own.ToHashSet(), new Queue<Identity>(own));
        while (next.TryDequeue(out var identity))
            foreach (var with in sets.Where(s => s.Contains(identity)).SelectMany(s => s))
            {
                found.UnionWith(owners[with]);
                if (!owners.Contains(with) && seen.Add(with)) next.Enqueue(with);
            }
        return found;
    }
}
