namespace CrmKit.Behaviour;

/// <summary>One set of identities that were seen together, and whom it leads to.</summary>
internal sealed class BehaviourVisitor
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";

    /// <summary>Hash over the identities; unique.</summary>
    public string Fingerprint { get; set; } = "";

    /// <summary>The one contact.</summary>
    public Guid? ContactId { get; set; }

    /// <summary>Whether more than one is possible.</summary>
    public bool IsAmbiguous { get; set; }

    /// <summary>Those contacts, parted by commas; empty for none, and where a device is shared by too many.</summary>
    public string Candidates { get; set; } = "";
    public DateTimeOffset LastAt { get; set; }
}

/// <summary>An identity of a visitor.</summary>
internal sealed class BehaviourIdentity
{
    public string TenantId { get; set; } = "";

    /// <summary>Kind and normalised value: <c>email:ada@example.com</c>.</summary>
    public string Key { get; set; } = "";
    public Guid VisitorId { get; set; }
}
