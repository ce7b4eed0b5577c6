namespace CrmKit.Contracts;

/// <summary>Somebody bound by a contract. A part of the contract.</summary>
public sealed class ContractParty : PartRecord
{
    /// <summary>The contract; required.</summary>
    public Guid? ContractId { get; set; }

    /// <summary>The organisation.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>The person who signs, or the person bound when there is no organisation. Account or contact is required.</summary>
    public Guid? ContactId { get; set; }

    /// <summary>What binds it.</summary>
    public PartyRole Role { get; set; }
}

/// <summary>What binds a party.</summary>
public enum PartyRole
{
    /// <summary>Receives.</summary>
    Customer,
    /// <summary>Delivers.</summary>
    Supplier,
    /// <summary>Stands in for another party.</summary>
    Guarantor,
    /// <summary>Brings the parties together.</summary>
    Broker,
    /// <summary>Attests.</summary>
    Witness,
    /// <summary>Something else.</summary>
    Other,
}
