namespace CrmKit.Web.Pages;

internal sealed record BoardModel
{
    /// <summary>The board with its filter.</summary>
    public required string Address { get; init; }

    /// <summary>The board without a filter.</summary>
    public required string Path { get; init; }

    /// <summary>Where it is told what others write.</summary>
    public required string Live { get; init; }

    public required string? Filter { get; init; }
    public required FilterModel Builder { get; init; }
    public required IReadOnlyList<CrmError> Errors { get; init; }
    public required NavigationLink List { get; init; }
    public required string? New { get; init; }
    public required IReadOnlyList<BoardColumn> Columns { get; init; }
}

internal sealed record BoardColumn
{
    public required string Key { get; init; }
    public required string Label { get; init; }
    public required long Count { get; init; }
    public required string? Amount { get; init; }

    /// <summary>The amount by how likely it is to be won; <see langword="null"/> where that says nothing more.</summary>
    public required string? Weighted { get; init; }

    /// <summary>The list of what is in the stage.</summary>
    public required string Address { get; init; }

    public required IReadOnlyList<BoardCard> Cards { get; init; }
    public required bool HasMore { get; init; }
}

internal sealed record BoardCard
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Address { get; init; }
    public required FieldShown? Party { get; init; }
    public required string Amount { get; init; }

    /// <summary>How long it has been in the stage, in words.</summary>
    public required string? Since { get; init; }

    public required bool IsAgeing { get; init; }

    /// <summary>How far one may count on it, where that is more than the stage says.</summary>
    public string? Category { get; init; }

    public required string? NextStep { get; init; }
    public required string MoveAddress { get; init; }
    public required int Version { get; init; }

    /// <summary>What plugins let one do with it.</summary>
    public required IReadOnlyList<ActionButton> Actions { get; init; }

    /// <summary>The stages that it may be moved to.</summary>
    public required IReadOnlyList<FieldChoice> Targets { get; init; }
}
