namespace CrmKit.Cases;

/// <summary>A customer's problem or question, from intake to resolution. Its team is the assigned one.</summary>
public sealed class SupportCase : RootRecord
{
    /// <summary>Its number; unique, made when it is created unless set.</summary>
    public string? Number { get; set; }

    /// <summary>The problem in a line; required.</summary>
    public string Subject { get; set; } = "";

    /// <summary>The problem in full.</summary>
    public string? Description { get; set; }

    /// <summary>The account concerned.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>The person who reported it.</summary>
    public Guid? ContactId { get; set; }

    /// <summary>The thing it is about.</summary>
    public Guid? AssetId { get; set; }

    /// <summary>The order it is about.</summary>
    public Guid? OrderId { get; set; }

    /// <summary>How urgent it is; sets both due times.</summary>
    public CasePriority Priority { get; set; } = CasePriority.Normal;

    /// <summary>How it reached us, an option code.</summary>
    public string? Channel { get; set; }

    /// <summary>What kind of problem it is, an option code.</summary>
    public string? Category { get; set; }

    /// <summary>When the first answer is due, in UTC: creation + the time its priority allows.</summary>
    public DateTimeOffset? FirstResponseDueAt { get; internal set; }

    /// <summary>When the solution is due, in UTC: creation + the time its priority allows.</summary>
    public DateTimeOffset? ResolutionDueAt { get; internal set; }

    /// <summary>When the customer was first answered, in UTC; <see langword="null"/> while not.</summary>
    public DateTimeOffset? FirstRespondedAt { get; set; }

    /// <summary>When it was closed, in UTC; <see langword="null"/> while open. Follows the stage.</summary>
    public DateTimeOffset? ResolvedAt { get; internal set; }

    /// <summary>What solved it.</summary>
    public string? Resolution { get; set; }

    /// <summary>How satisfied the customer is, 1 (not at all) to 5 (fully); <see langword="null"/> when not asked.</summary>
    public int? Satisfaction { get; set; }
}

/// <summary>How urgent a case is.</summary>
public enum CasePriority
{
    /// <summary>When there is time.</summary>
    Low,
    /// <summary>In its turn.</summary>
    Normal,
    /// <summary>Before others.</summary>
    High,
    /// <summary>Now.</summary>
    Urgent,
}
