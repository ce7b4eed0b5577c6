namespace CrmKit.Activities;

/// <summary>Something worth remembering about a record: a preference, a caution, an agreement.</summary>
public sealed class Note : CrmActivity
{
    /// <summary>Whether it stays on top of the record.</summary>
    public bool IsPinned { get; set; }
}
