namespace CrmKit.Accounts;

/// <summary>An organisation that one deals with: a customer, supplier, partner or competitor.</summary>
public sealed class Account : RootRecord
{
    /// <summary>What it is called; required.</summary>
    public string Name { get; set; } = "";

    /// <summary>What it is to us; a customer unless said.</summary>
    public AccountKind Kind { get; set; }

    /// <summary>Its line of business, in one's own words.</summary>
    public string? Industry { get; set; }

    /// <summary>Its web address.</summary>
    public string? Website { get; set; }

    /// <summary>Its main telephone number.</summary>
    public string? Phone { get; set; }

    /// <summary>Its general e-mail address.</summary>
    public string? Email { get; set; }

    /// <summary>The domain of its people's addresses, lower case (<c>acme.com</c>); taken from the e-mail address or web address unless set.</summary>
    public string? EmailDomain { get; set; }

    /// <summary>Street and house number.</summary>
    public string? Street { get; set; }

    /// <summary>City.</summary>
    public string? City { get; set; }

    /// <summary>State, province or sales region.</summary>
    public string? Region { get; set; }

    /// <summary>Postal code.</summary>
    public string? PostalCode { get; set; }

    /// <summary>Country, by name or ISO 3166 code.</summary>
    public string? Country { get; set; }

    /// <summary>The whole address in one line, in the order that its country writes it; kept from the parts on every save. <see langword="null"/> when there is none.</summary>
    public string? Address { get; internal set; }

    /// <summary>The account it belongs to; <see langword="null"/> for none. A circle is refused: <c>account.hierarchy-cycle</c>.</summary>
    public Guid? ParentId { get; set; }

    /// <summary>How many people work there, 0 or more; <see langword="null"/> when unknown.</summary>
    public int? EmployeeCount { get; set; }

    /// <summary>Its revenue in a year, in <see cref="Currency"/>.</summary>
    public decimal? AnnualRevenue { get; set; }

    /// <summary>The ISO 4217 code of its amounts; <see langword="null"/> becomes the tenant's currency when it has an amount.</summary>
    public string? Currency { get; set; }

    /// <summary>The year in which it was founded.</summary>
    public int? FoundedYear { get; set; }

    /// <summary>Anything else worth knowing.</summary>
    public string? Description { get; set; }
}

/// <summary>What an account is to us.</summary>
public enum AccountKind
{
    /// <summary>Buys, or may buy.</summary>
    Customer,
    /// <summary>Sells to us.</summary>
    Supplier,
    /// <summary>Sells with us.</summary>
    Partner,
    /// <summary>Sells against us.</summary>
    Competitor,
    /// <summary>Something else.</summary>
    Other,
}
