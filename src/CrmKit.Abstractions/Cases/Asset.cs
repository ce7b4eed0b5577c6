namespace CrmKit.Cases;

/// <summary>One thing that a customer has of us: a machine, a flat, a licence.</summary>
public sealed class Asset : RootRecord
{
    /// <summary>What it is called; required.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its serial number; unique.</summary>
    public string? SerialNumber { get; set; }

    /// <summary>The product that it is one of.</summary>
    public Guid? ProductId { get; set; }

    /// <summary>The account that has it.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>The person who has it.</summary>
    public Guid? ContactId { get; set; }

    /// <summary>The order it was sold with.</summary>
    public Guid? OrderId { get; set; }

    /// <summary>The day it was bought.</summary>
    public DateOnly? PurchasedOn { get; set; }

    /// <summary>The last day of its warranty; not before it was bought. From the product's warranty unless set.</summary>
    public DateOnly? WarrantyEndsOn { get; set; }

    /// <summary>Where it is in its life.</summary>
    public AssetStatus Status { get; set; }

    /// <summary>Anything else worth knowing.</summary>
    public string? Description { get; set; }
}

/// <summary>Where an asset is in its life.</summary>
public enum AssetStatus
{
    /// <summary>With the customer, working.</summary>
    InUse,
    /// <summary>Not handed over yet.</summary>
    InStock,
    /// <summary>Being repaired.</summary>
    InRepair,
    /// <summary>Given back.</summary>
    Returned,
    /// <summary>No longer used.</summary>
    Retired,
}
