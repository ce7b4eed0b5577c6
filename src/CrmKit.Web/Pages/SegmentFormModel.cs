namespace CrmKit.Web.Pages;

internal sealed record SegmentFormModel
{
    /// <summary>Where it is put together, and where it is sent.</summary>
    public required string Path { get; init; }

    public required NavigationLink Back { get; init; }
    public required IReadOnlyList<CrmError> Errors { get; init; }

    /// <summary>Conditions on the record itself, or on the related records that are asked about; <see langword="null"/> where they are fixed.</summary>
    public required FilterModel? Filter { get; init; }

    /// <summary>The related records that are asked about now; <see langword="null"/> when it is about the record itself.</summary>
    public required SegmentRelatedModel? Related { get; init; }

    /// <summary>Conditions that rows cannot say, each with where it is gone.</summary>
    public required IReadOnlyList<NavigationLink> Parts { get; init; }

    /// <summary>What a condition on other records can be about.</summary>
    public required IReadOnlyList<FieldChoice> Relations { get; init; }

    /// <summary>What forms of the page send along.</summary>
    public required IReadOnlyList<FieldChoice> Kept { get; init; }

    /// <summary>The whole filter.</summary>
    public required string? Text { get; init; }

    /// <summary>How many meet it now, in words; <see langword="null"/> when that cannot be asked.</summary>
    public required string? Matching { get; init; }

    public required string Type { get; init; }
    public required string Name { get; init; }

    /// <summary>What it can be; empty where that is settled.</summary>
    public required IReadOnlyList<FieldChoice> Kinds { get; init; }

    public required string Kind { get; init; }
    public required IReadOnlyList<FieldChoice> Sharings { get; init; }
    public required string Sharing { get; init; }
    public required IReadOnlyList<FieldChoice> Teams { get; init; }
    public required string? Team { get; init; }
}

/// <param name="Label">What people call them.</param>
/// <param name="Hows">How many there may be.</param>
/// <param name="How">What was chosen of that.</param>
/// <param name="Number">How many, of those that are counted.</param>
/// <param name="Kept">What the form sends along.</param>
/// <param name="Cancel">Back to the record itself.</param>
internal sealed record SegmentRelatedModel(string Label, IReadOnlyList<FieldChoice> Hows, string How, int Number, IReadOnlyList<FieldChoice> Kept, string Cancel);
