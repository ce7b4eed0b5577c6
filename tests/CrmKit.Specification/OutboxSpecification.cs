using CrmKit.Storage;

namespace CrmKit.Specification;

public abstract class OutboxSpecification : StoreSpecification
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Messages_are_claimed_in_order_of_writing_by_one_claimer_at_a_time()
    {
        var messages = Enumerable.Range(0, 30).Select(i => Message($"m{i}")).ToList();
        await InsertAsync(messages);
        var first = await Store.Outbox.ClaimAsync(20, Lease, Instant, Cancellation);
        var second = await Store.Outbox.ClaimAsync(20, Lease, Instant, Cancellation);
        Assert.Equal(messages.Select(m => m.Id), first.Concat(second).Select(m => m.Id));
        Assert.Equal(20, first.Count);
        Assert.All(first, m => Assert.Equal((1, Instant + Lease, Tenant), (m.Attempts, m.LeasedUntil, m.TenantId)));
        Assert.Equal(first.Select(m => m.Sequence).Order(), first.Select(m => m.Sequence));
        Assert.Empty(await Store.Outbox.ClaimAsync(20, Lease, Instant, Cancellation));
    }

    [Fact]
    public async Task Message_whose_lease_ran_out_is_claimed_again()
    {
        await InsertAsync(Message("m"));
        await Store.Outbox.ClaimAsync(1, Lease, Instant, Cancellation);
        Assert.Equal(2, Assert.Single(await Store.Outbox.ClaimAsync(1, Lease, Instant + Lease, Cancellation)).Attempts);
    }

    [Fact]
    public async Task Message_comes_back_as_it_was_written()
    {
        var message = Message("lead.created", m => (m.Class, m.Key, m.Payload) = ("effect", "k-1", """{"名":"客户"}"""));
        await InsertAsync(message);
        var claimed = Assert.Single(await Store.Outbox.ClaimAsync(1, Lease, Instant, Cancellation));
        Assert.Equal((message.Id, "effect", "lead.created", "k-1", message.Payload, Instant, Instant, "pending"),
            (claimed.Id, claimed.Class, claimed.Name, claimed.Key, claimed.Payload, claimed.At, claimed.DueAt, claimed.Status));
    }

    [Fact]
    public async Task Done_messages_are_not_claimed_and_purged_with_their_inbox_rows_when_old()
    {
        var (old, late, open) = (Message("old"), Message("late", m => m.At = Instant.AddDays(2)), Message("open", m => m.DueAt = Instant.AddDays(9)));
        await InsertAsync(old, late, open, Inbox(old), Inbox(late), Inbox(open));
        await Store.Outbox.CompleteAsync([old.Id, late.Id], Cancellation);
        Assert.Empty(await Store.Outbox.ClaimAsync(9, Lease, Instant, Cancellation));
        Assert.Equal(1, await Store.Outbox.PurgeAsync(Instant.AddDays(1), Cancellation));
        Assert.Equal(["late", "open"], (await ReadAsync<OutboxMessage>()).Select(m => m.Name).Order());
        Assert.Equal(2, (await ReadAsync<InboxEntry>()).Count);
    }

    [Fact]
    public async Task Failed_message_waits_until_its_retry()
    {
        var message = Message("m");
        await InsertAsync(message);
        await Store.Outbox.ClaimAsync(1, Lease, Instant, Cancellation);
        await Store.Outbox.FailAsync(message.Id, "no route", Instant.AddHours(1), Instant, Cancellation);
        Assert.Empty(await Store.Outbox.ClaimAsync(1, Lease, Instant.AddMinutes(59), Cancellation));
        Assert.Equal("no route", Assert.Single(await Store.Outbox.ClaimAsync(1, Lease, Instant.AddHours(1), Cancellation)).LastError);
    }

    [Fact]
    public async Task Held_messages_lose_no_try_are_counted_by_what_they_wait_for_and_come_back_when_released()
    {
        var (first, second, other) = (Message("m"), Message("m"), Message("n"));
        await InsertAsync(first, second, other);
        await InsertForAsync("other", [Message("m")]);
        foreach (var message in await Store.Outbox.ClaimAsync(9, Lease, Instant, Cancellation))
            if (message.Id != other.Id) await Store.Outbox.HoldAsync(message.Id, "no plugin", Instant.AddHours(1), message.Id == second.Id ? Instant.AddMinutes(1) : Instant, Cancellation);
        await Store.Outbox.CompleteAsync([other.Id], Cancellation);
        Assert.Equal([new("m", "no plugin", 2, Instant)], await Store.Outbox.HeldAsync(Tenant, Cancellation));

        Assert.Empty(await Store.Outbox.ClaimAsync(9, Lease, Instant.AddMinutes(2), Cancellation));
        await Store.Outbox.ReleaseHeldAsync(Instant.AddMinutes(2), Cancellation);
        var again = await Store.Outbox.ClaimAsync(9, Lease, Instant.AddMinutes(2), Cancellation);
        Assert.Equal(3, again.Count);
        Assert.All(again, m => Assert.Equal((1, "no plugin"), (m.Attempts, m.LastError)));
        Assert.Equal(Instant, again.Single(m => m.Id == first.Id).HeldSince);

        await Store.Outbox.FailAsync(first.Id, "no route", Instant.AddHours(1), Instant, Cancellation);
        await Store.Outbox.CompleteAsync([second.Id], Cancellation);
        Assert.Empty(await Store.Outbox.HeldAsync(Tenant, Cancellation));
    }

    [Fact]
    public async Task Dead_letter_is_listed_for_its_tenant_and_starts_again_when_replayed()
    {
        var message = Message("m");
        await InsertAsync(message);
        await Store.Outbox.ClaimAsync(1, Lease, Instant, Cancellation);
        await Store.Outbox.FailAsync(message.Id, "gone", null, Instant.AddMinutes(1), Cancellation);
        Assert.Empty(await Store.Outbox.ClaimAsync(1, Lease, Instant.AddYears(1), Cancellation));
        var letter = Assert.Single(await Store.Outbox.DeadLettersAsync(Tenant, 10, Cancellation));
        Assert.Equal((message.Id, "m", 1, "gone", Instant.AddMinutes(1)), (letter.Id, letter.Name, letter.Attempts, letter.Reason, letter.At));
        Assert.Empty(await Store.Outbox.DeadLettersAsync("other", 10, Cancellation));

        await Store.Outbox.ReplayAsync("other", [message.Id], Instant.AddHours(1), Cancellation);
        Assert.Single(await Store.Outbox.DeadLettersAsync(Tenant, 10, Cancellation));
        await Store.Outbox.ReplayAsync(Tenant, [message.Id], Instant.AddHours(1), Cancellation);
        Assert.Equal(1, Assert.Single(await Store.Outbox.ClaimAsync(1, Lease, Instant.AddHours(1), Cancellation)).Attempts);
    }

    [Fact]
    public async Task Effect_key_is_unique_within_its_name_and_tenant()
    {
        await InsertAsync(Effect("mail", "k"), Effect("sms", "k"), Message("lead.created"), Message("lead.created"));
        await InsertForAsync("other", [Effect("mail", "k")]);
        await Assert.ThrowsAsync<StoreDuplicateException>(() => InsertAsync(Effect("mail", "k")));
    }

    [Fact]
    public async Task Inbox_takes_a_subscriber_once_per_message()
    {
        var message = Message("m");
        await InsertAsync(Inbox(message));
        await Assert.ThrowsAsync<StoreDuplicateException>(() => InsertAsync(Inbox(message)));
    }

    [Fact]
    public async Task Commit_with_messages_wakes_and_rollback_does_not()
    {
        var woken = 0;
        Store.Outbox.Committed += () => woken++;
        await InsertAsync(Property());
        await using (var undone = await Store.BeginAsync(Tenant, Cancellation)) await undone.WriteAsync(new StoreBatch { Inserts = { Message("m") } }, Cancellation);
        Assert.Equal(0, woken);
        await InsertAsync(Message("m"));
        Assert.Equal(1, woken);
    }

    [Fact]
    public async Task Parallel_claimers_never_get_the_same_message()
    {
        await InsertAsync(Enumerable.Range(0, 200).Select(i => Message($"m{i}")));
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var mine = new List<Guid>();
            while (await Store.Outbox.ClaimAsync(9, Lease, Instant, Cancellation) is { Count: > 0 } claimed) mine.AddRange(claimed.Select(m => m.Id));
            return mine;
        })));
        Assert.Equal(200, claims.SelectMany(c => c).Distinct().Count());
        Assert.Equal(200, claims.Sum(c => c.Count));
    }

    private static OutboxMessage Effect(string kind, string key) => Message(kind, m => (m.Class, m.Key) = ("effect", key));

    private static OutboxMessage Message(string name, Action<OutboxMessage>? change = null)
    {
        var message = new OutboxMessage { Name = name, At = Instant, DueAt = Instant };
        change?.Invoke(message);
        return message;
    }

    private static InboxEntry Inbox(OutboxMessage message) => new() { MessageId = message.Id, Subscriber = "core/index", At = Instant };
}
