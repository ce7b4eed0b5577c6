using CrmKit.Documents;

namespace CrmKit.Opportunities;

/// <summary>A possible sale to an account, worked through the stages of one pipeline.</summary>
public sealed class Opportunity : RootRecord, IPriced
{
    /// <summary>The subject; required.</summary>
    public string Name { get; set; } = "";

    /// <summary>The account that may buy.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>The main contact.</summary>
    public Guid? ContactId { get; set; }

    /// <summary>The main product; several stand in lines.</summary>
    public Guid? ProductId { get; set; }

    /// <summary>What it may bring without tax, in <see cref="Currency"/>; the sum of the lines when there are any.</summary>
    public decimal? Amount { get; set; }

    /// <summary>The price book that new lines take their prices from; <see langword="null"/> means the default one of the currency, then list prices.</summary>
    public Guid? PriceBookId { get; set; }

    /// <summary>The ISO 4217 code of all its amounts; the tenant's currency unless set.</summary>
    public string? Currency { get; set; }

    /// <summary>The day it began; today unless set.</summary>
    public DateOnly? OpenedOn { get; set; }

    /// <summary>The day it is expected to close; not before it was opened.</summary>
    public DateOnly? ExpectedCloseOn { get; set; }

    /// <summary>Where it came from, an option code.</summary>
    public string? Source { get; set; }

    /// <summary>The campaign that brought it.</summary>
    public Guid? CampaignId { get; set; }

    /// <summary>Sales region.</summary>
    public string? Region { get; set; }

    /// <summary>One's own judgement of the chance, 0 to 100; <see langword="null"/> follows the stage.</summary>
    public int? ProbabilityOverridePercent { get; set; }

    /// <summary>The chance, 0 to 100: one's own judgement, or the stage's.</summary>
    public int? ProbabilityPercent { get; internal set; }

    /// <summary>Amount × probability, in <see cref="Currency"/>; <see langword="null"/> without an amount.</summary>
    public decimal? WeightedAmount { get; internal set; }

    /// <summary>How far one may count on it, by its stage and <see cref="ProbabilityPercent"/>.</summary>
    public ForecastCategory ForecastCategory { get; internal set; }

    /// <summary>When to look at it again while it is shelved.</summary>
    public DateOnly? ReviewOn { get; set; }

    /// <summary>What to do next.</summary>
    public string? NextStep { get; set; }

    /// <summary>When to do it.</summary>
    public DateOnly? NextStepOn { get; set; }

    /// <summary>What the customer needs.</summary>
    public string? Need { get; set; }

    /// <summary>Anything else worth knowing.</summary>
    public string? Description { get; set; }
}
