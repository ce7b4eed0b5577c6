namespace CrmKit.Contracts;

/// <summary>An agreement with a term and a renewal, worked through negotiation to signature.</summary>
public sealed class Contract : RootRecord
{
    /// <summary>What it is about; required.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its number; unique, made when it is created unless set.</summary>
    public string? Number { get; set; }

    /// <summary>The account it is with.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>The opportunity it comes from.</summary>
    public Guid? OpportunityId { get; set; }

    /// <summary>The project it comes from.</summary>
    public Guid? ProjectId { get; set; }

    /// <summary>The quote that was accepted with it.</summary>
    public Guid? QuoteId { get; set; }

    /// <summary>Its value without tax, in <see cref="Currency"/>.</summary>
    public decimal? Amount { get; set; }

    /// <summary>The ISO 4217 code of its amounts; the tenant's currency unless set.</summary>
    public string? Currency { get; set; }

    /// <summary>The first day of the term.</summary>
    public DateOnly? StartsOn { get; set; }

    /// <summary>The last day of the term; <see langword="null"/> means without end. Not before it starts.</summary>
    public DateOnly? EndsOn { get; set; }

    /// <summary>What happens at the end of the term.</summary>
    public RenewalKind RenewalKind { get; set; }

    /// <summary>By how many months it is renewed, 1 to 1,200; required for automatic renewal.</summary>
    public int? RenewalMonths { get; set; }

    /// <summary>How many days before the end notice must be given, 0 or more; <see langword="null"/> means none is needed.</summary>
    public int? NoticeDays { get; set; }

    /// <summary>The last day on which notice can be given: end − notice days. <see langword="null"/> without an end or notice.</summary>
    public DateOnly? NoticeByOn { get; internal set; }

    /// <summary>The day it was signed; <see langword="null"/> while it is not.</summary>
    public DateOnly? SignedOn { get; set; }

    /// <summary>Payment and delivery terms, in one's own words.</summary>
    public string? Terms { get; set; }

    /// <summary>Anything else worth knowing.</summary>
    public string? Description { get; set; }
}

/// <summary>What happens when a contract's term ends.</summary>
public enum RenewalKind
{
    /// <summary>It ends.</summary>
    None,
    /// <summary>It goes on unless notice is given.</summary>
    Automatic,
    /// <summary>It goes on if both sides agree.</summary>
    ByAgreement,
}
