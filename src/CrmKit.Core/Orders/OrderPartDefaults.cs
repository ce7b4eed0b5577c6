namespace CrmKit.Orders;

/// <summary>Dates payments and returns that do not say when they happened.</summary>
internal sealed class OrderPartDefaults : IBeforeSave
{
    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
        {
            if (change.After is Payment payment) payment.PaidOn ??= context.Session.Today;
            else if (change.After is OrderReturn returned) returned.ReturnedOn ??= context.Session.Today;
        }
        return default;
    }
}
