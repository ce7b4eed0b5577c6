namespace CrmKit.Projects;

/// <summary>A user who works on a project. A part of the project.</summary>
public sealed class ProjectMember : PartRecord
{
    /// <summary>The project; required.</summary>
    public Guid? ProjectId { get; set; }

    /// <summary>The user; required, once per project.</summary>
    public Guid? UserId { get; set; }

    /// <summary>The department the user speaks for (planning, marketing, finance…).</summary>
    public string? Department { get; set; }

    /// <summary>What the user does, in one's own words.</summary>
    public string? Role { get; set; }
}
