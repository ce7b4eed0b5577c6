using CrmKit.Conversions;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.Retail;

/// <summary>A new cart begins to age at once.</summary>
internal sealed class CartBegins : IBeforeSave
{
    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
            if (change.Operation == RecordOperation.Create) change.After[Carts.TouchedAt] ??= context.Session.Now;
        return default;
    }
}

/// <summary>What is ordered or discarded is no longer filled or emptied.</summary>
internal sealed class CartItemRules : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        if (Shop.IsActing(context.Session)) return;
        var ids = context.Changes.SelectMany(c => new[] { c.After[Carts.Cart], c.Before?[Carts.Cart] }).OfType<Guid>().Distinct().ToList();
        using var system = context.Session.AsSystem(Shop.Actor); // whose cart it is does not matter here
        var closed = (await context.Session.Records.GetManyAsync(Carts.Type, ids, cancellationToken)).OfType<CustomRecord>().Where(c => c.StageCategory is StageCategory.Won or StageCategory.Lost).ToDictionary(c => c.Id);
        foreach (var change in context.Changes.Where(c => c.Operation != RecordOperation.Update || !c.Before!.Custom.Equals(c.After.Custom)))
            if (new[] { change.After[Carts.Cart], change.Before?[Carts.Cart] }.OfType<Guid>().FirstOrDefault(closed.ContainsKey) is var cart && closed.TryGetValue(cart, out var found))
                context.Refuse(change, RetailErrors.CartClosed(found));
    }
}

/// <summary>Every change of an item is a sign of life: the cart is young again, and active if it was abandoned.</summary>
[Saves(Carts.Type)]
internal sealed class CartTouched : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        using var system = session.AsSystem(Shop.Actor);
        var ids = context.Changes.SelectMany(c => new[] { c.After[Carts.Cart], c.Before?[Carts.Cart] }).OfType<Guid>().Distinct().ToList();
        var carts = (await session.Records.GetManyAsync(Carts.Type, ids, cancellationToken)).OfType<CustomRecord>().ToList();
        var more = new ChangeSet();
        foreach (var cart in carts.Where(c => c[Carts.TouchedAt] != session.Now))
            more.Patch(new RecordRef(Carts.Type, cart.Id), new Dictionary<string, object?> { [Carts.TouchedAt.Key] = session.Now });
        if (more.Changes.Count > 0) await session.Records.SaveAsync(more, cancellationToken);
        var back = carts.Where(c => c.StageKey == Carts.Abandoned).Select(c => new RecordRef(Carts.Type, c.Id)).ToList();
        if (back.Count > 0) await session.Pipelines.ReopenAsync(back, cancellationToken: cancellationToken);
    }
}

/// <summary>Items go with their cart.</summary>
[Saves(Carts.ItemType, EndsByItself = true)]
internal sealed class CartDeleted : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var deleted = context.Changes.Where(c => c.Operation == RecordOperation.Delete).Select(c => c.After.Id).ToList();
        if (deleted.Count == 0) return;
        using var system = context.Session.AsSystem(Shop.Actor);
        var more = new ChangeSet { Reason = "The cart was deleted." };
        foreach (var item in await CartItems.OfAsync(context.Session, deleted, cancellationToken)) more.Delete(new RecordRef(Carts.ItemType, item.Id));
        if (more.Changes.Count > 0) await context.Session.Records.SaveAsync(more, cancellationToken);
    }
}

internal static class CartItems
{
    private const int PerQuestion = 200;

    /// <summary>The items of carts, in order of entry.</summary>
    public static async Task<List<CustomRecord>> OfAsync(Sessions.ICrmSession session, IEnumerable<Guid> carts, CancellationToken cancellationToken)
    {
        var items = new List<CustomRecord>();
        foreach (var chunk in carts.Distinct().Chunk(PerQuestion))
            items.AddRange(await Ask.ListAsync<CustomRecord>(session, Carts.ItemType, $"custom.{Carts.Cart.Key} in ({string.Join(',', chunk.Select(c => $"'{c}'"))})", cancellationToken));
        return items;
    }
}

/// <summary>An empty cart is not ordered.</summary>
internal sealed class CartNotEmpty : IConversionStep
{
    public async ValueTask RunAsync(ConversionContext context, CancellationToken cancellationToken)
    {
        using var system = context.Session.AsSystem(Shop.Actor);
        if ((await CartItems.OfAsync(context.Session, [context.Source.Id], cancellationToken)).Count == 0) throw new CrmRuleException(RetailErrors.CartEmpty((CustomRecord)context.Source));
    }
}

/// <summary>The order that a cart becomes gets a line for each item.</summary>
[Saves("order-line")]
internal sealed class CartLines : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var orders = context.Changes.Where(c => c.Operation == RecordOperation.Create && c.After[Carts.Cart] is not null).Select(c => (Order)c.After).ToDictionary(o => o[Carts.Cart]!.Value);
        if (orders.Count == 0) return;
        using var system = context.Session.AsSystem(Shop.Actor);
        var lines = new ChangeSet { Reason = "The cart was ordered." };
        foreach (var item in await CartItems.OfAsync(context.Session, orders.Keys, cancellationToken))
            lines.Create(new OrderLine { OrderId = orders[item[Carts.Cart]!.Value].Id, ProductId = item[Carts.Product], Description = item[Carts.Product] is null ? item.Name : null, Quantity = item[Carts.Quantity], UnitPrice = item[Carts.UnitPrice] });
        if (lines.Changes.Count > 0) await context.Session.Records.SaveAsync(lines, cancellationToken);
    }
}
