namespace CrmKit;

/// <summary>Points at one record of any type, also of a plugin's.</summary>
/// <param name="Type">The catalog key of the record type (<c>lead</c>, <c>opportunity</c>, <c>realestate.property</c>).</param>
/// <param name="Id">The record's id.</param>
public readonly record struct RecordRef(string Type, Guid Id)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Type}/{Id}";
}
