namespace CrmKit.Orders;

/// <summary>An instalment that is due on a day. A part of the order.</summary>
public sealed class PaymentPlanItem : PartRecord
{
    /// <summary>The order; required.</summary>
    public Guid? OrderId { get; set; }

    /// <summary>What for (<c>deposit</c>, <c>on delivery</c>); required.</summary>
    public string Name { get; set; } = "";

    /// <summary>The day it is due; required.</summary>
    public DateOnly? DueOn { get; set; }

    /// <summary>How much, in the order's currency, more than 0; required.</summary>
    public decimal? Amount { get; set; }
}
