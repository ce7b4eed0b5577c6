namespace CrmKit.Matching;

/// <summary>Two records of one type that may be about the same person, company or thing, in the queue of those to look at.</summary>
public sealed class DuplicatePair
{
    internal DuplicatePair() { }

    /// <summary>Its id.</summary>
    public Guid Id { get; internal set; } = SequentialGuid.Next();

    internal string TenantId { get; set; } = "";

    /// <summary>The type of both.</summary>
    public string RecordType { get; internal set; } = "";

    /// <summary>The record that was created first.</summary>
    public Guid FirstId { get; internal set; }

    /// <summary>The other one.</summary>
    public Guid SecondId { get; internal set; }

    /// <summary>How probable it is that they are the same, above 0 and at most 1.</summary>
    public decimal Score { get; internal set; }

    /// <summary>What was decided.</summary>
    public DuplicateStatus Status { get; internal set; }

    /// <summary>Why, as stored: field key → likeness and weight.</summary>
    internal string Reasons { get; set; } = "{}";

    /// <summary>When they were found last, in UTC.</summary>
    public DateTimeOffset FoundAt { get; internal set; }

    /// <summary>When it was decided, in UTC; <see langword="null"/> while it is not.</summary>
    public DateTimeOffset? DecidedAt { get; internal set; }

    /// <summary>Who decided; <see langword="null"/> while nobody did, and for the system.</summary>
    public Guid? DecidedById { get; internal set; }
}

/// <summary>What was decided about two records that look alike.</summary>
public enum DuplicateStatus
{
    /// <summary>Somebody has to look.</summary>
    Open,
    /// <summary>So alike that they are taken for the same; not merged yet.</summary>
    Same,
    /// <summary>Somebody said that they are different; no scan asks again.</summary>
    Different,
    /// <summary>They are one record now.</summary>
    Merged,
}
