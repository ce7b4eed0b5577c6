using System.Text.Json;
using CrmKit.Events;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Webhooks;

public sealed class WebhookTests : IAsyncLifetime
{
    private WebhookWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await WebhookWorld.NewAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_reference_library_takes_what_is_sent_with_either_secret_while_both_are_valid()
    {
        var first = await _world.HookAsync(content: WebhookContent.Full);
        var lead = await _world.Crm.AddAsync(new Lead { Name = "Ada 客户" });
        await _world.DrainAsync();
        var alone = _world.Receiver.Last;
        Assert.Equal(("POST /hook?key=s3cret HTTP/1.1", "lead.created", "application/json"), (alone.Request, alone.Json.GetProperty("type").GetString(), alone.Headers["Content-Type"]));
        var item = Assert.Single(alone.Items);
        Assert.Equal((lead.Id, 1, "Ada 客户"), (item.GetProperty("id").GetGuid(), item.GetProperty("version").GetInt32(), item.GetProperty("record").GetProperty("name").GetString()));

        var second = await _world.AsAdminAsync(w => w.RotateSecretAsync(first.Webhook.Id));
        await _world.AsAdminAsync(w => w.TestAsync(first.Webhook.Id));
        await _world.DrainAsync();
        var both = _world.Receiver.Last;
        _world.Crm.Clock.Advance(TimeSpan.FromHours(24));
        await _world.AsAdminAsync(w => w.TestAsync(first.Webhook.Id));
        await _world.DrainAsync();
        var after = _world.Receiver.Last;

        var (then, now) = (_world.Crm.Clock.Now.AddHours(-24), _world.Crm.Clock.Now);
        var said = await ReferenceLibrary.VerifyAsync((first.Secret, alone, then), (first.Secret, alone with { Body = alone.Body + " " }, then), (first.Secret, alone, then.AddMinutes(6)),
            (first.Secret, both, then), (second.Secret, both, then), (second.Secret, after, now), (first.Secret, after, now));
        Assert.Equal(["taken lead.created", "refused No matching signature found", "refused Message timestamp too old", "taken crmkit.test", "taken crmkit.test", "taken crmkit.test", "refused No matching signature found"], said);
        Assert.Null((await _world.NowAsync(first)).OldSecretUntil);
    }

    [Fact]
    public async Task An_event_is_told_once_to_each_webhook_that_names_it_and_whose_filter_lets_it_through()
    {
        var (all, created, rich) = (await _world.HookAsync(), await _world.HookAsync("lead.created account.created"), await _world.HookAsync("lead.updated", filter: "score ge 50"));
        var off = await _world.HookAsync();
        await _world.AsAdminAsync(w => w.ChangeAsync(off.Webhook.Id, _world.Draft() with { Url = null, IsActive = false }));
        var (poor, hot) = (await _world.Crm.AddAsync(new Lead { Name = "Poor" }), await _world.Crm.AddAsync(new Lead { Name = "Hot", Score = 70 }));
        await using (var session = _world.Crm.OpenSession())
        {
            var changes = new ChangeSet();
            foreach (var lead in new[] { poor, hot })
            {
                lead.CompanyName = "Acme";
                changes.Update(lead);
            }
            await session.Records.SaveAsync(changes);
        }
        await _world.DrainAsync();
        Assert.Equal((3, 2, 1, 0), ((await _world.DeliveriesAsync(all)).Count, (await _world.DeliveriesAsync(created)).Count, (await _world.DeliveriesAsync(rich)).Count, (await _world.DeliveriesAsync(off)).Count));
        var told = (await _world.LastDeliveryAsync(rich)).MessageId;
        var item = Assert.Single(_world.Receiver.All.Single(r => r.Id == told).Items);
        Assert.Equal((hot.Id, 2), (item.GetProperty("id").GetGuid(), item.GetProperty("version").GetInt32()));
        Assert.Contains("companyName", item.GetProperty("changed").EnumerateArray().Select(c => c.GetString()));
        Assert.False(item.TryGetProperty("record", out _));

        // The event is dispatched again, as after a kill before its mark.
        var sent = _world.Receiver.All.Count;
        await using (var reader = await _world.Crm.Services.GetRequiredService<ICrmStore>().BeginAsync("default", TestContext.Current.CancellationToken))
        {
            await reader.SetAsync(reader.Query<OutboxMessage>().Where(m => m.Class == OutboxClass.Event), m => m.Status, "pending", TestContext.Current.CancellationToken);
            await reader.CommitAsync(TestContext.Current.CancellationToken);
        }
        await _world.DrainAsync();
        Assert.Equal(sent, _world.Receiver.All.Count);
    }

    [Fact]
    public async Task Deleted_and_moved_records_are_told_of_with_what_happened()
    {
        await _world.HookAsync("lead.deleted lead.stage-changed");
        var lead = await _world.Crm.AddAsync(new Lead { Name = "Ada" });
        await using (var session = _world.Crm.OpenSession())
        {
            var to = session.Catalog.Pipeline(lead.PipelineKey!).Stages.First(s => s.Key != lead.StageKey).Key;
            await session.Pipelines.MoveAsync([new(new RecordRef("lead", lead.Id), to)]);
            await session.Records.DeleteAsync(new RecordRef("lead", lead.Id));
        }
        await _world.DrainAsync();
        var (moved, deleted) = (_world.Receiver.All.Single(r => r.Body.Contains("stage-changed", StringComparison.Ordinal)), _world.Receiver.All.Single(r => r.Body.Contains("lead.deleted", StringComparison.Ordinal)));
        Assert.Equal(lead.StageKey, moved.Items[0].GetProperty("from").GetString());
        Assert.Equal(lead.Id, deleted.Items[0].GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A019_A028_An_owner_is_told_only_what_he_may_read_at_the_time_of_sending()
    {
        var clerk = await _world.Crm.AddUserAsync("Clerk", WebhookWorld.Clerk);
        Assert.Equal("webhook.type-forbidden", await RefusalAsync(_world.Draft("account.*", owner: clerk)));
        Assert.Equal("filter.field-forbidden", await RefusalAsync(_world.Draft(filter: "phone eq '+4930901820'", owner: clerk)));

        var hook = await _world.HookAsync("lead.*", WebhookContent.Full, owner: clerk);
        await _world.Crm.AddAsync(new Lead { Name = "Foreign", Phone = "+4930901820" });
        Guid mine;
        await using (var session = _world.Crm.OpenSession(clerk)) mine = (await session.Records.CreateAsync(new Lead { Name = "Mine" })).Id;
        var stored = (await _world.Crm.FindAsync<Lead>(mine))!;
        stored.Phone = "+4930901820";
        await using (var session = _world.Crm.OpenSession()) await session.Records.UpdateAsync(stored);
        await _world.DrainAsync();
        var told = Assert.Single(_world.Receiver.All); // not the foreign one, and not that his own got a number that he may not see
        Assert.Equal(mine, Assert.Single(told.Items).GetProperty("id").GetGuid());
        Assert.False(told.Items[0].GetProperty("record").TryGetProperty("phone", out _));
        Assert.DoesNotContain("4930", told.Body, StringComparison.Ordinal);

        // A message waits while his rights shrink: it is not sent.
        _world.Receiver.Answer = "500 Oops";
        stored = (await _world.Crm.FindAsync<Lead>(mine))!;
        stored.Name = "Renamed";
        await using (var session = _world.Crm.OpenSession()) await session.Records.UpdateAsync(stored);
        await _world.DrainAsync();
        var sent = _world.Receiver.All.Count;
        await using (var session = _world.Crm.OpenSession())
        {
            var user = await session.Records.GetAsync<User>(clerk.Id);
            user.Roles = null;
            await session.Records.UpdateAsync(user);
        }
        await _world.NextTryAsync(hook);
        Assert.Equal(sent, _world.Receiver.All.Count);
        Assert.Equal((WebhookDeliveryStatus.Withheld, "withheld"), ((await _world.LastDeliveryAsync(hook)).Status, (await _world.LastDeliveryAsync(hook)).Tries[^1].Outcome));
    }

    [Fact]
    public async Task A029_An_owner_who_is_switched_off_is_told_nothing_until_he_is_back()
    {
        var owner = await _world.Crm.AddUserAsync("Owner", "administrator");
        var hook = await _world.HookAsync(owner: owner);
        await SetActiveAsync(owner, false);
        await _world.Crm.AddAsync(new Lead { Name = "Ada" });
        await _world.DrainAsync();
        Assert.Empty(_world.Receiver.All);
        Assert.Equal(WebhookDeliveryStatus.Withheld, (await _world.LastDeliveryAsync(hook)).Status);

        await SetActiveAsync(owner, true);
        Assert.Equal(1, await _world.AsAdminAsync(w => w.ReplayFailedAsync(hook.Webhook.Id, _world.Crm.Clock.Now.AddHours(-1))));
        await _world.DrainAsync();
        Assert.Equal("lead.created", _world.Receiver.Last.Json.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A058_The_secret_is_shown_once_and_stored_encrypted_like_the_address()
    {
        var hook = await _world.HookAsync();
        await _world.AsAdminAsync(w => w.TestAsync(hook.Webhook.Id));
        await _world.DrainAsync();
        Assert.StartsWith("whsec_", hook.Secret, StringComparison.Ordinal);
        await using var reader = await _world.Crm.Services.GetRequiredService<ICrmStore>().OpenReaderAsync("default", TestContext.Current.CancellationToken);
        var (rows, log, messages) = (await reader.ListAsync(reader.Query<WebhookEntry>(), TestContext.Current.CancellationToken), await _world.DeliveriesAsync(hook), await reader.ListAsync(reader.Query<OutboxMessage>(), TestContext.Current.CancellationToken));
        foreach (var text in new[] { JsonSerializer.Serialize(rows), JsonSerializer.Serialize(await _world.NowAsync(hook)), JsonSerializer.Serialize(log), JsonSerializer.Serialize(messages) })
        {
            Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
            Assert.DoesNotContain(hook.Secret["whsec_".Length..], text, StringComparison.Ordinal);
        }
        Assert.EndsWith("/hook?key=***", (await _world.NowAsync(hook)).Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A056_Who_does_not_administer_users_gets_at_none_of_it_and_another_tenant_finds_none()
    {
        var hook = await _world.HookAsync();
        var id = hook.Webhook.Id;
        await using var session = _world.Crm.OpenSession(await _world.Crm.AddUserAsync("Rep", "sales-rep"));
        foreach (var act in (Func<IWebhooks, Task>[])
            [w => w.ListAsync(), w => w.GetAsync(id), w => w.CreateAsync(_world.Draft()), w => w.ChangeAsync(id, _world.Draft()), w => w.RotateSecretAsync(id), w => w.RemoveAsync(id), w => w.TestAsync(id),
             w => w.DeliveriesAsync(new() { Webhook = id }), w => w.ReplayAsync(id, []), w => w.ReplayFailedAsync(id, default)])
            Assert.Equal("webhook.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => act(session.Webhooks))).Error.Code);
        await using var foreign = _world.Crm.Crm.OpenSession(Actor.System("test"), tenantId: "other");
        Assert.Empty(await foreign.Webhooks.ListAsync());
        Assert.Equal("webhook.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => foreign.Webhooks.TestAsync(id))).Error.Code);
    }

    [Fact]
    public async Task What_cannot_be_kept_is_refused_with_what_to_do()
    {
        foreach (var (draft, code) in ((WebhookDraft, string)[])
            [(_world.Draft() with { Name = " " }, "webhook.name"), (_world.Draft("lead"), "webhook.events"), (_world.Draft("lead.moved"), "webhook.events"), (_world.Draft("nothing.created"), "webhook.events"), (_world.Draft("*"), "webhook.events"),
             (_world.Draft() with { Events = [] }, "webhook.events"), (_world.Draft("lead.* account.*", filter: "name eq 'x'"), "webhook.filter-types"), (_world.Draft(filter: "nonsense eq 1"), "filter.field-unknown"),
             (_world.Draft() with { OwnerId = Guid.NewGuid() }, "webhook.owner")])
            Assert.Equal(code, await RefusalAsync(draft));
        Assert.Empty(await _world.AsAdminAsync(w => w.ListAsync()));
    }

    [Fact]
    public async Task A_webhook_that_is_removed_takes_its_log_along_and_what_was_on_its_way()
    {
        var hook = await _world.HookAsync();
        _world.Receiver.Answer = "500 Oops";
        await _world.AsAdminAsync(w => w.TestAsync(hook.Webhook.Id));
        await _world.DrainAsync();
        await _world.AsAdminAsync(async w => { await w.RemoveAsync(hook.Webhook.Id); return 0; });
        _world.Crm.Clock.Advance(TimeSpan.FromDays(1));
        await _world.DrainAsync();
        Assert.Single(_world.Receiver.All);
        Assert.Equal("webhook.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => _world.DeliveriesAsync(hook))).Error.Code);
    }

    private async Task<string> RefusalAsync(WebhookDraft draft) => (await Assert.ThrowsAnyAsync<CrmException>(() => _world.AsAdminAsync(w => w.CreateAsync(draft)))).Error.Code;

    private async Task SetActiveAsync(User user, bool isActive)
    {
        await using var session = _world.Crm.OpenSession();
        var stored = await session.Records.GetAsync<User>(user.Id);
        stored.IsActive = isActive;
        await session.Records.UpdateAsync(stored);
    }
}
