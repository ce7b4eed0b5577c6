namespace CrmKit.Assignment;

/// <summary>Who gets new records that meet a condition; administrators define it without code. Immutable.</summary>
/// <remarks>
/// Asked like a rule of a plugin (<see cref="IAssignmentRule"/>) and before all of them: about every new record whose creator named no owner, whichever way it comes.
/// Of several that a record meets, the one with the lowest <see cref="Order"/> decides, then the first by key. One that names somebody who is not active, or a field whose plugin is not enabled, is passed over.
/// </remarks>
public sealed record RoutingRule
{
    /// <summary>Its key: lower-case words and hyphens, no dots.</summary>
    public required string Key { get; init; }

    /// <summary>The record type.</summary>
    public required string RecordType { get; init; }

    /// <summary>Which records it is for, in the filter language over fields of the record itself (<c>category eq 'billing'</c>); <see langword="null"/> for all.</summary>
    public string? When { get; init; }

    /// <summary>Which comes first: lower before higher. 0 unless said.</summary>
    public int Order { get; init; }

    /// <summary>The user who gets them; <see langword="null"/> for the pool of <see cref="TeamId"/>, where its members take them.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>The team that gets them; <see langword="null"/> means the user's.</summary>
    public Guid? TeamId { get; init; }
}
