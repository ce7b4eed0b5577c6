using System.Text;
using CrmKit.Leads;

namespace CrmKit.Webhooks;

/// <summary>F37: what becomes of receivers that fail, are slow, are gone, send elsewhere or never end.</summary>
public sealed class WebhookRetryTests : IAsyncLifetime
{
    private WebhookWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await WebhookWorld.NewAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task F37_What_fails_is_tried_by_the_schedule_of_the_specification_and_can_be_replayed_under_the_same_id()
    {
        var hook = await _world.HookAsync();
        _world.Receiver.Answer = "500 Oops";
        await _world.AsAdminAsync(w => w.TestAsync(hook.Webhook.Id));
        await _world.DrainAsync();
        var pauses = new List<TimeSpan>();
        while ((await _world.LastDeliveryAsync(hook)).Status == WebhookDeliveryStatus.Pending) pauses.Add(await _world.NextTryAsync(hook));

        double[] seconds = [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400];
        Assert.Equal(seconds.Length, pauses.Count);
        foreach (var (expected, pause) in seconds.Zip(pauses)) Assert.InRange(pause.TotalSeconds, expected * 0.75 - 1, expected * 1.25 + 1);
        var failed = await _world.LastDeliveryAsync(hook);
        Assert.Equal((WebhookDeliveryStatus.Failed, null, 10), (failed.Status, failed.NextAt, failed.Tries.Count));
        Assert.All(failed.Tries, t => Assert.Equal(("refused", 500), (t.Outcome, t.Status)));
        Assert.True((await _world.NowAsync(hook)).IsActive);

        _world.Receiver.Answer = "204 No Content";
        Assert.Equal(1, await _world.AsAdminAsync(w => w.ReplayAsync(hook.Webhook.Id, [failed.Id])));
        Assert.Equal(0, await _world.AsAdminAsync(w => w.ReplayAsync(hook.Webhook.Id, [failed.Id]))); // it is on its way
        await _world.DrainAsync();
        Assert.Equal((WebhookDeliveryStatus.Delivered, "delivered"), ((await _world.LastDeliveryAsync(hook)).Status, (await _world.LastDeliveryAsync(hook)).Tries[^1].Outcome));
        Assert.Equal(failed.MessageId, Assert.Single(_world.Receiver.All.Select(r => r.Id).Distinct()));
        Assert.Null((await _world.NowAsync(hook)).FailingSince);
    }

    [Fact]
    public async Task F37_A_receiver_that_asks_for_time_gets_it()
    {
        var hook = await _world.HookAsync();
        _world.Receiver.Answer = "429 Too Many\r\nRetry-After: 3600";
        await _world.AsAdminAsync(w => w.TestAsync(hook.Webhook.Id));
        await _world.DrainAsync();
        Assert.Equal(_world.Crm.Clock.Now.AddHours(1), (await _world.LastDeliveryAsync(hook)).NextAt);
    }

    [Fact]
    public async Task F37_A_receiver_that_is_gone_is_switched_off_at_once_and_one_that_fails_for_days_then()
    {
        var (gone, failing) = (await _world.HookAsync(), await _world.HookAsync());
        _world.Receiver.Answer = "410 Gone";
        await _world.AsAdminAsync(w => w.TestAsync(gone.Webhook.Id));
        await _world.DrainAsync();
        Assert.Equal((false, WebhookStop.Gone), ((await _world.NowAsync(gone)).IsActive, (await _world.NowAsync(gone)).StoppedBecause));
        Assert.Equal("webhook.stopped", (await Assert.ThrowsAsync<CrmRuleException>(() => _world.AsAdminAsync(w => w.TestAsync(gone.Webhook.Id)))).Error.Code);

        _world.Receiver.Answer = "503 Later";
        for (var day = 0; day < 6; day++)
        {
            if (day < 5) await _world.AsAdminAsync(w => w.TestAsync(failing.Webhook.Id));
            await _world.DrainAsync();
            Assert.Equal(day < 5, (await _world.NowAsync(failing)).IsActive);
            _world.Crm.Clock.Advance(TimeSpan.FromDays(1));
        }
        Assert.Equal(WebhookStop.Failing, (await _world.NowAsync(failing)).StoppedBecause);
        var sent = _world.Receiver.All.Count;
        await _world.DrainAsync(); // what was on its way is not sent any more
        Assert.Equal(sent, _world.Receiver.All.Count);

        _world.Receiver.Answer = "200 OK";
        await _world.AsAdminAsync(w => w.ChangeAsync(failing.Webhook.Id, _world.Draft() with { Url = null }));
        Assert.Equal(5, await _world.AsAdminAsync(w => w.ReplayFailedAsync(failing.Webhook.Id, _world.Crm.Clock.Now.AddDays(-30))));
        await _world.DrainAsync();
        Assert.All(await _world.DeliveriesAsync(failing), d => Assert.Equal(WebhookDeliveryStatus.Delivered, d.Status));
    }

    [Theory]
    [InlineData("302 Found"), InlineData("307 Temporary Redirect"), InlineData("308 Permanent Redirect")]
    public async Task A054_A_redirection_is_a_failure_and_never_followed(string answer)
    {
        using var elsewhere = new Receiver();
        var hook = await _world.HookAsync();
        _world.Receiver.Answer = $"{answer}\r\nLocation: {elsewhere.Url}";
        await _world.AsAdminAsync(w => w.TestAsync(hook.Webhook.Id));
        await _world.DrainAsync();
        Assert.Empty(elsewhere.All);
        var made = Assert.Single((await _world.LastDeliveryAsync(hook)).Tries);
        Assert.Equal(("redirected", WebhookDeliveryStatus.Pending), (made.Outcome, (await _world.LastDeliveryAsync(hook)).Status));
    }

    [Theory]
    [InlineData("silent", "no-answer"), InlineData("slow head", "no-answer"), InlineData("many headers", "no-answer"), InlineData("endless body", "delivered"), InlineData("bomb", "delivered"), InlineData("nonsense", "no-answer"), InlineData("closed", "no-answer")]
    public async Task A055_An_answer_that_never_ends_costs_neither_time_nor_memory(string how, string outcome)
    {
        _world.Receiver.Instead = (stream, cancelled) => AnswerAsync(how, stream, cancelled);
        var hook = await _world.HookAsync();
        await _world.AsAdminAsync(w => w.TestAsync(hook.Webhook.Id));
        await _world.DrainAsync(); // ends by itself: the time-out is a second here
        var made = Assert.Single((await _world.LastDeliveryAsync(hook)).Tries);
        Assert.Equal((outcome, outcome == "delivered" ? 200 : null), (made.Outcome, made.Status));
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_holds_up_no_other_and_is_left_alone_for_a_minute()
    {
        using var silent = new Receiver { Instead = (_, cancelled) => Task.Delay(Timeout.Infinite, cancelled) };
        var (slow, quick) = (await _world.HookAsync(url: silent.Url), await _world.HookAsync());
        for (var i = 0; i < 5; i++) await _world.Crm.AddAsync(new Lead { Name = $"Lead {i}" });
        await _world.DrainAsync();
        Assert.Equal((1, 5), (silent.All.Count, _world.Receiver.All.Count));
        Assert.Equal((4, 1), ((await _world.DeliveriesAsync(slow)).Count(d => d.Tries.Count == 0), (await _world.DeliveriesAsync(slow)).Count(d => d.Tries.Count == 1)));
        Assert.All(await _world.DeliveriesAsync(quick), d => Assert.Equal(WebhookDeliveryStatus.Delivered, d.Status));

        silent.Instead = null;
        _world.Crm.Clock.Advance(TimeSpan.FromMinutes(1));
        await _world.DrainAsync();
        Assert.All(await _world.DeliveriesAsync(slow), d => Assert.Equal(WebhookDeliveryStatus.Delivered, d.Status));
    }

    private static async Task AnswerAsync(string how, Stream stream, CancellationToken cancelled)
    {
        Task SayAsync(string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text), cancelled).AsTask();
        switch (how)
        {
            case "silent": await Task.Delay(Timeout.Infinite, cancelled); break;
            case "slow head":
                foreach (var letter in "HTTP/1.1 200 OK\r\n") { await SayAsync(letter.ToString()); await Task.Delay(500, cancelled); }
                break;
            case "many headers":
                await SayAsync("HTTP/1.1 200 OK\r\n");
                for (var i = 0; i < 100_000; i++) await SayAsync($"x-{i}: {new string('x', 100)}\r\n");
                break;
            case "endless body":
                await SayAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                while (true) await SayAsync("400\r\n" + new string('x', 1024) + "\r\n");
            case "bomb":
                await SayAsync("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1000000000\r\n\r\n");
                while (true) await stream.WriteAsync(new byte[8192], cancelled);
            case "nonsense": await SayAsync("220 mail.example.com ESMTP\r\n"); break;
            default: break;
        }
    }
}
