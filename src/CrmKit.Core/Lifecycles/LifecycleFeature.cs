using CrmKit.Events;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Lifecycles;

/// <summary>Classes of customers that move by what they buy and by time.</summary>
internal sealed class LifecycleFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddSubscriber<OrderChanges>("order.*").AddSubscriber<DealChanges>("opportunity.*");
}

/// <summary>Has those looked at whose orders came, went, or count otherwise.</summary>
internal sealed class OrderChanges : IEventSubscriber
{
    public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
    {
        if (await RecordChanges.OfAsync<Order>(context, ["accountId", "contactId", "orderedOn", "opportunityId", "stage", "stageCategory"], cancellationToken) is not { } change) return;
        await Customers.AddAsync(context, change.Records.Select(o => (o.AccountId, o.ContactId)), change.Before("accountId"), change.Before("contactId"), cancellationToken);
    }
}

/// <summary>Has those looked at whose opportunities were won, or are not any more.</summary>
internal sealed class DealChanges : IEventSubscriber
{
    public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
    {
        if (await RecordChanges.OfAsync<Opportunity>(context, ["accountId", "contactId", "stage", "stageCategory", "closedOn"], cancellationToken) is not { } change) return;
        var left = change.Before("stage", "stageCategory").Where(b => MayHaveBeenWon(context.Session.Catalog, b.Field, b.Value)).Select(b => b.Id).ToHashSet();
        await Customers.AddAsync(context, change.Records.Where(d => d.StageCategory == StageCategory.Won || left.Contains(d.Id)).Select(d => (d.AccountId, d.ContactId)), change.Before("accountId"), change.Before("contactId"), cancellationToken);
    }

    // Most moves are between stages that are open, and nothing was bought by them.
    private static bool MayHaveBeenWon(CatalogSnapshot catalog, string field, string? value)
    {
        if (field == "stageCategory") return value == EnumCode.Of(StageCategory.Won);
        var stages = catalog.PipelinesOf("opportunity").Select(p => p.FindStage(value ?? "")).OfType<StageDefinition>().ToList();
        return stages.Count == 0 || stages.Exists(s => s.Category == StageCategory.Won); // a stage that is gone may have been anything
    }
}

internal static class Customers
{
    public static async Task AddAsync(
        EventContext context, IEnumerable<(Guid? Account, Guid? Contact)> now, IEnumerable<(Guid Id, string Field, string? Value)> accounts, IEnumerable<(Guid Id, string Field, string? Value)> contacts, CancellationToken cancellationToken)
    {
        var queue = ((CrmSession)context.Session).Service<LifecycleQueue>();
        var all = now.ToList();
        await queue.AddAsync(isContact: false, [.. all.Select(n => n.Account).OfType<Guid>().Concat(Ids(accounts))], cancellationToken);
        await queue.AddAsync(isContact: true, [.. all.Select(n => n.Contact).OfType<Guid>().Concat(Ids(contacts))], cancellationToken);
    }

    private static IEnumerable<Guid> Ids(IEnumerable<(Guid Id, string Field, string? Value)> before) => before.Select(b => Guid.TryParse(b.Value, out var id) ? (Guid?)id : null).OfType<Guid>();
}
