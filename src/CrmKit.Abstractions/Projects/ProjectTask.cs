namespace CrmKit.Projects;

/// <summary>A piece of a project's work. A part of the project.</summary>
public sealed class ProjectTask : PartRecord
{
    /// <summary>The project; required.</summary>
    public Guid? ProjectId { get; set; }

    /// <summary>The milestone it leads to.</summary>
    public Guid? MilestoneId { get; set; }

    /// <summary>What to do; required.</summary>
    public string Name { get; set; } = "";

    /// <summary>Who does it; <see langword="null"/> while nobody does.</summary>
    public Guid? AssigneeId { get; set; }

    /// <summary>The department that does it (planning, marketing, finance…); that of its assignee in the project unless set.</summary>
    public string? Department { get; set; }

    /// <summary>The day it is due.</summary>
    public DateOnly? DueOn { get; set; }

    /// <summary>The day it was done; <see langword="null"/> while it is not.</summary>
    public DateOnly? DoneOn { get; set; }

    /// <summary>The planned effort in hours; not negative.</summary>
    public decimal? PlannedHours { get; set; }

    /// <summary>The effort so far in hours; not negative.</summary>
    public decimal? ActualHours { get; set; }

    /// <summary>Anything else worth knowing.</summary>
    public string? Description { get; set; }
}
