namespace CrmKit.Planning;

/// <summary>A group of users who share records.</summary>
public sealed class Team : Record
{
    /// <summary>What it is called; required, unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>The team it belongs to; with the scope of the team tree, members of that one reach its records as well. A circle is refused: <c>team.hierarchy-cycle</c>.</summary>
    public Guid? ParentId { get; set; }

    /// <summary>The user who leads it.</summary>
    public Guid? ManagerId { get; set; }

    /// <summary>The sales region it serves.</summary>
    public string? Region { get; set; }
}
