namespace CrmKit.Web.Pages;

/// <summary>Two records side by side.</summary>
internal sealed record MergeModel
{
    public required string Address { get; init; }
    public required string Back { get; init; }
    public required IReadOnlyList<CrmError> Errors { get; init; }
    public required string With { get; init; }

    /// <summary>The id of the one that stays.</summary>
    public required string Winner { get; init; }

    public required IReadOnlyList<MergeSideShown> Sides { get; init; }
    public required IReadOnlyList<MergeLine> Lines { get; init; }
}

internal sealed record MergeSideShown(string Id, string Name, string Address, string Created, int Version);

/// <param name="Name">The field of the form.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Values">What each record has.</param>
/// <param name="Chosen">The id of the record whose value is taken.</param>
internal sealed record MergeLine(string Name, string Label, IReadOnlyList<MergeValue> Values, string Chosen);

internal sealed record MergeValue(string Id, FieldShown Shown);

internal sealed record MergePickModel(string Address, string Back, string Name, IReadOnlyList<LikeShown> Alike, string? Text, IReadOnlyList<NavigationLink> Named);

/// <summary>A stored record that looks like another one.</summary>
internal sealed record LikeShown(string Name, string Reasons, string Score, string Address);

/// <summary>A merge that stands.</summary>
internal sealed record MergeShown(Guid Id, string Name, string At, string? Undo);
