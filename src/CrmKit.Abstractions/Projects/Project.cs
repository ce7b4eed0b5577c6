namespace CrmKit.Projects;

/// <summary>The joint work of several departments to win or deliver a large sale.</summary>
public sealed class Project : RootRecord
{
    /// <summary>What it is called; required.</summary>
    public string Name { get; set; } = "";

    /// <summary>The account it is for.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>The opportunity it comes from.</summary>
    public Guid? OpportunityId { get; set; }

    /// <summary>What it may cost, in <see cref="Currency"/>; not negative.</summary>
    public decimal? Budget { get; set; }

    /// <summary>What it has cost so far, in <see cref="Currency"/>; not negative.</summary>
    public decimal? ActualCost { get; set; }

    /// <summary>The ISO 4217 code of all its amounts; the tenant's currency unless set.</summary>
    public string? Currency { get; set; }

    /// <summary>The day it is planned to start.</summary>
    public DateOnly? PlannedStartOn { get; set; }

    /// <summary>The day it is planned to end; not before the planned start.</summary>
    public DateOnly? PlannedEndOn { get; set; }

    /// <summary>The day it started; <see langword="null"/> while it has not.</summary>
    public DateOnly? ActualStartOn { get; set; }

    /// <summary>The day it ended; not before it started.</summary>
    public DateOnly? ActualEndOn { get; set; }

    /// <summary>Anything else worth knowing.</summary>
    public string? Description { get; set; }
}
