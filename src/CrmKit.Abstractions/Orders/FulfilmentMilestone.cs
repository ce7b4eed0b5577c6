namespace CrmKit.Orders;

/// <summary>A step of delivering an order: produced, shipped, handed over. A part of the order.</summary>
public sealed class FulfilmentMilestone : PartRecord
{
    /// <summary>The order; required.</summary>
    public Guid? OrderId { get; set; }

    /// <summary>The step; required.</summary>
    public string Name { get; set; } = "";

    /// <summary>The position among the steps, from 1.</summary>
    public int? Position { get; set; }

    /// <summary>The day it is planned for.</summary>
    public DateOnly? PlannedOn { get; set; }

    /// <summary>The day it was reached; <see langword="null"/> while it was not.</summary>
    public DateOnly? ReachedOn { get; set; }
}
