namespace CrmKit.Projects;

/// <summary>A result that a project must reach by a day. A part of the project.</summary>
public sealed class Milestone : PartRecord
{
    /// <summary>The project; required.</summary>
    public Guid? ProjectId { get; set; }

    /// <summary>The result; required.</summary>
    public string Name { get; set; } = "";

    /// <summary>The day it is due.</summary>
    public DateOnly? DueOn { get; set; }

    /// <summary>The day it was reached; <see langword="null"/> while it was not.</summary>
    public DateOnly? ReachedOn { get; set; }

    /// <summary>The position in the project, from 1.</summary>
    public int? Position { get; set; }
}
