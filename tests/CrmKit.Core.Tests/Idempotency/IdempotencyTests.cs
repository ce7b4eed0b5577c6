using System.Text;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Idempotency;

public sealed class IdempotencyTests : IAsyncLifetime
{
    private readonly TestCrm _crm = new();
    private User _user = null!;
    private int _runs;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _user = await _crm.AddUserAsync("Uma", "administrator");

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task A091_Same_key_and_request_is_answered_the_same_and_done_once()
    {
        var first = await AskAsync("k", "create");
        var second = await AskAsync("k", "create");
        Assert.False(first.IsRepeated);
        Assert.True(second.IsRepeated);
        Assert.Equal((first.Status, Text(first), first.Headers["Location"]), (second.Status, Text(second), second.Headers["Location"]));
        Assert.Equal(1, await LeadsAsync());
    }

    [Theory]
    [InlineData(IdempotentCourse.OneTransaction)]
    [InlineData(IdempotentCourse.Repeatable)]
    [InlineData(IdempotentCourse.AtMostOnce)]
    public async Task A091_Same_key_with_another_request_is_refused_and_does_nothing(IdempotentCourse course)
    {
        await AskAsync("k", "create", course);
        Assert.Equal("idempotency.key-reused", (await Assert.ThrowsAsync<CrmRuleException>(() => AskAsync("k", "another", course))).Error.Code);
        Assert.Equal(1, await LeadsAsync());
    }

    [Fact]
    public async Task A091_Key_of_another_user_is_another_key()
    {
        var other = await _crm.AddUserAsync("Otto", "administrator");
        await AskAsync("k", "create");
        Assert.False((await AskAsync("k", "another", user: other)).IsRepeated);
        await using var elsewhere = _crm.Crm.OpenSession(Actor.System("test"), tenantId: "elsewhere");
        Assert.False((await elsewhere.Idempotency.RunAsync(new IdempotentAct("k", "third"), _ => Task.FromResult(new IdempotentAnswer(204, default)), Cancellation)).IsRepeated);
        Assert.Equal(2, await LeadsAsync());
    }

    [Fact]
    public async Task A091_Of_fifty_at_once_one_takes_effect_and_all_are_answered_alike()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => AskAsync("k", "create"), Cancellation)));
        Assert.Single(answers, a => !a.IsRepeated);
        Assert.Single(answers.Select(Text).Distinct());
        Assert.Equal(1, await LeadsAsync());
    }

    [Fact]
    public async Task A091_Of_fifty_reserved_at_once_one_takes_effect()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
        {
            try
            {
                return Text(await AskAsync("k", "create", IdempotentCourse.AtMostOnce));
            }
            catch (CrmConflictException running)
            {
                return running.Error.Code;
            }
        }, Cancellation)));
        Assert.Single(outcomes.Where(o => o != "idempotency.running").Distinct());
        Assert.Equal(1, await LeadsAsync());
    }

    [Fact]
    public async Task A091_Crash_after_the_effect_leaves_neither_effect_nor_key()
    {
        await Assert.ThrowsAsync<IOException>(() => AskAsync("k", "create", after: () => throw new IOException("crash")));
        Assert.Equal(0, await LeadsAsync());
        Assert.False((await AskAsync("k", "create")).IsRepeated);
        Assert.Equal(1, await LeadsAsync());
    }

    [Fact]
    public async Task A091_What_may_have_left_the_process_is_not_done_again_after_a_crash()
    {
        await Assert.ThrowsAsync<IOException>(() => AskAsync("k", "create", IdempotentCourse.AtMostOnce, () => throw new IOException("crash")));
        Assert.Equal("idempotency.unknown", (await Assert.ThrowsAsync<CrmConflictException>(() => AskAsync("k", "create", IdempotentCourse.AtMostOnce))).Error.Code);
        Assert.Equal((1, 1), (_runs, await LeadsAsync()));
    }

    [Fact]
    public async Task A091_What_may_be_repeated_is_done_again_once_whoever_reserved_it_must_be_dead()
    {
        var reached = new TaskCompletionSource();
        var dead = AskAsync("k", "create", IdempotentCourse.Repeatable, () => { reached.SetResult(); return new TaskCompletionSource().Task; });
        await reached.Task;
        Assert.Equal("idempotency.running", (await Assert.ThrowsAsync<CrmConflictException>(() => AskAsync("k", "create", IdempotentCourse.Repeatable))).Error.Code);
        _crm.Clock.Advance(IdempotencyDoor.Reservation);
        Assert.False((await AskAsync("k", "create", IdempotentCourse.Repeatable)).IsRepeated);
        Assert.True((await AskAsync("k", "create", IdempotentCourse.Repeatable)).IsRepeated);
        Assert.False(dead.IsCompleted);
    }

    [Fact]
    public async Task Refusal_is_undone_and_answered_the_same()
    {
        await using var session = _crm.OpenSession(_user);
        var first = await session.Idempotency.RunAsync(new IdempotentAct("k", "f"), Refuse, Cancellation);
        var second = await session.Idempotency.RunAsync(new IdempotentAct("k", "f"), Refuse, Cancellation);
        Assert.Equal((422, false, 422, true), (first.Status, first.IsRepeated, second.Status, second.IsRepeated));
        Assert.Equal((1, 0), (_runs, await LeadsAsync()));

        async Task<IdempotentAnswer> Refuse(CancellationToken token)
        {
            _runs++;
            await session.Records.CreateAsync(new Lead { Name = "Undone" }, cancellationToken: token);
            return new IdempotentAnswer(422, default) { IsRefused = true };
        }
    }

    [Fact]
    public async Task Answer_that_is_not_to_be_kept_is_asked_for_anew()
    {
        foreach (var course in Enum.GetValues<IdempotentCourse>())
            for (var i = 0; i < 2; i++)
            {
                await using var session = _crm.OpenSession(_user);
                Assert.False((await session.Idempotency.RunAsync(new IdempotentAct($"k-{course}", "f") { Course = course }, _ => Task.FromResult(new IdempotentAnswer(503, default) { IsRefused = true, IsKept = false }), Cancellation)).IsRepeated);
            }
    }

    [Fact]
    public async Task Content_that_is_no_text_comes_back_as_it_was()
    {
        byte[] content = [0, 255, 128, 65];
        for (var i = 0; i < 2; i++)
        {
            await using var session = _crm.OpenSession(_user);
            var answer = await session.Idempotency.RunAsync(new IdempotentAct("k", "f"), _ => Task.FromResult(new IdempotentAnswer(200, content)), Cancellation);
            Assert.Equal(content, answer.Body.ToArray());
        }
    }

    [Fact]
    public async Task Key_is_forgotten_after_its_age_and_removed()
    {
        await AskAsync("k", "create");
        _crm.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        Assert.True((await AskAsync("k", "create")).IsRepeated);
        _crm.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False((await AskAsync("k", "another request")).IsRepeated);

        _crm.Clock.Advance(TimeSpan.FromDays(1));
        await _crm.Services.GetRequiredService<IdempotencyRetention>().RemoveAsync(Cancellation);
        await using var session = (CrmSession)_crm.OpenSession();
        var reader = await session.ReaderAsync(Cancellation);
        Assert.Equal(0, await reader.CountAsync(reader.Query<IdempotencyEntry>(), Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("Schlüssel")]
    public async Task Key_that_headers_cannot_carry_is_refused(string key) =>
        Assert.Equal("idempotency.key-invalid", (await Assert.ThrowsAsync<CrmValidationException>(() => AskAsync(key, "f"))).Errors[0].Code);

    private async Task<IdempotentAnswer> AskAsync(string key, string request, IdempotentCourse course = default, Func<Task>? after = null, User? user = null)
    {
        await using var session = _crm.OpenSession(user ?? _user);
        return await session.Idempotency.RunAsync(new IdempotentAct(key, request) { Course = course }, async token =>
        {
            Interlocked.Increment(ref _runs);
            var lead = await session.Records.CreateAsync(new Lead { Name = request }, cancellationToken: token);
            if (after is not null) await after();
            return new IdempotentAnswer(201, Encoding.UTF8.GetBytes($"客户 {lead.Id}")) { Headers = new Dictionary<string, string> { ["Location"] = $"/leads/{lead.Id}" } };
        }, Cancellation);
    }

    private async Task<long> LeadsAsync()
    {
        await using var session = _crm.OpenSession();
        return await session.Records.CountAsync(new Specification<Lead>(), Cancellation);
    }

    private static string Text(IdempotentAnswer answer) => Encoding.UTF8.GetString(answer.Body.Span);
}
