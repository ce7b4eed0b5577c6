namespace CrmKit.Planning;

/// <summary>An area that somebody is responsible for: with the scope of territories he reaches the records that lie in it.</summary>
/// <remarks>Records lie where their country and region say; those without a country field, where their account lies. A territory that names neither covers what the territories inside it do.</remarks>
public sealed class Territory : Record
{
    /// <summary>What it is called; required, unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>The territory it lies in. A circle is refused: <c>territory.hierarchy-cycle</c>.</summary>
    public Guid? ParentId { get; set; }

    /// <summary>The region it covers, as accounts and leads name it.</summary>
    public string? Region { get; set; }

    /// <summary>The country it covers, as accounts and leads name it.</summary>
    public string? Country { get; set; }

    /// <summary>The user responsible.</summary>
    public Guid? ManagerId { get; set; }

    /// <summary>The team responsible.</summary>
    public Guid? TeamId { get; set; }
}
