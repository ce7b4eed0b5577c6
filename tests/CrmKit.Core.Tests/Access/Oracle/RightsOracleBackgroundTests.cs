using System.Text;
using System.Text.Json;
using CrmKit.Events;
using CrmKit.Exports;
using CrmKit.Leads;
using CrmKit.Orders;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Transfers;
using CrmKit.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Access;

/// <summary>What happens while nobody looks, with the rights that its owner has at that moment: webhooks and exports that were asked for before everybody's roles were given anew.</summary>
public sealed class RightsOracleBackgroundTests(RightsOracle oracle) : OracleTests(oracle), IClassFixture<RightsOracle>
{
    private readonly List<(Guid Id, int User, string Type)> _exports = [];

    [Fact]
    public async Task What_was_asked_for_before_tells_what_may_be_read_now()
    {
        using var receiver = new Receiver();
        var admin = await Crm.AddUserAsync("Admin", "administrator");
        var hooks = new List<(int User, string Type)>();
        for (var i = 0; i < World.Users.Count; i++)
            foreach (var type in RightsWorld.Types.Keys)
                if (World.Users[i].IsActive)
                {
                    if (await HookAsync(receiver, admin, i, type)) hooks.Add((i, type));
                    if (type != "order-line") await AskAsync(i, type);
                }

        await GiveRolesAnewAsync();
        Crm.Clock.Advance(TimeSpan.FromMinutes(5));
        await TouchAsync();
        await Crm.Services.GetRequiredService<IDispatcher>().DrainAsync();
        await Crm.Services.GetRequiredService<ITransferRunner>().DrainAsync();

        foreach (var (user, type) in hooks) SameMessages(receiver, World.Users[user], user, type);
        foreach (var (id, user, type) in _exports) await SameExportAsync(id, World.Users[user], type);
        Told(3_000);
    }

    private async Task<bool> HookAsync(Receiver receiver, User admin, int user, string type)
    {
        var owner = World.Users[user];
        await using var session = Crm.OpenSession(admin);
        var (_, code) = await session.Webhooks.CreateAsync(new()
        {
            Name = $"{user} {type}", Url = $"http://127.0.0.1:{receiver.Port}{Path(user, type)}", Events = [$"{type}.updated"], Content = WebhookContent.Full, OwnerId = owner.Id,
        }).Refusal();
        Same(Slow.MaySome(owner, Operations.Read, type) ? null : "webhook.type-forbidden", code, owner, $"gets a webhook of {type}");
        return code is null;
    }

    private async Task AskAsync(int user, string type)
    {
        var owner = World.Users[user];
        await using var session = Crm.OpenSession(owner);
        var (export, code) = await session.Transfers.StartExportAsync(new ExportRequest(type)).Refusal();
        Same(Slow.MaySome(owner, Operations.Read, type) && Slow.MaySome(owner, Operations.Export, type) ? null : "access.forbidden", code, owner, $"asks for an export of {type}");
        if (export is not null) _exports.Add((export.Id, user, type));
    }

    // Everybody gets what the one after him had.
    private async Task GiveRolesAnewAsync()
    {
        await using var session = Crm.OpenSession();
        var roles = World.Users.Select(u => u.Roles).ToList();
        for (var i = 0; i < World.Users.Count; i++)
        {
            var user = await session.Records.GetAsync<User>(World.Users[i].Id);
            user.Roles = roles[(i + 1) % roles.Count];
            World.Users[i] = await session.Records.UpdateAsync(user);
        }
    }

    // A change of each record, in a field that nobody is kept from.
    private async Task TouchAsync()
    {
        await using var session = Crm.OpenSession();
        var changes = new ChangeSet();
        foreach (var record in World.Records) changes.Patch(Ref(record), new Dictionary<string, object?> { [record is OrderLine ? "unitPrice" : "name"] = record is OrderLine ? 2m : $"{Name(record)} again" });
        await session.Records.SaveAsync(changes);
        for (var i = 0; i < World.Records.Count; i++) World.Records[i] = await session.Records.GetAsync(Ref(World.Records[i]));
    }

    private void SameMessages(Receiver receiver, User owner, int user, string type)
    {
        var told = receiver.All.Where(m => m.Request.Contains($" {Path(user, type)} ", StringComparison.Ordinal)).SelectMany(m => m.Items).ToList();
        SameRecords(type, r => MayRead(owner, r), [.. told.Select(i => i.GetProperty("id").GetGuid()).Distinct()], owner, $"is told of {type}");
        foreach (var (item, field) in from item in told select item.GetProperty("record") into item from field in RightsWorld.Types[type] select (item, field.Field))
            if (Hides(owner, type, field)) Same(false, Has(item, field), owner, $"is told {type}.{field}");
            else Same(true, Has(item, field), owner, $"is told {type}.{field}");
    }

    private async Task SameExportAsync(Guid id, User owner, string type)
    {
        await using var session = Crm.OpenSession(owner);
        var done = await session.Transfers.GetAsync(id);
        var may = Slow.MaySome(owner, Operations.Read, type) && Slow.MaySome(owner, Operations.Export, type);
        Same(may ? TransferState.Done : TransferState.Failed, done.State, owner, $"waits for an export of {type}");
        Same(may ? null : "access.forbidden", (done.Errors is [var error, ..] ? error.Code : null), owner, $"waits for an export of {type}");
        if (!may) return;
        await using var file = await session.Transfers.OpenAsync(id, TransferPart.File);
        using var reader = new StreamReader(file.Content, Encoding.UTF8);
        SameFile(session, type, await reader.ReadToEndAsync(), owner, "waits for an export and sees");
    }

    private static bool Has(JsonElement record, string field) => record.TryGetProperty(field, out _) || (record.TryGetProperty("custom", out var custom) && custom.TryGetProperty(field, out _));

    private static string Path(int user, string type) => $"/{user}/{type}";
}
