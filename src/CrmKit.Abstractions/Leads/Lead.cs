using CrmKit.Quality;

namespace CrmKit.Leads;

/// <summary>A signal of interest by somebody not yet qualified; converting it makes account, contact and opportunity.</summary>
public sealed class Lead : RootRecord, IQuarantined
{
    /// <summary>The person's full name; filled from company, e-mail or telephone when nothing else is known. Required.</summary>
    public string Name { get; set; } = "";

    /// <summary>The company's name.</summary>
    public string? CompanyName { get; set; }

    /// <summary>Position.</summary>
    public string? JobTitle { get; set; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; set; }

    /// <summary>Since when mail to <see cref="Email"/> has come back, in UTC; <see langword="null"/> while it arrives. Set by the intake door, cleared when the address changes.</summary>
    public DateTimeOffset? EmailBouncedAt { get; internal set; }

    /// <summary>Telephone number.</summary>
    public string? Phone { get; set; }

    /// <summary>Web address.</summary>
    public string? Website { get; set; }

    /// <summary>Where it came from, an option code (<c>web-form</c>, <c>trade-fair</c>…).</summary>
    public string? Source { get; set; }

    /// <summary>How it reached us, an option code (<c>email</c>, <c>phone</c>…).</summary>
    public string? Channel { get; set; }

    /// <summary>The campaign that brought it.</summary>
    public Guid? CampaignId { get; set; }

    /// <summary>How promising it is, 0 to 100; <see langword="null"/> when not judged.</summary>
    public int? Score { get; set; }

    /// <summary>The pool it waits in, a key of one's own (<c>north-online</c>); <see langword="null"/> for none.</summary>
    public string? Pool { get; set; }

    /// <summary>How urgent it is; <see langword="null"/> when not judged.</summary>
    public LeadRating? Rating { get; set; }

    /// <summary>What is wanted.</summary>
    public string? NeedDescription { get; set; }

    /// <summary>The product asked for.</summary>
    public Guid? ProductId { get; set; }

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

    /// <summary>What the sale may bring, in <see cref="Currency"/>; not negative.</summary>
    public decimal? EstimatedAmount { get; set; }

    /// <summary>The ISO 4217 code of the amount; <see langword="null"/> becomes the tenant's currency when there is an amount.</summary>
    public string? Currency { get; set; }

    /// <summary>The account, when it is known already.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>The contact, when known already.</summary>
    public Guid? ContactId { get; set; }

    /// <inheritdoc/>
    public DateTimeOffset? QuarantinedAt { get; internal set; }

    /// <inheritdoc/>
    public string? QuarantineReason { get; internal set; }
}

/// <summary>How urgent a lead is.</summary>
public enum LeadRating
{
    /// <summary>Some day.</summary>
    Cold,
    /// <summary>Interested.</summary>
    Warm,
    /// <summary>Ready to buy.</summary>
    Hot,
}
