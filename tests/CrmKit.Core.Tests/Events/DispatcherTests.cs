using System.Text.Json;
using CrmKit.Activities;
using CrmKit.Effects;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Events;

public sealed class DispatcherTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();
    private readonly Log _log = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task EVT_F10_committed_change_reaches_its_subscribers_and_a_rolled_back_one_does_not()
    {
        Subscribe<NoteTaker>("lead.created");
        var lead = await _crm.AddAsync(new Lead { Name = "Ada" });
        await using (var session = _crm.OpenSession())
        await using (await session.BeginAsync())
            await session.Records.CreateAsync(new Lead { Name = "Undone" });

        await DrainAsync();
        Assert.Equal([$"lead.created {lead.Id}"], _log.Lines);
        Assert.Equal(1, await NotesAsync());
    }

    [Fact]
    public async Task EVT_F11_F12_message_delivered_again_takes_effect_once()
    {
        Subscribe<NoteTaker>("lead.*");
        await _crm.AddAsync(new Lead { Name = "Ada" });
        await DrainAsync();
        await MakeDueAgainAsync(); // as after a crash between the subscriber's commit and the mark that the message is done
        Assert.True(await DrainAsync() > 0);
        Assert.Equal(1, await NotesAsync());
        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task EVT_F15_poison_message_is_retried_with_growing_pauses_then_parked_and_replayed_after_the_repair()
    {
        Subscribe<NoteTaker>("lead.created");
        Subscribe<Fragile>("lead.created", "fragile");
        await _crm.AddAsync(new Lead { Name = "Ada" });
        _log.Breaks = true;
        var attempts = 0;
        for (var i = 0; i < 20; i++)
        {
            await DrainAsync();
            attempts = _log.Lines.Count(l => l.StartsWith("tried", StringComparison.Ordinal));
            _crm.Clock.Advance(TimeSpan.FromHours(2));
        }
        Assert.Equal(8, attempts);
        Assert.Equal(1, await NotesAsync()); // the healthy neighbour ran once

        await using var session = _crm.OpenSession();
        var letter = Assert.Single(await session.Effects.DeadLettersAsync());
        Assert.Equal(("lead.created", 8), (letter.Name, letter.Attempts));
        Assert.Contains(nameof(Fragile), letter.Subscriber, StringComparison.Ordinal);
        Assert.Contains("out of ink", letter.Reason, StringComparison.Ordinal);

        _log.Breaks = false;
        await session.Effects.ReplayAsync([letter.Id]);
        await DrainAsync();
        Assert.Empty(await session.Effects.DeadLettersAsync());
        Assert.Equal(1, await NotesAsync());
    }

    [Fact]
    public async Task Failing_message_does_not_hold_up_the_next_ones_and_is_not_tried_before_its_time()
    {
        Subscribe<Fragile>("lead.created");
        _log.Breaks = true;
        await _crm.AddAsync(new Lead { Name = "Ada" });
        await DrainAsync();
        _log.Breaks = false;
        var second = await _crm.AddAsync(new Lead { Name = "Bob" });
        await DrainAsync();
        Assert.Equal(["tried 1", "tried 1"], _log.Lines);
        _crm.Clock.Advance(TimeSpan.FromSeconds(3));
        await DrainAsync();
        Assert.Equal("tried 2", _log.Lines[^1]);
        Assert.NotEqual(Guid.Empty, second.Id);
    }

    [Fact]
    public async Task Stage_move_assignment_and_conversion_are_told_with_what_they_did()
    {
        Subscribe<Recorder>("*");
        var ada = await _crm.AddUserAsync("Ada", "sales-rep");
        var lead = await _crm.AddAsync(new Lead { Name = "Joe" });
        await using var session = _crm.OpenSession();
        await session.Pipelines.MoveAsync([new(new("lead", lead.Id), "contacted")]);
        await session.Assignments.AssignAsync([new("lead", lead.Id)], ada.Id);
        var target = (await session.Conversions.ConvertAsync(new("lead", lead.Id))).Target;
        await DrainAsync();

        Assert.Contains($$"""lead.stage-changed {"items":[{"id":"{{lead.Id}}","pipeline":"lead.standard","from":"new","to":"contacted","category":"open"}]}""", _log.Lines);
        Assert.Contains($$"""lead.assigned {"items":[{"id":"{{lead.Id}}","from":null,"to":"{{ada.Id}}"}]}""", _log.Lines);
        Assert.Contains(_log.Lines, l => l.StartsWith($$"""lead.converted {"items":[{"id":"{{lead.Id}}","to":{"type":"opportunity","id":"{{target.Id}}"},"created":["opportunity/{{target.Id}}",""", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EVT_effect_is_carried_out_once_per_key_and_only_after_the_commit()
    {
        _crm.AddPlugin("post", p =>
        {
            p.Services.AddSingleton(_log);
            p.AddEffectExecutor<Postman>("letter");
        });
        await using var session = _crm.OpenSession();
        await using (await session.BeginAsync()) await session.Effects.RequestAsync([Letter("undone")]);
        await session.Effects.RequestAsync([Letter("ada"), Letter("ada"), Letter("bob")]);
        await session.Effects.RequestAsync([Letter("ada")]);
        await DrainAsync();
        await session.Effects.RequestAsync([Letter("bob")]);
        await DrainAsync();
        Assert.Equal(["letter ada", "letter bob"], _log.Lines);
    }

    [Fact]
    public async Task Effect_that_nothing_carries_out_waits_as_a_dead_letter_for_its_plugin()
    {
        await using var session = _crm.OpenSession();
        await session.Effects.RequestAsync([Letter("ada")]);
        for (var i = 0; i < 9; i++)
        {
            await DrainAsync();
            _crm.Clock.Advance(TimeSpan.FromHours(2));
        }
        var letter = Assert.Single(await session.Effects.DeadLettersAsync());
        Assert.Equal("letter", letter.Subscriber);

        _crm.AddPlugin("post", p =>
        {
            p.Services.AddSingleton(_log);
            p.AddEffectExecutor<Postman>("letter");
        });
        await session.Effects.ReplayAsync([letter.Id]);
        await DrainAsync();
        Assert.Equal(["letter ada"], _log.Lines);
    }

    [Fact]
    public async Task Dead_letters_are_for_administrators()
    {
        var ada = await _crm.AddUserAsync("Ada", "sales-manager");
        await using var session = _crm.OpenSession(ada);
        Assert.Equal("effect.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Effects.DeadLettersAsync())).Error.Code);
        Assert.Equal("effect.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Effects.ReplayAsync([Guid.NewGuid()]))).Error.Code);
    }

    [Theory]
    [InlineData(1, 1.5, 2.5)]
    [InlineData(3, 24, 40)]
    [InlineData(50, 2700, 4500)]
    public void Pauses_grow_to_an_hour_and_are_spread(int attempt, double shortest, double longest)
    {
        Assert.Equal(shortest, RetrySchedule.PauseAfter(attempt, 0).TotalSeconds, 3);
        Assert.Equal(longest, RetrySchedule.PauseAfter(attempt, 1).TotalSeconds, 3);
    }

    private void Subscribe<T>(string eventName, string id = "test") where T : class, IEventSubscriber => _crm.AddPlugin(id, p =>
    {
        p.Services.AddSingleton(_log);
        p.AddSubscriber<T>(eventName);
    });

    private Task<int> DrainAsync() => _crm.Services.GetRequiredService<IDispatcher>().DrainAsync();

    private async Task<long> NotesAsync()
    {
        await using var session = _crm.OpenSession();
        return await session.Records.CountAsync(new Specification<Note>());
    }

    private async Task MakeDueAgainAsync()
    {
        await using var transaction = await _crm.Services.GetRequiredService<ICrmStore>().BeginAsync("default", CancellationToken.None);
        var batch = new StoreBatch();
        foreach (var message in await transaction.ListAsync(transaction.Query<OutboxMessage>(), CancellationToken.None))
        {
            message.Status = "pending";
            batch.RowUpdates.Add(new StoreRowUpdate(message, [nameof(OutboxMessage.Status)]));
        }
        await transaction.WriteAsync(batch, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }

    private static EffectRequest Letter(string to) => new("letter", to, JsonSerializer.SerializeToElement(new { to }));

    internal sealed class Log
    {
        public List<string> Lines { get; } = [];
        public bool Breaks { get; set; }
    }

    private sealed class NoteTaker(Log log) : IEventSubscriber
    {
        public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
        {
            if (context.Event.Name != "lead.created") return;
            foreach (var item in context.Event.Payload.GetProperty("items").EnumerateArray())
            {
                log.Lines.Add($"{context.Event.Name} {item.GetProperty("id").GetGuid()}");
                await context.Session.Records.CreateAsync(new Note { Subject = "New" }, cancellationToken: cancellationToken);
            }
        }
    }

    private sealed class Fragile(Log log) : IEventSubscriber
    {
        public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
        {
            log.Lines.Add($"tried {context.Attempt}");
            if (!log.Breaks) return;
            await context.Session.Records.CreateAsync(new Note { Subject = "Rolled back" }, cancellationToken: cancellationToken);
            throw new InvalidOperationException("out of ink");
        }
    }

    private sealed class Recorder(Log log) : IEventSubscriber
    {
        public ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
        {
            log.Lines.Add($"{context.Event.Name} {context.Event.Payload.GetRawText()}");
            return default;
        }
    }

    private sealed class Postman(Log log) : IEffectExecutor
    {
        public ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken)
        {
            log.Lines.Add($"{effect.Kind} {effect.Key}");
            return default;
        }
    }
}
